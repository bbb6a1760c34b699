"""A real locker is known by its window; the systems that can't run here by doubles."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cua_desktop.agent.geometry import Size
from cua_desktop.input.lock_screen import lock_screen
from cua_desktop.input.mac import lock_screen as mac
from cua_desktop.input.windows import lock_screen as windows
from cua_desktop.input.x11 import lock_screen as x11
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.support import until


@pytest.fixture(autouse=True)
def new_watch(display, monkeypatch):
    """Nothing known from the test before, no session of logind."""
    monkeypatch.delenv("XDG_SESSION_ID", raising=False)
    watch = x11._Watch()
    monkeypatch.setattr(x11, "_watch", watch)
    yield
    if watch._display is not None:
        watch._display.close()


def test_a_locker_is_named_while_it_locks(display):
    assert lock_screen() == ""
    environment = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
    locker = subprocess.Popen(["i3lock", "--nofork"], env=environment, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: lock_screen() == "i3lock")
    finally:
        locker.terminate()
        locker.wait()
    assert until(lambda: lock_screen() == "")


OVERRIDING = """
import sys
from Xlib import X, display
d = display.Display()
width, height, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
window = d.screen().root.create_window(0, 0, width, height, 0, X.CopyFromParent, override_redirect=1)
window.set_wm_class(name, name)
window.map()
d.sync()
print("shown", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("width", "height", "name", "found"),
    [(1280, 800, "slock", "slock"), (1, 1, "xscreensaver", ""), (1280, 800, "a-menu", "")],
)
def test_only_a_locker_that_covers_a_monitor_locks(width, height, name, found):
    command = [sys.executable, "-c", OVERRIDING, str(width), str(height), name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout.readline() == "shown\n"
        assert lock_screen() == found
        window.stdin.close()


@pytest.mark.parametrize(("hint", "found"), [("yes", "the session"), ("no", "")])
def test_what_logind_is_told_counts(monkeypatch, tmp_path, hint, found):
    program = tmp_path / "loginctl"
    program.write_text(f'#!/bin/sh\n[ "$2" = 7 ] && echo {hint}\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("XDG_SESSION_ID", "7")
    assert lock_screen() == found


def test_without_logind_nothing_is_known(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_SESSION_ID", "7")
    assert lock_screen() == ""


def test_a_lost_display_locks_nothing(monkeypatch):
    with virtual_display(Size(640, 480)) as variables:
        monkeypatch.setenv("DISPLAY", variables["DISPLAY"])
        assert lock_screen() == ""
    assert lock_screen() == ""
    assert x11._watch._display is None


@pytest.mark.parametrize("handle", [None, 0x123])
def test_on_windows_the_secure_desktop_does_not_open(handle):
    closed = []
    user32 = SimpleNamespace(OpenInputDesktop=lambda *_: handle, CloseDesktop=closed.append)

    class Function(SimpleNamespace):
        def __call__(self, *arguments):
            return self.does(*arguments)

    user32.OpenInputDesktop = Function(does=user32.OpenInputDesktop)
    user32.CloseDesktop = Function(does=user32.CloseDesktop)
    assert windows.input_desktop_opens(user32) is bool(handle)
    assert closed == [handle] * bool(handle)


@pytest.mark.parametrize(
    ("session", "locked"), [({"CGSSessionScreenIsLocked": 1}, True), ({}, False), (None, False)]
)
def test_on_macos_the_session_says_so(session, locked):
    assert mac.is_locked(SimpleNamespace(CGSessionCopyCurrentDictionary=lambda: session)) is locked
