"""Programs of the tests on the private display: what they say, and hands on mouse and keyboard."""

import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent
SECONDS = 30


class Program:
    """A Python program of this folder; its lines are read as they come."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=HERE.parent.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.seen = []

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line.strip())

    def line(self, wanted, seconds=SECONDS):
        """The next line that `wanted` accepts."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(
                    f"not said in time; said last: {self.seen[-8:]}; {self.errors()}"
                ) from None
            self.seen.append(line)
            if wanted(line):
                return line

    def said(self, name, seconds=SECONDS):
        """The next JSON line that has this name."""
        return json.loads(self.line(lambda line: line.startswith(f'{{"{name}"'), seconds))

    def silent(self, name, seconds):
        """Whether no JSON line with this name comes for so long."""
        try:
            self.said(name, seconds)
        except AssertionError:
            return True
        return False

    def errors(self):
        return "still running" if self.process.poll() is None else self.process.stderr.read()

    def wait(self):
        """Its exit code, and what it wrote on standard error."""
        code = self.process.wait(SECONDS)
        return code, self.process.stderr.read()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(SECONDS)
        self.process.stdout.close()
        self.process.stderr.close()


def xdotool(*arguments):
    subprocess.run(["xdotool", *map(str, arguments)], check=True, timeout=SECONDS)


def click(place, times=1, delay=40):
    xdotool("mousemove", *place, "click", "--repeat", times, "--delay", delay, 1)


def active_window():
    answer = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True, check=False)
    return int(answer.stdout or 0)
