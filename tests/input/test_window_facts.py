"""Of a window it is known which process made it, whether it takes clicks, and has the keyboard."""

import contextlib
import os
import subprocess

import pytest
from Xlib import X
from Xlib import display as xlib
from Xlib.ext import shape

from cua_desktop.input.window_list import active_window, windows
from cua_desktop.input.x11 import window_list as x11
from tests.input.support import program, until


@pytest.fixture(autouse=True)
def new_list(display, monkeypatch):
    """Nothing known from the test before."""
    listing = x11._Desktop()
    monkeypatch.setattr(x11, "_desktop", listing)
    yield
    listing.close()


def in_program(name):
    """Its windows; a new one is in the list some time after it has the keyboard."""
    return until(lambda: [window for window in windows() if window.programs[:1] == (name,)])


def test_a_program_that_calls_itself_something_else_is_known_by_its_process(display):
    with program("disguised", "xterm", "-name", "notes", "-T", "disguised") as process:
        (window,) = in_program("notes")
        assert (window.pid, window.process) == (process.pid, "xterm")


def test_the_active_window_is_the_one_that_has_the_keyboard(display):
    with program("first", "xterm", "-name", "first", "-T", "first"):
        (first,) = in_program("first")
        assert until(lambda: active_window() == first.id)
        with program("second", "xterm", "-name", "second", "-T", "second"):
            (second,) = in_program("second")
            assert until(lambda: active_window() == second.id)
            subprocess.run(["xdotool", "windowfocus", "--sync", str(first.id)], check=True)
            assert until(lambda: active_window() == first.id)


def test_a_window_that_lets_clicks_fall_through_is_known(display):
    with contextlib.closing(xlib.Display()) as connection:
        window = connection.screen().root.create_window(
            0, 0, 50, 50, 0, X.CopyFromParent, override_redirect=True, background_pixel=1
        )

        def clickable():
            return [each.clickable for each in windows() if each.id == window.id]

        window.map()
        connection.sync()
        assert until(lambda: clickable() == [True])
        window.shape_rectangles(shape.SO.Set, shape.SK.Input, 0, 0, 0, [])
        window.configure(x=1)  # a change that is told of
        connection.sync()
        assert until(lambda: clickable() == [False])
        assert os.getpid() in {each.pid for each in windows()}
