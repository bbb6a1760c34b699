"""What the tests of input share: a desk to work from, programs that receive, and looks at the display."""

import asyncio
import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from cua_desktop.input.client import Stopped
from tests.input.permitted import PermittedInput

DEADLINE = 20.0


def until(condition, seconds=DEADLINE):
    """Polls until the condition holds; its value, or None at the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.01)
    return None


def keys_down():
    """Every key that is down on the display, by keycode."""
    from Xlib import display as xlib

    connection = xlib.Display()
    keymap = connection.query_keymap()
    mask = connection.screen().root.query_pointer().mask
    connection.close()
    buttons = [number for number in range(1, 6) if mask & (1 << (7 + number))]
    return [code for code in range(256) if keymap[code // 8] & (1 << code % 8)], buttons


NOTHING = ([], [])


def run(*command):
    """Runs a program to its end and gives its output."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=DEADLINE).stdout


def keymap_dump():
    """The whole keymap of the display, as the server has it."""
    return run("xkbcomp", "-w0", "-xkb", os.environ["DISPLAY"], "-")


def freeze(pid):
    """Stops every thread of a process; the signal alone returns before that."""
    os.kill(pid, signal.SIGSTOP)
    threads = list(Path(f"/proc/{pid}/task").glob("*/stat"))
    assert until(lambda: all(each.read_text().rpartition(")")[2].split()[0] == "T" for each in threads))


class Desk:
    """Works an input process from a test without async: `do` runs a coroutine to its end.

    The loop runs on a thread of its own all the time, as an app's does: one that rests is taken
    for an app that hangs.
    """

    def __init__(self, stop_chord="ctrl+alt+q", **options):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="app", daemon=True)
        self._thread.start()
        self.reports = []
        self.input = PermittedInput(stop_chord=stop_chord, report=self.reports.append, **options)

    @property
    def pid(self):
        return self.input._child.pid

    def do(self, coroutine, seconds=DEADLINE):
        async def in_time():
            return await asyncio.wait_for(coroutine, seconds)

        return asyncio.run_coroutine_threadsafe(in_time(), self.loop).result()

    def call(self, function, *arguments):
        """Calls a plain function on the loop's thread."""

        async def called():
            return function(*arguments)

        return self.do(called())

    def perform(self, *actions):
        for action in actions:
            self.do(self.input.perform(action))

    def begin(self, action):
        """Starts an action and lets it go on while the test does something."""
        return self.started(self.input.perform(action))

    def started(self, coroutine):
        """Starts a coroutine as a task; it has come to its first wait."""

        async def start():
            task = self.loop.create_task(coroutine)
            await asyncio.sleep(0)
            return task

        return self.do(start())

    def wait_for(self, condition):
        """Waits until the condition holds."""
        assert until(condition), "it did not happen in time"

    def stops(self):
        """Who stopped, as it was reported."""
        return [report.by for report in self.reports if isinstance(report, Stopped)]

    def outcome(self, task):
        """How a task ended: its exception, or None."""
        self.do(asyncio.wait([task]))
        return task.exception()

    def close(self):
        self.do(self.input.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(DEADLINE)
        self.loop.close()


@contextlib.contextmanager
def program(title, *command, **variables):
    """A program with a window, ended by its id; waits until its window has the keyboard."""
    environment = {**os.environ, **variables}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def has_keyboard():
        asked = subprocess.run(
            ["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True, check=False
        )
        return title in asked.stdout

    try:
        assert until(has_keyboard), f"{title} did not get the keyboard"
        yield process
    finally:
        if process.poll() is not None:
            print(f"{title} ended by itself: {process.returncode}")
        process.terminate()
        process.wait(DEADLINE)
        # Its window outlives it for a moment, and must not be taken for the next test's.
        until(lambda: not has_keyboard())


class Field:
    """Where text arrives. `text` is what is there; `ready` makes sure it takes keys."""

    def __init__(self, read, convert=lambda text: text, process=None):
        self._read = read
        self.process = process
        self.convert = convert

    @property
    def text(self):
        with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
            return self._read()
        return ""

    def gets(self, expected):
        """Whether exactly this arrives; gives what did if not."""
        wanted = self.convert(expected)
        if until(lambda: self.text == wanted, 10.0):
            return True
        return self.text
