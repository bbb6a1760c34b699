"""Thin calls of user32.dll: one method a call, with the types that 64-bit handles need.

Source: Microsoft's documentation of each function. Unverified on a real machine.
"""

import ctypes
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.windows.inputs import Input

_VIRTUAL_SCREEN = (76, 77, 78, 79)
_SWAPPED_BUTTONS = 23
_SCAN_CODE_OF_KEY = 4
_IS_DOWN = 0x8000
_NO_KEY = 0xFF
_KEY_IS_DOWN = 0x80
_MOST_UNITS = 8
_CHANGE_NOTHING = 0b100
"""For ToUnicodeEx: a dead key of the user that waits for its letter goes on waiting. From Windows 10 on."""


class PointRecord(ctypes.Structure):
    """POINT."""

    _fields_: ClassVar = [("x", ctypes.c_int32), ("y", ctypes.c_int32)]


@dataclass(frozen=True, slots=True)
class LayoutKey:
    """How a keyboard layout makes a character: a virtual key, with these held."""

    vk: int
    shift: bool
    alt_gr: bool


def library() -> Any:
    """A user32 of our own: the types that are told to it must not change pyautogui's."""
    if sys.platform != "win32":
        raise InputError("user32 is on Windows alone.")
    return typed(ctypes.WinDLL("user32", use_last_error=True))


def typed(user32: Any) -> Any:
    """Tells ctypes which arguments and results are handles or short."""
    handle = ctypes.c_void_p
    for name in ("GetForegroundWindow", "GetKeyboardLayout"):
        getattr(user32, name).restype = handle
    user32.GetWindowThreadProcessId.argtypes = [handle, handle]
    user32.VkKeyScanExW.argtypes = [ctypes.c_wchar, handle]
    user32.VkKeyScanExW.restype = ctypes.c_int16
    user32.MapVirtualKeyExW.argtypes = [ctypes.c_uint, ctypes.c_uint, handle]
    number, pointer = ctypes.c_uint, ctypes.c_void_p
    user32.ToUnicodeEx.argtypes = [number, number, pointer, pointer, ctypes.c_int, number, handle]
    user32.GetAsyncKeyState.restype = ctypes.c_uint16
    return user32


class User32:
    """What the hands call. `user32` is `library()`."""

    def __init__(self, user32: Any) -> None:
        self._user32 = user32

    def send(self, inputs: Sequence[Input]) -> None:
        """Injects all of it in one go, nothing of others in between. Raises InputError if refused."""
        array = (Input * len(inputs))(*inputs)
        if self._user32.SendInput(len(inputs), array, ctypes.sizeof(Input)) < len(inputs):
            raise InputError(
                "Windows did not take the input.",
                "Is the screen locked, or a question of the system (UAC) open? Then see to that first.",
            )

    def layout_in_front(self) -> Any:
        """The keyboard layout of the window that has the keyboard: each has its own."""
        window = self._user32.GetForegroundWindow()
        thread = self._user32.GetWindowThreadProcessId(window, None) if window else 0
        return self._user32.GetKeyboardLayout(thread)

    def scan_of(self, vk: int, layout: Any) -> int:
        """The scan code of a virtual key; 0 if it has none."""
        return int(self._user32.MapVirtualKeyExW(vk, _SCAN_CODE_OF_KEY, layout))

    def key_of(self, character: str, layout: Any) -> LayoutKey | None:
        """How the layout makes a character; None if it can't, or only by keys of its own."""
        if len(character.encode("utf-16-le")) > 2:  # noqa: PLR2004 - bytes of one unit
            return None
        found = int(self._user32.VkKeyScanExW(character, layout)) & 0xFFFF
        vk, held = found & 0xFF, found >> 8
        if vk == _NO_KEY or held & ~0b111 or (held & 0b110) not in (0, 0b110):
            return None
        return LayoutKey(vk, shift=bool(held & 0b1), alt_gr=bool(held & 0b110))

    def character_of(self, vk: int, held: Sequence[int], layout: Any) -> str:
        """What the layout types by a virtual key while others are held; empty if nothing, or a dead key."""
        state = (ctypes.c_uint8 * 256)()
        for key in held:
            state[key] = _KEY_IS_DOWN
        typed_by_it = ctypes.create_unicode_buffer(_MOST_UNITS)
        units = self._user32.ToUnicodeEx(
            vk, self.scan_of(vk, layout), state, typed_by_it, _MOST_UNITS, _CHANGE_NOTHING, layout
        )
        return typed_by_it.value if units > 0 and typed_by_it.value.isprintable() else ""

    def virtual_screen(self) -> Rect:
        """All monitors together, in screen points."""
        x, y, width, height = (self._user32.GetSystemMetrics(index) for index in _VIRTUAL_SCREEN)
        return Rect(x, y, width, height)

    def buttons_swapped(self) -> bool:
        """Whether the user has exchanged the left and the right button."""
        return bool(self._user32.GetSystemMetrics(_SWAPPED_BUTTONS))

    def pointer(self) -> Point | None:
        """Where the pointer is; None while the secure desktop is shown."""
        place = PointRecord()
        found = self._user32.GetCursorPos(ctypes.byref(place))
        return Point(place.x, place.y) if found else None

    def is_down(self, vk: int) -> bool:
        """Whether a key is down now."""
        return bool(self._user32.GetAsyncKeyState(vk) & _IS_DOWN)
