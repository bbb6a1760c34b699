import subprocess
import sys

import pytest

from cua_desktop.agent.errors import ScreenError
from cua_desktop.ui.display_check import check_display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X displays are checked on Linux")

WINDOW = """
from pathlib import Path
from cua_desktop.agent.errors import ScreenError
from cua_desktop.paths import Profile
from cua_desktop.settings import Settings
from cua_desktop.ui.app import run_window
try:
    run_window(Profile(Path("unused")), Settings())
except ScreenError as error:
    print(error)
"""


@pytest.fixture(autouse=True)
def _plain_session(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_it_is_said_what_to_do():
    with pytest.raises(ScreenError, match="DISPLAY is not set") as raised:
        check_display()
    assert "cua-desktop demo --headless" in raised.value.hint


def test_a_dead_display_is_told_by_its_name(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":977")
    with pytest.raises(ScreenError, match="the display :977 does not answer"):
        check_display()


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=1x1"])
def test_a_platform_without_a_display_needs_none(monkeypatch, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    check_display()


def test_a_wayland_session_is_left_to_qt(monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    check_display()


def test_a_display_that_answers_is_good(display):
    check_display()


def test_the_window_without_a_display_is_a_sentence_and_no_crash(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":977")
    ended = subprocess.run(
        [sys.executable, "-c", WINDOW], check=False, capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "does not answer" in ended.stdout
