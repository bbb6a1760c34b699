"""Pages of browsers on macOS, by AppleScript. Unverified on a real machine.

macOS asks the user once whether this app may control the browser. Firefox has no such words: it tells
nothing. Source: the scripting dictionaries of Safari and of Chromium.
"""

import subprocess

from cua_desktop import environment
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page

_LIKE_SAFARI = ("Safari", "Safari Technology Preview", "Orion")
_LIKE_CHROME = (
    *("Google Chrome", "Chromium", "Brave Browser", "Microsoft Edge", "Vivaldi", "Opera", "Arc"),
    *("Google Chrome Canary", "Google Chrome Beta"),
)
_LINES = 2


def pages(window: DesktopWindow, seconds: float) -> tuple[Page, ...] | None:
    """The page in a browser's front window; None for another window. Raises OSError, SubprocessError."""
    script = script_for(window)
    if script is None:
        return None
    told = subprocess.run(
        ["/usr/bin/osascript", "-e", script],
        env=environment.for_children(),
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=True,
    )
    return pages_told(told.stdout, window)


def script_for(window: DesktopWindow) -> str | None:
    """What asks this window's program for the title and address of its front window; None if nothing does."""
    for program in window.programs:
        if program in _LIKE_SAFARI:
            title, address = "name of front window", "URL of current tab of front window"
        elif program in _LIKE_CHROME:
            title, address = "title of active tab of front window", "URL of active tab of front window"
        else:
            continue
        return f'tell application "{program}" to return ({title}) & linefeed & ({address})'
    return None


def pages_told(output: str, window: DesktopWindow) -> tuple[Page, ...] | None:
    """The page in the answer, if it is this window's: a title of Chrome's windows begins with the page's."""
    lines = output.rstrip("\n").split("\n")
    if len(lines) != _LINES or not lines[1] or lines[1] == "missing value":
        return None
    title, address = lines
    return (Page(address),) if not window.title or window.title.startswith(title) else None
