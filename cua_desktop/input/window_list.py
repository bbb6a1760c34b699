"""The windows on the desktop, so that those the user hides are found."""

import sys

from cua_desktop.agent.redaction import DesktopWindow


def windows() -> tuple[DesktopWindow, ...]:
    """Every window that may be seen, the lowest first. From one thread. Raises InputError.

    Takes some milliseconds when anything has changed, else a fraction of one.
    """
    # Imported here: each loads its system's libraries, and those of others would be missing.
    if sys.platform == "win32":
        from cua_desktop.input.windows import window_list as system  # noqa: PLC0415
    elif sys.platform == "darwin":
        from cua_desktop.input.mac import window_list as system  # noqa: PLC0415
    else:
        from cua_desktop.input.x11 import window_list as system  # noqa: PLC0415
    return system.windows()
