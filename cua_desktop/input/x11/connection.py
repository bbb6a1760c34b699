"""Connections to the X server, made safe, and the claim that one agent works a display."""

import logging
from typing import Any

# Before any other part of Xlib: without it two threads on one connection deadlock.
import Xlib.threaded  # isort: skip
import Xlib
import Xlib.display
import Xlib.error
from Xlib import X

from cua_desktop import environment
from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Rect

_log = logging.getLogger(__name__)

_LEAST_VERSION = (0, 33)
_CLAIM = "_CUA_DESKTOP_INPUT"


def connected() -> Any:
    """A new connection to the display. Raises InputError, saying what to do."""
    if Xlib.__version__ < _LEAST_VERSION:
        raise InputError(
            f"The installed Xlib is too old ({Xlib.__version_string__}).",
            "The package python3-xlib overwrites python-xlib: remove it and install python-xlib 0.33.",
        )
    if environment.display() is None:
        raise InputError(
            "There is no display (DISPLAY is not set).",
            "Start it from a graphical X11 session, or use the private display of “cua-desktop demo”.",
        )
    if environment.is_wayland():
        raise InputError(
            "This is a Wayland session, where mouse and keyboard can't be worked.",
            "Log out and choose a session “on Xorg” or “X11”, or use a private X display.",
        )
    try:
        display = Xlib.display.Display()
    except Exception as error:
        raise InputError(
            f"The display {environment.display()} could not be reached ({type(error).__name__}).",
            "Is the X server running, and may this user connect to it?",
        ) from error
    cured(display)
    display.set_error_handler(_log_error)
    return display


def cured(display: Any) -> None:
    """Mends python-xlib's table of errors.

    Its RandR part registers its errors under the codes 0, 1 and 2, so that the first BadValue
    wedges the connection for ever (python-xlib issues 241 and 259).
    """
    classes = display.display.error_classes
    for code, kind in Xlib.error.xerror_class.items():
        classes[code] = kind
    classes.pop(0, None)


def require(display: Any, extension: str) -> None:
    """Raises InputError when the X server lacks the extension."""
    if not display.has_extension(extension):
        raise InputError(
            f"The X server has no {extension} extension.",
            "It can't be worked by a program; use another X server, for example Xorg or Xvfb.",
        )


def claim(display: Any) -> Any:
    """Makes this process the only agent of the display; keep the answer until the end.

    The claim is a selection of the X server: it is atomic and dies with the process.
    Raises InputError when another agent has it.
    """
    atom = display.get_atom(_CLAIM)
    window = display.screen().root.create_window(-1, -1, 1, 1, 0, X.CopyFromParent)
    display.grab_server()
    try:
        if display.get_selection_owner(atom) != X.NONE:
            raise InputError(
                "Another cua-desktop is working this display.",
                "Close it first, or stop it with “cua-desktop stop”.",
            )
        window.set_selection_owner(atom, X.CurrentTime)
        display.sync()
    finally:
        display.ungrab_server()
        display.sync()
    return window


def monitors(display: Any) -> list[Rect]:
    """Every monitor, or the whole screen where the server does not know any. In screen points."""
    root = display.screen().root
    try:
        found = root.xrandr_get_monitors().monitors
    except Exception:  # noqa: BLE001 - an old server; python-xlib raises many kinds
        found = []
    rects = [Rect(m.x, m.y, m.width_in_pixels, m.height_in_pixels) for m in found]
    if rects:
        return rects
    size = root.get_geometry()
    return [Rect(0, 0, size.width, size.height)]


def _log_error(error: Any, request: Any) -> None:
    _log.warning("X error %s for %s", type(error).__name__, type(request).__name__)
