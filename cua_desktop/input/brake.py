"""The brake: a latch that every injected event has to pass, and the ledger of what is held.

When `stop` returns, no further event of ours can be injected and everything we held is released.
Both hold because an event is checked, written down and sent under one lock, and has reached
the system before the lock is given back. Only a sending that hangs is not waited for; should it
get through after all, what it pressed is released at once.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from cua_desktop.agent.errors import ActionRefusedError, InputError, StoppedError, UserActiveError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.own_events import OwnEvents

NOT_STARTED = "the brake, which is on until a run is started"
"""Why nothing is performed before a run and after its end."""

STOP_KEYS = "the stop keys"
"""Who stops when the chord is heard."""

CORNER = "the screen corner"
"""Who stops by a slam into a corner."""

LISTENER = "the loss of the stop keys"
"""Who stops when the stop keys are not heard any more."""

_LOCK_SECONDS = 0.3
"""How long a stop waits for a sending under way: a hundred times as long as one takes."""

_MOST_UNHEARD = 12
_MOST_BEHIND_SECONDS, _LISTEN_SECONDS = 0.02, 0.0005

_HAND_SECONDS = 0.05
_MOST_HAND_SECONDS = 1.0

Kind = Literal["key_down", "key_up", "button_down", "button_up", "motion"]


@dataclass(frozen=True, slots=True)
class Injected:
    """One event as the system gets it. `code` is the system's own name of a key or button."""

    kind: Kind
    code: int | str = 0
    point: Point | None = None


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
        self._interrupted = False
        self._locked_for_question = False
        self._run = 0
        self._first_turn = 0
        self._acting_for = 0
        self._held: list[Injected] = []
        self._hand_since = self._hand_until = 0.0
        self._release: Callable[[Sequence[Injected]], None] = lambda _: None
        self._write: Callable[[Sequence[Injected]], None] = lambda _: None

    def write_held_by(self, write: Callable[[Sequence[Injected]], None]) -> None:
        """Where to write what is held: told before a press is sent, and after a release is."""
        self._write = write

    def release_by(self, release: Callable[[Sequence[Injected]], None]) -> None:
        """How to send releases: by a way of its own, which no other sending can block."""
        self._release = release

    @property
    def stopped_by(self) -> str | None:
        """Who pulled the brake, or None while it is off."""
        return self._stopped_by

    @property
    def run(self) -> int:
        """The number of the newest run, or turn of the agent within it, to be given to `act_for`."""
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
        """Lets go of the latch, because a person started a run.

        Raises whatever keeps what is held from being released; the latch stays on then.
        """
        with self._locked() as got:
            if not got:
                raise InputError("The action of the run before has not ended yet.", "Try again.")
            self._let_go(tuple(self._held))  # a stop of the run before may not have come so far yet
            with self._latch:  # only now: nobody who stops may have to wait for the display
                self._run += 1
                self._first_turn = self._run
                self._stopped_by = None
                self._interrupted = self._locked_for_question = False
                self._woken.clear()

    def interrupt(self) -> bool:
        """The user takes over: like `stop`, but `resume` lets go of it. False while a stop is on."""
        with self._latch:
            if self._stopped_by is not None:
                return False
            self._interrupted = True
            self._woken.set()
        self._release_while_on()
        return True

    @property
    def interrupted(self) -> bool:
        """Whether the user has the computer."""
        return self._interrupted

    def resume(self) -> None:
        """The user has left. What was under way has ended for good; a stop stays on."""
        with self._locked(), self._latch:
            if not self._interrupted:
                return
            self._run += 1
            self._interrupted = False
            self._sleep_again()

    def lock(self) -> None:
        """A question to the user is open: nothing is injected until `unlock`, or a new run.

        The agent must have no way to answer it, whatever else goes wrong.
        """
        with self._latch:
            self._locked_for_question = True
            self._run += 1  # what was under way has ended for good
            self._woken.set()
        self._release_while_on()

    def unlock(self) -> None:
        """The question is answered or gone. A stop stays on."""
        with self._locked(), self._latch:
            self._locked_for_question = False
            self._sleep_again()

    @property
    def locked(self) -> bool:
        """Whether a question to the user is open."""
        return self._locked_for_question

    def stop(self, by: str, *, quietly: bool = False) -> bool:
        """Pulls the latch and releases everything held; False if it was on already."""
        with self._latch:
            first = self._stopped_by is None
            if first:
                self._stopped_by = by
            self._woken.set()
        try:
            self._release_while_on()
        finally:  # the display may be gone; who waits for a stop has to hear of it
            if first and not quietly:
                self._on_stop(by)
        return first

    def release_all(self) -> None:
        """Releases what is held, newest first. The latch stays as it is."""
        with self._locked():
            self._let_go(tuple(self._held))

    def _release_while_on(self) -> None:
        """Releases, but nothing of a new run that somebody has let begin meanwhile."""
        with self._locked():
            if self._is_on:
                self._let_go(tuple(self._held))

    def put_right(self, left_behind: Sequence[Injected]) -> None:
        """Releases what a process before this one was killed with."""
        with self._locked():
            self._let_go(left_behind)

    def inject(self, events: Sequence[Injected], send: Callable[[Sequence[Injected]], None]) -> None:
        """Sends the events, all of them or none. Raises StoppedError when the brake is on.

        `send` returns when the system has taken them in.
        """
        if any(event.kind == "motion" for event in events):
            self._let_the_hand_move()
        self._let_the_listener_keep_up()
        with self._lock:
            self.check()
            before = tuple(self._held)
            presses = [event for event in events if event.kind in _PRESSES]
            for event in events:
                self._note(event)
            after = tuple(self._held)
            # What is released in the same sending needs no writing down: it goes out as one.
            written = before
            if after != before and presses:
                written = (*before, *presses)
                self._write(written)
            with self.own.sending(events):
                send(events)
            if self._is_on:
                # That was while this hung; who pulled the brake may not have waited for it.
                self._let_go(after)
            elif written != after:
                self._write(after)

    def give_way(self) -> None:
        """Somebody's hand is moving the pointer: no motion of ours for a moment.

        A hand that slams the pointer into a corner would never get there if each motion of a
        drag took it back. A mouse that never rests holds nothing up for longer than a second.
        """
        now = time.monotonic()
        if now > self._hand_until:
            self._hand_since = now
        self._hand_until = now + _HAND_SECONDS

    def _let_the_hand_move(self) -> None:
        while (now := time.monotonic()) < self._hand_until:
            if now - self._hand_since > _MOST_HAND_SECONDS:
                return
            self.pause(self._hand_until - now)

    def _let_the_listener_keep_up(self) -> None:
        """A listener that is behind would hear the stop keys late. Events that are never heard
        hold nothing up for long.
        """
        until = time.monotonic() + _MOST_BEHIND_SECONDS
        while self.own.unheard > _MOST_UNHEARD and time.monotonic() < until:
            self.pause(_LISTEN_SECONDS)

    def check(self) -> None:
        """Raises StoppedError when the brake is on, UserActiveError while the user has the computer.

        And ActionRefusedError while a question to the user is open.
        """
        if (by := self._stopped_by) is not None:
            raise StoppedError(by)
        if self._acting_for < self._first_turn:
            raise StoppedError("the end of its run")
        if self._locked_for_question:
            raise ActionRefusedError("A question to the user is open; nothing is done until it is answered.")
        if self._interrupted or self._acting_for != self._run:
            raise UserActiveError

    def pause(self, seconds: float) -> None:
        """Rests, or raises StoppedError as soon as the brake is pulled."""
        if seconds > 0:
            self._woken.wait(seconds)
        self.check()

    @property
    def _is_on(self) -> bool:
        return self._stopped_by is not None or self._interrupted or self._locked_for_question

    def _sleep_again(self) -> None:
        if not self._is_on:
            self._woken.clear()

    def _let_go(self, pressed: Sequence[Injected]) -> None:
        """Until the system has taken a release in, it counts as held: it may hang, or fail."""
        if pressed:
            events = releases_of(pressed)
            with self.own.sending(events):
                self._release(events)
        self._held = [event for event in self._held if event not in pressed]
        self._write(self._held)

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
    def _locked(self) -> Iterator[bool]:
        """The lock, but not for ever: a release must not wait for a sender that hangs.

        Whether it was got.
        """
        got = self._lock.acquire(timeout=_LOCK_SECONDS)
        try:
            yield got
        finally:
            if got:
                self._lock.release()


_PRESSES: tuple[Kind, ...] = ("key_down", "button_down")

_OPPOSITES: dict[Kind, Kind] = {
    "key_down": "key_up",
    "key_up": "key_down",
    "button_down": "button_up",
    "button_up": "button_down",
    "motion": "motion",
}


def releases_of(pressed: Sequence[Injected]) -> list[Injected]:
    """What releases these presses, newest first."""
    return [_opposite(event) for event in reversed(pressed)]


def _opposite(event: Injected) -> Injected:
    return Injected(_OPPOSITES[event.kind], event.code)
