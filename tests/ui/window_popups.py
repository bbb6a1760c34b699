"""A program that opens each kind of window beside its main one, and says what it takes for its own.

Its argument is where its monitor begins, in screen points: 0, or the middle of a desktop that is then
split into two monitors.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time

import qasync
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMenu, QToolTip, QVBoxLayout, QWidget

from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.input.window_list import windows
from cua_desktop.screen.capture import Capture
from cua_desktop.screen.desktop import DesktopScreen
from cua_desktop.ui.own_windows import QtOwnWindows
from tests.screen.desk import colour_at, monitors

SECONDS = 10.0
MAGENTA = 0xFF00FF
LOUD = "background: #ff00ff; color: #ff00ff; border: 0px; selection-background-color: #ff00ff;"

left = int(sys.argv[1])
split = contextlib.ExitStack()
if left:
    split.enter_context(monitors(Rect(0, 0, left, 800), Rect(left, 0, 1280 - left, 800)))

app = QApplication(["popups"])
app.setQuitOnLastWindowClosed(False)
app.setStyleSheet(f"QWidget {{ {LOUD} }} QToolTip {{ {LOUD} }}")
main = QWidget()
combo = QComboBox()
combo.addItems([f"choice {number}" for number in range(12)])
QVBoxLayout(main).addWidget(combo)
main.resize(200, 60)
main.move(left + 60, 60)
menu = QMenu(main)
for entry in range(8):
    menu.addAction(f"entry {entry}")
dialog = QDialog(main)
dialog.resize(150, 100)
dialog.move(left + 420, 560)
own = QtOwnWindows()
capture = Capture()

KINDS = {
    "nothing": (lambda: None, lambda: None),
    "combo": (combo.showPopup, combo.hidePopup),
    "menu": (lambda: menu.popup(QPoint(left + 400, 100)), menu.hide),
    "tooltip": (
        lambda: QToolTip.showText(QPoint(left + 250, 500), "a long hint " * 4, main),
        QToolTip.hideText,
    ),
    "dialog": (dialog.show, dialog.hide),
}


def within(inner, outer):
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def middle_of(rect):
    return Point(rect.x + rect.width // 2, rect.y + rect.height // 2)


def loud(frame):
    picture = QImage.fromData(frame.data)
    return sum(
        picture.pixel(x, y) & 0xFFFFFF == MAGENTA
        for y in range(0, picture.height(), 2)
        for x in range(0, picture.width(), 2)
    )


def shown():
    return [window for window in windows() if "popups" in window.programs or "popups" in window.title]


def is_drawn(place):
    return colour_at(capture.grab("all"), place.x, place.y) == MAGENTA


def under_the_pointer(place):
    """The windows of ours that get a click there, if any."""
    move = ["xdotool", "mousemove", str(place.x), str(place.y), "getmouselocation", "--shell"]
    told = subprocess.run(move, capture_output=True, text=True, check=True).stdout
    ours = {each.rect for each in shown()}  # a frame is its window manager's, and where ours is
    return [each.id for each in windows() if each.rect in ours and f"WINDOW={each.id}" in told.split()]


async def until(fact):
    deadline = time.monotonic() + SECONDS
    while not fact():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def look(name, screen):
    show, hide = KINDS[name]
    (before,) = own.rectangles()
    drawn = []

    def opened():
        rects = own.rectangles()
        if len(rects) < 2 and name != "nothing":
            show()  # once more for a tooltip, which any late event of another window hides
            return False
        drawn[:] = [rect for rect in rects if rect != before] or [before]
        return is_drawn(middle_of(drawn[0]))

    await until(opened)
    middle = middle_of(drawn[0])
    rects = own.rectangles()
    missed = sum(not any(within(each.rect, rect) for rect in rects) for each in shown())
    view = await screen.look()
    pixels = [Point(middle_of(rect).x - left, middle_of(rect).y) for rect in rects]
    said = {
        "kind": name,
        "shown": len(shown()),
        "missed": missed,
        "loud": loud(view.frame),
        "target": all(screen.own_window_at(pixel) for pixel in pixels),
        "in its way": bool(under_the_pointer(middle)),
        "moved": own.step_aside([middle]),
    }
    await until(lambda: not is_drawn(middle))
    said["free"] = not any(middle in rect for rect in own.rectangles())
    said["still in its way"] = bool(under_the_pointer(middle))
    hide()
    await until(lambda: len(own.rectangles()) == 1)
    print(json.dumps(said), flush=True)


async def every_kind():
    main.show()
    await until(lambda: is_drawn(middle_of(own.rectangles()[0])))
    screen = DesktopScreen(
        monitor="2" if left else "1", display_size="auto", box=Size(1600, 900), own_windows=own
    )
    for name in KINDS:
        await look(name, screen)
    screen.close()


loop = qasync.QEventLoop(app)
asyncio.set_event_loop(loop)
with split, loop:
    loop.run_until_complete(every_kind())
sys.exit(0)
