"""Mouse and keyboard on Windows: pyautogui for the pointer, pynput where pyautogui is wrong."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input import third_party
from cua_desktop.input.brake import Brake, Injected, Kind
from cua_desktop.input.key_tables import pyautogui_name
from cua_desktop.input.key_names import NAMED
from cua_desktop.input.plan import (
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
from cua_desktop.input.windows import sending

assert sys.platform == "win32"  # noqa: S101 - tells the type checker what this module is for

WHEEL_DELTA = 120
_HEED_SECONDS = 0.005
"""The system can't say when a program has noticed; a program draws every 8 to 16 ms."""

_PYAUTOGUI_BUTTONS = {"left": "left", "right": "right", "wheel": "middle"}
_PYNPUT_BUTTONS = {"back": "x1", "forward": "x2"}


class WindowsHands:
    """Carries out events. One thread uses it."""

    def __init__(self, brake: Brake) -> None:
        self._brake = brake
        self._gui = third_party.pyautogui()
        self._mouse = third_party.pynput_mouse()
        self._controller = self._mouse.Controller()
        self.target: Point | None = None
        self._pointer = Point(0, 0)
        brake.release_by(self._release)

    def check(self, events: tuple[Event, ...]) -> None:
        """Raises ActionRefusedError when Windows has no such key."""
        for event in events:
            if isinstance(event, KeyDown):
                self.keys_of(event.key)

    def prepare(self) -> None:
        """Text goes as Unicode events, which held modifiers do not change."""

    def carry_out(self, event: Event) -> None:
        """Injects one event of a plan."""
        self._brake.check()
        match event:
            case MoveTo(point=point):
                self._pointer = self.target = point
                self._through([Injected("motion", 0, point)], lambda: self._gui.moveTo(point.x, point.y))
            case ButtonDown(button=button):
                self._through([Injected("button_down", button)], lambda: self._button(button, down=True))
            case ButtonUp(button=button):
                self._through([Injected("button_up", button)], lambda: self._button(button, down=False))
            case KeyDown(key=key):
                self._keys(self.keys_of(key), down=True)
            case KeyUp(key=key):
                self._keys(self.keys_of(key)[::-1], down=False)
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

    def _through(self, events: Sequence[Injected], act: Callable[[], object]) -> None:
        def send(_: Sequence[Injected]) -> None:
            act()

        self._brake.inject(events, send)

    def _keys(self, virtual_keys: Sequence[int], *, down: bool) -> None:
        kind: Kind = "key_down" if down else "key_up"
        for virtual_key in virtual_keys:
            self._through([Injected(kind, virtual_key)], partial(sending.key, virtual_key, down=down))

    def _type(self, text: str) -> None:
        for one in text:
            self._through([], partial(sending.character, one))

    def _button(self, button: str, *, down: bool) -> None:
        if name := _PYAUTOGUI_BUTTONS.get(button):
            act = self._gui.mouseDown if down else self._gui.mouseUp
            act(self._pointer.x, self._pointer.y, button=name)
            return
        side = self._mouse.Button[_PYNPUT_BUTTONS[button]]
        (self._controller.press if down else self._controller.release)(side)

    def _turn(self, right: int, down: int) -> None:
        for _ in range(abs(right)):
            # pyautogui's hscroll turns the vertical wheel here.
            self._through([], lambda: self._controller.scroll(1 if right > 0 else -1, 0))
        for _ in range(abs(down)):
            self._through([], lambda: self._gui.scroll(-WHEEL_DELTA if down > 0 else WHEEL_DELTA))

    def keys_of(self, key: str) -> tuple[int, ...]:
        """The virtual keys to press for a canonical key, in order. Raises ActionRefusedError."""
        if key in NAMED:
            return (int(self._gui.platformModule.keyboardMapping[pyautogui_name("windows", key)]),)
        found = sending.virtual_key_of(key)
        if found is None:
            raise ActionRefusedError(f"The keyboard layout has no key “{key}”.", "Use type for text.")
        virtual_key, shifted = found
        return (sending.VK_SHIFT, virtual_key) if shifted else (virtual_key,)

    def _release(self, events: Sequence[Injected]) -> None:
        for event in events:
            if event.kind == "button_up" and isinstance(event.code, str):
                self._button(event.code, down=False)
            elif event.kind == "key_up" and isinstance(event.code, int):
                sending.key(event.code, down=False)
