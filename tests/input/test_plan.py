import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.events import ButtonDown, ButtonUp, Heed, KeyDown, KeyUp, MoveTo, Notches, Pause, Text
from cua_desktop.input.plan import CLICKS_APART, Carried, Rules, planned

HERE, THERE = Point(10, 20), Point(110, 20)
RULES = Rules(stop_chord=("ctrl", "alt", "q"))


def events_of(action, rules=RULES, carried=None, now=0.0):
    return planned(action, rules, carried or Carried(), now)[0]


def without_pauses(events):
    return [event for event in events if not isinstance(event, Pause | Heed)]


@pytest.mark.parametrize("button", ["left", "right", "wheel", "back", "forward"])
def test_a_click_moves_there_presses_and_releases(button):
    expected = (MoveTo(HERE), ButtonDown(button), ButtonUp(button))
    assert events_of(Click(HERE, button)) == expected


def test_keys_of_a_click_are_held_around_it_and_released_in_reverse():
    events = events_of(Click(HERE, keys=("CTRL", "SHIFT")))
    assert events[:2] == (KeyDown("ctrl"), KeyDown("shift"))
    assert events[-2:] == (KeyUp("shift"), KeyUp("ctrl"))


def test_a_double_click_is_two_clicks_and_the_second_is_counted():
    assert without_pauses(events_of(DoubleClick(HERE))) == [
        MoveTo(HERE),
        ButtonDown("left"),
        ButtonUp("left"),
        ButtonDown("left", 2),
        ButtonUp("left", 2),
    ]


def test_a_double_click_right_after_a_click_waits_so_that_it_is_no_triple_click():
    _, carried = planned(Click(HERE), RULES, Carried(), 100.0)
    first = events_of(DoubleClick(HERE), carried=carried, now=100.1)[0]
    assert first == Pause(pytest.approx(CLICKS_APART - 0.1))


def test_a_double_click_right_after_a_click_elsewhere_waits_for_programs_that_count_by_time_alone():
    _, carried = planned(Click(HERE), RULES, Carried(), 100.0)
    assert events_of(DoubleClick(THERE), carried=carried, now=100.1)[0] == Pause(pytest.approx(0.2))


@pytest.mark.parametrize(("where", "when"), [(THERE, 100.4), (HERE, 101.0)])
def test_a_double_click_elsewhere_or_later_does_not_wait(where, when):
    _, carried = planned(Click(HERE), RULES, Carried(), 100.0)
    assert events_of(DoubleClick(where), carried=carried, now=when)[0] == MoveTo(where)


def test_a_drag_presses_at_its_start_and_releases_at_its_end():
    events = without_pauses(events_of(Drag((HERE, THERE))))
    assert events[:2] == [MoveTo(HERE), ButtonDown("left")]
    assert events[-2:] == [MoveTo(THERE), ButtonUp("left")]


@given(st.lists(st.builds(Point, st.integers(0, 2000), st.integers(0, 2000)), min_size=2, max_size=30))
def test_a_drag_goes_through_every_point_of_its_path_in_order(path):
    motions = [event.point for event in events_of(Drag(tuple(path))) if isinstance(event, MoveTo)]
    rest = iter(motions)
    assert all(any(point == motion for motion in rest) for point in path)


@given(st.integers(4, 3000), st.integers(-3000, 3000))
def test_a_drag_has_at_least_three_motions_with_the_button_down(dx, dy):
    events = without_pauses(events_of(Drag((HERE, Point(HERE.x + dx, HERE.y + dy)))))
    inside = events[events.index(ButtonDown("left")) : events.index(ButtonUp("left"))]
    assert sum(isinstance(event, MoveTo) for event in inside) >= 3


def test_a_drag_rests_once_it_has_begun_and_before_the_release():
    events = events_of(Drag((HERE, THERE)))
    first, last = (at for at, event in enumerate(events) if isinstance(event, Pause))
    begun = [event.point for event in events[:first] if isinstance(event, MoveTo)][-1]
    assert 12 <= math.dist((begun.x, begun.y), (HERE.x, HERE.y)) <= 36
    assert events[first - 3 : first] == events[last - 3 : last] == (Heed(),) * 3
    assert last == len(events) - 2


def test_a_drag_right_after_a_click_in_its_place_waits_so_that_its_press_is_no_double_click():
    _, carried = planned(Click(HERE), RULES, Carried(), 100.0)
    assert events_of(Drag((HERE, THERE)), carried=carried, now=100.1)[0] == Pause(
        pytest.approx(CLICKS_APART - 0.1)
    )
    assert events_of(Drag((THERE, HERE)), carried=carried, now=100.1)[0] == MoveTo(THERE)


def test_a_drag_right_after_a_drag_from_the_same_place_waits_too():
    _, carried = planned(Drag((HERE, THERE)), RULES, Carried(), 100.0)
    events, carried = planned(Drag((HERE, THERE)), RULES, carried, 100.2)
    assert events[0] == Pause(pytest.approx(CLICKS_APART - 0.2))
    assert events_of(Drag((HERE, THERE)), carried=carried, now=100.8)[0] == Pause(
        pytest.approx(CLICKS_APART - 0.2)
    )


def test_a_drag_is_noticed_twice_where_it_is_dropped():
    events = events_of(Drag((HERE, THERE)))
    places = [event.point for event, then in pairwise(events) if isinstance(event, MoveTo) and then == Heed()]
    assert places[-2:] == [Point(THERE.x - 2, THERE.y), THERE]


