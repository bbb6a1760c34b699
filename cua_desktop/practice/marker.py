"""The marker of a station as a widget, and what is told of a mouse event near it."""

import math
import sys
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cua_desktop.practice.look import Look
from cua_desktop.practice.stations import MARKER_SIDE, Mark

_RADIUS = 7.0
_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "CMD" if sys.platform == "darwin" else "CTRL"),
    (Qt.KeyboardModifier.MetaModifier, "CTRL" if sys.platform == "darwin" else "META"),
    (Qt.KeyboardModifier.AltModifier, "ALT"),
    (Qt.KeyboardModifier.ShiftModifier, "SHIFT"),
)
_BUTTONS = {
    Qt.MouseButton.LeftButton: "left",
    Qt.MouseButton.RightButton: "right",
    Qt.MouseButton.MiddleButton: "wheel",
    Qt.MouseButton.BackButton: "back",
    Qt.MouseButton.ForwardButton: "forward",
}


def draw_mark(painter: QPainter, rect: QRectF, mark: Mark) -> None:
    """A marker: one solid colour, nothing on it, only its corners smoothed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*mark.value))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)


class MarkerWidget(QWidget):
    """Hollow while its turn has not come, then in its mark's colour, then neutral with a tick."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._look = look
        self._mark: Mark | None = None
        self._done = False
        self.setFixedSize(MARKER_SIDE, MARKER_SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_mark(self, mark: Mark | None, *, done: bool = False) -> None:
        """Shows a mark, or with None that nothing is to be done here now."""
        self._mark, self._done = mark, done
        self.update()

    def contains(self, event: QMouseEvent) -> bool:
        """Whether the event is on the marker."""
        return self.rect().contains(self.mapFromGlobal(event.globalPosition()).toPoint())

    def distance(self, event: QMouseEvent) -> float:
        """From the pixel of the event to the marker's centre, in screen pixels."""
        return distance(self, QRectF(self.rect()), event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._mark is not None:
            draw_mark(painter, rect, self._mark)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._done:
            draw_done(painter, rect, self._look)
            return
        painter.setPen(QPen(QColor(self._look.neutral), 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)


def draw_done(painter: QPainter, rect: QRectF, look: Look) -> None:
    """What is left of a marker when its exercise is done."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.neutral))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    pen = QPen(QColor(look.tick), 3)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    x, y = rect.x(), rect.y()
    painter.drawPolyline([QPointF(x + 10, y + 19), QPointF(x + 16, y + 25), QPointF(x + 27, y + 12)])


def distance(owner: QWidget, rect: QRectF, event: QMouseEvent) -> float:
    """From the middle of the event's pixel to the centre of `rect` (of `owner`), in screen pixels."""
    ratio = owner.devicePixelRatioF()
    centre = owner.mapToGlobal(rect.center()) * ratio
    place = event.globalPosition() * ratio + QPointF(0.5, 0.5)
    return round(math.hypot(place.x() - centre.x(), place.y() - centre.y()), 2)


def mouse_facts(event: QMouseEvent, window: QWidget) -> dict[str, Any]:
    """Button, held modifiers and place (pixels of the window) of a mouse event."""
    place = window.mapFromGlobal(event.globalPosition()) * window.devicePixelRatioF()
    return {
        "button": _BUTTONS.get(event.button(), "other"),
        "modifiers": names_of(event.modifiers()),
        "x": round(place.x()),
        "y": round(place.y()),
    }


def names_of(modifiers: Qt.KeyboardModifier) -> list[str]:
    """Held modifiers by their names on the keyboard; Qt swaps Ctrl and Cmd on macOS."""
    return [name for modifier, name in _MODIFIERS if modifiers & modifier]
