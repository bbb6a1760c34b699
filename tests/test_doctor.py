import asyncio

import pytest

from cua_desktop.doctor import Verdict, _of_input, check_addresses, check_policy
from cua_desktop.input.hands import TOLD_APART, Ready
from cua_desktop.paths import Profile
from cua_desktop.settings import Settings
from cua_desktop.wiring import browsers


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


SITES = '[[rule]]\nname = "no bank"\ndo = "refuse"\nsites = ["bank.example"]\n'


def policy_check(folder, text=None, addresses="ask"):
    if text is not None:
        (folder / "policy.toml").write_text(text)
    return check_policy(Profile(folder), Settings(page_addresses=addresses))


def test_the_doctor_says_where_the_policy_is_and_that_it_is_valid(tmp_path):
    assert "the default" in policy_check(tmp_path).found
    check = policy_check(tmp_path, SITES)
    assert check.verdict is Verdict.GOOD
    assert "1 rules" in check.found
    assert str(tmp_path / "policy.toml") in check.found
    assert "the default" not in check.found


def test_the_doctor_says_in_which_line_a_policy_is_wrong(tmp_path):
    check = policy_check(tmp_path, SITES + 'keyz = ["a"]')
    assert check.verdict is Verdict.BAD
    assert "line 5" in check.found


def test_the_doctor_minds_rules_about_sites_when_no_addresses_are_read(tmp_path):
    assert policy_check(tmp_path, SITES, "off").verdict is Verdict.MIND


def test_the_doctor_asks_no_browser_where_addresses_are_off():
    assert asyncio.run(check_addresses(Settings(page_addresses="off"))) is None


@pytest.mark.parametrize(
    ("told", "verdict", "word"),
    [
        ({"chromium": True}, Verdict.GOOD, "chromium"),
        ({"a": True, "b": False}, Verdict.MIND, "Not told by: b"),
    ],
)
def test_the_doctor_says_which_browsers_tell_their_address(monkeypatch, told, verdict, word):
    async def browsers_that_tell():
        return told

    monkeypatch.setattr(browsers, "that_tell", browsers_that_tell)
    check = asyncio.run(check_addresses(Settings()))
    assert check.verdict is verdict
    assert word in check.found
