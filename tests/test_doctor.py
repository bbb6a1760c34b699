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