def test_points_that_lie_close_and_straight_are_not_waited_for_one_by_one():
    straight = events_of(Drag(tuple(Point(x, 20) for x in range(10, 1010))))
    assert 30 <= straight.count(Heed()) <= 60
    assert sum(isinstance(event, MoveTo) for event in straight) >= 1000
    zigzag = events_of(Drag(tuple(Point(x, 20 + 4 * (x % 2)) for x in range(10, 110))))
    assert zigzag.count(Heed()) >= 100


def test_a_drag_waits_at_every_point_of_its_path_until_the_program_has_noticed():
    events = events_of(Drag((HERE, THERE, Point(60, 90))))
    assert events[events.index(ButtonDown("left")) + 1] == Heed()
    assert events[events.index(MoveTo(THERE)) + 1] == Heed()
    assert events[events.index(MoveTo(Point(60, 90))) + 1] == Heed()


def test_a_drag_that_stays_where_it_is_is_a_press():
    assert without_pauses(events_of(Drag((HERE,)))) == [MoveTo(HERE), ButtonDown("left"), ButtonUp("left")]


def test_an_absurdly_long_drag_stays_short():
    assert len(events_of(Drag((Point(0, 0), Point(10**6, 10**6))))) < 200


def test_a_chord_is_pressed_in_order_and_released_in_reverse():
    assert events_of(Keypress(("CTRL", "SHIFT", "T"))) == (
        KeyDown("ctrl"),
        KeyDown("shift"),
        KeyDown("t"),
        KeyUp("t"),
        KeyUp("shift"),
        KeyUp("ctrl"),
    )


@pytest.mark.parametrize(
    "action",
    [
        Keypress(("CTRL", "ALT", "Q")),
        Keypress(("q", "alt", "ctrl")),
        Keypress(("CTRL+SHIFT+ALT+Q",)),
        Click(HERE, keys=("CTRL", "ALT", "Q")),
        Move(HERE, keys=("CTRL+ALT+Q",)),
        Scroll(HERE, 0, 100, keys=("CTRL", "ALT", "Q")),
    ],
)
def test_the_stop_keys_are_refused_wherever_they_are_named(action):
    with pytest.raises(ActionRefusedError, match="stop the agent"):
        events_of(action)


@pytest.mark.parametrize(
    ("points", "notches"), [(300, 3), (-300, -3), (100, 1), (99, 0), (120, 1), (-250, -2)]
)
def test_a_hundred_points_are_a_notch_in_both_axes(points, notches):
    turned = (Notches(0, notches),) if notches else ()
    assert events_of(Scroll(HERE, 0, points)) == (MoveTo(HERE), *turned)
    turned = (Notches(notches, 0),) if notches else ()
    assert events_of(Scroll(HERE, points, 0)) == (MoveTo(HERE), *turned)


@given(st.lists(st.integers(0, 500), max_size=50))
def test_small_scrolls_add_up(distances):
    carried, total = Carried(), 0
    for distance in distances:
        events, carried = planned(Scroll(HERE, 0, distance), RULES, carried, 0.0)
        total += sum(event.down for event in events if isinstance(event, Notches))
    assert abs(total - sum(distances) / 100) < 1.001


def test_a_scroll_back_does_not_use_up_what_was_left_of_the_other_direction():
    _, carried = planned(Scroll(HERE, 0, 90), RULES, Carried(), 0.0)
    assert events_of(Scroll(HERE, 0, -100), carried=carried)[1:] == (Notches(0, -1),)


def test_an_absurd_scroll_ends():
    assert events_of(Scroll(HERE, 0, 10**9))[1:] == (Notches(0, 200),)


def test_text_has_one_kind_of_line_break():
    assert events_of(Type("a\r\nb\rc\n")) == (Text("a\nb\nc\n"),)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x08", "\x7f", "\x9b", "\ud800"])
def test_text_with_control_characters_is_refused(character):
    with pytest.raises(ActionRefusedError, match=f"U\\+{ord(character):04X}"):
        events_of(Type(f"a{character}"))


def test_no_text_is_nothing_to_do():
    assert events_of(Type("")) == ()


def test_a_wait_is_a_rest_that_the_brake_can_end():
    assert events_of(Wait(1.5)) == (Pause(1.5),)


def test_a_screenshot_injects_nothing():
    assert events_of(Screenshot()) == ()


@pytest.mark.parametrize(
    "point", [Point(99, 20), Point(300, 20), Point(150, 9), Point(150, 60), Point(-1, -1)]
)
@pytest.mark.parametrize("made", [Click, Move, DoubleClick, lambda p: Drag((Point(150, 20), p))])
def test_what_is_outside_the_bounds_is_refused(point, made):
    rules = Rules(RULES.stop_chord, Rect(100, 10, 200, 50))
    with pytest.raises(ActionRefusedError, match="outside"):
        events_of(made(point), rules)


points = st.builds(Point, st.integers(0, 500), st.integers(0, 500))
names = st.lists(st.sampled_from(["CTRL", "SHIFT", "ALT", "a", "é", "+"]), max_size=3).map(tuple)
actions = st.one_of(
    st.builds(Click, points, st.sampled_from(["left", "right", "wheel", "back", "forward"]), names),
    st.builds(DoubleClick, points, names),
    st.builds(Drag, st.lists(points, min_size=1, max_size=6).map(tuple), names),
    st.builds(Keypress, names.filter(bool)),
    st.builds(Move, points, names),
    st.builds(Scroll, points, st.integers(-900, 900), st.integers(-900, 900), names),
)


@given(actions)
def test_a_plan_that_is_carried_out_leaves_nothing_pressed(action):
    held = []
    for event in events_of(action):
        match event:
            case KeyDown(key=what) | ButtonDown(button=what):
                assert what not in held
                held.append(what)
            case KeyUp(key=what) | ButtonUp(button=what):
                held.remove(what)
    assert not held
