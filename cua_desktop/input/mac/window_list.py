"""The windows of macOS, by the list of its window server. Unverified on a real machine.

Titles are given only to programs that may record the screen, as this one must anyway. Source: Apple's
documentation of CGWindowListCopyWindowInfo, which lists the topmost first.
"""

from collections.abc import Sequence
from typing import Any

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow


def windows() -> tuple[DesktopWindow, ...]:
    """Every window on the screen, the lowest first. Raises InputError."""
    import Quartz  # noqa: PLC0415 - only macOS has it

    return listed(Quartz)


def listed(quartz: Any) -> tuple[DesktopWindow, ...]:
    """`quartz` is the module Quartz. None counts as solid: shadows and vibrancy let through."""
    found = quartz.CGWindowListCopyWindowInfo(quartz.kCGWindowListOptionOnScreenOnly, quartz.kCGNullWindowID)
    if found is None:
        raise InputError(
            "macOS does not tell its windows.", "Sign in to the desktop and start the app there."
        )
    return tuple(_window(quartz, each) for each in reversed(found))


def active_window() -> int:
    """The topmost window of the program in front, which has the keyboard; 0 for none. Raises InputError."""
    import Quartz  # noqa: PLC0415 - only macOS has it
    from AppKit import NSWorkspace  # noqa: PLC0415

    front = NSWorkspace.sharedWorkspace().frontmostApplication()
    return active_in(listed(Quartz), int(front.processIdentifier()))


def active_in(windows: Sequence[DesktopWindow], pid: int) -> int:
    """The topmost of these windows that is of this process; 0 for none."""
    return next((window.id for window in reversed(windows) if window.pid == pid), 0)


def _window(quartz: Any, told: Any) -> DesktopWindow:
    bounds = told[quartz.kCGWindowBounds]
    rect = Rect(*(int(bounds[name]) for name in ("X", "Y", "Width", "Height")))
    title, program = told.get(quartz.kCGWindowName), told.get(quartz.kCGWindowOwnerName)
    programs = (str(program),) if program else ()
    return DesktopWindow(
        int(told[quartz.kCGWindowNumber]),
        rect,
        str(title or ""),
        programs,
        solid=False,
        clickable=float(told.get(quartz.kCGWindowAlpha, 1.0)) > 0,
        pid=int(told.get(quartz.kCGWindowOwnerPID, 0)),
    )
