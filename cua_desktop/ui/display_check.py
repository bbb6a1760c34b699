"""Whether a window can open: Qt ends the whole process when the X display doesn't answer."""

import ctypes
import sys

from cua_desktop import environment
from cua_desktop.agent.errors import ScreenError


def check_display() -> None:
    """Returns if a window can open, as far as can be told before Qt. Raises ScreenError."""
    if sys.platform != "linux" or environment.is_wayland():
        return
    if environment.qt_platform() not in ("", "xcb"):
        return  # a platform of Qt that needs no X display, or that someone chose on purpose
    hint = (
        "Start it from a terminal of your desktop session, or set DISPLAY to a display you may use. "
        "Without a desktop, `cua-desktop demo --headless` shows the app at work; "
        "`cua-desktop run` needs a display too, but no window."
    )
    name = environment.display()
    if name is None:
        raise ScreenError("The window can't open: there is no display (DISPLAY is not set).", hint)
    if not _answers(name):
        raise ScreenError(f"The window can't open: the display {name} does not answer.", hint)


def _answers(name: str) -> bool:
    """Connects as Qt would, and hangs up. Source: xcb_connect(3), xcb_connection_has_error(3)."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # can't be told; Qt says what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(name.encode(), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
