"""SendInput for keys and text: pyautogui's keys lack the extended flag, so Shift+arrows fail with it.

Source: Microsoft's documentation of SendInput, KEYBDINPUT and VkKeyScanW.
"""

import ctypes
import sys
from ctypes import wintypes
from typing import ClassVar

assert sys.platform == "win32"  # noqa: S101 - tells the type checker what this module is for

_KEYBOARD = 1
_EXTENDED, _UP, _UNICODE = 0x1, 0x2, 0x4
_RETURN, _TAB = 0x0D, 0x09
_EXTENDED_KEYS = frozenset((*range(0x21, 0x29), 0x2C, 0x2D, 0x2E, 0x5B, 0x5C, 0x5D, 0x6F, 0x90, 0xA3, 0xA5))
"""Virtual keys that share a scan code with the keypad or the left side."""

VK_SHIFT = 0x10


class _KeyboardInput(ctypes.Structure):
    _fields_: ClassVar = [
        ("vk", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    ]


class _MouseInput(ctypes.Structure):
    """Only here because the union has its size."""

    _fields_: ClassVar = [
        ("dx", wintypes.LONG),
        ("dy", wintypes.LONG),
        ("data", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    ]


class _Union(ctypes.Union):
    _fields_: ClassVar = [("keyboard", _KeyboardInput), ("mouse", _MouseInput)]


class _Input(ctypes.Structure):
    _fields_: ClassVar = [("type", wintypes.DWORD), ("of", _Union)]


def key(virtual_key: int, *, down: bool) -> None:
    """Presses or releases a virtual key."""
    flags = (0 if down else _UP) | (_EXTENDED if virtual_key in _EXTENDED_KEYS else 0)
    scan = ctypes.windll.user32.MapVirtualKeyW(virtual_key, 0)
    _send([_KeyboardInput(virtual_key, scan, flags, 0, 0)])


def character(one: str) -> None:
    """Types one character whatever the keyboard layout; both halves of it beyond the BMP."""
    if one in "\n\t":
        virtual_key = _RETURN if one == "\n" else _TAB
        key(virtual_key, down=True)
        key(virtual_key, down=False)
        return
    encoded = one.encode("utf-16-le")
    units = [int.from_bytes(encoded[at : at + 2], "little") for at in range(0, len(encoded), 2)]
    downs = [_KeyboardInput(0, unit, _UNICODE, 0, 0) for unit in units]
    ups = [_KeyboardInput(0, unit, _UNICODE | _UP, 0, 0) for unit in units]
    _send([each for pair in zip(downs, ups, strict=True) for each in pair])


def virtual_key_of(one: str) -> tuple[int, bool] | None:
    """The virtual key of a character in the layout of now, and whether it needs Shift; None if none."""
    found = ctypes.windll.user32.VkKeyScanW(ord(one)) if ord(one) <= 0xFFFF else -1  # noqa: PLR2004
    low, high = found & 0xFF, (found >> 8) & 0xFF
    only_shift = high in (0, 1)
    return (low, high == 1) if low != 0xFF and only_shift else None  # noqa: PLR2004 - means: no key


def _send(inputs: list[_KeyboardInput]) -> None:
    array = (_Input * len(inputs))(*[_Input(_KEYBOARD, _Union(keyboard=each)) for each in inputs])
    ctypes.windll.user32.SendInput(len(inputs), array, ctypes.sizeof(_Input))
