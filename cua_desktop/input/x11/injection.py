"""The choke point: every event that this process injects on X11 goes through here.

pyautogui injects by python-xlib's `fake_input`; that is replaced before pyautogui is imported, so
its events pass the brake as ours do.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from Xlib import X
from Xlib.ext import xtest

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake, Injected, Kind
from cua_desktop.input.x11.connection import connected, require

_KINDS: dict[int, Kind] = {
    X.KeyPress: "key_down",
    X.KeyRelease: "key_up",
    X.ButtonPress: "button_down",
    X.ButtonRelease: "button_up",
    X.MotionNotify: "motion",
}
_RECENT_TARGETS = 32
_TYPES = {kind: number for number, kind in _KINDS.items()}

_really_fake_input = xtest.fake_input


class Injection:
    """Sends through the brake; releases over a connection of its own."""

    def __init__(self, brake: Brake) -> None:
        self._brake = brake
        self._sending = connected()
        self._releasing = connected()
        require(self._sending, "XTEST")
        self._gathered: list[Injected] | None = None
        self.target: Point | None = None
        """Where the agent put the pointer last, in screen points."""
        self._targets: deque[Point] = deque(maxlen=_RECENT_TARGETS)
        self.moves = 0
        """How often the agent has moved the pointer; told before it does."""
        brake.release_by(lambda events: send(self._releasing, events))

    def targets_since(self, moves: int) -> list[Point]:
        """Where the agent has put the pointer after its first `moves` moves, as far as is remembered."""
        newer = self.moves - moves
        return list(self._targets)[-newer:] if newer else []

    def take_over(self) -> None:
        """Makes python-xlib's `fake_input` pass through here. Before pyautogui is imported."""
        xtest.fake_input = self._fake_input

    def inject(self, *events: Injected) -> None:
        """Injects all of the events or none. Raises StoppedError, InputError."""
        for event in events:
            if event.kind in ("key_down", "key_up") and not event.code:
                raise InputError("The keyboard has no such key.")
        self._brake.inject(events, self._send)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What python-xlib's `fake_input` is given inside goes out at the end, all of it or none."""
        gathered: list[Injected] = []
        self._gathered = gathered
        try:
            yield
        finally:
            self._gathered = None
        self.inject(*gathered)

    def key(self, keycode: int, *, down: bool) -> Injected:
        """A key event of this system."""
        return Injected("key_down" if down else "key_up", keycode)

    def close(self) -> None:
        """Gives python-xlib its own way back and closes the connections."""
        xtest.fake_input = _really_fake_input
        self._sending.close()
        self._releasing.close()

    def _send(self, events: Sequence[Injected]) -> None:
        for event in events:
            if event.point is not None:
                self.target = event.point
                self._targets.append(event.point)
                self.moves += 1
        send(self._sending, events)

    def _fake_input(  # the signature is python-xlib's
        self,
        display: Any,  # noqa: ARG002
        event_type: int,
        detail: int = 0,
        time: int = X.CurrentTime,  # noqa: ARG002
        root: Any = X.NONE,  # noqa: ARG002
        x: int = 0,
        y: int = 0,
    ) -> None:
        point = Point(x, y) if event_type == X.MotionNotify else None
        event = Injected(_KINDS[event_type], detail, point)
        if self._gathered is None:
            self.inject(event)
        else:
            self._gathered.append(event)


def send(display: Any, events: Sequence[Injected]) -> None:
    """Sends, and waits until the server has taken it in: the brake counts on that."""
    for event in events:
        where = event.point or Point(0, 0)
        code = event.code if isinstance(event.code, int) else 0
        _really_fake_input(display, _TYPES[event.kind], code, x=where.x, y=where.y)
    display.sync()
