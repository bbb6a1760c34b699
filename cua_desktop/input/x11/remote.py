"""Whether a person who works this X display can only come by injected input, as through x11vnc.

Servers with devices of their own for a remote person need nothing: TigerVNC's Xvnc and xrdp's Xorg tell
them from what programs inject (seen with TigerVNC 1.12), and with ssh -X the devices are the person's.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from Xlib.ext import xinput

_NO_DEVICES = ("Virtual core ", "Xvfb ")
"""Begin the names of what no hand can touch: the server's own, and those of a server without a screen."""

# As the kernel calls them, in 15 characters at most.
_SHARING = frozenset({"x11vnc", "x0vncserver", "X0tigervnc", "x0tigervncserve", "vino-server", "krfb"})
"""Programs that show a display to a remote person, and inject what that person does (XTEST)."""


def why_remote(devices: Iterable[str], programs: Iterable[str]) -> str:
    """A sentence; empty when there is a device that a hand could touch, and nobody shares the display."""
    if all(name.startswith(_NO_DEVICES) for name in devices):
        return "This display has no mouse and keyboard of its own: who works it does so by remote control."
    if sharing := sorted(_SHARING.intersection(programs)):
        return f"This display is shared by {sharing[0]}, which injects what a remote person does."
    return ""


def device_names(display: Any) -> list[str]:
    """Every input device of the X server."""
    return [str(device.name) for device in display.xinput_query_device(xinput.AllDevices).devices]


def program_names() -> set[str]:
    """Every program that runs, as the kernel calls it (15 characters); empty where it does not tell."""
    names = set()
    for file in Path("/proc").glob("[0-9]*/comm"):
        try:
            names.add(file.read_text("utf-8", "replace").strip())
        except OSError:  # it has just ended
            continue
    return names
