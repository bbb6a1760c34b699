"""Whether Windows shows its secure desktop: the lock, the sign-in, or a question about elevation.

Source: Microsoft's documentation of OpenInputDesktop, which refuses the secure desktop to a program
of the user. Unverified on a real machine.
"""

import ctypes
import sys
from typing import Any

_READ_OBJECTS = 0x0001


def lock_screen() -> str:
    """“Windows” while the secure desktop is shown, else empty."""
    if sys.platform != "win32":
        return ""
    return "" if input_desktop_opens(ctypes.WinDLL("user32")) else "Windows"


def input_desktop_opens(user32: Any) -> bool:
    """Whether the desktop that gets the input is this user's own. `user32` is the library."""
    user32.OpenInputDesktop.restype = ctypes.c_void_p
    user32.CloseDesktop.argtypes = [ctypes.c_void_p]
    desktop = user32.OpenInputDesktop(0, 0, _READ_OBJECTS)
    if desktop:
        user32.CloseDesktop(desktop)
    return bool(desktop)
