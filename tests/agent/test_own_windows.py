"""What no action may touch: to whom keys may go."""

import asyncio
import time

import pytest

from cua_desktop.agent.actions import Drag, Keypress
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.own_windows import keyboard_arrived
from tests.agent.doubles import StillScreen


@pytest.fixture
def screen(monkeypatch):
    """The window manager hands the keyboard to the app a moment later."""
    monkeypatch.setattr("cua_desktop.agent.own_windows.MOST_FOCUS_SECONDS", 0.05)
    screen = StillScreen()
    handed_on = time.monotonic() + 0.04
    screen.own_window_has_focus = lambda: time.monotonic() > handed_on
    return screen


@pytest.mark.parametrize(
    "before",
    [
        Keypress(("ALT", "TAB")),
        Keypress(("alt+tab",)),
        Keypress(("Super_L", "1")),
        Keypress(("CMD", "`")),
        Drag((Point(1, 1), Point(9, 9))),
    ],
)
def test_after_what_may_switch_windows_keys_wait_for_where_the_keyboard_goes(screen, before):
    with pytest.raises(ActionRefusedError):
        asyncio.run(keyboard_arrived(screen, before))


@pytest.mark.parametrize("before", [None, Keypress(("CTRL", "A")), Keypress(("ALT",)), Keypress(("WIND",))])
def test_after_other_keys_nothing_is_waited_for(screen, before):
    asyncio.run(keyboard_arrived(screen, before))
