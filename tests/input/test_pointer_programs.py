"""Clicks and drags in programs nobody here wrote (GTK 3, xterm), and in Qt's own drag-and-drop."""

import subprocess
import sys

import pytest

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Scroll, Type, Wait
from cua_desktop.agent.geometry import Point
from tests.input.support import program, run, until

# Two labels: one to be dragged, one that writes down what was dropped on it.
QT_DROP = """
import sys
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel, QWidget
class Thing(QLabel):
    def mousePressEvent(self, event): self.start = event.position().toPoint()
    def mouseMoveEvent(self, event):
        way = (event.position().toPoint() - self.start).manhattanLength()
        if way >= QApplication.startDragDistance():
            drag, data = QDrag(self), QMimeData()
            data.setText("brought")
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)
class Place(QLabel):
    def dragEnterEvent(self, event): event.acceptProposedAction()
    def dropEvent(self, event):
        event.acceptProposedAction()
        with open(sys.argv[1], "a") as file: file.write(event.mimeData().text() + "\\n")
app = QApplication([])
window = QWidget()
thing, place = Thing("drag", window), Place("drop", window)
thing.setGeometry(100, 100, 120, 80)
place.setGeometry(500, 300, 120, 80)
place.setAcceptDrops(True)
window.setWindowTitle("qt-drop")
window.setGeometry(200, 150, 800, 500)
window.show()
app.exec()
"""


def primary():
    """What is selected, as X11 offers it to the middle button; nothing is nothing."""
    asked = subprocess.run(["xclip", "-o"], capture_output=True, text=True, check=False, timeout=10)
    return asked.stdout


def corner():
    """Where the contents of the window with the keyboard begin on the screen."""
    told = run("xwininfo", "-id", run("xdotool", "getactivewindow").strip())
    left, top = (
        int(line.split()[-1]) for line in told.splitlines() if line.strip().startswith("Absolute upper-left")
    )
    return left, top


@pytest.fixture
def terminal(desk, tmp_path):
    """An xterm that shows numbered words; gives where the cell in a column and row is."""
    done = tmp_path / "done"
    count = "i=0; while [ $i -lt 200 ]; do echo word$i other$i; i=$((i+1)); done"
    show = f"{count}; touch {done}; exec sleep 100"
    command = ["-xrm", "*wmTimeout: 50", "-xrm", "*scrollBar: false", "-geometry", "80x20+100+100"]
    with program("words", "xterm", "-T", "words", "-sl", "500", *command, "-e", "sh", "-c", show):
        assert until(done.exists)
        left, top = corner()
        # xterm's default font is 6x13 and its inner border 2 pixels.
        yield lambda column, row: Point(left + 2 + 6 * column + 3, top + 2 + 13 * row + 6)


def is_word(text):
    return text.startswith("word") and text[4:].isdigit()


def selected_by(desk, action, wanted):
    """Until xterm has drawn its words an action selects nothing: so it is done until it does."""

    def tried():
        desk.perform(action)
        return primary() if until(lambda: wanted(primary()), 1) else None

    return until(tried)


def test_a_double_click_selects_a_word_in_a_terminal_and_a_drag_what_it_passes(desk, terminal):
    word = selected_by(desk, DoubleClick(terminal(2, 3)), is_word)
    assert word
    # xterm counts presses within 250 ms as one click of several, wherever they are.
    desk.perform(Wait(0.3), Drag((terminal(0, 5), terminal(4, 5))))
    assert until(lambda: primary() == "word"), primary()


def test_a_terminal_scrolls(desk, terminal):
    before = selected_by(desk, DoubleClick(terminal(2, 3)), is_word)
    desk.perform(Scroll(terminal(2, 3), 0, -200))
    after = selected_by(desk, DoubleClick(terminal(2, 3)), lambda text: is_word(text) and text != before)
    assert int(after[4:]) == int(before[4:]) - 10  # five lines a notch


def test_gtk_moves_text_that_is_dragged(desk, mousepad):
    desk.perform(Type("alpha beta\n\n\n"), Keypress(("CTRL", "HOME")))
    left, top = corner()
    line = top + first_line_below(desk, left, top)
    desk.perform(DoubleClick(Point(left + 20, line)))
    assert until(lambda: primary() == "alpha"), primary()
    desk.perform(Drag((Point(left + 20, line), Point(left + 400, line))))
    assert mousepad.gets(" betaalpha\n\n\n") is True


def first_line_below(desk, left, top):
    """How far below the window's top the first line of text is, found by double clicks."""
    for below in range(30, 90, 6):
        desk.perform(DoubleClick(Point(left + 20, top + below)))
        if until(lambda: primary() == "alpha", 0.3):
            return below
    raise AssertionError("the text is nowhere")


def test_qt_takes_what_is_dragged_onto_it(desk, tmp_path):
    file = tmp_path / "dropped"
    with program("qt-drop", sys.executable, "-c", QT_DROP, str(file), QT_QPA_PLATFORM="xcb"):
        desk.perform(Click(Point(700, 200)))
        for times in (1, 2):
            desk.perform(Drag((Point(360, 290), Point(760, 490))))
            assert until(lambda times=times: file.exists() and file.read_text() == "brought\n" * times)
