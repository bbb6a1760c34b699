"""The brake: a latch that every injected event has to pass, and the ledger of what is held.

When `stop` returns, no further event of ours can be injected and everything we held is released.
Both hold because an event is checked, written down and sent under one lock, and has reached
the system before the lock is given back.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from cua_desktop.agent.errors import StoppedError
from cua_desktop.agent.geometry import Point

NOT_STARTED = "the brake, which is on until a run is started"
"""Why nothing is performed before a run and after its end."""

STOP_KEYS = "the stop keys"
"""Who stops when the chord is heard."""

CORNER = "the screen corner"
"""Who stops by a slam into a corner."""

_LOCK_SECONDS = 1.0
_OWN_EVENT_SECONDS = 1.0

Kind = Literal["key_down", "key_up", "button_down", "button_up", "motion"]


@dataclass(frozen=True, slots=True)
class Injected:
    """One event as the system gets it. `code` is the system's own name of a key or button."""

    kind: Kind
    code: int | str = 0
    point: Point | None = None


class OwnEvents:
    """Injected events that a listener has not heard yet, so that it can tell ours from others'.

    Counted, not ordered: when someone injects the same event at the same moment, it does not
    matter whose is taken for whose.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._expected: deque[tuple[float, Kind, int | str]] = deque()
        self._counts: Counter[tuple[Kind, int | str]] = Counter()

    def expect(self, events: Sequence[Injected]) -> None:
        """These are about to be sent."""
        until = time.monotonic() + _OWN_EVENT_SECONDS
        with self._lock:
            self._forget_old()
            for event in events:
                self._expected.append((until, event.kind, event.code))
                self._counts[event.kind, event.code] += 1

    def take(self, kind: Kind, code: int | str) -> bool:
        """Whether an event that was heard is one of ours; each is taken once."""
        with self._lock:
            self._forget_old()
            if self._counts[kind, code] <= 0:
                return False
            self._counts[kind, code] -= 1
            for index, (_, its_kind, its_code) in enumerate(self._expected):
                if (its_kind, its_code) == (kind, code):
                    del self._expected[index]
                    break
            return True

    def _forget_old(self) -> None:
        """A system may swallow an event, e.g. a second press; it must not hide another's later."""
        now = time.monotonic()
        while self._expected and self._expected[0][0] < now:
            _, kind, code = self._expected.popleft()
            self._counts[kind, code] -= 1


class Brake:
    """Latched at first; `start_run` lets go of it, `stop` pulls it.

    `on_stop` is called once per stop, after everything is released, from the stopping thread.
    """

    def __init__(self, on_stop: Callable[[str], None] = lambda _: None) -> None:
        self.own = OwnEvents()
        self._on_stop = on_stop
        self._lock = threading.Lock()
        self._latch = threading.Lock()
        self._stopped_by: str | None = NOT_STARTED
        self._woken = threading.Event()
        self._woken.set()
        self._run = 0
        self._acting_for = 0
        self._held: list[Injected] = []
        self._release: Callable[[Sequence[Injected]], None] = lambda _: None

    def release_by(self, release: Callable[[Sequence[Injected]], None]) -> None:
        """How to send releases: by a way of its own, which no other sending can block."""
        self._release = release

    @property
    def stopped_by(self) -> str | None:
        """Who pulled the brake, or None while it is off."""
        return self._stopped_by

    @property
    def run(self) -> int:
        """The number of the newest run, to be given to `act_for`."""
        return self._run

    def act_for(self, run: int) -> None:
        """What is injected from now on belongs to this run, and to no later one.

        A stop that is followed at once by a new run must still end what was under way.
        """
        self._acting_for = run

    @property
    def held(self) -> tuple[Injected, ...]:
        """The presses that are not released yet, oldest first."""
        return tuple(self._held)

    def start_run(self) -> None:
        """Lets go of the latch, because a person started a run."""
        with self._lock, self._latch:
            self._run += 1
            self._stopped_by = None
            self._woken.clear()

    def stop(self, by: str, *, quietly: bool = False) -> bool:
        """Pulls the latch and releases everything held; False if it was on already."""
        with self._latch:
            first = self._stopped_by is None
            if first:
                self._stopped_by = by
            self._woken.set()
        self.release_all()
        if first and not quietly:
            self._on_stop(by)
        return first

    def release_all(self) -> None:
        """Releases what is held, newest first. The latch stays as it is."""
        with self._locked():
            held, self._held = self._held, []
            if held:
                events = [_opposite(event) for event in reversed(held)]
                self.own.expect(events)
                self._release(events)

    def inject(self, events: Sequence[Injected], send: Callable[[Sequence[Injected]], None]) -> None:
        """Sends the events, all of them or none. Raises StoppedError when the brake is on.

        `send` returns when the system has taken them in.
        """
        with self._lock:
            self.check()
            for event in events:
                self._note(event)
            self.own.expect(events)
            send(events)

    def check(self) -> None:
        """Raises StoppedError when the brake is on."""
        if (by := self._stopped_by) is not None:
            raise StoppedError(by)
        if self._acting_for != self._run:
            raise StoppedError("the end of its run")

    def pause(self, seconds: float) -> None:
        """Rests, or raises StoppedError as soon as the brake is pulled."""
        if seconds > 0:
            self._woken.wait(seconds)
        self.check()

    def _note(self, event: Injected) -> None:
        match event.kind:
            case "key_down" | "button_down":
                if event not in self._held:
                    self._held.append(event)
            case "key_up" | "button_up":
                pressed = _opposite(event)
                if pressed in self._held:
                    self._held.remove(pressed)
            case "motion":
                pass

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """The lock, but not for ever: a release must not wait for a sender that hangs."""
        got = self._lock.acquire(timeout=_LOCK_SECONDS)
        try:
            yield
        finally:
            if got:
                self._lock.release()


_OPPOSITES: dict[Kind, Kind] = {
    "key_down": "key_up",
    "key_up": "key_down",
    "button_down": "button_up",
    "button_up": "button_down",
    "motion": "motion",
}


def _opposite(event: Injected) -> Injected:
    return Injected(_OPPOSITES[event.kind], event.code)
