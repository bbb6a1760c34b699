"""Real devices for a test: a display in a window of another display (Xephyr).

What is done in that window, by xdotool on the outer display, comes from a mouse and a keyboard inside.
"""

import contextlib
import os
import subprocess

from tests.input.support import until
from tests.ui.processes import SECONDS

_PLACE = ("search", "--name", "nested")


class Hands:
    """A person's, at the nested display; they work its window on the outer one."""

    def __init__(self, outer):
        self._environment = {**os.environ, "DISPLAY": outer}

    def _do(self, *words):
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self._environment, check=True, timeout=SECONDS)

    def take_hold(self):
        """The keyboard goes to the nested display."""
        self._do(*_PLACE, "windowfocus", "--sync")

    def click(self, place, times=1):
        self._do(*_PLACE, "mousemove", "--window", "%1", *place, "click", "--repeat", times, 1)

    def press(self, *keys):
        self._do("key", "--delay", 60, *keys)


@contextlib.contextmanager
def nested_display(outer, size="1000x700"):
    """A nested display with a window manager: its name, and the hands of a person at it."""
    read_end, write_end = os.pipe()
    words = ["-displayfd", str(write_end), "-screen", size, "-title", "nested", "-nolisten", "tcp"]
    server = subprocess.Popen(["Xephyr", *words], pass_fds=(write_end,), stderr=subprocess.DEVNULL)
    os.close(write_end)
    manager = None
    try:
        with open(read_end) as told:
            inner = f":{told.readline().strip()}"
        shown = ["xdotool", "search", "--onlyvisible", "--name", "nested"]
        assert until(lambda: subprocess.run(shown, check=False, capture_output=True).returncode == 0)
        inside = {**os.environ, "DISPLAY": inner}
        manager = subprocess.Popen(["openbox", "--sm-disable"], env=inside, stderr=subprocess.DEVNULL)
        managed = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
        assert until(
            lambda: (
                b"window id" in subprocess.run(managed, env=inside, check=False, capture_output=True).stdout
            )
        )
        yield inner, Hands(outer)
    finally:
        for process in filter(None, (manager, server)):
            process.terminate()
            process.wait(SECONDS)
