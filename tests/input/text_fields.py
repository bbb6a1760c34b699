"""Text fields of real programs, one of each kind: what is typed into them can be read back."""

import contextlib
import subprocess
import sys
from pathlib import Path

from tests.input.support import Field, program, run, until

# A Qt text field that writes down what it holds, whenever it changes.
QT_FIELD = """
import sys
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from PySide6.QtCore import QTimer
app = QApplication([])
field = QPlainTextEdit()
field.setTabChangesFocus(False)
file = sys.argv[1]
def write():
    with open(file, "w", encoding="utf-8", newline="") as opened:
        opened.write(field.toPlainText())
# Not for every change: writing down a long text takes longer than typing a character.
later = QTimer(singleShot=True)
later.timeout.connect(write)
field.textChanged.connect(later.start)
field.setWindowTitle(sys.argv[2])
field.resize(500, 300)
field.show()
app.exec()
"""
# No bus: it would stay behind, and hand the text to a Mousepad of another test.
GTK_VARIABLES = {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "GSETTINGS_BACKEND": "memory"}
# Tab leaves a field of a page, unless the page takes it as editors do.
TEXTAREA = """<textarea id=field style='width: 90%; height: 90%' spellcheck=false></textarea><script>
field.addEventListener('keydown', event => {
  if (event.key !== 'Tab') return
  event.preventDefault()
  document.execCommand('insertText', false, '\\t')
})
</script>"""


@contextlib.contextmanager
def xterm_field(folder, **variables):
    """A terminal in raw mode: what is typed stands in a file, byte by byte, Return as CR."""
    file = folder / "typed-in-xterm"
    file.unlink(missing_ok=True)
    Path(f"{file}.ready").unlink(missing_ok=True)  # of the terminal before
    command = f"stty raw -echo; printf ready > {file}.ready; exec cat > {file}"
    variables = {"LC_ALL": "C.UTF-8", **variables}
    terminal = ("xterm", "-u8", "-T", "field-xterm", "-e", "sh", "-c", command)
    with program("field-xterm", *terminal, **variables) as process:
        assert until(lambda: Path(f"{file}.ready").exists())
        yield Field(lambda: _read(file), lambda text: text.replace("\n", "\r"), process)


@contextlib.contextmanager
def qt_text_field(folder, **variables):
    """A Qt text field."""
    file = folder / "typed-in-qt"
    file.unlink(missing_ok=True)
    command = (sys.executable, "-c", QT_FIELD, str(file), "field-qt")
    with program("field-qt", *command, QT_QPA_PLATFORM="xcb", **variables) as process:
        yield Field(lambda: _read(file), process=process)


@contextlib.contextmanager
def gtk_field(**variables):
    """A GTK text editor nobody here wrote; read through the selection, by xclip."""
    with program("Mousepad", "mousepad", "--disable-server", **GTK_VARIABLES, **variables):

        def read():
            run("xdotool", "key", "ctrl+a", "ctrl+c", "ctrl+End")
            with contextlib.suppress(subprocess.CalledProcessError):  # nothing was copied yet
                return run("xclip", "-o", "-selection", "clipboard")
            return ""

        yield Field(read)


def chromium_field(browser, html=TEXTAREA):
    """The element `field` of a new page of the browser."""
    browser.show(html)
    browser.ask("(field.focus(), true)")
    return Field(lambda: browser.ask("field.value ?? field.innerText"))


def _read(file):
    return file.read_bytes().decode("utf-8", "replace")
