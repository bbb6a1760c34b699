import pytest

from cua_desktop.doctor import Verdict, _of_input
from cua_desktop.input.hands import TOLD_APART, Ready
from cua_desktop.settings import Settings


@pytest.mark.parametrize(
    ("said", "verdict"), [(TOLD_APART, Verdict.GOOD), ("Not heard here: allow it.", Verdict.MIND)]
)
def test_the_doctor_says_whether_the_users_input_is_heard_and_told_apart(said, verdict):
    ready = Ready("linux", ":0", "XTEST", "raw events", "all", said)
    (line,) = [check for check in _of_input(ready, Settings()) if check.what == "Your own input"]
    assert (line.verdict, line.found) == (verdict, said)


@pytest.mark.parametrize(
    ("setting", "told", "remote", "verdict", "words"),
    [
        ("auto", TOLD_APART, "", Verdict.GOOD, "only by a real mouse"),
        ("auto", TOLD_APART, "It is shared.", Verdict.MIND, "It is shared."),
        ("off", TOLD_APART, "It is shared.", Verdict.GOOD, "no answers by remote control"),
        ("on", TOLD_APART, "", Verdict.MIND, "by other programs too"),
        ("off", "Not heard here.", "", Verdict.MIND, "whatever reaches the window"),
    ],
)
def test_the_doctor_says_which_presses_of_allow_count_and_why(setting, told, remote, verdict, words):
    ready = Ready("linux", ":0", "XTEST", "raw events", "all", told, remote=remote)
    checks = _of_input(ready, Settings(remote_answers=setting))
    (line,) = [check for check in checks if check.what == "Answers"]
    assert line.verdict is verdict
    assert words in line.found
