"""That somebody is there is told on a real display, wherever their input goes."""

import pytest

from cua_desktop.agent.actions import Click, Keypress
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.client import UserActive, UserPresent
from cua_desktop.input.hands import UserInput
from cua_desktop.input.user_watch import DELIBERATE_POINTS, SignsOfLife
from tests.input.support import NOTHING, Desk, keys_down, run

ALL = Rect(0, 0, 4000, 4000)


@pytest.fixture
def desk(display):
    desk = Desk(interruptible=True)
    desk.do(desk.input.open())
    run("xdotool", "mousemove", "640", "400")
    desk.do(desk.input.start_run())
    yield desk
    desk.close()
    assert keys_down() == NOTHING


def told(desk, kind):
    return [report.what for report in list(desk.reports) if isinstance(report, kind)]


def test_input_into_an_own_window_shows_presence_and_interrupts_nothing(desk):
    desk.input.tell_own_windows([ALL], focused=True)
    run("xdotool", "click", "1")
    desk.wait_for(lambda: told(desk, UserPresent))
    assert told(desk, UserPresent)[0].physical is False  # xdotool's
    assert not told(desk, UserActive)


def test_the_agents_own_input_shows_nobody(desk):
    desk.perform(Click(Point(300, 300)))
    desk.perform(Keypress(("SHIFT",)))
    run("xdotool", "key", "shift")  # heard in order: what came before this would have been told
    desk.wait_for(lambda: told(desk, UserPresent))
    assert [each.kind for each in told(desk, UserPresent)] == ["key"]


def test_a_bumped_desk_shows_nobody_and_a_deliberate_motion_does():
    signs, here = SignsOfLife(), Point(1, 1)
    assert not signs.shown_by(UserInput("motion", True, 0.0, here, DELIBERATE_POINTS * 0.9), 0.0)
    assert signs.shown_by(UserInput("motion", True, 0.5, here, DELIBERATE_POINTS * 0.2), 0.5)
    assert not signs.shown_by(UserInput("motion", True, 9.0, here, DELIBERATE_POINTS * 0.9), 9.0)
