"""Mouse and keyboard on X11: pyautogui for pointer and keys, pynput for the side buttons.

Which keycode a key has is looked up anew for every key: pyautogui reads the keyboard once, at
its import, and would press the wrong keys after a change of layout.
"""

from typing import Any, assert_never

from cua_desktop.agent.errors import ActionRefusedError, InputError
from cua_desktop.agent.geometry import Point
from cua_desktop.input import third_party
from cua_desktop.input.brake import Brake
from cua_desktop.input.key_tables import LINUX
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
from cua_desktop.input.x11 import keysyms
from cua_desktop.input.x11.connection import cured
from cua_desktop.input.x11.injection import Injection
from cua_desktop.input.x11.layout import Stroke
from cua_desktop.input.x11.ping import Ping
from cua_desktop.input.x11.typer import Typer

_HEED_SECONDS = 0.3
"""How long a drag waits at a point of its path for a program that is slow to notice it."""

_PYAUTOGUI_BUTTONS = {"left": "left", "right": "right", "wheel": "middle"}
_PYNPUT_BUTTONS = {"back": "button8", "forward": "button9"}


class X11Hands:
    """Carries out events. One thread uses it."""

    def __init__(self, brake: Brake, injection: Injection, display: Any) -> None:
        self._brake = brake
        self._injection = injection
        injection.take_over()
        self._gui = third_party.pyautogui()
        cured(self._gui.platformModule._display)  # noqa: SLF001 - its bug is python-xlib's
        self._mouse = third_party.pynput_mouse()
        self._side_buttons = self._mouse.Controller()
        cured(self._side_buttons._display)  # noqa: SLF001 - the same
        self.typer = Typer(brake, injection, display)
        self._ping = Ping()
        self._pointer = Point(0, 0)
        self._pressed: dict[str, Stroke] = {}

    def check(self, events: tuple[Event, ...]) -> None:
        """Raises ActionRefusedError when a key or a character can't be made here."""
        layout = None
        for event in events:
            if isinstance(event, Text):
                self.typer.check(event.text)
            elif isinstance(event, KeyDown):
                layout = layout or self.typer.layout()
                named = keysyms.NAMED.get(event.key)
                known = event.key in layout.characters if named is None else named in layout.named
                if not known and not layout.spare:
                    raise ActionRefusedError(f"The keyboard has no key “{event.key}”.")

    def prepare(self) -> None:
        """Has the user's modifiers up, so that they don't change what our events mean."""
        self._pressed.clear()
        self.typer.put_up_users_modifiers()

    def carry_out(self, event: Event) -> None:
        """Injects one event of a plan."""
        self._brake.check()
        match event:
            case MoveTo(point=point):
                self._pointer = point
                self._gui.moveTo(point.x, point.y)
            case ButtonDown(button=button):
                self._button(button, down=True)
            case ButtonUp(button=button):
                self._button(button, down=False)
            case KeyDown(key=key):
                self._key_down(key)
            case KeyUp(key=key):
                self._key_up(key)
            case Notches(right=right, down=down):
                self._turn(right, down)
            case Text(text=text):
                self.typer.type(text)
            case Pause(seconds=seconds):
                self._brake.pause(seconds)
            case Heed():
                self._ping.wait(self._brake.check, _HEED_SECONDS)
            case _:
                assert_never(event)

    def finish(self) -> None:
        """Gives borrowed keys back."""
        self.typer.borrowing.give_back()

    def close(self) -> None:
        """Gives back, and lets python-xlib inject by itself again."""
        self._injection.close()

    def _button(self, button: str, *, down: bool) -> None:
        if name := _PYAUTOGUI_BUTTONS.get(button):
            act = self._gui.mouseDown if down else self._gui.mouseUp
            act(self._pointer.x, self._pointer.y, button=name)
            return
        side = self._mouse.Button[_PYNPUT_BUTTONS[button]]
        (self._side_buttons.press if down else self._side_buttons.release)(side)

    def _turn(self, right: int, down: int) -> None:
        """One notch at a time, so that a stop comes between two."""
        step = 1 if right > 0 else -1
        for _ in range(abs(right)):
            self._gui.hscroll(step, *self._at())
        step = -1 if down > 0 else 1
        for _ in range(abs(down)):
            self._gui.scroll(step, *self._at())

    def _at(self) -> tuple[int, int]:
        return self._pointer.x, self._pointer.y

    def _key_down(self, key: str) -> None:
        stroke = self.typer.stroke_of(key)
        if not stroke.keycode:
            raise InputError(f"The keyboard has no key “{key}”.")
        self._pressed[key] = stroke
        if stroke.shifted and not self._shift_is_down():
            self._gui.keyDown(self._taught("shift", self.typer.stroke_of("shift").keycode))
        self._gui.keyDown(self._taught(key, stroke.keycode))
        if stroke.keycode in self.typer.borrowing.keycodes:
            self.typer.pace.struck(self._brake.pause)

    def _key_up(self, key: str) -> None:
        stroke = self._pressed.pop(key, None)
        if stroke is None:
            return
        self._gui.keyUp(self._taught(key, stroke.keycode))
        others_shifted = any(other.shifted for other in self._pressed.values())
        if stroke.shifted and not others_shifted and "shift" not in self._pressed:
            self._gui.keyUp(self._taught("shift", self.typer.stroke_of("shift").keycode))

    def _shift_is_down(self) -> bool:
        shift = self.typer.stroke_of("shift").keycode
        return any(event.code == shift for event in self._brake.held)

    def _taught(self, key: str, keycode: int) -> str:
        """What pyautogui calls the key, after it was told the keycode the key has now.

        A character gets a name of ours: for its own, pyautogui would press Shift as on a US keyboard.
        """
        name = LINUX.get(key) or f"keycode {keycode}"
        self._gui.platformModule.keyboardMapping[name] = keycode
        return name
