"""Hears the stop keys on Windows by two ways: RegisterHotKey, in the kernel, and the keyboard hook.

RegisterHotKey is heard for remote users too and is never dropped; the hook takes its place when another
program has the keys. Source: Microsoft's documentation of RegisterHotKey, SetTimer, GetMessage and
EnumDisplayMonitors. Unverified on a real machine.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Rect
from cua_desktop.input.brake import Brake
from cua_desktop.input.chord import ChordWatch
from cua_desktop.input.corner import corners_of
from cua_desktop.input.corner_poll import LOOK_SECONDS, Placed
from cua_desktop.input.direct_ears import DirectEars, modifier_sets
from cua_desktop.input.hands import Heard
from cua_desktop.input.windows.hooks import Hooks
from cua_desktop.input.windows.user32 import PointRecord, User32

_MODIFIERS = {"alt": 0x1, "altgr": 0x1, "ctrl": 0x2, "shift": 0x4, "meta": 0x8}
_EITHER_SIDE = {
    "alt": frozenset({0x12, 0xA4, 0xA5}),
    "altgr": frozenset({0xA5}),
    "ctrl": frozenset({0x11, 0xA2, 0xA3}),
    "shift": frozenset({0x10, 0xA0, 0xA1}),
    "meta": frozenset({0x5B, 0x5C}),
}
_NO_REPEAT = 0x4000
_WM_HOTKEY, _WM_TIMER, _WM_QUIT, _WM_DISPLAYCHANGE = 0x312, 0x113, 0x12, 0x7E
_START_SECONDS = 5.0
_LOOK_AFTER_SECONDS = 1.0
_DEAF_SECONDS = 5.0


class Message(ctypes.Structure):
    """MSG."""

    _fields_: ClassVar = [
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint32),
        ("w", ctypes.c_size_t),
        ("l", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
        ("place", PointRecord),
    ]


class WindowsEars(DirectEars):
    """A thread with a message queue. `user32` and `kernel32` are the libraries.

    Raises InputError when the stop keys can be heard in neither way.
    """

    def __init__(
        self,
        brake: Brake,
        user32: Any,
        kernel32: Any,
        stop_chord: tuple[str, ...],
        virtual_key: int,
        heard: Heard,
        placed: Callable[[], tuple[Placed, ...]],
    ) -> None:
        super().__init__(brake, heard, placed, monitors(user32))
        self._user32 = user32
        self._kernel32 = kernel32
        self._modifiers = tuple(modifier_sets(stop_chord, _MODIFIERS))
        self._virtual_key = virtual_key
        self._chord = ChordWatch()
        self._codes = [_EITHER_SIDE.get(key, frozenset({virtual_key})) for key in stop_chord]
        self._chord.listen_for(self._codes)
        self._hooks: Hooks | None = None
        self.registered = False
        self._beat = time.monotonic()
        self._looked_after = self._beat
        self._begun = threading.Event()
        self._thread_id = 0
        self._thread = threading.Thread(target=self._listen, name="stop keys", daemon=True)
        self._thread.start()
        self._begun.wait(_START_SECONDS)
        if not self.registered and not self.hooked:
            raise InputError(
                "The stop keys can't be registered: another program has them.",
                "Choose other stop keys in the settings.",
            )

    @property
    def hooked(self) -> bool:
        """Whether the user's own input is heard."""
        return self._hooks is not None and self._hooks.working

    @property
    def deaf_because(self) -> str | None:
        """Why the stop keys are not heard; None while they are."""
        if not self._thread.is_alive():
            return "the listener has ended"
        if time.monotonic() - self._beat > _DEAF_SECONDS:
            return "the listener hangs"
        return None if self.registered or self.hooked else "Windows has taken them away"

    def close(self) -> None:
        """Ends the thread."""
        self._user32.PostThreadMessageW(self._thread_id, _WM_QUIT, 0, 0)
        self._thread.join(1)

    def _listen(self) -> None:
        user32 = self._user32
        try:
            self._thread_id = self._kernel32.GetCurrentThreadId()
            # The chord alone has to succeed; Windows keeps some of the others to itself.
            results = [
                user32.RegisterHotKey(None, number, modifiers | _NO_REPEAT, self._virtual_key)
                for number, modifiers in enumerate(self._modifiers)
            ]
            self.registered = bool(results[0])
            self._hooks = Hooks(user32, self._key, self._user)
            user32.SetTimer(None, 0, int(LOOK_SECONDS * 1000), None)
        finally:
            self._begun.set()
        message = Message()
        while user32.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            self._beat = time.monotonic()
            if message.message == _WM_HOTKEY:
                self._pressed()
            elif message.message == _WM_TIMER:
                self._look()
        self._hooks.close()

    def _key(self, code: int, down: bool) -> None:
        if not down:
            self._chord.released(code)
        elif self._chord.pressed(code):
            self._pressed()

    def _look(self) -> None:
        """Where the pointer is, and once a second whether all is as it should be."""
        now = time.monotonic()
        user32 = User32(self._user32)
        if here := user32.pointer():
            self._look_at(here, hears_motion=self.hooked)
        if now - self._looked_after >= _LOOK_AFTER_SECONDS:
            self._looked_after = now
            self._corner.set_corners(corners_of(monitors(self._user32)))
            # A release that went to the secure desktop was not heard here.
            self._chord.really_down(code for code in frozenset().union(*self._codes) if user32.is_down(code))
            if self._hooks is not None:
                self._hooks.look_after()


class _RectRecord(ctypes.Structure):
    """RECT."""

    _fields_: ClassVar = [(side, ctypes.c_int32) for side in ("left", "top", "right", "bottom")]


def monitors(user32: Any) -> list[Rect]:
    """Every monitor, in screen points; the whole virtual screen when Windows does not tell."""
    found: list[Rect] = []
    make = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)

    def note(_monitor: int, _device: int, rect_at: int, _data: int) -> int:
        rect = _RectRecord.from_address(rect_at)
        found.append(Rect(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top))
        return 1

    size = ctypes.c_size_t
    user32.EnumDisplayMonitors(None, None, make(ctypes.c_int, size, size, size, ctypes.c_ssize_t)(note), 0)
    return found or [User32(user32).virtual_screen()]
