import os
import subprocess
import threading
from pathlib import Path

import mss
import pytest
from mss.exception import ScreenShotError

from cua_desktop.agent.errors import ScreenError
from cua_desktop.agent.geometry import Rect, Size
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen import capture as module
from cua_desktop.screen.capture import Capture, Monitor, Shot
from cua_desktop.screen.encode import encode
from tests.screen.desk import BACKGROUND, colour_at, coloured_window, monitors, shell

LEFT, RIGHT = Rect(0, 0, 500, 800), Rect(500, 0, 780, 800)


@pytest.fixture
def capture(desktop):
    capture = Capture()
    yield capture
    capture.close()


def test_a_capture_shows_what_a_real_window_shows(capture):
    with coloured_window("#ff8000", 300, 200) as place:
        shot = capture.grab("1")
    assert shot.shown == Rect(0, 0, 1280, 800)
    assert shot.size == Size(1280, 800)
    inside = [(x, y) for x in (place.x, place.right - 1) for y in (place.y, place.bottom - 1)]
    outside = [
        (place.x - 1, place.y),
        (place.right, place.y),
        (place.x, place.y - 1),
        (place.x, place.bottom),
    ]
    assert {colour_at(shot, x, y) for x, y in inside} == {0xFF8000}
    assert 0xFF8000 not in {colour_at(shot, x, y) for x, y in outside}
    assert colour_at(shot, 1279, 799) == BACKGROUND


@pytest.mark.parametrize("size", [Size(1024, 768), Size(1366, 768), Size(2560, 1080)], ids=str)
def test_the_whole_of_any_display_is_captured(size, monkeypatch):
    with virtual_display(size) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        shell("xsetroot", "-solid", "#102030")
        capture = Capture()
        shot = capture.grab("1")
        capture.close()
    assert shot.size == size
    assert colour_at(shot, size.width - 1, size.height - 1) == 0x102030


def test_the_only_monitor_is_listed_with_its_name(capture):
    assert capture.monitors() == (Monitor(1, Rect(0, 0, 1280, 800), "screen"),)


def test_monitors_that_appear_later_are_listed(capture):
    capture.grab("1")
    with monitors(LEFT, RIGHT):
        assert [(m.number, m.rect) for m in capture.monitors()] == [(1, LEFT), (2, RIGHT)]
    assert len(capture.monitors()) == 1


def test_each_monitor_shows_its_own_part_and_all_shows_everything(capture):
    with monitors(LEFT, RIGHT), coloured_window("#00ff00", 600, 100) as place:
        assert capture.grab("1").shown == LEFT
        second = capture.grab("2")
        assert second.shown == RIGHT
        assert colour_at(second, place.x - 500, place.y) == 0x00FF00
        assert colour_at(second, place.right - 501, place.bottom - 1) == 0x00FF00
        assert colour_at(capture.grab("all"), place.x, place.y) == 0x00FF00


def test_a_new_layout_is_followed_by_the_next_capture(capture):
    assert capture.grab("1").size == Size(1280, 800)
    with monitors(LEFT, RIGHT):
        assert capture.grab("1").size == LEFT.size
    assert capture.grab("1").size == Size(1280, 800)


def test_a_desktop_that_shrinks_is_followed_even_where_nobody_asked_for_the_layout(monkeypatch):
    with virtual_display(Size(1280, 800)) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        capture = Capture()
        capture.grab("all", fresh=False)
        # Xvfb refuses the last of xrandr's steps, after the desktop has shrunk.
        subprocess.run(["xrandr", "--fb", "1024x768"], capture_output=True, check=False)
        assert "1024x768" in shell("xdpyinfo")
        shot = capture.grab("all", fresh=False)
        capture.close()
    assert shot.size == Size(1024, 768)


def test_a_vanished_monitor_is_said_in_a_sentence(capture):
    with monitors(LEFT, RIGHT):
        capture.grab("2")
    with pytest.raises(ScreenError, match="Monitor 2 is not there: this desktop has only one") as raised:
        capture.grab("2")
    assert raised.value.hint


def test_a_lost_display_is_said_in_a_sentence(monkeypatch):
    with virtual_display(Size(800, 600)) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        capture = Capture()
        capture.grab("1")
    with pytest.raises(ScreenError, match="does not answer") as raised:
        capture.grab("1")
    assert raised.value.hint


