import pytest

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.corner import corners_of
from cua_desktop.input.corner_poll import OWN_SECONDS, CornerPoll

CORNER, MIDDLE = Point(0, 0), Point(500, 500)
WAY = (MIDDLE, Point(200, 200), CORNER)


@pytest.fixture
def poll():
    return CornerPoll(corners_of([Rect(0, 0, 1000, 1000)]))


def looks(poll, places, placed=(), *, by_user=True, start=10.0):
    return [poll.look(place, start + at * 0.1, placed, by_user=by_user) for at, place in enumerate(places)]


def test_a_slam_is_found_when_it_arrives(poll):
    assert looks(poll, WAY) == [False, False, True]


def test_a_pointer_that_stays_in_the_corner_is_one_slam(poll):
    assert looks(poll, (*WAY, CORNER, CORNER)) == [False, False, True, False, False]


def test_motions_that_the_system_knows_as_ours_are_no_slam(poll):
    assert not any(looks(poll, WAY, by_user=False))


@pytest.mark.parametrize("landed", [CORNER, Point(1, 0), Point(1, 1)])
def test_where_the_agent_has_put_the_pointer_is_no_slam_even_when_rounded(poll, landed):
    assert not any(looks(poll, (MIDDLE, landed), [(CORNER, 10.0)]))


def test_a_slam_into_the_corner_where_the_agent_was_a_moment_ago_counts(poll):
    later = 10.0 + OWN_SECONDS
    assert looks(poll, WAY, [(CORNER, 10.0)], start=later)[-1]
