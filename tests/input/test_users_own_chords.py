"""Chords of the user alone, by the keys that Windows and macOS hear and not by the names they were given."""

import pytest

from cua_desktop.agent.actions import Click, Keypress
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.mac.hands import MacHands
from cua_desktop.input.mac.sending import Sender
from cua_desktop.input.reserved import reserved_on
from cua_desktop.input.users_own import UsersOwn
from cua_desktop.input.windows.hands import WindowsHands
from cua_desktop.input.windows.user32 import User32, typed
from tests.input.fakes import mac as fake_mac
from tests.input.fakes import windows as fake
from tests.input.fakes.hands import perform, started_brake
from tests.input.fakes.libraries import module, pyautogui_on
from tests.input.support import run

DEFAULT = ("ctrl", "alt", "q")


def test_a_chord_is_refused_in_any_order_with_whatever_else():
    users_own = UsersOwn(frozenset(DEFAULT))
    with pytest.raises(ActionRefusedError):
        users_own.refuse(("q", "shift", "alt", "ctrl"))
    users_own.refuse(("q", "alt"))


@pytest.fixture
def windows(monkeypatch):
    """Presses keys on Windows; gives what was sent."""
    desk, brake = fake.User32(), started_brake()
    gui = pyautogui_on("win32", monkeypatch, windll=fake.windll(desk))

    def press(layout, *names, stop_chord=DEFAULT):
        hands = WindowsHands(brake, User32(typed(desk)), gui.platformModule.keyboardMapping, gui.moveTo)
        hands.leave_to_the_user(stop_chord, reserved_on("windows"))
        desk.layout = layout
        desk.sent.clear()
        perform(hands, brake, *([Keypress(names)] if names else [Click(Point(5, 5))]))
        return desk.sent

    return press


@pytest.fixture
def mac(monkeypatch):
    """Presses keys on a Mac; gives what was posted."""
    quartz, brake = fake_mac.Quartz(), started_brake()
    monkeypatch.setattr("cua_desktop.input.mac.hands._KEY_SECONDS", 0)
    gui = pyautogui_on("darwin", monkeypatch, {"Quartz": quartz, "AppKit": module("AppKit")})

    def press(*names, stop_chord=DEFAULT):
        hands = MacHands(brake, Sender(quartz), gui.platformModule.keyboardMapping)
        hands.leave_to_the_user(stop_chord, reserved_on("mac"))
        quartz.posted.clear()
        perform(hands, brake, Keypress(names))
        return quartz.posted

    return press


@pytest.mark.parametrize(
    ("layout", "names"),
    [
        (fake.US, ("ALTGR", "Q")),
        (fake.US, ("CTRL", "ALTGR", "Q")),
        (fake.US, ("SHIFT", "ALTGR", "Q")),
        (fake.GERMAN, ("@",)),
        (fake.RUSSIAN, ("CTRL", "ALT", "й")),
        (fake.RUSSIAN, ("ALTGR", "й")),
    ],
    ids=str,
)
def test_keys_that_windows_hears_as_the_stop_keys_are_refused(windows, layout, names):
    with pytest.raises(ActionRefusedError, match="stop the agent"):
        windows(layout, *names)


def test_a_shifted_character_is_heard_as_its_key(windows):
    with pytest.raises(ActionRefusedError, match="stop the agent"):
        windows(fake.US, "CTRL", "ALT", "!", stop_chord=("ctrl", "alt", "1"))


def test_alt_is_heard_as_the_altgr_of_the_stop_keys(windows):
    with pytest.raises(ActionRefusedError, match="stop the agent"):
        windows(fake.US, "ALT", "Q", stop_chord=("altgr", "q"))


@pytest.mark.parametrize(
    ("layout", "names"), [(fake.RUSSIAN, ("META", "д")), (fake.US, ("ALTGR", "DELETE"))], ids=str
)
def test_keys_that_windows_hears_as_a_lock_are_refused(windows, layout, names):
    with pytest.raises(ActionRefusedError, match="from the user"):
        windows(layout, *names)


@pytest.mark.parametrize(
    ("layout", "names"),
    [
        (fake.US, ("CTRL", "Q")),
        (fake.US, ("ALT", "Q")),
        (fake.US, ("ALTGR", "W")),
        (fake.GERMAN, ("CTRL", "ALT", "Z")),
        (fake.RUSSIAN, ("CTRL", "й")),
        (fake.RUSSIAN, ("META", "ALT", "CTRL")),
        (fake.US, ()),
    ],
    ids=str,
)
def test_other_keys_are_pressed_on_windows(windows, layout, names):
    assert windows(layout, *names)


@pytest.mark.parametrize(
    ("names", "stop_chord"),
    [
        (("CTRL", "ALTGR", "Q"), DEFAULT),
        (("CTRL", "ALT", ":"), ("ctrl", "alt", ";")),
        (("CTRL", "@"), ("ctrl", "shift", "2")),
    ],
    ids=str,
)
def test_keys_that_macos_hears_as_the_stop_keys_are_refused(mac, names, stop_chord):
    with pytest.raises(ActionRefusedError, match="stop the agent"):
        mac(*names, stop_chord=stop_chord)


@pytest.mark.parametrize("names", [("ALTGR", "Q"), ("CTRL", "ALT", "W"), ("CMD", "Q")], ids="+".join)
def test_other_keys_are_pressed_on_a_mac(mac, names):
    assert mac(*names)


def test_on_x11_the_key_of_the_stop_keys_under_another_letter_stops_nothing_when_the_agent_presses_it(
    desk, layout
):
    layout("ru")
    desk.perform(Keypress(("CTRL", "ALT", "й")), Keypress(("ESC",)))
    assert desk.stops() == []
    run("xdotool", "keydown", "37", "keydown", "64", "key", "24", "keyup", "64", "keyup", "37")
    desk.wait_for(lambda: desk.stops() == ["the stop keys"])