def test_the_bare_assertion_with_which_mss_says_a_lost_display_becomes_a_sentence(capture, monkeypatch):
    def lost(self, place):
        raise AssertionError

    monkeypatch.setattr(mss.MSS, "grab", lost)
    with pytest.raises(ScreenError, match="does not answer"):
        capture.grab("1")


def test_a_server_that_names_no_monitors_has_one(capture, monkeypatch):
    real = mss.MSS.monitors.fget
    monkeypatch.setattr(mss.MSS, "monitors", property(lambda self: real(self)[:1]))
    assert capture.monitors() == (Monitor(1, Rect(0, 0, 1280, 800), "Monitor 1"),)
    assert capture.grab("1").size == Size(1280, 800)


def test_a_monitor_that_is_named_larger_than_the_desktop_ends_where_the_desktop_does(capture, monkeypatch):
    real = mss.MSS.monitors.fget
    outside = {"left": 3000, "top": 0, "width": 100, "height": 100}

    def stale(self):
        whole, monitor = real(self)
        return [whole, {**monitor, "width": 1600, "height": 1200}, outside]

    monkeypatch.setattr(mss.MSS, "monitors", property(stale))
    assert capture.grab("1").size == Size(1280, 800)
    assert [each.rect for each in capture.monitors()] == [Rect(0, 0, 1280, 800)]


def test_a_display_that_never_was_is_said_in_a_sentence(monkeypatch, display):
    monkeypatch.setenv("DISPLAY", ":54321")
    with pytest.raises(ScreenError, match="The display :54321 does not answer"):
        Capture().grab("1")


def test_no_display_at_all_is_said_in_a_sentence(monkeypatch, display):
    monkeypatch.delenv("DISPLAY")
    with pytest.raises(ScreenError, match="DISPLAY is not set"):
        Capture().grab("1")


def test_wayland_is_refused_by_the_session_it_names(monkeypatch, display):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pytest.raises(ScreenError, match="Wayland") as raised:
        Capture().grab("1")
    assert "Xorg" in raised.value.hint


def test_wayland_is_refused_by_the_names_of_its_outputs(capture, monkeypatch):
    real = mss.MSS.monitors.fget

    def renamed(self):
        return [{**monitor, "output": "XWAYLAND0"} for monitor in real(self)]

    monkeypatch.setattr(mss.MSS, "monitors", property(renamed))
    with pytest.raises(ScreenError, match="Wayland"):
        capture.grab("1")


def test_where_the_default_backend_is_refused_xlib_takes_over(capture, monkeypatch):
    real = mss.MSS
    made = []

    def picky(*, backend):
        if backend == "default":
            raise ScreenShotError("drawable's visual not found")
        made.append(backend)
        return real(backend=backend)

    monkeypatch.setattr(module.mss, "MSS", picky)
    assert colour_at(capture.grab("1"), 5, 5) == BACKGROUND
    kept = capture._mss
    capture.grab("1")
    assert capture._mss is kept
    assert set(made) == {"xlib"}


def test_one_connection_serves_many_captures(capture, monkeypatch):
    capture.grab("1")
    kept = capture._mss
    for _ in range(5):
        capture.grab("1")
        capture.grab("all")
    assert capture._mss is kept


def test_many_captures_leave_no_handles_open(capture):
    def handles():
        return len(list(Path("/proc/self/fd").iterdir()))

    capture.grab("1")
    before = handles()
    for _ in range(100):
        capture.grab("1")
    assert handles() == before


def test_many_captures_leave_memory_flat(capture):
    def resident():
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def capture_and_encode(times):
        for _ in range(times):
            encode(capture.grab("1"), (), Size(1024, 640))

    capture_and_encode(10)
    before = resident()
    capture_and_encode(40)
    one_capture = 4 * 1280 * 800
    assert resident() - before < 5 * one_capture


def test_a_closed_capture_opens_again(capture):
    capture.grab("1")
    capture.close()
    assert capture.grab("1").size == Size(1280, 800)


def test_importing_and_making_one_touches_no_display(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    before = threading.active_count()
    Capture().close()
    assert threading.active_count() == before


@pytest.mark.parametrize("filler", [0, 255])
def test_an_all_black_capture_is_known_as_such(filler):
    black = bytearray(bytes((0, 0, 0, filler)) * 6)
    assert Shot(Rect(0, 0, 3, 2), Size(3, 2), black).all_black
    black[-2] = 1  # in the last row
    assert not Shot(Rect(0, 0, 3, 2), Size(3, 2), black).all_black
