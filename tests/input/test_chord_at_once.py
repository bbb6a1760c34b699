"""The stop keys are heard when the agent presses one of them at the same moment, whoever is heard first.

Pressed by another program (VNC): only what is injected can be taken for what the agent injects.
"""

import itertools
from collections import deque

import pytest

from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.chord import ChordWatch
from cua_desktop.input.hands import Heard
from cua_desktop.input.x11 import raw_events
from cua_desktop.input.x11.ears import X11Ears
from cua_desktop.input.x11.raw_events import RawEvent

CTRL, ALT, Q = 37, 64, 24
XTEST = 5
DOWN, UP = raw_events.KEY_PRESS, raw_events.KEY_RELEASE
TAPPED = [(DOWN, CTRL), (DOWN, ALT), (DOWN, Q), (UP, Q), (UP, ALT), (UP, CTRL)]
STROKE = [Injected("key_down", Q), Injected("key_up", Q)]


class Listener:
    """The real ears, fed by hand."""

    def __init__(self):
        self.heard = 0
        self.brake = Brake()
        self.brake.own.begin()
        self.ears = object.__new__(X11Ears)  # without a display
        self.ears._space = frozenset()
        self.ears._brake = self.brake
        self.ears._injecting_devices = frozenset({XTEST})
        self.ears._chord = ChordWatch()
        self.ears._chord.listen_for([frozenset({CTRL}), frozenset({ALT}), frozenset({Q})])
        self.ears._sent = deque()
        self.ears._heard = Heard(self._on_chord, lambda: None, lambda _: None, lambda _: None)

    def _on_chord(self):
        self.heard += 1

    def hears(self, *events):
        for kind, code in events:
            self.ears._hear(RawEvent(kind, code, XTEST))

    def strokes(self, number=1):
        """The agent's strokes are on their way."""
        for _ in range(number):
            with self.brake.own.sending(STROKE):
                pass

    def catches_up(self):
        self.ears._sent.append(self.brake.own.sent)
        self.ears._hear(RawEvent(raw_events.CAUGHT_UP))


@pytest.mark.parametrize("strokes", [1, 2])
@pytest.mark.parametrize("behind", range(8))
def test_they_are_heard_in_whatever_order_and_however_late_the_listener_is(strokes, behind):
    """`behind` is by how many events the listener knows of a stroke before it comes."""
    length = len(TAPPED) + 2 * strokes
    for places in itertools.combinations(range(length), len(TAPPED)):
        listener, by_hand, by_agent, sent = Listener(), iter(TAPPED), 0, 0
        agents = [place for place in range(length) if place not in places]
        for place in range(length):
            while sent < strokes and agents[2 * sent] - behind <= place:
                listener.strokes()
                sent += 1
            if place in places:
                listener.hears(next(by_hand))
            else:
                listener.hears((DOWN, Q) if by_agent % 2 == 0 else (UP, Q))
                by_agent += 1
        assert listener.heard, places


def test_the_agents_own_key_is_none_while_another_holds_the_others():
    listener = Listener()
    listener.hears(*TAPPED[:2])
    listener.strokes(2)
    listener.hears((DOWN, Q), (UP, Q), (DOWN, Q), (UP, Q))
    assert not listener.heard


def test_once_all_was_heard_a_press_of_the_agent_is_in_no_doubt():
    listener = Listener()
    listener.hears(*TAPPED[:2])
    listener.strokes()
    listener.hears((DOWN, Q), (UP, Q), *TAPPED[4:])
    listener.catches_up()
    listener.hears((DOWN, Q))
    assert not listener.heard


def test_what_is_on_its_way_still_leaves_the_doubt():
    listener = Listener()
    with listener.brake.own.sending(STROKE):
        listener.hears(*TAPPED)
        listener.catches_up()
    listener.hears((DOWN, Q), (UP, Q))
    assert listener.heard


def test_their_key_alone_is_no_chord_though_the_agent_types_it():
    listener = Listener()
    listener.strokes()
    listener.hears((DOWN, Q), (UP, Q), (DOWN, Q), (UP, Q))
    assert not listener.heard
