"""The ears of macOS against stand-ins of Quartz and Carbon: what they hear, in which two ways, from whom."""

import os
import sys
import threading
from pathlib import Path

import pytest

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.brake import CORNER, STOP_KEYS
from cua_desktop.input.mac import permissions
from cua_desktop.input.mac.ears import MacEars, displays
from cua_desktop.input.mac.sending import OWN_EVENT, Sender
from tests.input.fakes import mac as fake
from tests.input.fakes.ears import Told
from tests.input.fakes.hands import started_brake
from tests.input.fakes.libraries import module
from tests.input.support import until

CHORD = ("ctrl", "alt", "q")
Q, A, LEFT_CONTROL = 0x0C, 0x00, 0x3B
FLAGS = (1 << 18) | (1 << 19)
CARBON_CTRL, CARBON_ALT, CARBON_SHIFT, CARBON_CMD = 0x1000, 0x0800, 0x0200, 0x0100


@pytest.fixture
def quartz():
    return fake.Quartz()


@pytest.fixture
def carbon():
    return fake.Carbon()


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def brake():
    return started_brake()


@pytest.fixture
def opened(quartz, carbon, told, brake):
    """Makes ears, and closes them."""
    made = []

    def make(placed=()):
        where = Sender(quartz).where
        ears = MacEars(brake, quartz, CHORD, Q, carbon, told.heard, where, lambda: tuple(placed))
        made.append(ears)
        return ears

    yield make
    for ears in made:
        ears.close()
        assert not ears.tap.alive


def handled(quartz):
    """Waits until the tap has had all that happened before."""
    assert until(quartz.inbox.empty)


def looked(quartz):
    """Waits until the pointer's place was asked for and taken in."""
    before = quartz.looks
    assert until(lambda: quartz.looks >= before + 2)


@pytest.mark.parametrize("more", [0, 1 << 16, 1 << 17, 1 << 20, (1 << 23) | (1 << 21)])
def test_the_tap_hears_the_chord_whatever_else_is_held(quartz, told, brake, opened, more):
    opened()
    quartz.happen("KeyDown", keycode=Q, flags=FLAGS | more)
    assert until(lambda: told.chords)
    assert brake.stopped_by == STOP_KEYS


@pytest.mark.parametrize("more", [0, CARBON_SHIFT, CARBON_CMD, CARBON_SHIFT | CARBON_CMD])
def test_the_hot_key_hears_it_without_any_permission_with_any_other_modifiers_held(
    quartz, carbon, told, brake, opened, more
):
    quartz.may_listen = False
    ears = opened()
    assert ears.deaf_because
    ears.hot_key.wait(0)
    assert ears.deaf_because is None
    carbon.press(Q, CARBON_CTRL | CARBON_ALT | more)
    ears.hot_key.wait(1)
    assert (told.chords, brake.stopped_by, carbon.released) == (1, STOP_KEYS, 1)


def test_carbon_is_called_on_the_thread_that_waits_and_no_other(carbon, opened):
    ears = opened()
    assert carbon.threads == set()
    ears.hot_key.wait(0)
    assert carbon.threads == {threading.current_thread()}


def test_keys_of_another_program_are_still_heard_by_the_tap(quartz, carbon, told, opened):
    carbon.taken = {(Q, CARBON_CTRL | CARBON_ALT)}
    ears = opened()
    ears.hot_key.wait(0)
    assert (ears.hot_key.registered, ears.deaf_because) == (False, None)
    quartz.enabled = False
    assert "another program has them" in ears.deaf_because


def test_a_press_heard_in_both_ways_is_told_of_once(quartz, carbon, told, opened):
    ears = opened()
    ears.hot_key.wait(0)
    quartz.happen("KeyDown", keycode=Q, flags=FLAGS)
    assert until(lambda: told.chords)
    carbon.press(Q, CARBON_CTRL | CARBON_ALT)
    ears.hot_key.wait(1)
    assert told.chords == 1


def test_a_tap_that_macos_turned_off_is_turned_on_again(quartz, told, opened):
    ears = opened()
    quartz.enabled = False
    quartz.happen("TapDisabledByTimeout")
    assert until(lambda: ears.tap.alive)
    quartz.happen("KeyDown", keycode=Q, flags=FLAGS)
    assert until(lambda: told.chords)


