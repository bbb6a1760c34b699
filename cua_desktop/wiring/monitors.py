"""The monitors and what they show, for the user alone: to choose one, or to hide a part of it."""

from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Size
from cua_desktop.screen.capture import Capture, Monitor
from cua_desktop.screen.encode import encode
from cua_desktop.screen.viewport import fit

_PICTURE_BOX = Size(960, 600)
"""In which a monitor is shown to the user who hides a part of it."""


def present() -> tuple[Monitor, ...]:
    """The monitors as they are now, for a picker; not for the UI thread. Raises ScreenError."""
    capture = Capture()
    try:
        return capture.monitors()
    finally:
        capture.close()


def picture_of(monitor: str) -> Frame:
    """A small picture of a monitor, for the user alone; not for the UI thread. Raises ScreenError."""
    capture = Capture()
    try:
        shot = capture.grab(monitor)
        return encode(shot, (), fit(shot.size, _PICTURE_BOX), lossless=True)
    finally:
        capture.close()
