"""What the tests of input share: a desk to work from, programs that receive, and looks at the display."""

import asyncio
import contextlib
import os
import subprocess
import time

from cua_desktop.input.client import InputProcess

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


class Desk:
    """Works an InputProcess from a test without async: `do` runs a coroutine to its end."""

    def __init__(self, stop_chord="ctrl+alt+q"):
        self.loop = asyncio.new_event_loop()
        self.reports = []
        self.input = InputProcess(stop_chord=stop_chord, report=self.reports.append)

    def do(self, coroutine):
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, DEADLINE))

    def perform(self, *actions):
        for action in actions:
            self.do(self.input.perform(action))

    def begin(self, action):
        """Starts an action and lets it go on while the test does something."""
        task = self.loop.create_task(self.input.perform(action))
        self.do(asyncio.sleep(0))
        return task

    def wait_for(self, condition):
        """Lets the loop run until the condition holds."""

        async def poll():
            while not condition():
                await asyncio.sleep(0.005)

        self.do(poll())

    def outcome(self, task):
        """How a task ended: its exception, or None."""
        self.do(asyncio.wait([task]))
        return task.exception()

    def close(self):
        self.do(self.input.close())
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

    def __init__(self, read, convert=lambda text: text):
        self._read = read
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
