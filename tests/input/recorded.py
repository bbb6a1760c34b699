"""What the X server really got, in its order and with its clock: a recording by the RECORD extension."""

import contextlib
import threading
import time
from dataclasses import dataclass

from Xlib import X, display
from Xlib.ext import record
from Xlib.protocol import request, rq

NO_OPERATION = 127

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
        self._control, self._data = display.Display(), display.Display()
        self._own_id = self._control.display.info.resource_id_base
        self._marks = 0
        every = {
            "core_requests": (NO_OPERATION, NO_OPERATION),
            "core_replies": (0, 0),
            "ext_requests": (0, 0, 0, 0),
            "ext_replies": (0, 0, 0, 0),
            "delivered_events": (0, 0),
            "device_events": (X.KeyPress, X.MotionNotify),
            "errors": (0, 0),
            "client_started": False,
            "client_died": False,
        }
        self._context = self._data.record_create_context(0, [record.AllClients], [every])
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self._begun.wait(10)

    def _listen(self):
        self._data.record_enable_context(self._context, self._take)
        self._data.record_free_context(self._context)

    def _take(self, reply):
        self._begun.set()
        if reply.category == record.FromClient and reply.id_base == self._own_id:
            self._marks += 1
        if reply.category != record.FromServer or reply.client_swapped:
            return
        data = reply.data
        while data:
            event, data = rq.EventField(None).parse_binary_value(data, self._data.display, None, None)
            if event.type in KINDS:
                code = 0 if event.type == X.MotionNotify else event.detail
                place = (event.root_x, event.root_y)
                self.events.append(Event(KINDS[event.type], code, place, event.time))

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
        self._control.record_disable_context(self._context)
        self._control.flush()
        self._thread.join(5)
        self._control.close()
        self._data.close()


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
