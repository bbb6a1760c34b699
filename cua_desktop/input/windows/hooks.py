"""Low-level hooks: who moves the mouse and presses keys besides us.

Windows drops a hook in silence when it was slow once (0.3 s), so the callbacks do almost nothing, and
`look_after` puts dropped hooks back. The stop keys do not depend on them.
Source: Microsoft's documentation of LowLevelKeyboardProc, LowLevelMouseProc and GetLastInputInfo.
Unverified on a real machine.
"""

import ctypes
import math
import time
from collections.abc import Callable
from typing import Any, ClassVar

from cua_desktop.agent.geometry import Point
from cua_desktop.input.hands import UserInput, UserInputKind
from cua_desktop.input.windows.inputs import OWN_EVENT
from cua_desktop.input.windows.user32 import PointRecord

_KEYBOARD, _MOUSE = 13, 14
_KEY_DOWN = (0x100, 0x104)
_KEY_UP = (0x101, 0x105)
_KINDS: dict[int, UserInputKind] = {
    0x200: "motion",
    0x201: "button",
    0x204: "button",
    0x207: "button",
    0x20B: "button",
    0x20A: "wheel",
    0x20E: "wheel",
}
"""WM_MOUSEMOVE, the downs of the four kinds of button, both wheels."""

_VK_SPACE = 0x20

_KEY_INJECTED, _MOUSE_INJECTED = 0x12, 0x3
"""Injected, also by a program of lower rights."""

DROPPED_MILLISECONDS = 1000
"""Input that is so much newer than what the hooks heard means that they are gone."""


class KeyRecord(ctypes.Structure):
    """KBDLLHOOKSTRUCT."""

    _fields_: ClassVar = [
        ("vk", ctypes.c_uint32),
        ("scan", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class MouseRecord(ctypes.Structure):
    """MSLLHOOKSTRUCT."""

    _fields_: ClassVar = [
        ("place", PointRecord),
        ("data", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class LastInput(ctypes.Structure):
    """LASTINPUTINFO."""

    _fields_: ClassVar = [("size", ctypes.c_uint32), ("time", ctypes.c_uint32)]


def callback_type() -> Any:
    """HOOKPROC."""
    make = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)  # the latter is where this is tested
    return make(ctypes.c_ssize_t, ctypes.c_int, ctypes.c_size_t, ctypes.c_ssize_t)


class Hooks:
    """On the thread that makes it, which has to have a message queue. `key` is told (code, down)."""

    def __init__(
        self, user32: Any, key: Callable[[int, bool], None], user: Callable[[UserInput], None]
    ) -> None:
        self._user32 = user32
        self._key = key
        self._user = user
        self._place: Point | None = None
        self._heard_at: int | None = None
        self._handles: list[Any] = []
        make = callback_type()
        # Kept here, because Windows holds no reference.
        self._callbacks = ((_KEYBOARD, make(self._on_key)), (_MOUSE, make(self._on_mouse)))
        _tell_types(user32)
        self._put_in()

    @property
    def working(self) -> bool:
        """Whether both hooks could be put in."""
        return len(self._handles) == len(self._callbacks) and all(self._handles)

    def close(self) -> None:
        """Takes the hooks out."""
        for handle in filter(None, self._handles):
            self._user32.UnhookWindowsHookEx(handle)
        self._handles = []

    def look_after(self) -> bool:
        """Puts the hooks back if Windows has dropped them; True when it had. Call it every second."""
        last = LastInput(ctypes.sizeof(LastInput), 0)
        if not self._user32.GetLastInputInfo(ctypes.byref(last)):
            return False
        if self._heard_at is None or not is_later(last.time, self._heard_at + DROPPED_MILLISECONDS):
            self._heard_at = self._heard_at if self._heard_at is not None else last.time
            return False
        self.close()
        self._put_in()
        self._heard_at = last.time
        return True

    def _put_in(self) -> None:
        self._handles = [
            self._user32.SetWindowsHookExW(kind, callback, None, 0) for kind, callback in self._callbacks
        ]

    def _on_key(self, code: int, message: int, record_at: int) -> int:
        if code >= 0:
            record = KeyRecord.from_address(record_at)
            self._heard_at = record.time
            if record.extra != OWN_EVENT and message in (*_KEY_DOWN, *_KEY_UP):
                down = message in _KEY_DOWN
                self._key(record.vk, down)
                if down:
                    physical = not record.flags & _KEY_INJECTED
                    self._user(UserInput("key", physical, time.time(), space=record.vk == _VK_SPACE))
        return int(self._user32.CallNextHookEx(None, code, message, record_at))

    def _on_mouse(self, code: int, message: int, record_at: int) -> int:
        if code >= 0:
            record = MouseRecord.from_address(record_at)
            self._heard_at = record.time
            place = Point(record.place.x, record.place.y)
            before, self._place = self._place or place, place
            if record.extra != OWN_EVENT and (kind := _KINDS.get(message)):
                travel = math.dist((before.x, before.y), (place.x, place.y)) if kind == "motion" else 0.0
                physical = not record.flags & _MOUSE_INJECTED
                self._user(UserInput(kind, physical, time.time(), place, travel))
        return int(self._user32.CallNextHookEx(None, code, message, record_at))


def is_later(one: int, other: int) -> bool:
    """Of two of the system's 32-bit millisecond clocks, which begin anew after 49.7 days."""
    return 0 < (one - other) & 0xFFFFFFFF < 1 << 31


def _tell_types(user32: Any) -> None:
    handle = ctypes.c_void_p
    user32.SetWindowsHookExW.argtypes = [ctypes.c_int, callback_type(), handle, ctypes.c_uint32]
    user32.SetWindowsHookExW.restype = handle
    user32.UnhookWindowsHookEx.argtypes = [handle]
    user32.CallNextHookEx.argtypes = [handle, ctypes.c_int, ctypes.c_size_t, ctypes.c_ssize_t]
    user32.CallNextHookEx.restype = ctypes.c_ssize_t
