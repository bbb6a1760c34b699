"""Mouse and keyboard on macOS. pyautogui gives the key codes; the events are our own."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, assert_never

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.key_tables import pyautogui_name
from cua_desktop.input.mac import sending
from cua_desktop.input.plan import (
    SCROLL_POINTS_PER_NOTCH,
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

_KEY_SECONDS = 0.005
"""macOS loses keys that follow each other faster."""

_HEED_SECONDS = 0.005
"""The system can't say when a program has noticed; a program draws every 8 to 16 ms."""

_SHIFTED = frozenset('~!@#$%^&*()_+{}|:"<>?')


class MacHands:
    """Carries out events. One thread uses it. `keycodes` are pyautogui's, by its names."""

    def __init__(self, brake: Brake, quartz: Any, keycodes: dict[str, int | None]) -> None:
        self._brake = brake
        self._quartz = quartz
        self._keycodes = keycodes
        self.target: Point | None = None
        self._pointer = Point(0, 0)
        self._held_keys: set[str] = set()
        self._held_button: str | None = None
        brake.release_by(self._release)

    def check(self, events: tuple[Event, ...]) -> None:
        """Raises ActionRefusedError when a Mac has no such key."""
        for event in events:
            if isinstance(event, KeyDown):
                self.keycode_of(event.key)

    def prepare(self) -> None:
        """Every event says its own modifiers here, so the user's do not matter."""
        self._held_keys.clear()
        self._held_button = None

    def carry_out(self, event: Event) -> None:
        """Injects one event of a plan."""
        self._brake.check()
        match event:
            case MoveTo(point=point):
                self._move(point)
            case ButtonDown(button=button, count=count):
                self._press(button, count)
            case ButtonUp(button=button, count=count):
                self._lift(button, count)
            case KeyDown(key=key):
                self._held_keys.add(key)
                self._key(key, down=True)
            case KeyUp(key=key):
                self._held_keys.discard(key)
                self._key(key, down=False)
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

    def finish(self) -> None:
        """Nothing is borrowed here."""

    def close(self) -> None:
        """Nothing to close."""

    def keycode_of(self, key: str) -> int:
        """The key code of a canonical key. Raises ActionRefusedError."""
        code = self._keycodes.get(pyautogui_name("mac", key))
        if code is None:
            raise ActionRefusedError(f"macOS has no key “{key}”.", "Use type for text.")
        return code

    def _through(self, events: Sequence[Injected], act: Callable[[], object]) -> None:
        def send(_: Sequence[Injected]) -> None:
            act()

        self._brake.inject(events, send)

    def _flags(self) -> int:
        return sending.flags_of(self._held_keys)

    def _move(self, point: Point) -> None:
        self._pointer = self.target = point
        dragging, flags = self._held_button, self._flags()
        self._through(
            [Injected("motion", 0, point)],
            lambda: sending.pointer(self._quartz, point, dragging, flags),
        )

    def _press(self, button: str, count: int) -> None:
        self._held_button = button
        self._through(
            [Injected("button_down", button)],
            lambda: sending.button(
                self._quartz, button, self._pointer, self._flags(), down=True, count=count
            ),
        )

    def _lift(self, button: str, count: int) -> None:
        self._held_button = None
        self._through(
            [Injected("button_up", button)],
            lambda: sending.button(
                self._quartz, button, self._pointer, self._flags(), down=False, count=count
            ),
        )

    def _key(self, key: str, *, down: bool) -> None:
        code = self.keycode_of(key)
        shift = key in _SHIFTED  # pyautogui's key codes of characters are those of a US keyboard
        flags = sending.flags_of(self._held_keys | ({"shift"} if shift else set()))
        event = Injected("key_down" if down else "key_up", code)
        self._through([event], lambda: sending.key(self._quartz, code, flags, down=down))
        self._brake.pause(_KEY_SECONDS)

    def _turn(self, right: int, down: int) -> None:
        for _ in range(abs(right)):
            step = SCROLL_POINTS_PER_NOTCH if right > 0 else -SCROLL_POINTS_PER_NOTCH
            self._through([], partial(sending.wheel, self._quartz, step, 0, self._flags()))
        for _ in range(abs(down)):
            step = SCROLL_POINTS_PER_NOTCH if down > 0 else -SCROLL_POINTS_PER_NOTCH
            self._through([], partial(sending.wheel, self._quartz, 0, step, self._flags()))

    def _type(self, text: str) -> None:
        for part in sending.parts_of(text):
            if part in "\n\t":
                key = "enter" if part == "\n" else "tab"
                self._key(key, down=True)
                self._key(key, down=False)
            else:
                self._through([], partial(sending.text, self._quartz, part))
                self._brake.pause(_KEY_SECONDS)

    def _release(self, events: Sequence[Injected]) -> None:
        for event in events:
            if event.kind == "button_up" and isinstance(event.code, str):
                sending.button(self._quartz, event.code, self._pointer, 0, down=False, count=1)
            elif event.kind == "key_up" and isinstance(event.code, int):
                sending.key(self._quartz, event.code, 0, down=False)
                time.sleep(_KEY_SECONDS)
