"""What locks an X11 session: a locker's window over a whole monitor, or what logind is told.

Lockers put a window of their own above all others, past the window manager. GNOME's and KDE's tell
logind (LockedHint; unverified on a real session). One that is transparent and nameless, as xtrlock,
can't be told from a menu that holds the keyboard.
"""

import contextlib
import subprocess
import time
from typing import Any

from Xlib import X

from cua_desktop import environment
from cua_desktop.agent.geometry import Rect
from cua_desktop.input.x11.connection import connected, monitors

_LOCKERS = (
    "i3lock",
    "slock",
    "xsecurelock",
    "xscreensaver",
    "light-locker",
    "gnome-screensaver",
    "mate-screensaver",
    "cinnamon-screensaver",
    "xfce4-screensaver",
    "kscreenlocker",
    "xlock",
    "alock",
)
"""As their windows are named or classed."""

_TOP = 60
"""So many windows are looked at, from the top: a locker keeps itself there."""

_ANEW_SECONDS = 2.0
"""The same windows are looked at again after so long; logind is asked no more often."""

_ASK_SECONDS = 2.0


class _Watch:
    """One connection, kept, and what was found last."""

    def __init__(self) -> None:
        self._display: Any = None
        self._windows: list[int] = []
        self._looked = -_ANEW_SECONDS
        self._hinted = False

    def found(self) -> str:
        try:
            return self._found()
        except Exception:  # noqa: BLE001 - the server went, or python-xlib raises one of its many kinds
            lost, self._display = self._display, None
            if lost is not None:
                with contextlib.suppress(Exception):
                    lost.close()
            return ""

    def _found(self) -> str:
        if self._display is None:
            self._display = connected()
        root = self._display.screen().root
        windows = root.query_tree().children
        ids = [window.id for window in windows]
        due = time.monotonic() - self._looked >= _ANEW_SECONDS
        if due:
            self._hinted = _locked_hint()
        if due or ids != self._windows:
            self._looked = time.monotonic()
            if name := _locker(windows[-_TOP:], monitors(self._display)):
                self._windows = []  # looked at again the next time, for when it goes
                return name
            self._windows = ids
        return "the session" if self._hinted else ""


_watch = _Watch()


def lock_screen() -> str:
    """The locker's name, or “the session”; empty when nothing is known to lock."""
    return _watch.found()


def _locker(windows: list[Any], screens: list[Rect]) -> str:
    for window in reversed(windows):
        try:
            if name := _locker_name(window, screens):
                return name
        except Exception:  # noqa: BLE001, S112 - the window has just gone
            continue
    return ""


def _locker_name(window: Any, screens: list[Rect]) -> str:
    if window.get_attributes().map_state != X.IsViewable:
        return ""
    place = window.get_geometry()
    if not any(place.width >= screen.width and place.height >= screen.height for screen in screens):
        return ""
    names = [*(window.get_wm_class() or ()), window.get_wm_name() or ""]
    return next((locker for locker in _LOCKERS for name in names if locker in str(name).lower()), "")


def _locked_hint() -> bool:
    """What logind has been told of this session, where there is a logind."""
    session = environment.login_session()
    if session is None:
        return False
    command = ["loginctl", "show-session", session, "--property=LockedHint", "--value"]
    try:
        asked = subprocess.run(
            command,
            env=environment.for_children(),
            capture_output=True,
            text=True,
            check=False,
            timeout=_ASK_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.stdout.strip() == "yes"
