"""Hands that record: the real brake and the real worker, and a list in place of a display."""

from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.events import ButtonDown, ButtonUp, KeyDown, KeyUp, MoveTo, Notches, Pause, Text


def batches_of(event):
    """What one event of a plan injects: batches that go out as one."""
    match event:
        case MoveTo(point=point):
            return [[Injected("motion", 0, point)]]
        case ButtonDown(button=button):
            return [[Injected("button_down", button)]]
        case ButtonUp(button=button):
            return [[Injected("button_up", button)]]
        case KeyDown(key=key):
            return [[Injected("key_down", key)]]
        case KeyUp(key=key):
            return [[Injected("key_up", key)]]
        case Notches(right=right, down=down):
            return [[Injected("button_down", "notch"), Injected("button_up", "notch")]] * (
                abs(right) + abs(down)
            )
        case Text(text=text):
            return [[Injected("key_down", each), Injected("key_up", each)] for each in text]
    return []


class RecordingHands:
    """`log` is what the system got. `at` calls something when so many events have been sent."""

    def __init__(self, brake: Brake):
        self.log = []
        self.written = ()
        self.unwritten = []
        self.at = {}
        self._brake = brake
        brake.release_by(self.log.extend)
        brake.write_held_by(self._write)

    def _write(self, held):
        self.written = tuple(held)

    def check(self, events):
        pass

    def prepare(self):
        pass

    def carry_out(self, event):
        self._brake.check()
        for batch in batches_of(event):
            self._brake.inject(batch, self._send)
        if isinstance(event, Pause):
            self._brake.pause(0)

    def _send(self, events):
        self.log.extend(events)
        self.unwritten += [event for event in held_after(self.log) if event not in self.written]
        for number in [number for number in self.at if number <= len(self.log)]:
            self.at.pop(number)()

    def finish(self):
        pass

    def close(self):
        pass


def held_after(events):
    """The presses that are not released by these events, oldest first."""
    held = {}
    for event in events:
        kind, _, way = event.kind.partition("_")
        if way == "down":
            held[kind, event.code] = event
        elif way == "up":
            held.pop((kind, event.code), None)
    return list(held.values())


def releases(held):
    return [Injected(event.kind.replace("down", "up"), event.code) for event in reversed(held)]
