"""A window of the app that is told of actions, and says which marks the display shows when it returns.

Nothing turns between the two: an action is performed right after it was reported.
"""

import json
import sys
import time

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cua_desktop.agent.actions import Click, Drag, Type
from cua_desktop.agent.events import ActionStarted, ScreenshotTaken
from cua_desktop.agent.geometry import Point
from cua_desktop.screen.capture import Capture
from cua_desktop.settings import Settings
from cua_desktop.ui.main_window import MainWindow
from tests.ui.doubles import event, frame

MARK = "#ff5a00"
ACTIONS = {
    "click": Click(Point(400, 225)),
    "drag": Drag((Point(100, 100), Point(700, 100))),
    "text": Type("written next"),
}

app = QApplication(["marks"])
window = MainWindow(Settings())
window.resize(1000, 700)
window.move(0, 0)
window.show()
window.show_event(event(ScreenshotTaken, frame=frame("#336699"), seconds=0.1))
QTest.qWaitForWindowExposed(window)
while window.screen_view.image.isNull():
    app.processEvents()
QTest.qWait(300)  # nothing is left to be drawn
capture = Capture()


def shown():
    """The box around the marks on the display in pixels of the picture, and what is not of the picture."""
    area = window.screen_view.picture_area()
    corner = window.screen_view.mapToGlobal(QPoint(0, 0))
    left, top = corner.x() + area.x(), corner.y() + area.y()
    scale = window.screen_view.image.width() / area.width()
    shot = capture.grab("1")
    mark, picture = QColor(MARK).rgb() & 0xFFFFFF, QColor("#336699").rgb() & 0xFFFFFF
    found, other = [], 0
    for y in range(8, int(area.height()) - 8):
        for x in range(8, int(area.width()) - 8):
            start = 4 * ((int(top) + y) * shot.size.width + int(left) + x)
            colour = int.from_bytes(shot.pixels[start : start + 3], "little")
            other += colour != picture
            if colour == mark:
                found.append((x * scale, y * scale))
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return {"box": [min(xs), min(ys), max(xs), max(ys)] if found else None, "other": other}


for name, action in ACTIONS.items():
    window.screen_view.show_actions(())
    QTest.qWait(200)
    before = shown()
    begun = time.perf_counter()
    window.show_event(event(ActionStarted, action=action))
    seconds = time.perf_counter() - begun
    print(json.dumps({"kind": name, "before": before, "after": shown(), "seconds": seconds}), flush=True)
sys.exit(0)
