import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.safety.watch import TOGETHER_SECONDS, PresenceWatch

SECONDS = 30.0


def begun(counts="either"):
    watch = PresenceWatch(SECONDS, counts)
    watch.begin(100.0)
    return watch


def test_without_watch_mode_nobody_has_to_be_there():
    assert PresenceWatch(SECONDS).left(10.0**9) == math.inf


def test_who_has_approved_counts_as_there_for_the_seconds_set():
    watch = begun()
    assert watch.left(110.0) == SECONDS - 10
    assert watch.left(100.0 + SECONDS) == 0


def test_input_of_a_person_starts_the_seconds_anew():
    watch = begun()
    watch.put_in(125.0)
    assert watch.left(125.0) == SECONDS


def test_a_window_that_a_person_has_put_in_front_counts_for_as_long_as_it_is_there():
    watch = begun()
    watch.put_in(120.0)
    watch.in_front(True, 120.0 + TOGETHER_SECONDS)
    assert watch.left(10_000.0) == math.inf
    watch.in_front(False, 10_000.0)
    assert watch.left(10_000.0) == SECONDS


def test_a_window_that_came_to_the_front_by_itself_shows_nobody():
    watch = begun()
    watch.put_in(110.0)
    watch.in_front(True, 110.0 + TOGETHER_SECONDS + 0.1)
    assert watch.left(200.0) == 0
    watch.in_front(False, 200.0)
    assert watch.left(200.0) == 0


def test_where_input_is_not_told_apart_any_window_in_front_counts():
    watch = begun()
    watch.sees_input = False
    watch.in_front(True, 150.0)
    assert watch.left(10_000.0) == math.inf


@pytest.mark.parametrize(("counts", "by_input", "by_window"), [("input", 30, 0), ("window", 0, math.inf)])
def test_only_what_is_set_counts(counts, by_input, by_window):
    watch = begun(counts)
    watch.put_in(200.0)
    assert watch.left(200.0) == by_input
    watch = begun(counts)
    watch.put_in(105.0)
    watch.in_front(True, 105.0)
    assert watch.left(200.0) == by_window


def test_a_press_is_a_persons_only_together_with_their_input():
    watch = begun()
    assert not watch.pressed_by_person(101.0)
    watch.put_in(101.0)
    assert watch.pressed_by_person(101.0 + TOGETHER_SECONDS)
    watch.sees_input = False
    assert watch.pressed_by_person(10_000.0)


STEPS = st.lists(
    st.tuples(st.floats(0, 100), st.sampled_from(["put_in", "front", "back", "answered"])), max_size=30
)


@given(STEPS, st.sampled_from(["either", "input", "window"]))
def test_nobody_is_there_for_longer_than_the_seconds_after_they_were_last_seen(steps, counts):
    """Against the rule written down in another way: from the whole past at once."""
    watch, now, past = PresenceWatch(SECONDS, counts), 0.0, [(0.0, "answered")]
    watch.begin(0.0)
    for pause, what in steps:
        now += pause
        past.append((now, what))
        match what:
            case "put_in":
                watch.put_in(now)
            case "answered":
                watch.answered(now)
            case _:
                watch.in_front(what == "front", now)
    windows = {"front", "back"}
    fronts = [what == "front" for _, what in past if what in windows]
    is_front = bool(fronts) and fronts[-1]
    inputs = any(what == "put_in" for _, what in past)
    left = watch.left(now)
    if left == math.inf:
        assert counts != "input"
        assert is_front
        assert inputs
    seen = {"either": {"answered", "put_in", *windows}, "input": {"answered", "put_in"}}.get(
        counts, {"answered", *windows}
    )
    last = max(time for time, what in past if what in seen)
    if not is_front:
        assert left <= max(0.0, last + SECONDS - now)
    sure = max(time for time, what in past if what == "answered" or (what == "put_in" and counts != "window"))
    assert left >= max(0.0, sure + SECONDS - now)
