"""A real input process on the private display, and real programs that receive what it does."""

import pytest

from tests.input.chromium import running_chromium
from tests.input.support import NOTHING, Desk, keys_down, run
from tests.input.text_fields import gtk_field, qt_text_field, xterm_field


@pytest.fixture
def opened(display):
    """An open input process, no run started."""
    desk = Desk()
    desk.ready = desk.do(desk.input.open())
    yield desk
    desk.close()
    assert keys_down() == NOTHING


@pytest.fixture
def desk(opened):
    """An open input process with a run that has started, the pointer out of every corner."""
    opened.do(opened.input.start_run())
    run("xdotool", "mousemove", "640", "400")
    return opened


@pytest.fixture
def xterm(display, tmp_path):
    """A terminal in raw mode: what is typed stands in a file, byte by byte, Return as CR."""
    with xterm_field(tmp_path) as field:
        yield field


@pytest.fixture
def qt_field(display, tmp_path):
    """A Qt text field."""
    with qt_text_field(tmp_path) as field:
        yield field


@pytest.fixture
def mousepad(desk):
    """A GTK text editor nobody here wrote; read through the selection, by xclip."""
    with gtk_field() as field:
        yield field


@pytest.fixture(scope="module")
def chromium(display_variables):
    """A browser, fullscreen, whose pages the test writes; one for a module."""
    with running_chromium(display_variables) as browser:
        yield browser


@pytest.fixture
def layout(display):
    """Sets a keyboard layout; the one before comes back."""
    yield lambda *names: run("setxkbmap", *names)
    run("setxkbmap", "us")
