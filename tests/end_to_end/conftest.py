"""The real app in a process of its own, a real HTTP server as the model, and programs nobody here wrote."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.input.support import DEADLINE, NOTHING, keys_down, program, run, until
from tests.models.conftest import KEY

WINDOW = Path(__file__).with_name("window.py")


@dataclass
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str
    events: list = field(default_factory=list)

    def of_type(self, name):
        return [event for event in self.events if event["type"] == name]


class CommandLine:
    """Runs `cua-desktop` with a profile, a key and the test's server."""

    def __init__(self, profile, server):
        self.profile = profile
        self.environment = {
            **os.environ,
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": server.base_url,
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "QT_QPA_PLATFORM": "xcb",
        }

    def start(self, *words, **more):
        return subprocess.Popen(
            [sys.executable, "-m", "cua_desktop", *words, "--profile", str(self.profile)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            **more,
        )

    def end(self, process):
        out, err = process.communicate(timeout=DEADLINE * 2)
        lines = [line for line in out.splitlines() if line.startswith("{")]
        return Ended(process.returncode, out, err, [json.loads(line) for line in lines])

    def __call__(self, *words):
        return self.end(self.start(*words))


@pytest.fixture
def cua(display, responses_server, tmp_path):
    """The command line; nothing may stay pressed after the test."""
    yield CommandLine(tmp_path / "profile", responses_server)
    assert keys_down() == NOTHING


@pytest.fixture
def terminal(display, tmp_path):
    """An xterm whose text stands in a file, byte by byte; gives the file."""
    file = tmp_path / "typed"
    command = f"stty raw -echo; printf ready > {file}.ready; exec cat > {file}"
    words = ("xterm", "-u8", "-geometry", "60x20+20+40", "-T", "typed-here", "-e", "sh", "-c", command)
    with program("typed-here", *words, LC_ALL="C.UTF-8"):
        assert until(Path(f"{file}.ready").exists)
        yield file


@pytest.fixture
def mousepad(display):
    """A GTK editor at the left of the screen; gives a function that reads its text."""

    def copied():
        asked = ["xclip", "-o", "-selection", "clipboard"]
        return subprocess.run(asked, capture_output=True, encoding="utf-8", check=False).stdout

    no_bus = {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "GSETTINGS_BACKEND": "memory"}
    with program("Mousepad", "mousepad", "--disable-server", **no_bus):
        found = run("xdotool", "search", "--onlyvisible", "--class", "mousepad").split()
        run("xdotool", "windowsize", "--sync", found[-1], "560", "420")
        run("xdotool", "windowmove", found[-1], "20", "60")

        def read():
            run("xdotool", "windowactivate", "--sync", found[-1])
            run("xdotool", "key", "ctrl+a", "ctrl+c")
            return until(copied, 3) or ""

        yield read


class Window:
    """The app's window, worked from outside: real keys and clicks, and a look at where things are."""

    def __init__(self, cua, folder):
        self._places = folder / "places.json"
        self._process = subprocess.Popen(
            [sys.executable, str(WINDOW), str(cua.profile), str(self._places)],
            env=cua.environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    @property
    def pid(self):
        return self._process.pid

    @property
    def seen(self):
        """What is visible: widget name -> centre and text, and the status."""
        try:
            return json.loads(self._places.read_text("utf-8"))
        except (OSError, ValueError):
            return {}

    def wait_for(self, name, condition=lambda widget: True):
        found = until(lambda: (w := self.seen.get(name)) and condition(w) and w)
        assert found, f"no {name} in {self.seen}"
        return found

    def rests(self):
        """Waits until four writings say the same: a window manager moves a new window."""
        told = {}

        def same():
            told[self._places.stat().st_mtime_ns] = self.seen.get("run")
            newest = list(told.values())[-4:]
            return len(newest) == 4 and newest.count(newest[0]) == 4

        assert until(same)

    def click(self, name):
        place = self.wait_for(name, lambda widget: widget["enabled"])
        run("xdotool", "mousemove", str(place["x"]), str(place["y"]), "click", "1")

    def status(self, wanted):
        return until(lambda: self.seen.get("status", {}).get("text") == wanted)

    def close(self):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            _, complaints = self._process.communicate(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            raise
        return complaints

    def exit_code(self):
        return self._process.wait(DEADLINE)


@pytest.fixture
def remote_answers():
    """Whether injected presses of Allow count: here xdotool stands for the person."""
    return "on"


@pytest.fixture
def more_settings():
    """Further lines for the settings file of the window."""
    return ""


@pytest.fixture
def window(cua, remote_answers, more_settings, tmp_path):
    cua.profile.mkdir(exist_ok=True)
    with (cua.profile / "settings.toml").open("a") as file:
        file.write(f'remote_answers = "{remote_answers}"\n{more_settings}')
    opened = Window(cua, tmp_path)
    try:
        opened.wait_for("run")
        opened.rests()
        yield opened
    finally:
        complaints = opened.close()
    assert complaints == ""
