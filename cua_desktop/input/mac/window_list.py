"""The windows of macOS, by the list of its window server. Unverified on a real machine.

Titles are given only to programs that may record the screen, as this one must anyway. Source: Apple's
documentation of CGWindowListCopyWindowInfo, which lists the topmost first.
"""

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


def _window(quartz: Any, told: Any) -> DesktopWindow:
    bounds = told[quartz.kCGWindowBounds]
    rect = Rect(*(int(bounds[name]) for name in ("X", "Y", "Width", "Height")))
    title, program = told.get(quartz.kCGWindowName), told.get(quartz.kCGWindowOwnerName)
    programs = (str(program),) if program else ()
    return DesktopWindow(int(told[quartz.kCGWindowNumber]), rect, str(title or ""), programs, solid=False)
