"""Clicks decided on the sent picture: a real window of coloured marks over the whole desktop, which
writes down where each click really landed."""

import asyncio
import contextlib
import json
import subprocess
import sys
from fractions import Fraction

from cua_desktop import environment
from cua_desktop.agent.actions import Click
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.screen.capture import Capture
from cua_desktop.screen.desktop import DesktopScreen
from tests.input.permitted import PermittedInput
from tests.screen.desk import OwnWindows, colour_at, decoded, eventually

GREY = 0x606060
MARKS = """
import json, sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
file = open(sys.argv[1], "a", buffering=1)
width, height, grey, *marks = json.loads(sys.argv[2])
class Marks(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(grey))
        for x, y, side, colour in marks:
            painter.fillRect(x, y, side, side, QColor(colour))
    def mousePressEvent(self, event):
        place = event.globalPosition().toPoint()
        file.write(json.dumps([place.x(), place.y()]) + "\\n")
window = Marks()
window.setWindowFlags(Qt.WindowType.X11BypassWindowManagerHint)
window.setGeometry(0, 0, width, height)
window.show()
app.exec()
"""


def scattered(randomly, parts, each):
    """Marks that don't touch, `each` of them in every part of the desktop: colour -> Rect."""
    marks = {}
    for part in parts:
        here = []
        while len(here) < each:
            side = randomly.choice((12, 20, 33))
            x, y = (
                randomly.randrange(part.x, part.right - side),
                randomly.randrange(part.y, part.bottom - side),
            )
            mark = Rect(x, y, side, side)
            around = Rect(x - 9, y - 9, side + 18, side + 18)
            if not any(around.intersects(other) for other in (*here, *marks.values())):
                here.append(mark)
        for mark in here:
            marks[0xFF00FF + (len(marks) + 1) * 0x500] = mark
    return marks


@contextlib.contextmanager
def marked_desktop(file, size, marks):
    """The window over a desktop of this size; gives a function that tells where so many clicks landed."""
    painted = [[m.x, m.y, m.width, colour] for colour, m in marks.items()]
    what = json.dumps([size.width, size.height, GREY, *painted])
    variables = environment.for_children({"QT_QPA_PLATFORM": "xcb"})
    window = subprocess.Popen([sys.executable, "-c", MARKS, str(file), what], env=variables)
    capture = Capture()

    def landed(number):
        def told():
            lines = file.read_text().splitlines() if file.exists() else []
            return [Point(*json.loads(line)) for line in lines] if len(lines) >= number else None

        return eventually(told) if number else told()

    def drawn():
        shot = capture.grab("all")
        return all(colour_at(shot, mark.x, mark.y) == colour for colour, mark in marks.items())

    try:
        eventually(drawn)
        yield landed
    finally:
        capture.close()
        window.terminate()
        window.wait()


def pixels_of(picture, colours):
    """The image pixels of exactly these colours: colour -> points."""
    found = {colour: [] for colour in colours}
    for y in range(picture.height()):
        row = memoryview(picture.constScanLine(y)).cast("I")
        for x, colour in enumerate(row[: picture.width()]):
            if colour & 0xFFFFFF in found:
                found[colour & 0xFFFFFF].append(Point(x, y))
    return found


def is_shown_by(point, pixel, shown, image):
    """Exact: does the middle of this screen point lie in the area that this image pixel shows?"""
    across, down = Fraction(shown.width, image.width), Fraction(shown.height, image.height)
    x, y = point.x - shown.x + Fraction(1, 2), point.y - shown.y + Fraction(1, 2)
    return pixel.x * across <= x < (pixel.x + 1) * across and pixel.y * down <= y < (pixel.y + 1) * down


async def clicked(randomly, marks, landed, *, monitor, display_size, box):
    """Clicks on each mark that the picture shows, and on its corners, through the real input process.

    Gives the number of marks clicked and a list of what went wrong.
    """
    screen = DesktopScreen(
        monitor=monitor, display_size=display_size, box=box, own_windows=OwnWindows(), lossless=True
    )
    hands = PermittedInput(stop_chord="ctrl+alt+q", report=lambda _: None, interruptible=False)
    await hands.open()
    try:
        await hands.start_run()
        view = await screen.look()
        shown, image = screen.shown, view.frame.size
        seen = {colour: places for colour, places in pixels_of(decoded(view.frame), marks).items() if places}
        right, bottom = image.width - 1, image.height - 1
        corners = [Point(x, y) for x in (0, right) for y in (0, bottom)]
        chosen = [(randomly.choice(places), marks[colour]) for colour, places in seen.items()]
        chosen += [(corner, Rect(shown.x, shown.y, shown.width, shown.height)) for corner in corners]
        before = len(await asyncio.to_thread(landed, 0) or ())
        for pixel, _ in chosen:
            await hands.perform(screen.on_screen(Click(pixel)), shown)
        points = (await asyncio.to_thread(landed, before + len(chosen)))[before:]
        wrong = [
            f"{pixel} of {image} landed at {point}, mark {mark}"
            for (pixel, mark), point in zip(chosen, points, strict=True)
            if point not in mark or not is_shown_by(point, pixel, shown, image)
        ]
        ends = {Point(x, y) for x in (shown.x, shown.right - 1) for y in (shown.y, shown.bottom - 1)}
        if set(points[-4:]) != ends:
            wrong.append(f"the corners {points[-4:]} are not those of {shown}")
        return len(seen), wrong
    finally:
        await hands.end_run()
        await hands.close()
        screen.close()
