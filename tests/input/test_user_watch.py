import pytest

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.hands import UserInput
from cua_desktop.input.user_watch import DELIBERATE_POINTS, UserWatch

WINDOW = Rect(100, 100, 200, 200)
INSIDE, OUTSIDE = Point(150, 150), Point(600, 600)


@pytest.fixture
def watch():
    made = UserWatch()
    made.own_windows([WINDOW], focused=False)
    return made


def counts(watch, event):
    """Heard when it says, with a wall clock that is right."""
    return watch.counts(event, event.time)


def moved(time, travel, place=OUTSIDE):
    return UserInput("motion", True, time, place, travel)


def key(time):
    return UserInput("key", True, time)


def pressed(time, place=OUTSIDE, kind="button"):
    return UserInput(kind, True, time, place)


@pytest.mark.parametrize("event", [key(50.0), pressed(50.0), pressed(50.0, kind="wheel")])
def test_a_key_a_button_and_the_wheel_count_at_once(watch, event):
    assert counts(watch, event)


def test_a_bumped_desk_does_not_count(watch):
    assert not any(counts(watch, moved(50 + each / 100, DELIBERATE_POINTS / 4)) for each in range(4))


def test_a_deliberate_motion_counts(watch):
    assert not counts(watch, moved(50.0, DELIBERATE_POINTS * 0.9))
    assert counts(watch, moved(50.1, DELIBERATE_POINTS * 0.2))


def test_many_small_bumps_over_a_long_time_do_not_count(watch):
    assert not any(counts(watch, moved(50 + 0.6 * each, DELIBERATE_POINTS * 0.4)) for each in range(30))


def test_nothing_over_an_own_window_counts(watch):
    assert not counts(watch, pressed(50.0, INSIDE))
    assert not counts(watch, pressed(52.0, INSIDE, "wheel"))
    assert not counts(watch, moved(54.0, 100.0, INSIDE))


def test_keys_for_an_own_window_do_not_count(watch):
    watch.own_windows([WINDOW], focused=True)
    assert not counts(watch, key(50.0))


def test_the_hand_that_leaves_an_own_window_does_not_count_however_far_it_goes(watch):
    assert not counts(watch, moved(50.0, 30.0, INSIDE))
    assert not any(counts(watch, moved(50 + each / 10, 50.0)) for each in range(1, 40))


def test_the_hand_that_moves_on_after_a_click_on_allow_does_not_count(watch):
    assert not counts(watch, pressed(50.0, INSIDE))
    watch.own_windows([], focused=False)  # the question has closed beneath the pointer
    assert not counts(watch, moved(50.7, 200.0, INSIDE))
    assert not counts(watch, moved(50.8, 200.0))


def test_a_motion_that_begins_after_the_hand_rested_counts(watch):
    assert not counts(watch, moved(50.0, 30.0, INSIDE))
    assert not counts(watch, moved(50.1, 30.0))
    assert counts(watch, moved(52.0, 30.0))


def test_a_click_outside_counts_while_the_hand_leaves_an_own_window(watch):
    assert not counts(watch, moved(50.0, 30.0, INSIDE))
    assert counts(watch, pressed(50.1))


def test_keys_right_after_a_click_on_an_own_window_are_meant_for_it(watch):
    assert not counts(watch, pressed(50.0, INSIDE))
    assert not counts(watch, key(50.1))
    assert counts(watch, key(51.0))


def test_the_hand_that_started_the_run_does_not_count(watch):
    watch.started(50.0)
    assert not counts(watch, moved(50.5, 300.0))
    assert counts(watch, moved(52.5, 300.0))


def test_a_key_counts_right_after_the_start(watch):
    watch.started(50.0)
    assert counts(watch, key(50.1))


def test_a_wall_clock_that_is_set_back_an_hour_changes_nothing(watch):
    watch.own_windows([WINDOW], focused=True)
    watch.started(50.0)
    assert not watch.counts(key(3650.0), 50.0)
    watch.own_windows([WINDOW], focused=False)
    assert watch.counts(key(55.0), 55.0)
    assert watch.counts(moved(56.0, 300.0), 56.0)
