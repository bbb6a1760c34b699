import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.actions import Click, Drag, Keypress, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.geometry import Point
from cua_desktop.safety.loop_guard import (
    ASK_AFTER,
    ASK_WAITING_AFTER,
    JITTER,
    TELL_AFTER,
    TELL_WAITING_AFTER,
    LoopGuard,
    alike,
    same_actions,
)

CELLS = 4000
BLANK = bytes(4 * CELLS)
CLICK = Click(Point(50, 50))


def changed(*cells, value=9, before=BLANK):
    sketch = bytearray(before)
    for cell in cells:
        sketch[4 * cell] = value
    return bytes(sketch)


def said(guard, turns):
    """What the guard says to each turn: `tell`, `ask` or nothing."""
    words = []
    for actions, sketch in turns:
        found = guard.look(actions, sketch)
        words.append("" if found is None else "ask" if found.ask else "tell")
    return words


def test_the_third_time_is_told_and_the_fifth_is_asked_about():
    assert said(LoopGuard(), [([CLICK], BLANK)] * 5) == ["", "", "tell", "", "ask"]


def test_after_a_person_let_it_go_on_everything_counts_from_nothing():
    guard = LoopGuard()
    said(guard, [([CLICK], BLANK)] * 5)
    guard.begin()
    assert said(guard, [([CLICK], BLANK)] * 5) == ["", "", "tell", "", "ask"]


def test_a_caret_that_blinks_changes_nothing():
    caret = changed(7, 8)
    words = said(LoopGuard(), [([CLICK], each) for each in [BLANK, caret] * 3])
    assert words == ["", "", "", "tell", "", "ask"]  # only its first change counts for less


def test_another_picture_is_no_repetition():
    pictures = [changed(*range(100 * each, 100 * each + 100)) for each in range(20)]
    assert not any(said(LoopGuard(), [([CLICK], each) for each in pictures]))


def test_a_small_change_each_time_counts_for_a_third():
    """It may be a clock with seconds; it may be the digit that each press of a button changes."""
    turns = [([CLICK], changed(5, value=each + 1)) for each in range(30)]
    words = said(LoopGuard(), turns)
    assert words.index("tell") == 3 * (TELL_AFTER - 1)
    assert words.index("ask") == 3 * (ASK_AFTER - 1)


def test_a_loop_over_several_steps_is_noticed_too():
    steps = [([CLICK], BLANK), ([Type("a")], changed(*range(500))), ([Keypress(("ESC",))], BLANK)]
    assert "ask" in said(LoopGuard(), steps * 5)


@pytest.mark.parametrize("actions", [[Wait()], [Screenshot()], [Wait(2.0), Screenshot()], []])
def test_waiting_is_legitimate_for_longer(actions):
    words = said(LoopGuard(), [(actions, BLANK)] * ASK_WAITING_AFTER)
    assert words.index("tell") == TELL_WAITING_AFTER - 1
    assert words.index("ask") == ASK_WAITING_AFTER - 1


def test_without_a_sketch_nothing_is_alike():
    assert not any(said(LoopGuard(), [([CLICK], b"")] * 20))


def test_a_slow_drift_is_not_the_same_click():
    turns = [([Click(Point(50 + 3 * each, 50))], BLANK) for each in range(12)]
    assert "ask" not in said(LoopGuard(), turns)


ACTIONS = st.one_of(
    st.builds(Click, st.builds(Point, st.integers(0, 99), st.integers(0, 99))),
    st.builds(Type, st.sampled_from(["a", "b"])),
    st.builds(Keypress, st.sampled_from([("A",), ("B",)])),
    st.builds(
        Scroll,
        st.builds(Point, st.integers(0, 9), st.integers(0, 9)),
        st.just(0),
        st.sampled_from([1, 100]),
    ),
    st.builds(
        Drag,
        st.lists(st.builds(Point, st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=4).map(tuple),
    ),
    st.builds(Wait, st.sampled_from([1.0, 2.0])),
)


def jittered(action, by):
    def near(point):
        return Point(point.x + by.randint(-JITTER, JITTER), point.y + by.randint(-JITTER, JITTER))

    match action:
        case Click(point=point):
            return Click(near(point))
        case Scroll():
            return Scroll(near(action.point), action.dx, action.dy)
        case Drag(path=path):
            return Drag(tuple(near(point) for point in path))
        case _:
            return action


@given(st.lists(ACTIONS, min_size=1, max_size=4), st.integers())
def test_a_few_pixels_make_no_other_action(actions, seed):
    by = random.Random(seed)  # noqa: S311 - no secret
    assert same_actions(actions, [jittered(action, by) for action in actions])


@given(st.lists(ACTIONS, max_size=3), st.lists(ACTIONS, max_size=3))
def test_same_is_the_same_either_way(some, others):
    assert same_actions(some, others) == same_actions(others, some)
    assert same_actions(some, some)


def test_another_kind_place_or_text_is_another_action():
    for other in (Click(Point(50 + JITTER + 1, 50)), Click(Point(50, 50), "right"), Type("a"), Wait()):
        assert not same_actions([CLICK], [other])
    assert not same_actions([CLICK], [CLICK, CLICK])
    assert not same_actions([Type("a")], [Type("b")])
    assert not same_actions([Scroll(Point(5, 5), 0, 100)], [Scroll(Point(5, 5), 0, 200)])


@given(st.sets(st.integers(0, CELLS - 1), max_size=60))
def test_pictures_are_alike_up_to_the_size_of_a_clock(cells):
    assert alike(BLANK, changed(*cells)) == (len(cells) <= CELLS / 500)


@given(st.lists(st.tuples(st.lists(ACTIONS, max_size=2), st.integers(0, 3)), max_size=60))
def test_nothing_is_asked_about_before_it_was_wanted_five_times(turns):
    pictures = [changed(*range(200 * each)) for each in range(4)]
    guard, wanted = LoopGuard(), []
    for actions, number in turns:
        wanted.append((actions, number))
        found = guard.look(actions, pictures[number])
        times = sum(n == number and same_actions(a, actions) for a, n in wanted)
        if found is not None:
            assert times >= (ASK_AFTER if found.ask else TELL_AFTER)
