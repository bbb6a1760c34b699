"""Where the app's own windows are, and moving them out of the agent's way.

Qt counts in logical pixels, capture and input in screen points. On X11 and Windows these are
physical pixels: a screen's origin is the same in both, distances from it differ by the screen's
devicePixelRatio. On macOS both count in points.
"""

import math
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from cua_desktop.agent.geometry import Point, Rect

_POPS_UP = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)

_MARGIN = 12
"""Logical pixels kept free around a place the agent aims at."""


class QtOwnWindows:
    """Implements `agent.interfaces.screen.OwnWindows` for every visible window of this process.

    While `question_open` says so, nothing moves: a person is about to click.
    """

    def __init__(self, question_open: Callable[[], bool] = lambda: False) -> None:
        self._question_open = question_open

    def rectangles(self) -> tuple[Rect, ...]:
        """Every visible own window with its frame, in screen points."""
        return tuple(to_points(window.frameGeometry(), window.screen()) for window in _visible())

    def step_aside(self, points: Sequence[Point]) -> bool:
        """Moves, and where there is no other way shrinks, what covers these screen points."""
        if self._question_open():
            return False
        covering = [window for window in _visible() if _covers(window, points)]
        moved = [_moved_off(window, points) for window in covering]
        return all(moved)

    def has_focus(self) -> bool:
        """Whether one of the own windows has the keyboard."""
        return QApplication.activeWindow() is not None or QApplication.activePopupWidget() is not None


def _visible() -> list[QWidget]:
    return [
        window for window in QApplication.topLevelWidgets() if window.isVisible() and not window.isMinimized()
    ]


def _ratio(screen: QScreen) -> float:
    return 1.0 if sys.platform == "darwin" else screen.devicePixelRatio()


def to_points(rect: QRect, screen: QScreen) -> Rect:
    """Qt's rectangle in screen points. Rounded outwards: a pixel that is ours in part is ours."""
    origin, ratio = screen.geometry().topLeft(), _ratio(screen)
    left = math.floor(origin.x() + (rect.x() - origin.x()) * ratio)
    top = math.floor(origin.y() + (rect.y() - origin.y()) * ratio)
    right = math.ceil(origin.x() + (rect.x() + rect.width() - origin.x()) * ratio)
    bottom = math.ceil(origin.y() + (rect.y() + rect.height() - origin.y()) * ratio)
    return Rect(left, top, right - left, bottom - top)


def _to_logical(point: Point, screen: QScreen) -> QPoint:
    origin, ratio = screen.geometry().topLeft(), _ratio(screen)
    return QPoint(
        math.floor(origin.x() + (point.x - origin.x()) / ratio),
        math.floor(origin.y() + (point.y - origin.y()) / ratio),
    )


def _covers(window: QWidget, points: Sequence[Point]) -> bool:
    rect = to_points(window.frameGeometry(), window.screen())
    return any(point in rect for point in points)


def _moved_off(window: QWidget, points: Sequence[Point]) -> bool:
    """Takes the free place nearest to where the window is, on its own screen first.

    What has popped up closes: a menu, a tooltip or a list of choices has no other place to be.
    """
    if window.windowType() in _POPS_UP:
        return window.close()
    if window.isMaximized() or window.isFullScreen():
        window.showNormal()
    frame = window.frameGeometry()
    border = frame.size() - window.size()
    small = window.minimumSizeHint().expandedTo(window.minimumSize()) + border
    own_screen = window.screen()
    screens = [own_screen, *(s for s in QGuiApplication.screens() if s is not own_screen)]
    for size in (frame.size(), QSize(small.width(), frame.height()), small):
        for screen in screens:
            place = free_place(
                QRect(frame.topLeft(), size),
                screen.availableGeometry(),
                [_to_logical(point, screen) for point in points],
            )
            if place is not None:
                window.resize(place.size() - border)
                window.move(place.topLeft())
                return True
    return False


def free_place(frame: QRect, available: QRect, points: Sequence[QPoint]) -> QRect | None:
    """The nearest place for the frame inside `available` that keeps clear of all points, if any.

    Tried are the edges of `available`, the frame's own, and those of the box around the points:
    few enough for a path of thousands of points.
    """
    size = frame.size().boundedTo(available.size())
    xs = {available.left(), available.right() - size.width() + 1, frame.x()}
    ys = {available.top(), available.bottom() - size.height() + 1, frame.y()}
    if points:
        xs.add(max(p.x() for p in points) + _MARGIN + 1)
        xs.add(min(p.x() for p in points) - _MARGIN - size.width())
        ys.add(max(p.y() for p in points) + _MARGIN + 1)
        ys.add(min(p.y() for p in points) - _MARGIN - size.height())
    places = [QRect(QPoint(x, y), size) for x in xs for y in ys]
    free = [
        place
        for place in places
        if available.contains(place)
        and not any(place.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN).contains(p) for p in points)
    ]
    return min(free, key=lambda place: (place.topLeft() - frame.topLeft()).manhattanLength(), default=None)
