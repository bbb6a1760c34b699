"""Hears the stop keys on Windows by RegisterHotKey: in the kernel, for remote users too.

A low-level keyboard hook would be dropped in silence as soon as Python is slow once.
Source: Microsoft's documentation of RegisterHotKey, SetTimer and GetMessage.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from ctypes import wintypes

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.brake import CORNER, STOP_KEYS, Brake
from cua_desktop.input.corner import CornerWatch, corners_of
from cua_desktop.input.hands import Heard

assert sys.platform == "win32"  # noqa: S101 - tells the type checker what this module is for

_MODIFIERS = {"alt": 0x1, "ctrl": 0x2, "shift": 0x4, "meta": 0x8}
_NO_REPEAT = 0x4000
_WM_HOTKEY, _WM_TIMER, _WM_QUIT = 0x312, 0x113, 0x12
_LOOK_MILLISECONDS = 15
_VIRTUAL_SCREEN = (76, 77, 78, 79)
_START_SECONDS = 5.0


class WindowsEars:
    """A thread with a message queue. Raises InputError when the stop keys are taken."""

    def __init__(
        self,
        brake: Brake,
        stop_chord: tuple[str, ...],
        virtual_key: int,
        target: Callable[[], Point | None],
        heard: Heard,
    ) -> None:
        self._brake = brake
        self._heard = heard
        self._target = target
        self._modifiers = sum(_MODIFIERS.get(key, 0) for key in stop_chord) | _NO_REPEAT
        self._virtual_key = virtual_key
        self._corner = CornerWatch(corners_of([_virtual_screen()]))
        self._seen: Point | None = None
        self._registered = False
        self._begun = threading.Event()
        self._thread_id = 0
        self._thread = threading.Thread(target=self._listen, name="stop keys", daemon=True)
        self._thread.start()
        self._begun.wait(_START_SECONDS)
        if not self._registered:
            raise InputError(
                "The stop keys can't be registered: another program has them.",
                "Choose other stop keys in the settings.",
            )

    @property
    def deaf_because(self) -> str | None:
        """Why the stop keys are not heard; None while they are."""
        return None if self._registered and self._thread.is_alive() else "the listener has ended"

    def close(self) -> None:
        """Ends the thread."""
        ctypes.windll.user32.PostThreadMessageW(self._thread_id, _WM_QUIT, 0, 0)
        self._thread.join(1)

    def _listen(self) -> None:
        user32 = ctypes.windll.user32
        self._thread_id = ctypes.windll.kernel32.GetCurrentThreadId()
        self._registered = bool(user32.RegisterHotKey(None, 1, self._modifiers, self._virtual_key))
        self._begun.set()
        if not self._registered:
            return
        user32.SetTimer(None, 0, _LOOK_MILLISECONDS, None)
        message = wintypes.MSG()
        while user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            if message.message == _WM_HOTKEY:
                self._brake.stop(STOP_KEYS)
                self._heard.chord()
            elif message.message == _WM_TIMER:
                self._look()

    def _look(self) -> None:
        """The user moved the pointer if it moved and is not where the agent put it."""
        place = wintypes.POINT()
        if not ctypes.windll.user32.GetCursorPos(ctypes.byref(place)):
            return
        here = Point(place.x, place.y)
        if here == self._seen:
            return
        self._seen = here
        if here == self._target():
            self._corner.put_at(here)
        elif self._corner.user_moved(here, time.monotonic()):
            self._brake.stop(CORNER)
            self._heard.corner()


def _virtual_screen() -> Rect:
    x, y, width, height = (ctypes.windll.user32.GetSystemMetrics(index) for index in _VIRTUAL_SCREEN)
    return Rect(x, y, width, height)
