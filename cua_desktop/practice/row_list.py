"""The station that is scrolled: a list whose one row wants a click once it shows."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from cua_desktop.practice.look import Look, rounded
from cua_desktop.practice.marker import MarkerWidget, distance, draw_done, draw_mark
from cua_desktop.practice.stations import MARKER_SIDE, TARGET_ROW, Mark
from cua_desktop.practice.targets import StationWidget

ROWS = 40
ROW_HEIGHT = 40
NOTCH = 100
"""How far one notch of the wheel scrolls, in logical pixels: what browsers take."""

_WHEEL_UNITS = 120  # QWheelEvent.angleDelta of one notch


class RowList(StationWidget):
    """Scrolls by exactly what the wheel says; done when its target row was found and clicked."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._offset = 0
        self._unfinished_turn = 0
        self.marker = MarkerWidget(self, look)
        self.setMinimumHeight(ROW_HEIGHT * 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def target_shows(self) -> bool:
        """Whether the marker of the row is wholly in view."""
        row = self._target_rect()
        return row.top() >= 0 and row.bottom() <= self.height()

    def refresh(self) -> None:
        wanted = self.active and not self.done
        self.marker.setVisible(wanted and not self.target_shows)
        self.marker.show_mark(Mark.SCROLL if wanted else None)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        self._unfinished_turn -= turn.y() * NOTCH
        moved = int(self._unfinished_turn / _WHEEL_UNITS)
        self._unfinished_turn -= moved * _WHEEL_UNITS
        before = self._offset
        self._offset = min(max(before + moved, 0), ROWS * ROW_HEIGHT - self.height())
        self.tell(
            "scroll",
            notches_x=-turn.x() / _WHEEL_UNITS,
            notches_y=-turn.y() / _WHEEL_UNITS,
            pixels=self._offset - before,
        )
        self.refresh()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        target = self._target_rect()
        self.tell("press", event, distance=distance(self, QRectF(target), event), shows=self.target_shows)
        left = event.button() is Qt.MouseButton.LeftButton
        if self.target_shows and left and target.contains(event.position().toPoint()):
            self.succeed()
            self.refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.tell("double_click", event, distance=distance(self, QRectF(self._target_rect()), event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.marker.move(self.width() - MARKER_SIDE - 24, (self.height() - MARKER_SIDE) // 2)
        self.refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = QRectF(self.rect())
        rounded(painter, frame, self.look.card_waiting, self.look.border, 1, 10)
        painter.setClipRect(self.rect().adjusted(1, 2, -1, -2))
        first = self._offset // ROW_HEIGHT
        for row in range(first, min(ROWS, first + self.height() // ROW_HEIGHT + 2)):
            self._paint_row(painter, row)
        self._paint_bar(painter)

    def _paint_row(self, painter: QPainter, row: int) -> None:
        top = row * ROW_HEIGHT - self._offset
        is_target = row == TARGET_ROW - 1
        font = painter.font()
        font.setPixelSize(13)
        font.setBold(is_target)
        painter.setFont(font)
        painter.setPen(QColor(self.look.text if is_target else self.look.muted))
        left = self._target_rect().right() + 11 if is_target else 14
        box = QRect(left, top, self.width() - left - 20, ROW_HEIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"Row {row + 1}")
        painter.setPen(QPen(QColor(self.look.border), 1))
        painter.drawLine(12, top + ROW_HEIGHT, self.width() - 20, top + ROW_HEIGHT)
        if is_target and self.done:
            draw_done(painter, QRectF(self._target_rect()), self.look)
        elif is_target and self.active and self.target_shows:
            draw_mark(painter, QRectF(self._target_rect()), Mark.CLICK)

    def _paint_bar(self, painter: QPainter) -> None:
        whole = ROWS * ROW_HEIGHT
        length = max(24.0, self.height() * self.height() / whole)
        room = self.height() - length - 8
        top = 4 + room * self._offset / (whole - self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.look.neutral))
        painter.drawRoundedRect(QRectF(self.width() - 11, top, 6, length), 3, 3)

    def _target_rect(self) -> QRect:
        corner = QPoint(12, (TARGET_ROW - 1) * ROW_HEIGHT + (ROW_HEIGHT - MARKER_SIDE) // 2 - self._offset)
        return QRect(corner.x(), corner.y(), MARKER_SIDE, MARKER_SIDE)
