"""Prints how many pixels real programs scroll for notches of the wheel: what one notch stands for.

Run by hand: `.venv/bin/python -m tests.benchmarks.bench_scroll`. It reads the distance off the
screen: each line of the text is different, so rows of pixels tell how far they went.
"""

import contextlib
import os
import sys
import tempfile
import time
from pathlib import Path

import mss

from cua_desktop.agent.actions import Move, Scroll
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.input.plan import SCROLL_POINTS_PER_NOTCH
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.chromium import running_chromium
from tests.input.support import Desk, program, run, until

MIDDLE = Point(640, 400)
LINES = [f"{number * 7919 % 10007:014b} {number}" for number in range(3000)]
QT = """
import sys
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QScrollArea
app = QApplication([])
text = open(sys.argv[2]).read()
if sys.argv[1] == "QPlainTextEdit":
    window = QPlainTextEdit(text)
else:
    window = QScrollArea(); window.setWidget(QLabel(text))
window.setWindowTitle("scrolled"); window.setGeometry(50, 50, 1100, 700); window.show()
app.exec()
"""


def rows(capture):
    shot = capture.grab({"left": 60, "top": 150, "width": 300, "height": 500})
    raw = bytes(shot.raw)
    return [raw[at : at + 1200] for at in range(0, len(raw), 1200)]


def still(capture):
    """The picture once it has stopped moving (or a second is over, for a caret)."""
    last = rows(capture)
    for _ in range(10):
        time.sleep(0.1)
        now = rows(capture)
        if now == last:
            break
        last = now
    return last


def distance(before, after):
    """By how many pixels the rows went up (down: negative), None if they can't be told."""
    best = max(range(-480, 481), key=lambda by: (matches(before, after, by), -abs(by)))
    return best if matches(before, after, best) > 10 else None


def matches(before, after, by):
    pairs = zip(before[by:], after, strict=False) if by >= 0 else zip(before, after[-by:], strict=False)
    return sum(1 for one, other in pairs if one == other and len(set(one)) > 1)


def measure(name, desk):
    with mss.MSS() as capture:
        desk.perform(Move(MIDDLE))
        one, several = [], {}
        for _ in range(5):
            before = still(capture)
            desk.perform(Scroll(MIDDLE, 0, SCROLL_POINTS_PER_NOTCH))
            one.append(distance(before, still(capture)))
        for notches in (2, 3, 4):
            before = still(capture)
            desk.perform(Scroll(MIDDLE, 0, notches * SCROLL_POINTS_PER_NOTCH))
            several[notches] = distance(before, still(capture))
        before = still(capture)
        desk.perform(Scroll(MIDDLE, 0, -2 * SCROLL_POINTS_PER_NOTCH))
        back = distance(before, still(capture))
    print(f"{name:24} one notch {one}, in one action {several}, two back {back}", flush=True)


@contextlib.contextmanager
def gtk(file):
    with program(
        "numbers",
        "mousepad",
        "--disable-server",
        file,
        DBUS_SESSION_BUS_ADDRESS="disabled:",
        GSETTINGS_BACKEND="memory",
    ):
        run("xdotool", *["getactivewindow", "windowmove", "50", "50", "windowsize", "1100", "700"])
        yield


def main():
    with virtual_display(Size(1280, 800)) as variables, tempfile.TemporaryDirectory() as folder:
        os.environ.update(variables)
        file = str(Path(folder) / "numbers.txt")
        Path(file).write_text("\n".join(LINES))
        with contextlib.closing(Desk()) as desk:
            desk.do(desk.input.open())
            desk.do(desk.input.start_run())
            for kind in ("QPlainTextEdit", "QScrollArea"):
                with program("scrolled", sys.executable, "-c", QT, kind, file, QT_QPA_PLATFORM="xcb"):
                    measure(f"Qt {kind}", desk)
            with gtk(file):
                measure("GTK 3 mousepad", desk)
            xterm = ["-T", "scrolled", "-xrm", "*saveLines: 4000", "-geometry", "150x45+50+50", "-e"]
            with program("scrolled", "xterm", *xterm, "sh", "-c", f"cat {file}; sleep 1000"):
                desk.perform(Scroll(MIDDLE, 0, -12000))
                measure("xterm", desk)
            with running_chromium(variables) as browser:
                browser.show(f"<pre>{'<br>'.join(LINES)}</pre>")
                measure("Chromium", desk)
                print("its wheel events:", wheel_of(browser, desk))


def wheel_of(browser, desk):
    browser.ask("addEventListener('wheel', e => report([e.deltaY, e.deltaMode])), 0")
    desk.perform(Scroll(MIDDLE, 0, 2 * SCROLL_POINTS_PER_NOTCH))
    until(lambda: browser.reports, 2)
    return browser.reports


if __name__ == "__main__":
    main()
