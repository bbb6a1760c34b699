"""What the X server really got, in its order and with its clock: a recording by the RECORD extension.

`record_reader.py` reads it; here it is understood.
"""

import contextlib
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from Xlib import X, display
from Xlib.ext import record
from Xlib.protocol import request

READER = Path(__file__).with_name("record_reader.py")
EVENT_SIZE = 32
REPLY_KIND = 1
REPLY = struct.Struct("=BBHIBBHIII8x")
"""Of RecordEnableContext: type, category, sequence number, length in words, element header, swapped,
padding, id base, server time, recorded sequence number."""

EVENT = struct.Struct("=BBHIIIIhhhhHBx")
"""A core event of a key, a button or a motion: type, detail, sequence number, time, root, event and child
windows, place on the root, place in the window, state, same screen."""

KINDS = {
    X.KeyPress: "key_down",
    X.KeyRelease: "key_up",
    X.ButtonPress: "button_down",
    X.ButtonRelease: "button_up",
    X.MotionNotify: "motion",
}


@dataclass(frozen=True)
class Event:
    """`time` in milliseconds of the server; `place` of the pointer in screen points."""

    kind: str
    code: int
    place: tuple[int, int]
    time: int

    @property
    def is_release(self):
        return self.kind.endswith("_up")

    @property
    def is_press(self):
        return self.kind.endswith("_down")


class Recording:
    """Every key, button and motion of the display, from anyone."""

    def __init__(self):
        self.events = []
        self._control = display.Display()
        self._own_id = self._control.display.info.resource_id_base
        self._marks = 0
        self._begun = threading.Event()
        self._reader = subprocess.Popen([sys.executable, "-P", str(READER)], stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self._begun.wait(20), "the recording does not begin"

    def _listen(self):
        while self._take(self._reader.stdout):
            pass

    def _take(self, replies):
        head = replies.read(REPLY.size)
        if len(head) < REPLY.size:
            return False
        kind, category, _, words, _, swapped, _, id_base, _, _ = REPLY.unpack(head)
        if kind != REPLY_KIND:
            return True  # a notice that goes to every program: the keymap has changed
        data = replies.read(4 * words)
        self._begun.set()
        if category == record.FromClient and id_base == self._own_id:
            self._marks += 1
        if category == record.FromServer and not swapped:
            self.events.extend(_events(data))
        return True

    def caught_up(self):
        """All events up to now: a request of our own is recorded after them."""
        marks = self._marks
        request.NoOperation(display=self._control.display)
        self._control.sync()
        deadline = time.monotonic() + 20
        while self._marks == marks:
            assert time.monotonic() < deadline, "the recording does not come along"
            time.sleep(0.001)
        return list(self.events)

    def close(self):
        self._reader.kill()
        self._reader.wait()
        self._thread.join(5)
        self._reader.stdout.close()
        self._control.close()


def _events(data):
    for at in range(0, len(data), EVENT_SIZE):
        kind, code, _, when, _, _, _, left, top, *_ = EVENT.unpack_from(data, at)
        if kind in KINDS:
            yield Event(KINDS[kind], 0 if kind == X.MotionNotify else code, (left, top), when)


@contextlib.contextmanager
def recording():
    made = Recording()
    try:
        yield made
    finally:
        made.close()


def held_at_the_end(events):
    """The keys and buttons that were pressed and not released."""
    held = set()
    for event in events:
        name = (event.kind.split("_")[0], event.code)
        if event.is_press:
            held.add(name)
        elif event.is_release:
            held.discard(name)
    return held
