"""Every way to stop, in every phase: afterwards nothing is injected, nothing is held, all is latched."""

import time

import pytest

from cua_desktop.agent.actions import Drag, Keypress, Move, Type
from cua_desktop.agent.errors import StoppedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.rendezvous import stop_running_agents
from tests.input.phases import CENTRE, PHASES, Hand, work
from tests.input.recorded import held_at_the_end, recording
from tests.input.support import NOTHING, Desk, keys_down, run, until


@pytest.fixture(scope="module")
def scene(display_variables):
    """One open input process for all stops of this module, and a recording of what it does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in display_variables.items():
            patch.setenv(name, value)
        desk, hand = Desk(), Hand()
        desk.do(desk.input.open())
        with recording() as recorded:
            yield desk, hand, recorded
        hand.close()
        desk.close()


SOURCES = {
    "the stop keys": lambda desk, hand: hand.press_stop_keys(),
    "the stop keys on the right": lambda desk, hand: hand.press_stop_keys(("Alt_R", "Control_R", "q")),
    "the screen corner": lambda desk, hand: hand.slam(),
    "cua-desktop stop": lambda desk, hand: stop_running_agents(),
    "the Stop button": lambda desk, hand: desk.call(desk.input.stop_now, "the Stop button"),
}


def begun(scene, actions):
    desk, _, recorded = scene
    desk.reports.clear()
    desk.do(desk.input.start_run())
    desk.perform(Move(CENTRE))
    recorded.caught_up()
    recorded.events.clear()
    working = desk.started(work(desk.input, actions))
    if actions is not PHASES["waiting"]:
        assert until(lambda: len(recorded.events) > 20)
    return working


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("source", SOURCES)
def test_a_stop_ends_it_and_leaves_nothing(scene, source, phase):
    desk, hand, recorded = scene
    working = begun(scene, PHASES[phase])
    SOURCES[source](desk, hand)
    assert isinstance(desk.outcome(working), StoppedError)
    desk.wait_for(desk.stops)
    assert desk.stops()[0] in source
    events = recorded.caught_up()
    with pytest.raises(StoppedError):
        desk.perform(Move(Point(9, 9)))
    desk.do(desk.input.end_run())
    assert recorded.caught_up() == events
    assert held_at_the_end(events) == set()
    assert keys_down() == NOTHING


@pytest.mark.parametrize("held", ["Shift_L", "Super_L", "space", "a"])
def test_the_stop_keys_are_heard_with_another_key_held(scene, held):
    desk, hand, _ = scene
    working = begun(scene, PHASES["dragging"])
    hand.press(hand.code(held))
    hand.press_stop_keys()
    hand.let_go(hand.code(held))
    assert isinstance(desk.outcome(working), StoppedError)
    assert keys_down() == NOTHING


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
def test_the_stop_keys_are_heard_with_a_lock_on(scene, lock):
    desk, hand, _ = scene
    run("xdotool", "key", lock)
    try:
        working = begun(scene, PHASES["typing"])
        hand.press_stop_keys()
        assert isinstance(desk.outcome(working), StoppedError)
    finally:
        desk.do(desk.input.end_run())  # which puts a lock back on that typing has turned off
        run("xdotool", "key", lock)
    assert keys_down() == NOTHING


@pytest.mark.parametrize(("layout", "code"), [("de", 24), ("fr", 38), ("ru", 24), ("us,ru", 24)], ids=str)
def test_the_stop_keys_are_heard_under_every_layout(scene, layout, code):
    desk, hand, _ = scene
    working = begun(scene, PHASES["dragging"])
    try:
        run("setxkbmap", layout)
        if "," in layout:
            run("xdotool", "key", "ISO_Next_Group")
        hand.press(37, 64, code)
        hand.let_go(37, 64, code)
        assert isinstance(desk.outcome(working), StoppedError)
    finally:
        run("setxkbmap", "us")
    assert keys_down() == NOTHING


@pytest.mark.parametrize(
    "remap",
    [
        ("setxkbmap", "us", "-variant", "dvorak"),
        ("xmodmap", "-e", "keycode 24 = x X"),
        ("xmodmap", "-e", "clear control", "-e", "clear mod1", "-e", "keycode 37 = x"),
    ],
    ids=["another layout", "no Q", "no Control"],
)
def test_keys_that_were_the_stop_keys_stay_so_whatever_they_are_made_to_mean(scene, remap):
    desk, hand, _ = scene
    working = begun(scene, PHASES["dragging"])
    try:
        run(*remap)
        hand.press(37, 64, 24)
        hand.let_go(37, 64, 24)
        assert isinstance(desk.outcome(working), StoppedError)
    finally:
        run("setxkbmap", "us")
    assert keys_down() == NOTHING


@pytest.mark.parametrize("layout", ["ru", "gr"])
def test_the_stop_keys_are_heard_while_one_of_them_is_typed_with_a_borrowed_key(scene, layout):
    desk, hand, _ = scene
    try:
        run("setxkbmap", layout)
        working = begun(scene, (Type("q" * 3000),))
        hand.press(37, 64, 24)
        hand.let_go(24, 64, 37)
        assert isinstance(desk.outcome(working), StoppedError)
        assert until(desk.stops, 3) == ["the stop keys"]
    finally:
        desk.do(desk.input.end_run())
        run("setxkbmap", "us")
    assert keys_down() == NOTHING


def test_the_stop_keys_are_heard_though_the_agent_put_up_what_the_user_held_and_nothing_happened(scene):
    desk, hand, _ = scene
    desk.reports.clear()
    desk.do(desk.input.start_run())
    hand.press(37, 64)
    try:
        desk.perform(Keypress(("a",)))
        assert keys_down() == NOTHING
        time.sleep(1.5)  # the listener looks at the keyboard after a quiet second
        hand.press(24)
        assert until(desk.stops, 3) == ["the stop keys"]
    finally:
        hand.let_go(24, 64, 37)
    assert keys_down() == NOTHING


def test_a_slam_is_heard_where_the_agent_keeps_the_pointer_near_the_corner(scene):
    desk, hand, _ = scene
    working = begun(scene, (Drag(tuple(Point(10 + step % 20, 10) for step in range(3000))),))
    hand.slam(right=-15, down=-15)
    assert isinstance(desk.outcome(working), StoppedError)
    assert set(until(desk.stops, 3)) == {"the screen corner"}


def test_only_a_new_run_lets_go_of_the_latch(scene):
    desk, hand, recorded = scene
    working = begun(scene, PHASES["typing"])
    hand.press_stop_keys()
    desk.outcome(working)
    events = recorded.caught_up()
    for _ in range(3):
        with pytest.raises(StoppedError):
            desk.perform(Move(Point(9, 9)))
    assert recorded.caught_up() == events
    desk.do(desk.input.start_run())
    desk.perform(Move(Point(9, 9)))
    assert recorded.caught_up()[-1].place == (9, 9)
