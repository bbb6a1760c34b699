"""The records of SendInput, and which of them a motion, a click, a key and a text are. Pure.

Source: Microsoft's documentation of INPUT, MOUSEINPUT, KEYBDINPUT and the virtual-key codes.
Unverified on a real machine.
"""

import ctypes
from collections.abc import Callable, Iterator
from typing import ClassVar

from cua_desktop.agent.actions import Button
from cua_desktop.agent.geometry import Point, Rect

OWN_EVENT = 0x43554144
"""The extra information of every event of ours, so that our own hooks know it (“CUAD”)."""

MOUSE, KEYBOARD = 0, 1
MOVE, ABSOLUTE, VIRTUAL_DESK = 0x1, 0x8000, 0x4000
WHEEL, SIDEWAYS_WHEEL, NOTCH = 0x800, 0x1000, 120
EXTENDED, UP, UNICODE = 0x1, 0x2, 0x4

VK_TAB, VK_RETURN, VK_SHIFT = 0x09, 0x0D, 0x10
VK_LEFT_CONTROL, VK_RIGHT_ALT = 0xA2, 0xA5

_EXTENDED_KEYS = frozenset(
    (*range(0x21, 0x29), 0x2C, 0x2D, 0x2E, 0x5B, 0x5C, 0x5D, 0x6F, 0x90, 0xA3, VK_RIGHT_ALT)
)
"""Virtual keys that share a scan code with the keypad or the left side: arrows and their neighbours,
Print Screen, the Windows and menu keys, the keypad's divide, NumLock, right Ctrl and right Alt."""

_PRINT_SCREEN, _PRINT_SCREEN_SCAN = 0x2C, 0x37
_NORMALISED = 0x10000

# What the flags and the data of a press and a release are.
_BUTTONS: dict[Button, tuple[int, int, int]] = {
    "left": (0x02, 0x04, 0),
    "right": (0x08, 0x10, 0),
    "wheel": (0x20, 0x40, 0),
    "back": (0x80, 0x100, 1),
    "forward": (0x80, 0x100, 2),
}
_SWAPPED: dict[Button, Button] = {"left": "right", "right": "left"}

# Not ctypes.wintypes: its LONG has 8 bytes on Linux, where this is tested.


class KeyboardInput(ctypes.Structure):
    """KEYBDINPUT."""

    _fields_: ClassVar = [
        ("vk", ctypes.c_uint16),
        ("scan", ctypes.c_uint16),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class MouseInput(ctypes.Structure):
    """MOUSEINPUT."""

    _fields_: ClassVar = [
        ("dx", ctypes.c_int32),
        ("dy", ctypes.c_int32),
        ("data", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_size_t),
    ]


class _Union(ctypes.Union):
    _fields_: ClassVar = [("keyboard", KeyboardInput), ("mouse", MouseInput)]


class Input(ctypes.Structure):
    """INPUT; 40 bytes on 64-bit Windows."""

    _fields_: ClassVar = [("type", ctypes.c_uint32), ("of", _Union)]


def motion(to: Point, screen: Rect) -> Input:
    """Moves the pointer to a place of the virtual screen, which spans all monitors.

    It is told in 65,536ths of the screen. The middle of the pixel is named, so that no way of
    rounding ends on another.
    """
    dx = ((2 * (to.x - screen.x) + 1) * _NORMALISED) // (2 * screen.width)
    dy = ((2 * (to.y - screen.y) + 1) * _NORMALISED) // (2 * screen.height)
    return _mouse(MOVE | ABSOLUTE | VIRTUAL_DESK, dx=dx, dy=dy)


def button(name: Button, *, down: bool, swapped: bool) -> Input:
    """Presses or releases. `swapped`: the user has exchanged left and right, and the system would again."""
    press, release, data = _BUTTONS[_SWAPPED.get(name, name) if swapped else name]
    return _mouse(press if down else release, data=data)


def notch(right: int, down: int) -> Input:
    """Turns a wheel by one notch. The system's positive is right, and up."""
    if right:
        return _mouse(SIDEWAYS_WHEEL, data=right * NOTCH)
    return _mouse(WHEEL, data=-down * NOTCH)


def key(vk: int, scan: int, *, down: bool) -> Input:
    """Presses or releases a virtual key. Games and remote desktops read the scan code alone."""
    flags = (0 if down else UP) | (EXTENDED if vk in _EXTENDED_KEYS else 0)
    scan = _PRINT_SCREEN_SCAN if vk == _PRINT_SCREEN else scan
    return _keyboard(vk=vk, scan=scan & 0xFF, flags=flags)


def text(part: str, scan_of: Callable[[int], int]) -> Iterator[Input]:
    """Types text whatever the keyboard layout: UTF-16 units, and keys for line breaks and tabs.

    Both halves of a character beyond the BMP go down before either goes up.
    """
    for character in part:
        if character in "\n\t":
            vk = VK_RETURN if character == "\n" else VK_TAB
            yield key(vk, scan_of(vk), down=True)
            yield key(vk, scan_of(vk), down=False)
            continue
        encoded = character.encode("utf-16-le")
        units = [int.from_bytes(encoded[at : at + 2], "little") for at in range(0, len(encoded), 2)]
        yield from (_keyboard(scan=unit, flags=UNICODE) for unit in units)
        yield from (_keyboard(scan=unit, flags=UNICODE | UP) for unit in units)


def _mouse(flags: int, *, dx: int = 0, dy: int = 0, data: int = 0) -> Input:
    return Input(MOUSE, _Union(mouse=MouseInput(dx, dy, data & 0xFFFFFFFF, flags, 0, OWN_EVENT)))


def _keyboard(*, vk: int = 0, scan: int = 0, flags: int = 0) -> Input:
    return Input(KEYBOARD, _Union(keyboard=KeyboardInput(vk, scan, flags, 0, OWN_EVENT)))
