"""The ears of Windows against a stand-in of user32: what they hear, in which two ways, and from whom."""

import pytest

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.brake import CORNER, STOP_KEYS, Injected
from cua_desktop.input.windows import ears as module
from cua_desktop.input.windows.ears import WindowsEars, monitors
from cua_desktop.input.windows.hooks import DROPPED_MILLISECONDS, Hooks, is_later
from cua_desktop.input.windows.inputs import OWN_EVENT
from cua_desktop.input.windows.user32 import typed
from tests.input.fakes import windows as fake
from tests.input.fakes.ears import Told
from tests.input.fakes.hands import started_brake
from tests.input.support import until

CHORD = ("ctrl", "alt", "q")
ALT, CTRL, SHIFT, WIN = 1, 2, 4, 8
LEFT_CTRL, RIGHT_ALT, Q, CAPS = 0xA2, 0xA5, ord("Q"), 0x14
MOVE, LEFT_DOWN, LEFT_UP, WHEEL = 0x200, 0x201, 0x202, 0x20A


@pytest.fixture
def desk():
    return typed(fake.User32())


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def brake():
    return started_brake()


@pytest.fixture
def opened(desk, told, brake):
    """Makes ears, and closes them."""
    made = []

    def make(placed=()):
        ears = WindowsEars(brake, desk, fake.Kernel32(), CHORD, Q, told.heard, lambda: tuple(placed))
        made.append(ears)
        return ears

    yield make
    for ears in made:
        ears.close()
        assert ears.deaf_because == "the listener has ended"


def press(desk, *codes, **marks):
    for code in codes:
        desk.key_event(code, **marks)
    for code in reversed(codes):
        desk.key_event(code, down=False, **marks)


def handled(desk):
    """Waits until the thread has done all that was posted before."""
    done = []
    desk.post(lambda: done.append(True))
    assert until(lambda: done)


@pytest.mark.parametrize("more", [0, SHIFT, WIN, SHIFT | WIN])
def test_the_hot_key_is_heard_with_any_other_modifiers_held_too(desk, told, brake, opened, more):
    desk.refuses_hooks = True
    assert opened().deaf_because is None
    desk.press_hot_key(CTRL | ALT | more, Q)
    assert until(lambda: told.chords)
    assert brake.stopped_by == STOP_KEYS


def test_the_hook_hears_the_keys_that_another_program_has_registered(desk, told, brake, opened):
    desk.taken_hot_keys = {(CTRL | ALT, Q)}
    ears = opened()
    assert not ears.registered
    assert ears.deaf_because is None
    press(desk, CAPS, RIGHT_ALT, LEFT_CTRL, 0xA0, Q)
    assert until(lambda: told.chords)
    assert brake.stopped_by == STOP_KEYS


def test_without_either_way_no_run_can_start(desk, opened):
    desk.taken_hot_keys = {(CTRL | ALT, Q)}
    desk.refuses_hooks = True
    with pytest.raises(InputError, match="another program has them"):
        opened()


def test_a_press_heard_in_both_ways_is_told_of_once(desk, told, opened):
    opened()
    press(desk, LEFT_CTRL, RIGHT_ALT, Q)
    desk.press_hot_key(CTRL | ALT, Q)
    handled(desk)
    assert told.chords == 1


def test_our_own_keys_are_no_stop_and_no_user(desk, told, brake, opened):
    opened()
    press(desk, LEFT_CTRL, RIGHT_ALT, Q, extra=OWN_EVENT, flags=0x10)
    desk.mouse_event(MOVE, (5, 5), extra=OWN_EVENT, flags=1)
    handled(desk)
    assert (told.chords, told.user, brake.stopped_by) == (0, [], None)


@pytest.mark.parametrize(("flags", "physical"), [(0, True), (0x10, False), (0x12, False)])
def test_a_key_of_somebody_else_is_told_with_its_origin(desk, told, opened, flags, physical):
    opened()
    press(desk, ord("A"), flags=flags)
    handled(desk)
    assert [(each.kind, each.physical, each.place) for each in told.user] == [("key", physical, None)]


def test_keys_that_came_through_another_program_stop_too(desk, told, opened):
    desk.taken_hot_keys = {(CTRL | ALT, Q)}
    opened()
    press(desk, LEFT_CTRL, RIGHT_ALT, Q, flags=0x10)
    handled(desk)
    assert told.chords == 1


def test_motion_buttons_and_wheel_are_told_with_place_and_travel(desk, told, opened):
    opened()
    for message, place in [(MOVE, (10, 10)), (MOVE, (13, 14)), (LEFT_DOWN, (13, 14)), (LEFT_UP, (13, 14))]:
        desk.mouse_event(message, place)
    desk.mouse_event(WHEEL, (13, 14), flags=1)
    handled(desk)
    assert [(each.kind, each.physical, each.place, each.travel) for each in told.user] == [
        ("motion", True, Point(10, 10), 0.0),
        ("motion", True, Point(13, 14), 5.0),
        ("button", True, Point(13, 14), 0.0),
        ("wheel", False, Point(13, 14), 0.0),
    ]


