import pytest

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.corner import CornerWatch, corners_of

CORNERS = corners_of([Rect(0, 0, 1000, 800)])


@pytest.fixture
def watch():
    return CornerWatch(CORNERS)


def test_one_monitor_has_four_corners():
    assert {Point(0, 0), Point(999, 0), Point(0, 799), Point(999, 799)} == CORNERS


def test_two_monitors_side_by_side_have_no_corner_where_they_meet():
    corners = corners_of([Rect(0, 0, 1000, 800), Rect(1000, 0, 1000, 800)])
    assert corners == {Point(0, 0), Point(1999, 0), Point(0, 799), Point(1999, 799)}


def test_monitors_left_of_the_first_have_negative_corners():
    assert Point(-800, 0) in corners_of([Rect(0, 0, 1000, 800), Rect(-800, 0, 800, 600)])


@pytest.mark.parametrize("corner", sorted(CORNERS, key=str))
def test_a_slam_into_any_corner_is_noticed(watch, corner):
    assert not watch.user_moved(Point(500, 400), 1.0)
    assert watch.user_moved(corner, 1.1)


def test_a_slam_from_rest_is_noticed_however_long_the_pointer_rested(watch):
    watch.user_moved(Point(500, 400), 1.0)
    assert watch.user_moved(Point(0, 0), 600.0)


def test_a_slam_from_where_the_agent_put_the_pointer_is_noticed(watch):
    watch.put_at(Point(500, 400))
    assert watch.user_moved(Point(0, 0), 1.0)


def test_creeping_into_a_corner_is_no_slam(watch):
    watch.user_moved(Point(30, 30), 1.0)
    assert not any(watch.user_moved(Point(30 - step, 30 - step), 1.0 + step / 5) for step in range(31))


def test_an_edge_is_no_corner(watch):
    watch.user_moved(Point(500, 400), 1.0)
    assert not watch.user_moved(Point(0, 400), 1.1)


def test_a_jitter_where_the_agent_went_into_a_corner_is_no_slam(watch):
    watch.user_moved(Point(500, 400), 1.0)
    watch.put_at(Point(0, 0))
    assert not watch.user_moved(Point(1, 0), 1.05)
    assert not watch.user_moved(Point(0, 0), 1.1)


def test_new_monitors_have_new_corners(watch):
    watch.set_corners(corners_of([Rect(0, 0, 600, 500)]))
    watch.user_moved(Point(300, 250), 1.0)
    assert watch.user_moved(Point(599, 499), 1.1)


def pushes(watch, place, seconds, begin=1.0):
    """A hand that goes on where the pointer can't: motions, and the pointer stays."""
    return any(watch.user_moved(place, begin + step / 100) for step in range(round(seconds * 100) + 1))


@pytest.mark.parametrize("put", [Point(20, 30), Point(0, 0)])
def test_a_push_into_the_corner_that_the_agent_keeps_the_pointer_near_is_a_slam(watch, put):
    watch.put_at(put)
    assert pushes(watch, Point(0, 0), 0.2)


def test_a_bump_where_the_agent_put_the_pointer_is_no_slam(watch):
    watch.put_at(Point(0, 0))
    assert not pushes(watch, Point(0, 0), 0.1)
    assert not pushes(watch, Point(0, 0), 0.1, begin=1.5)


def test_a_mouse_that_trembles_where_the_agent_put_the_pointer_is_no_slam(watch):
    watch.put_at(Point(0, 0))
    assert not any(watch.user_moved(Point(step % 2, 0), 1.0 + step / 100) for step in range(100))


def test_a_push_into_a_corner_where_the_user_has_parked_the_pointer_is_no_slam(watch):
    watch.found_at(Point(5, 5))
    assert not pushes(watch, Point(0, 0), 0.5)


def test_a_push_into_a_corner_that_the_user_has_crept_back_to_is_no_slam(watch):
    watch.put_at(Point(20, 20))
    watch.user_moved(Point(70, 20), 1.0)
    for step in range(71):
        assert not watch.user_moved(Point(70 - step, 20), 2.0 + step / 20)
    watch.user_moved(Point(0, 0), 9.0)
    assert not pushes(watch, Point(0, 0), 0.5, begin=10.0)
