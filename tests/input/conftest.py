"""A real input process on the private display, and real programs that receive what it does."""

import sys
from pathlib import Path

import pytest

from tests.input.chromium import running_chromium
from tests.input.support import NOTHING, Desk, Field, keys_down, program, run, until

# A Qt text field that writes down what it holds, whenever it changes.
QT_FIELD = """
import sys
from PySide6.QtWidgets import QApplication, QPlainTextEdit
app = QApplication([])
field = QPlainTextEdit()
field.setTabChangesFocus(False)
file = sys.argv[1]
def write():
    with open(file, "w", encoding="utf-8", newline="") as opened:
        opened.write(field.toPlainText())
field.textChanged.connect(write)
field.setWindowTitle(sys.argv[2])
field.resize(500, 300)
field.show()
app.exec()
"""


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
    file = tmp_path / "typed-in-xterm"
    command = f"stty raw -echo; printf ready > {file}.ready; exec cat > {file}"
    with program(
        "field-xterm", "xterm", "-u8", "-T", "field-xterm", "-e", "sh", "-c", command, LC_ALL="C.UTF-8"
    ):
        assert until(lambda: Path(f"{file}.ready").exists())
        yield Field(lambda: file.read_bytes().decode("utf-8"), lambda text: text.replace("\n", "\r"))


@pytest.fixture
def qt_field(display, tmp_path):
    """A Qt text field."""
    file = tmp_path / "typed-in-qt"
    with program("field-qt", sys.executable, "-c", QT_FIELD, str(file), "field-qt", QT_QPA_PLATFORM="xcb"):
        yield Field(lambda: file.read_bytes().decode("utf-8"))


@pytest.fixture
def mousepad(desk):
    """A GTK text editor nobody here wrote; read through the selection, by xclip."""
    # No bus: it would stay behind, and hand the text to a Mousepad of another test.
    no_bus = {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "GSETTINGS_BACKEND": "memory"}
    with program("Mousepad", "mousepad", "--disable-server", **no_bus):

        def read():
            run("xdotool", "key", "ctrl+a", "ctrl+c")
            return run("xclip", "-o", "-selection", "clipboard")

        yield Field(read)


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
