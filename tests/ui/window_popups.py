"""A program that opens each kind of window beside its main one, and says what it takes for its own."""

import asyncio
import json
import sys

import qasync
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMenu, QToolTip, QVBoxLayout, QWidget

from cua_desktop.agent.geometry import Point, Size
from cua_desktop.input.window_list import windows
from cua_desktop.screen.desktop import DesktopScreen
from cua_desktop.ui.own_windows import QtOwnWindows

LOUD = "background: #ff00ff; color: #ff00ff; border: 0px; selection-background-color: #ff00ff;"

app = QApplication(["popups"])
app.setQuitOnLastWindowClosed(False)
app.setStyleSheet(f"QWidget {{ {LOUD} }} QToolTip {{ {LOUD} }}")
main = QWidget()
combo = QComboBox()
combo.addItems([f"choice {number}" for number in range(12)])
QVBoxLayout(main).addWidget(combo)
main.resize(200, 60)
main.move(60, 60)
menu = QMenu(main)
for entry in range(8):
    menu.addAction(f"entry {entry}")
dialog = QDialog(main)
dialog.resize(150, 100)
dialog.move(700, 500)
own = QtOwnWindows()

KINDS = {
    "nothing": (lambda: None, lambda: None),
    "combo": (combo.showPopup, combo.hidePopup),
    "menu": (lambda: menu.popup(QPoint(600, 100)), menu.hide),
    "tooltip": (lambda: QToolTip.showText(QPoint(500, 400), "a long hint " * 5, main), QToolTip.hideText),
    "dialog": (dialog.show, dialog.hide),
}


def within(inner, outer):
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def loud(frame):
    picture = QImage.fromData(frame.data)
    return sum(
        picture.pixel(x, y) & 0xFFFFFF == 0xFF00FF
        for y in range(0, picture.height(), 2)
        for x in range(0, picture.width(), 2)
    )


async def look(name, screen):
    show, hide = KINDS[name]
    show()
    await asyncio.sleep(0.5)
    rects = own.rectangles()
    shown = [window.rect for window in windows() if "popups" in window.programs or "popups" in window.title]
    view = await screen.look()
    last = rects[-1]
    middle = Point(last.x + last.width // 2, last.y + last.height // 2)
    said = {
        "kind": name,
        "shown": len(shown),
        "missed": sum(not any(within(rect, each) for each in rects) for rect in shown),
        "loud": loud(view.frame),
        "target": all(
            screen.own_window_at(Point(rect.x + rect.width // 2, rect.y + rect.height // 2)) for rect in rects
        ),
        "moved": own.step_aside([middle]),
    }
    await asyncio.sleep(0.3)
    said["free"] = not any(middle in rect for rect in own.rectangles())
    hide()
    await asyncio.sleep(0.2)
    print(json.dumps(said), flush=True)


async def every_kind():
    main.show()
    await asyncio.sleep(0.5)
    screen = DesktopScreen(monitor="1", display_size="auto", box=Size(1600, 900), own_windows=own)
    for name in KINDS:
        await look(name, screen)
    screen.close()


loop = qasync.QEventLoop(app)
asyncio.set_event_loop(loop)
with loop:
    loop.run_until_complete(every_kind())
sys.exit(0)
