"""The windows of Windows. Unverified on a real machine.

Source: Microsoft's documentation of EnumWindows (topmost first), GetWindowRect, GetWindow and
QueryFullProcessImageName.
"""

import ctypes
import sys
from pathlib import PureWindowsPath
from typing import Any

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow

_OWNER = 4
_ROOT = 2
_EXTENDED_STYLE = -20
_CLICKS_FALL_THROUGH = 0x20  # WS_EX_TRANSPARENT
_LIMITED_INFORMATION = 0x1000
_MOST = 1024


def windows() -> tuple[DesktopWindow, ...]:
    """Every visible window, the lowest first."""
    if sys.platform != "win32":
        return ()
    user32, kernel32 = ctypes.WinDLL("user32"), ctypes.WinDLL("kernel32")
    handles: list[int] = []
    callback = ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)

    def note(handle: int, _: Any) -> int:
        handles.append(handle)
        return 1

    user32.EnumWindows(callback(note), None)
    return tuple(_window(user32, kernel32, each) for each in reversed(handles) if _seen(user32, each))


def active_window() -> int:
    """The window in front, which has the keyboard; 0 for none."""
    if sys.platform != "win32":
        return 0
    user32 = ctypes.WinDLL("user32")
    user32.GetForegroundWindow.restype = ctypes.c_void_p
    user32.GetAncestor.restype = ctypes.c_void_p
    return user32.GetAncestor(ctypes.c_void_p(user32.GetForegroundWindow()), _ROOT) or 0


def _seen(user32: Any, handle: int) -> bool:
    at = ctypes.c_void_p(handle)
    return bool(user32.IsWindowVisible(at)) and not user32.IsIconic(at)


def _window(user32: Any, kernel32: Any, handle: int) -> DesktopWindow:
    at = ctypes.c_void_p(handle)
    edges = (ctypes.c_int32 * 4)()
    user32.GetWindowRect(at, edges)
    left, top, right, bottom = edges
    title = ctypes.create_unicode_buffer(_MOST)
    user32.GetWindowTextW(at, title, _MOST)
    user32.GetWindow.restype = ctypes.c_void_p
    owner = user32.GetWindow(at, _OWNER) or 0
    rect = Rect(left, top, right - left, bottom - top)
    program = _program(user32, kernel32, at)
    through = user32.GetWindowLongW(at, _EXTENDED_STYLE) & _CLICKS_FALL_THROUGH
    return DesktopWindow(handle, rect, title.value, program, solid=False, of=owner, clickable=not through)


def _program(user32: Any, kernel32: Any, at: Any) -> tuple[str, ...]:
    number = ctypes.c_uint32()
    user32.GetWindowThreadProcessId(at, ctypes.byref(number))
    kernel32.OpenProcess.restype = ctypes.c_void_p
    process = kernel32.OpenProcess(_LIMITED_INFORMATION, 0, number)
    if not process:
        return ()
    path, length = ctypes.create_unicode_buffer(_MOST), ctypes.c_uint32(_MOST)
    known = kernel32.QueryFullProcessImageNameW(ctypes.c_void_p(process), 0, path, ctypes.byref(length))
    kernel32.CloseHandle(ctypes.c_void_p(process))
    return (PureWindowsPath(path.value).stem,) if known else ()
