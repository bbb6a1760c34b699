"""Mouse and keyboard on X11, by pyautogui.

It reads the keyboard once, at its import, and knows no side buttons, so it is told the number of
each key and button anew. Its front for the mouse, which asks where the pointer is before every
move and knows three buttons by name, is passed by.
"""

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, assert_never

from cua_desktop.agent.actions import Button
from cua_desktop.agent.errors import ActionRefusedError, InputError
from cua_desktop.agent.geometry import Point
from cua_desktop.input import third_party
from cua_desktop.input.brake import Brake
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
from cua_desktop.input.key_tables import LINUX
from cua_desktop.input.x11 import keysyms
from cua_desktop.input.x11.connection import cured
from cua_desktop.input.x11.injection import Injection
from cua_desktop.input.x11.layout import Stroke
from cua_desktop.input.x11.ping import Ping
from cua_desktop.input.x11.typer import Typer

_HEED_SECONDS = 0.3
"""How long a drag waits at a point of its path for a program that is slow to notice it."""

_FRAME_SECONDS = 0.033
"""Two frames at 60 a second, as one may be late.

Measured with a drawing in Chromium: with 10 ms it lost corners, with 17 none; on a busy machine
some with 20.
"""

_BUTTONS: dict[Button, int] = {"left": 1, "wheel": 2, "right": 3, "back": 8, "forward": 9}
"""What programs are to be told. Source: the X Input numbering that X.Org's drivers share."""

_WHEEL_UP, _WHEEL_DOWN, _WHEEL_LEFT, _WHEEL_RIGHT = 4, 5, 6, 7


class X11Hands:
    """Carries out events. One thread uses it."""

    def __init__(self, brake: Brake, injection: Injection, display: Any) -> None:
        self._brake = brake
        self._injection = injection
        injection.take_over()
        self._gui = third_party.pyautogui()
        self._x11 = self._gui.platformModule
        its_display = self._x11._display  # noqa: SLF001 - the only way to its connection
        cured(its_display)
        # Nothing goes out on that connection any more, and each sync would be a wait for nothing.
        its_display.sync = lambda: None
        self.typer = Typer(brake, injection, display)
        self._ping = Ping()
        self._by_frames: bool | None = None
        self._pointer = Point(0, 0)
        self._pressed: dict[str, Stroke] = {}

    def check(self, events: tuple[Event, ...]) -> None:
        """Raises ActionRefusedError when a key or a character can't be made here."""
        layout = None
        for event in events:
            match event:
                case Text(text=text):
                    self.typer.check(text)
                case ButtonDown(button=button):
                    self.typer.mapping.button(_BUTTONS[button])
                case Notches():
                    for number in _wheels(event):
                        self.typer.mapping.button(number)
                case KeyDown(key=key):
                    layout = layout or self.typer.layout()
                    named = keysyms.NAMED.get(key)
                    known = key in layout.characters if named is None else named in layout.named
                    if not known and not layout.spare:
                        raise ActionRefusedError(f"The keyboard has no key “{key}”.")
                case _:
                    pass

    def prepare(self) -> None:
        """Has the user's modifiers up, so that they don't change what our events mean."""
        self._pressed.clear()
        self._by_frames = None
        self.typer.put_up_users_modifiers()

    def carry_out(self, event: Event) -> None:  # noqa: C901 - one case a kind of event
        """Injects one event of a plan."""
        self._brake.check()
        match event:
            case MoveTo(point=point):
                self._pointer = point
                self._x11._moveTo(point.x, point.y)  # noqa: SLF001 - its front; see above
            case ButtonDown(button=button):
                self._act(self._x11._mouseDown, _BUTTONS[button])  # noqa: SLF001
            case ButtonUp(button=button):
                self._act(self._x11._mouseUp, _BUTTONS[button])  # noqa: SLF001
            case KeyDown(key=key):
                self._key_down(key)
            case KeyUp(key=key):
                self._key_up(key)
            case Notches():
                for number in _wheels(event):  # one at a time, so that a stop comes between two
                    self._act(self._x11._click, number)  # noqa: SLF001
            case Text(text=text):
                self.typer.type(text)
            case Pause(seconds=seconds):
                self._brake.pause(seconds)
            case Heed():
                self._heed()
            case _:
                assert_never(event)

    def finish(self) -> None:
        """Gives borrowed keys back."""
        self.typer.borrowing.give_back()

    def close(self) -> None:
        """Gives back, and lets python-xlib inject by itself again."""
        self._injection.close()

    def _heed(self) -> None:
        self._ping.wait(self._brake.check, _HEED_SECONDS)
        if self._by_frames is None:  # the press has given the window the keyboard
            self._by_frames = self._ping.draws_by_frames()
        if self._by_frames:
            self._brake.pause(_FRAME_SECONDS)

    def _act(self, act: Callable[[int, int, int], None], wanted: int) -> None:
        """Puts the pointer back to where it was sent and acts, in one: the user may have nudged it."""
        number = self.typer.mapping.button(wanted)
        self._x11.BUTTON_NAME_MAPPING[number] = number
        with self._injection.together():
            act(self._pointer.x, self._pointer.y, number)

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
        self._x11.keyboardMapping[name] = keycode
        return name


def _wheels(turn: Notches) -> Iterator[int]:
    """The button of each notch: on X11 a notch of the wheel is a click."""
    yield from repeat(_WHEEL_RIGHT if turn.right > 0 else _WHEEL_LEFT, abs(turn.right))
    yield from repeat(_WHEEL_DOWN if turn.down > 0 else _WHEEL_UP, abs(turn.down))