def test_what_the_agent_moved_is_no_travel_of_the_user(desk, told, opened):
    opened()
    desk.mouse_event(MOVE, (10, 10))
    desk.mouse_event(MOVE, (900, 900), extra=OWN_EVENT, flags=1)
    desk.mouse_event(MOVE, (901, 900))
    handled(desk)
    assert [each.travel for each in told.user] == [0.0, 1.0]


def test_the_agent_gives_way_to_the_users_hand_and_not_to_its_own(desk, brake, opened, monkeypatch):
    ways = []
    monkeypatch.setattr(brake, "give_way", lambda: ways.append(True))
    opened()
    desk.mouse_event(MOVE, (5, 5), extra=OWN_EVENT, flags=1)
    handled(desk)
    assert ways == []
    desk.mouse_event(MOVE, (6, 6))
    handled(desk)
    assert ways == [True]


def slam(desk, **marks):
    for place in [(500, 500), (200, 200), (-1920, 0)]:
        desk.mouse_event(MOVE, place, **marks)
        desk.tick()
    handled(desk)


def test_a_slam_by_the_user_stops(desk, told, brake, opened):
    opened()
    slam(desk)
    assert (told.corners, brake.stopped_by) == (1, CORNER)


def test_our_own_way_into_a_corner_is_no_slam(desk, told, brake, opened):
    opened()
    slam(desk, extra=OWN_EVENT, flags=1)
    assert (told.corners, brake.stopped_by) == (0, None)


def test_without_hooks_a_slam_is_still_seen_and_our_own_way_is_known_by_its_places(desk, told, opened):
    desk.refuses_hooks = True
    ears = opened()
    assert not ears.hooked
    slam(desk)
    assert told.corners == 1


def test_a_hook_that_windows_dropped_is_put_back(desk, told):
    hooks = Hooks(desk, lambda code, down: None, told.heard.user)
    desk.last_input = 1000
    assert not hooks.look_after()
    first = dict(desk.hooks)
    desk.hooks.clear()  # as Windows does, without a word
    desk.last_input += DROPPED_MILLISECONDS
    assert not hooks.look_after()
    desk.last_input += 1
    assert hooks.look_after()
    assert desk.hooks == first
    hooks.close()
    assert desk.hooks == {}


def test_the_listener_looks_after_its_hooks(desk, opened, monkeypatch):
    monkeypatch.setattr(module, "_LOOK_AFTER_SECONDS", 0)
    opened()
    desk.tick()
    handled(desk)
    desk.post(desk.hooks.clear)
    desk.last_input += DROPPED_MILLISECONDS + 1
    desk.tick()
    handled(desk)
    assert len(desk.hooks) == 2


def test_the_clock_of_windows_begins_anew_and_is_later_still():
    assert is_later(5, 0xFFFFFFF0)
    assert not is_later(0xFFFFFFF0, 5)
    assert not is_later(5, 5)


def test_lost_releases_are_forgotten_while_it_listens(desk, told, opened, monkeypatch):
    monkeypatch.setattr(module, "_LOOK_AFTER_SECONDS", 0)
    desk.taken_hot_keys = {(CTRL | ALT, Q)}
    opened()
    desk.key_event(LEFT_CTRL)
    desk.key_event(RIGHT_ALT)  # both let go of on the secure desktop
    desk.tick()
    press(desk, Q)
    handled(desk)
    assert told.chords == 0


def test_a_listener_that_is_not_called_any_more_is_deaf(desk, opened, monkeypatch):
    ears = opened()
    monkeypatch.setattr(module, "_DEAF_SECONDS", -1)
    assert ears.deaf_because == "the listener hangs"


def test_an_error_of_who_is_told_does_not_end_the_listening(desk, told, opened, caplog):
    told.raises = True
    ears = opened()
    press(desk, ord("A"))
    press(desk, LEFT_CTRL, RIGHT_ALT, Q)
    handled(desk)
    assert (told.chords, ears.deaf_because) == (1, None)
    assert "failed" in caplog.text


def test_a_release_that_windows_refuses_does_not_end_the_listening(desk, told, brake, opened, caplog):
    brake.release_by(_refuse)
    brake.inject([Injected("key_down", 1)], lambda _: None)
    ears = opened()
    for _ in range(2):
        desk.press_hot_key(CTRL | ALT, Q)
    handled(desk)
    assert (told.chords, brake.stopped_by, ears.deaf_because) == (1, STOP_KEYS, None)
    assert "could not be released" in caplog.text


def _refuse(events):
    raise InputError("Windows did not take the input.")


def test_every_monitor_has_its_place(desk):
    assert monitors(desk) == [Rect(-1920, 0, 1920, 1080), Rect(0, 0, 1920, 1080)]
