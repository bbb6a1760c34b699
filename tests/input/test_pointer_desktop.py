"""The pointer on desktops that are not as usual: swapped buttons, corners, a screen that changes its size."""

import asyncio
import subprocess
import time
from itertools import pairwise

import pytest

from cua_desktop.agent.actions import Click, Drag, Move, Scroll
from cua_desktop.agent.errors import ActionRefusedError, StoppedError
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.input.drags import stray
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.pointer_recorder import recorder
from tests.input.support import NOTHING, Desk, keys_down, run, until


@pytest.fixture
def heard(desk, tmp_path):
    with recorder(tmp_path / "heard") as recorded:
        yield recorded.wait_for


@pytest.fixture
def buttons():
    """Sets what the mouse's buttons mean, as `xmodmap` does for left-handed users."""

    def means(*numbers):
        run("xmodmap", "-e", f"pointer = {' '.join(map(str, numbers))}")

    yield means
    means(*range(1, 11))


def pointer():
    from Xlib import display as xlib

    connection = xlib.Display()
    at = connection.screen().root.query_pointer()
    connection.close()
    return at.root_x, at.root_y


def test_left_is_the_primary_button_also_for_left_handed_users(desk, heard, buttons):
    desk.perform(Click(Point(431, 322)))
    buttons(3, 2, 1, 4, 5, 6, 7, 8, 9, 10)
    desk.perform(Click(Point(500, 350)), Click(Point(600, 400), "right"))
    presses = heard("press", of=3)
    assert [press["button"] for press in presses] == ["LeftButton", "LeftButton", "RightButton"]


def test_down_is_down_also_when_the_wheel_is_turned_round(desk, heard, buttons):
    buttons(1, 2, 3, 5, 4, 7, 6, 8, 9, 10)
    desk.perform(Scroll(Point(600, 400), 0, 100), Scroll(Point(600, 400), 100, 0))
    assert [event["turned"] for event in heard("wheel", of=2)] == [[0, -120], [-120, 0]]


def test_a_button_that_is_turned_off_is_refused_before_anything_is_done(desk, buttons):
    buttons(1, 2, 0, 4, 5, 6, 7, 8, 9, 10)
    before = pointer()
    with pytest.raises(ActionRefusedError, match="turned off"):
        desk.perform(Click(Point(431, 322), "right", keys=("CTRL",)))
    assert pointer() == before
    assert keys_down() == NOTHING


@pytest.mark.parametrize("at", [(0, 0), (1279, 0), (0, 799), (1279, 799)])
def test_clicks_and_drags_in_corners_are_done_like_any_other(desk, at):
    corner = Point(*at)
    desk.perform(Move(corner), Click(corner, "forward"), Click(corner, "forward"))
    assert pointer() == at
    desk.perform(Move(Point(640, 400)))
    assert pointer() == (640, 400)


def test_a_move_is_one_event_at_once_without_glide_or_pause(desk):
    desk.perform(Move(Point(100, 100)))
    fastest = min(seconds_of(desk, Move(Point(1200 - step, 700))) for step in range(5))
    assert pointer() == (1196, 700)
    assert fastest < 0.1  # pyautogui's own pause


def seconds_of(desk, action):
    begun = time.monotonic()
    desk.perform(action)
    return time.monotonic() - begun


def test_a_screen_that_grew_is_reached_to_its_new_edge(monkeypatch):
    with virtual_display(Size(1280, 800)) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        # Xvfb complains of the first, and does it all the same.
        subprocess.run(["xrandr", "--output", "screen", "--off"], check=False, capture_output=True)
        run("xrandr", "--fb", "1000x600")
        desk = Desk()
        desk.do(desk.input.open())
        desk.do(desk.input.start_run())
        run("xrandr", "--fb", "1280x800")
        desk.perform(Move(Point(1279, 790)))
        assert pointer() == (1279, 790)
        desk.close()


def test_modifiers_and_button_of_a_drag_that_is_stopped_are_released(desk):
    path = tuple(Point(300 + 3 * (step % 200), 200 + 30 * (step % 2)) for step in range(400))
    task = desk.begin(Drag(path, ("CTRL", "SHIFT")))
    desk.wait_for(lambda: keys_down()[1] == [1])
    assert len(keys_down()[0]) == 2
    desk.input.stop_now("the test")
    assert isinstance(desk.outcome(task), StoppedError)
    assert until(lambda: keys_down() == NOTHING)
    where = pointer()
    desk.do(asyncio.sleep(0.05))
    assert pointer() == where


def test_a_drag_of_a_thousand_points_ends_at_its_last(desk, heard):
    path = tuple(Point(300 + step // 2, 300 + (step // 10) % 50) for step in range(1000))
    desk.perform(Drag(path))
    assert heard("release", of=1)[0]["at"] == [path[-1].x, path[-1].y]
    moves = [event["at"] for event in heard("move", of=2) if event["held"] == 1]
    assert moves[-1] == [path[-1].x, path[-1].y]
    drawn = [Point(*at) for at in [[path[0].x, path[0].y], *moves]]
    assert all(any(stray(point, *leg) < 1.5 for leg in pairwise(drawn)) for point in path)


def test_a_drag_of_one_point_is_a_press_there(desk, heard):
    desk.perform(Drag((Point(431, 322),)))
    press, release = heard("press", "release", of=2)
    assert press["at"] == release["at"] == [431, 322]
