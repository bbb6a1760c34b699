"""A program with one window that says where it thinks it is, and where its child stands."""

import json
import sys

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from cua_desktop.agent.geometry import Point
from cua_desktop.ui.own_windows import QtOwnWindows

app = QApplication(["places"])
window = QWidget()
window.setMinimumSize(100, 80)
window.resize(201, 151)
window.move(QPoint(40, 60))
window.show()


def tell(name):
    (rect,) = QtOwnWindows().rectangles()
    print(
        json.dumps({name: [rect.x, rect.y, rect.width, rect.height], "window": int(window.winId())}),
        flush=True,
    )


def aside():
    (rect,) = QtOwnWindows().rectangles()
    target = Point(rect.x + rect.width // 2, rect.y + rect.height // 2)
    moved = QtOwnWindows().step_aside([target])
    print(json.dumps({"aside": moved, "target": [target.x, target.y]}), flush=True)


QTimer.singleShot(500, lambda: tell("first"))
QTimer.singleShot(600, aside)
QTimer.singleShot(1100, lambda: tell("then"))
QTimer.singleShot(3000, app.quit)
sys.exit(app.exec())
