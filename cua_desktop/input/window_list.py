"""The windows on the desktop, so that those the user hides are found."""

import sys
from typing import Protocol

from cua_desktop.agent.redaction import DesktopWindow


def windows() -> tuple[DesktopWindow, ...]:
    """Every window that may be seen, the lowest first. From any thread. Raises InputError.

    Takes some milliseconds when anything has changed, else a fraction of one.
    """
    return _system().windows()


def active_window() -> int:
    """The id of the window that keys go to; 0 for none. From any thread. Raises InputError."""
    return _system().active_window()


class _System(Protocol):
    def windows(self) -> tuple[DesktopWindow, ...]: ...
    def active_window(self) -> int: ...


def _system() -> _System:
    # Imported here: each loads its system's libraries, and those of others would be missing.
    if sys.platform == "win32":
        from cua_desktop.input.windows import window_list as system  # noqa: PLC0415
    elif sys.platform == "darwin":
        from cua_desktop.input.mac import window_list as system  # noqa: PLC0415
    else:
        from cua_desktop.input.x11 import window_list as system  # noqa: PLC0415
    return system
