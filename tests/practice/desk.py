"""A real practice window on the private display, with a hand on the mouse: xdotool."""

import asyncio
import contextlib
import os
import subprocess
import time

import mss

from cua_desktop.agent.geometry import Rect, Size
from cua_desktop.practice.expectations import judged
from cua_desktop.practice.process import PracticeProcess
from cua_desktop.practice.sight import find_markers

AREA = Rect(300, 80, 600, 640)


class Desk:
    """A practice window with these stations; `reports` come while it is open, findings at its end."""

    def __init__(self, *stations, theme="light"):
        self.stations = stations
        self.runner = asyncio.Runner()
        self.process = PracticeProcess(stations, geometry=AREA, theme=theme)

    def __enter__(self):
        hand("mousemove", "5", "5")
        self.runner.run(self.process.open())
        return self

    def __exit__(self, *_):
        self.runner.run(self.process.close())
        self.runner.close()

    @property
    def reports(self):
        return self.process.reports

    def received(self, what):
        return [report for report in self.reports if report["what"] == what]

    def until(self, what, count=1):
        """Waits until this has been reported so often."""

        async def told():
            await self.process.wait_until(lambda _: len(self.received(what)) >= count, 10)

        self.runner.run(told())
        return self.received(what)[-1]

    def marker(self, mark):
        """Where the marker is on the screen, as soon as it shows."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for marker in markers_on_screen():
                if marker.mark is mark:
                    return marker.centre
            time.sleep(0.02)
        raise AssertionError(f"{mark} does not show; there are {markers_on_screen()}")

    def findings(self):
        """Closes the window and judges what it received."""
        self.runner.run(self.process.close())
        return {finding.what: finding for finding in judged(self.reports, self.stations)}

    def not_ok(self):
        return [finding.what for finding in self.findings().values() if not finding.ok]


def markers_on_screen():
    with mss.MSS() as screen:
        shot = screen.grab(screen.monitors[0])
        return find_markers(bytes(shot.rgb), Size(*shot.size))


def hand(*arguments):
    subprocess.run(["xdotool", *arguments], check=True, env=os.environ)


@contextlib.contextmanager
def on_clipboard(text):
    """Text that the window can paste; xdotool itself types some letters wrong."""
    with subprocess.Popen(
        ["xclip", "-quiet", "-selection", "clipboard"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as owner:
        owner.stdin.write(text.encode())
        owner.stdin.close()
        try:
            deadline = time.monotonic() + 10
            while clipboard() != text and time.monotonic() < deadline:
                time.sleep(0.02)
            yield
        finally:
            owner.terminate()


def clipboard():
    command = ["xclip", "-o", "-selection", "clipboard"]
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout


def to(point):
    """The start of an xdotool command: the pointer to that place."""
    return ("mousemove", str(point.x), str(point.y))
