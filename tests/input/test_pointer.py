"""What a real Qt program is told when the agent clicks, drags and scrolls."""

import pytest

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Move, Scroll
from cua_desktop.agent.geometry import Point
from tests.input.keyboard_state import CONTROL, locked, set_lock
from tests.input.pointer_recorder import recorder

CTRL, SHIFT = 0x04000000, 0x02000000


@pytest.fixture
def slowness():
    """How long the window takes for each event, in seconds."""
    return 0.0


@pytest.fixture
def heard(desk, tmp_path, slowness):
    """Gives what the window was told, a list of its events, once `of` are there."""
    with recorder(tmp_path / "heard", slowness) as recorded:
        yield recorded.wait_for


def kinds(events):
    return [event["kind"] for event in events]


@pytest.mark.parametrize(
    ("button", "name"),
    [
        ("left", "LeftButton"),
        ("right", "RightButton"),
        ("wheel", "MiddleButton"),
        ("back", "BackButton"),
        ("forward", "ForwardButton"),
    ],
)
def test_every_button_clicks_once_at_its_place(desk, heard, button, name):
    desk.perform(Click(Point(431, 322), button))
    press, release = heard("press", "release", "double", of=2)
    assert (press["kind"], release["kind"]) == ("press", "release")
    assert press["button"] == release["button"] == name
    assert press["at"] == release["at"] == [431, 322]


def test_a_double_click_is_one_double_click(desk, heard):
    desk.perform(Click(Point(431, 322)), DoubleClick(Point(431, 322)))
    events = heard("press", "release", "double", of=6)
    assert kinds(events) == ["press", "release", "press", "release", "double", "release"]


def test_modifiers_are_held_during_a_click_and_not_after(desk, heard):
    desk.perform(Click(Point(431, 322), keys=("CTRL", "SHIFT")), Click(Point(500, 400)))
    events = heard("press", of=2)
    assert [event["keys"] for event in events] == [CTRL | SHIFT, 0]


def test_a_click_is_a_plain_click_though_sticky_keys_have_locked_a_modifier_which_stays_so(desk, heard):
    set_lock(CONTROL, on=True)
    try:
        desk.perform(Click(Point(431, 322)))
        assert heard("press", of=1)[0]["keys"] == 0
        assert locked() & CONTROL
    finally:
        set_lock(CONTROL, on=False)


def test_a_drag_moves_along_its_path_with_the_button_down(desk, heard):
    path = (Point(300, 300), Point(500, 300), Point(500, 450))
    desk.perform(Drag(path))
    release = heard("release", of=1)[0]
    moves = [event["at"] for event in heard("move", of=2) if event["held"] == 1]
    assert release["at"] == [500, 450]
    assert [500, 300] in moves
    assert all(y == 300 or x == 500 for x, y in moves)
    assert moves[-1] == [500, 450]


@pytest.mark.parametrize("slowness", [0.02])
def test_a_slow_program_notices_every_point_of_a_drags_path(desk, heard):
    path = tuple(Point(300 + 10 * step, 300 + 20 * (step % 2)) for step in range(12))
    desk.perform(Drag(path))
    heard("release", of=1)
    moves = [event["at"] for event in heard("move", of=2)]
    assert all([point.x, point.y] in moves for point in path[1:])


@pytest.mark.parametrize(
    ("dx", "dy", "turned"),
    [(0, 300, (0, -360)), (0, -200, (0, 240)), (300, 0, (-360, 0)), (-100, 0, (120, 0))],
)
def test_a_scroll_turns_the_wheel_by_its_notches_in_its_direction(desk, heard, dx, dy, turned):
    desk.perform(Scroll(Point(600, 400), dx, dy))
    events = heard("wheel", of=abs(dx + dy) // 100)
    assert tuple(map(sum, zip(*(event["turned"] for event in events), strict=True))) == turned
    assert all(event["at"] == [600, 400] for event in events)


def test_small_scrolls_add_up_to_a_notch(desk, heard):
    desk.perform(*[Scroll(Point(600, 400), 0, 30)] * 4, Move(Point(610, 400)))
    heard("move", of=1)
    assert [event["turned"] for event in heard("wheel", of=1)] == [[0, -120]]