@pytest.mark.parametrize("mark", [{"mark": OWN_EVENT}, {"process": os.getpid()}])
def test_our_own_events_are_no_stop_and_no_user(quartz, told, brake, opened, mark):
    opened()
    quartz.happen("KeyDown", keycode=Q, flags=FLAGS, **mark)
    quartz.happen("LeftMouseDown", place=(3, 4), **mark)
    quartz.happen("KeyDown", keycode=A)
    assert until(lambda: told.user)
    assert ([each.kind for each in told.user], told.chords, brake.stopped_by) == (["key"], 0, None)


@pytest.mark.parametrize(("process", "physical"), [(0, True), (4711, False)])
def test_input_of_others_is_told_with_its_origin_place_and_travel(quartz, told, opened, process, physical):
    opened()
    quartz.happen("KeyDown", keycode=A, process=process)
    quartz.happen("FlagsChanged", keycode=LEFT_CONTROL, flags=1 << 18, process=process)
    quartz.happen("FlagsChanged", keycode=LEFT_CONTROL, flags=0, process=process)  # let go of
    quartz.happen("MouseMoved", place=(13.5, 14.9), dx=3, dy=4, process=process)
    quartz.happen("OtherMouseDragged", place=(14, 14), dx=1, dy=0, process=process)
    quartz.happen("RightMouseDown", place=(14, 14), process=process)
    quartz.happen("ScrollWheel", place=(14, 14), process=process)
    assert until(lambda: len(told.user) == 6)
    assert {each.physical for each in told.user} == {physical}
    assert [(each.kind, each.place, each.travel) for each in told.user] == [
        ("key", None, 0.0),
        ("key", None, 0.0),
        ("motion", Point(13, 14), 5.0),
        ("motion", Point(14, 14), 1.0),
        ("button", Point(14, 14), 0.0),
        ("wheel", Point(14, 14), 0.0),
    ]


def test_the_agent_gives_way_to_the_users_hand_and_not_to_its_own(quartz, told, brake, opened, monkeypatch):
    ways = []
    monkeypatch.setattr(brake, "give_way", lambda: ways.append(True))
    opened()
    quartz.happen("MouseMoved", place=(5, 5), mark=OWN_EVENT)
    quartz.happen("MouseMoved", place=(6, 6))
    assert until(lambda: told.user)
    assert ways == [True]


def slam(quartz, **marks):
    """Ends in the outer corner of the left display."""
    for place in [(300, 300), (-400, 100), (-1000, 0)]:
        quartz.happen("MouseMoved", place=place, dx=1, **marks)
        handled(quartz)
        looked(quartz)


def test_a_slam_by_the_user_stops(quartz, told, brake, opened):
    opened()
    slam(quartz)
    assert until(lambda: told.corners)
    assert brake.stopped_by == CORNER


def test_our_own_way_into_a_corner_is_no_slam(quartz, told, brake, opened):
    opened()
    slam(quartz, mark=OWN_EVENT)
    assert (told.corners, brake.stopped_by) == (0, None)


def test_without_the_permission_to_listen_a_slam_is_still_seen(quartz, told, opened):
    quartz.may_listen = False
    opened()
    for quartz.pointer in [(300, 300), (-400, 100), (-1000, 0)]:
        looked(quartz)
    assert until(lambda: told.corners)


def test_every_display_has_its_place(quartz):
    assert displays(quartz) == [Rect(0, 0, 1000, 800), Rect(-1000, 0, 1000, 800)]


def test_without_the_permission_to_post_macos_is_asked_and_nothing_starts(quartz):
    quartz.may_post = False
    with pytest.raises(InputError, match="does not let the app work mouse and keyboard"):
        permissions.require_posting(quartz)
    assert quartz.asked == ["post"]


@pytest.mark.parametrize(("trusted", "note"), [(True, None), (False, permissions.NOT_TRUSTED)])
@pytest.mark.parametrize(("listens", "other"), [(True, None), (False, permissions.NO_LISTENING)])
def test_a_permission_that_lacks_is_told_with_the_place_to_give_it(quartz, trusted, note, listens, other):
    quartz.may_listen = listens
    services = module("services", AXIsProcessTrusted=lambda: trusted)
    found = permissions.notes(quartz, services)
    assert found == tuple(filter(None, [permissions.UNVERIFIED, permissions.US_POSITIONS, note, other]))
    assert quartz.asked == ([] if listens else ["listen"])


def test_no_keyboard_listener_of_pynput_is_ever_used():
    """On macOS it ends the process."""
    folder = Path(sys.modules["cua_desktop.input"].__file__).parent
    for file in folder.rglob("*.py"):
        source = file.read_text("utf-8")
        assert "pynput.keyboard" not in source, file
        assert "import keyboard" not in source, file
        assert "GlobalHotKeys" not in source, file
