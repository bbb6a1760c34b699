"""While a question is open the input process injects nothing, whoever orders it, and tells of every press."""

import os
import signal

import pytest

from cua_desktop.agent.actions import Click, Keypress, Move, Type
from cua_desktop.agent.errors import ActionRefusedError, InputError, StoppedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.client import Pressed
from tests.input.support import NOTHING, keys_down, run, until


def presses(desk):
    return [report.what for report in list(desk.reports) if isinstance(report, Pressed)]


@pytest.mark.parametrize(
    "action", [Click(Point(300, 300)), Keypress(("SPACE",)), Type(" "), Move(Point(9, 9))]
)
def test_no_action_is_performed_while_locked(desk, action):
    desk.do(desk.input.lock())
    with pytest.raises(ActionRefusedError, match="question"):
        desk.perform(action)
    assert run("xdotool", "getmouselocation").startswith("x:640 y:400")


def test_an_action_under_way_ends_at_the_lock_and_leaves_nothing_pressed(desk, xterm):
    typing = desk.begin(Type("0123456789" * 2000))
    desk.wait_for(lambda: xterm.text)
    desk.do(desk.input.lock())
    assert isinstance(desk.outcome(typing), ActionRefusedError)
    assert keys_down() == NOTHING


def test_after_it_actions_are_performed_again(desk):
    desk.do(desk.input.lock())
    desk.call(desk.input.unlock)
    desk.perform(Move(Point(50, 60)))
    assert run("xdotool", "getmouselocation").startswith("x:50 y:60")


def test_a_stop_while_locked_stays(desk):
    desk.do(desk.input.lock())
    run("xdotool", "key", "ctrl+alt+q")
    desk.wait_for(desk.stops)
    desk.call(desk.input.unlock)
    with pytest.raises(StoppedError):
        desk.perform(Move(Point(50, 60)))


def test_a_lock_that_can_not_be_had_is_an_error(desk):
    os.kill(desk.pid, signal.SIGKILL)
    with pytest.raises(InputError):
        desk.do(desk.input.lock())


def test_presses_are_told_while_locked_and_of_the_keys_only_the_space_bar(desk):
    run("xdotool", "key", "space")
    desk.do(desk.input.lock())
    run("xdotool", "mousemove", "300", "200", "click", "1")
    run("xdotool", "key", "space", "x")
    assert until(lambda: len(presses(desk)) == 3)
    desk.call(desk.input.unlock)
    desk.do(desk.input.resume())
    run("xdotool", "key", "space")
    desk.perform(Move(Point(50, 60)))  # whatever was told before this is told by now
    button, space, other = presses(desk)
    assert (button.kind, button.physical, button.place) == ("button", False, Point(300, 200))
    assert (space.kind, space.physical, space.space) == ("key", False, True)
    assert (other.kind, other.space) == ("key", False)
