"""Real windows of known colours, made by programs that nobody here wrote."""

import asyncio
import contextlib
import subprocess
import time

from PySide6.QtGui import QImage

from cua_desktop.agent.geometry import Rect, Size
from cua_desktop.screen.capture import Capture
from cua_desktop.screen.desktop import DesktopScreen

BACKGROUND = 0x406080
GA_BOX = Size(1600, 900)
DEADLINE = 20.0

XTERM = ("xterm", "-xrm", "*wmTimeout: 50")
"""Without this (milliseconds) a terminal now and then waits 5 s for the window manager before it draws."""


def shell(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def eventually(fact):
    """What the fact gives once it is true; fails when that takes too long."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if found := fact():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def colour_at(shot, x, y):
    """The colour of a captured pixel as 0xRRGGBB."""
    start = 4 * (y * shot.size.width + x)
    return int.from_bytes(shot.pixels[start : start + 3], "little")


def decoded(frame):
    """The picture in a frame, which must have the size the frame says."""
    picture = QImage.fromData(frame.data)
    assert Size(picture.width(), picture.height()) == frame.size
    return picture


def colour_in(picture, x, y):
    return picture.pixel(x, y) & 0xFFFFFF


class OwnWindows:
    """Stands for the app's own windows."""

    def __init__(self, *rects):
        self.rects = list(rects)
        self.asked = []
        self.focus = False

    def rectangles(self):
        return tuple(self.rects)

    def step_aside(self, points):
        self.asked.append(tuple(points))
        return True

    def has_focus(self):
        return self.focus


@contextlib.contextmanager
def coloured_window(colour, x, y, columns=40, rows=12, title="xterm"):
    """An xterm of one colour (like `#ff0000`) about there; gives the Rect of that colour on the desktop."""
    look = ["-bg", colour, "-fg", colour, "-cr", colour, "-b", "0", "+sb", "-T", title]
    xterm = [*XTERM, *look, "-geometry", f"{columns}x{rows}+{x}+{y}", "-e", "sleep", "600"]
    program = subprocess.Popen(xterm, stderr=subprocess.DEVNULL)
    capture = Capture()
    try:
        find = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(program.pid), "--class", "xterm"]

        def place_if_drawn():
            for window in subprocess.run(find, capture_output=True, text=True, check=False).stdout.split():
                place = place_of(window)
                corners = [(place.x, place.y), (place.right - 1, place.bottom - 1)]
                shot = capture.grab("all")
                if all(colour_at(shot, *corner) == int(colour[1:], 16) for corner in corners):
                    return place
            return None

        yield eventually(place_if_drawn)
    finally:
        capture.close()
        program.terminate()
        program.wait()


def place_of(window):
    """What xwininfo says; xdotool counts the frame of the window manager twice."""
    told = dict(
        line.strip().split(":", 1) for line in shell("xwininfo", "-id", window).splitlines() if ": " in line
    )
    x, y = int(told["Absolute upper-left X"]), int(told["Absolute upper-left Y"])
    return Rect(x, y, int(told["Width"]), int(told["Height"]))


@contextlib.contextmanager
def monitors(*rects):
    """Makes these the display's monitors; one monitor again afterwards."""
    names = [f"part{number}" for number, _ in enumerate(rects)]
    try:
        for name, rect in zip(names, rects, strict=True):
            geometry = f"{rect.width}/300x{rect.height}/200+{rect.x}+{rect.y}"
            shell("xrandr", "--setmonitor", name, geometry, "screen" if name == "part0" else "none")
        yield
    finally:
        for name in names:
            subprocess.run(["xrandr", "--delmonitor", name], check=False, capture_output=True)


def with_screen(use, *, monitor="1", display_size="auto", box=GA_BOX, own=None, **more):
    """Runs the coroutine function with a screen, and closes the screen."""

    async def main():
        screen = DesktopScreen(
            monitor=monitor, display_size=display_size, box=box, own_windows=own or OwnWindows(), **more
        )
        try:
            return await use(screen)
        finally:
            screen.close()

    return asyncio.run(main())
