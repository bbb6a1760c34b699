import struct

import pytest

pytest.importorskip("Xlib")

from cua_desktop.input.x11 import raw_events
from cua_desktop.input.x11.raw_events import RawEvent, parsed

# As the server sends them: a raw key press with two words of valuators, an error, a change of the
# keyboard, the answer that was asked for, a raw motion.
KEY = struct.pack("=BBHIHHIIHHI4x8x", 35, 131, 1, 2, raw_events.KEY_PRESS, 3, 99, 38, 5, 0, 0)
ERROR = struct.pack("=BB30x", 0, 2)
MAPPING = struct.pack("=BB30x", 34, 0)
ANSWER = struct.pack("=BBHI24x", 1, 0, 7, 0)
MOTION = struct.pack("=BBHIHHIIHHI4x", 35, 131, 1, 0, raw_events.MOTION, 2, 99, 0, 4, 0, 0)
STREAM = KEY + ERROR + MAPPING + ANSWER + MOTION
EVENTS = [
    RawEvent(raw_events.KEY_PRESS, 38, 5),
    RawEvent(raw_events.KEYBOARD_CHANGED),
    RawEvent(raw_events.CAUGHT_UP),
    RawEvent(raw_events.MOTION, 0, 4),
]


def test_every_message_is_understood_and_nothing_is_left():
    assert parsed(STREAM) == (EVENTS, b"")


@pytest.mark.parametrize("cut", range(len(STREAM)))
def test_a_message_that_comes_in_pieces_is_waited_for(cut):
    first, rest = parsed(STREAM[:cut])
    second, rest = parsed(rest + STREAM[cut:])
    assert first + second == EVENTS
    assert rest == b""
