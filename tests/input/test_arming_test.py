import threading

import pytest

from cua_desktop.agent.errors import InputError
from cua_desktop.input import arming_test
from cua_desktop.input.arming_test import hear_stop_keys, proven, remember
from cua_desktop.paths import Profile
from tests.input.phases import Hand
from tests.input.support import Desk


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path / "profile")


def test_keys_that_arrived_are_remembered_however_they_are_written(profile):
    assert not proven(profile, "ctrl+alt+q")
    remember(profile, "ctrl+alt+q")
    assert proven(profile, "Alt+Control+Q")
    assert not proven(profile, "ctrl+alt+x")


def test_each_system_has_its_own_memory(profile, monkeypatch):
    remember(profile, "ctrl+alt+q")
    monkeypatch.setattr(arming_test.sys, "platform", "win32")
    assert not proven(profile, "ctrl+alt+q")
    remember(profile, "ctrl+alt+x")
    monkeypatch.setattr(arming_test.sys, "platform", "linux")
    assert proven(profile, "ctrl+alt+q")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"linux": 7}', '{"linux": [7]}', "\x00"])
def test_a_file_that_is_not_understood_proves_nothing_and_is_replaced(profile, text):
    remember(profile, "ctrl+alt+q")
    (profile.folder / "stop-keys.json").write_text(text)
    assert not proven(profile, "ctrl+alt+q")
    remember(profile, "ctrl+alt+q")
    assert proven(profile, "ctrl+alt+q")


def test_keys_that_make_no_sense_are_not_proven(profile):
    assert not proven(profile, "ctrl+a+b")


@pytest.fixture
def desk(display):
    desk = Desk()
    yield desk
    desk.close()


def test_pressed_keys_are_heard(desk):
    hand = Hand()
    press = threading.Thread(target=hand.press_stop_keys)
    assert desk.do(hear_stop_keys("ctrl+alt+q", 10, press.start)) is True
    press.join()
    hand.close()


def test_keys_that_nobody_presses_are_not_heard(desk):
    assert desk.do(hear_stop_keys("ctrl+alt+q", 0.05, lambda: None)) is False


def test_keys_the_keyboard_lacks_can_not_be_tested(desk):
    with pytest.raises(InputError, match="stop keys"):
        desk.do(hear_stop_keys("ctrl+alt+☃", 1, lambda: None))
