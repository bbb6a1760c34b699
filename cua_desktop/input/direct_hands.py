"""What the hands of Windows and macOS share: events of a plan to single injections, each through the brake.

The hands of X11 don't: there pyautogui does the injecting, and the brake sits beneath it.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import assert_never

from cua_desktop.agent.actions import Button
from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.corner_poll import Placed
from cua_desktop.input.events import (
    ButtonDown,
    ButtonUp,
    Event,
    Heed,
    KeyDown,
    KeyUp,
    MoveTo,
    Notches,
    Pause,
    Text,
)
from cua_desktop.input.keys import MODIFIERS
from cua_desktop.input.users_own import UsersOwn

_HEED_SECONDS = 0.005
"""These systems can't say when a program has noticed; a program draws every 8 to 16 ms."""


_REMEMBERED_PLACES = 16


class DirectHands(ABC):
    """Carries out events. One thread uses it; `_release_*` may be called from any.

    `placed` is where the pointer was put lately, for the corner gesture; replaced, never changed.
    """

    def __init__(self, brake: Brake) -> None:
        self._brake = brake
        self._pointer = Point(0, 0)
        self.placed: tuple[Placed, ...] = ()
        self._users_own: UsersOwn | None = None
        brake.release_by(self._release)

    def leave_to_the_user(self, stop_chord: Iterable[str], reserved: Iterable[Iterable[str]]) -> None:
        """Has these chords refused, in canonical keys, under whatever names their keys are asked for.

        The plan refuses them by name. But a hot key hears what we inject, and it hears keys: й is
        the Q of another layout, and AltGr is Alt.
        """
        self._users_own = UsersOwn(self._asked_for(stop_chord), tuple(map(self._asked_for, reserved)))

    def check(self, events: tuple[Event, ...]) -> None:
        """Raises ActionRefusedError if any of them is impossible or forbidden here; injects nothing."""
        # A plan presses all its keys before it releases the first.
        keys = [self._heard_as(event.key) for event in events if isinstance(event, KeyDown)]
        if self._users_own is not None:
            self._users_own.refuse(frozenset[str | int]().union(*keys))

    def _asked_for(self, chord: Iterable[str]) -> frozenset[str | int]:
        return frozenset(
            ("alt" if key == "altgr" else key) if key in MODIFIERS else self.hot_key_code(key)
            for key in chord
        )

    @abstractmethod
    def hot_key_code(self, key: str) -> int:
        """The code by which a hot key hears a canonical key. Raises ActionRefusedError."""

    @abstractmethod
    def _heard_as(self, key: str) -> frozenset[str | int]:
        """What the system hears when a canonical key is pressed: modifiers by name, others by code.

        Raises ActionRefusedError when there is no such key.
        """

    @abstractmethod
    def prepare(self) -> None:
        """Called before the first press of an action."""

    def carry_out(self, event: Event) -> None:
        """Injects one event of a plan; each way there passes the brake."""
        match event:
            case MoveTo(point=point):
                move = partial(self._move, self._pointer, point)
                self._pointer = point
                self.placed = (*self.placed[1 - _REMEMBERED_PLACES :], (point, time.monotonic()))
                self._through([Injected("motion", 0, point)], move)
            case ButtonDown(button=button, count=count):
                self._through([Injected("button_down", button)], partial(self._press, button, count))
            case ButtonUp(button=button, count=count):
                self._through([Injected("button_up", button)], partial(self._lift, button, count))
            case KeyDown(key=key):
                self._key_down(key)
            case KeyUp(key=key):
                self._key_up(key)
            case Notches(right=right, down=down):
                self._turn(right, down)
            case Text(text=text):
                self._type(text)
            case Pause(seconds=seconds):
                self._brake.pause(seconds)
            case Heed():
                self._brake.pause(_HEED_SECONDS)
            case _:
                assert_never(event)

    def finish(self) -> None:  # noqa: B027 - not abstract: neither system lends anything
        """Nothing is borrowed here."""

    def close(self) -> None:  # noqa: B027 - the same
        """Nothing to close."""

    def _through(self, events: Sequence[Injected], act: Callable[[], object]) -> None:
        def send(_: Sequence[Injected]) -> None:
            act()

        self._brake.inject(events, send)

    def _turn(self, right: int, down: int) -> None:
        """One notch at a time, so that a stop comes between two."""
        for notches, way_right, way_down in ((right, 1, 0), (down, 0, 1)):
            sign = 1 if notches > 0 else -1
            for _ in range(abs(notches)):
                self._through([], partial(self._notch, sign * way_right, sign * way_down))

    def _release(self, events: Sequence[Injected]) -> None:
        """All of them, also when the system refuses one. Raises InputError, the first there was."""
        refused: list[InputError] = []
        for event in events:
            try:
                if event.kind == "button_up":
                    self._release_button(event.code)
                elif event.kind == "key_up":
                    self._release_key(event.code)
            except InputError as error:
                refused.append(error)
        if refused:
            raise refused[0]

    @abstractmethod
    def _move(self, before: Point, to: Point) -> None: ...

    @abstractmethod
    def _press(self, button: Button, count: int) -> None: ...

    @abstractmethod
    def _lift(self, button: Button, count: int) -> None: ...

    @abstractmethod
    def _notch(self, right: int, down: int) -> None:
        """Turns the wheel by one notch: one of the two is 1 or -1."""

    @abstractmethod
    def _key_down(self, key: str) -> None: ...

    @abstractmethod
    def _key_up(self, key: str) -> None: ...

    @abstractmethod
    def _type(self, text: str) -> None: ...

    @abstractmethod
    def _release_button(self, code: int | str) -> None: ...

    @abstractmethod
    def _release_key(self, code: int | str) -> None: ...
