"""The stations that are clicked, hovered or dragged. Each tells all it receives, right or wrong."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from cua_desktop.practice.look import Look, rounded
from cua_desktop.practice.marker import MarkerWidget, distance, mouse_facts
from cua_desktop.practice.stations import DRAG_MOTIONS, HELD_KEY, MARKER_SIDE, Mark

BUSY_MS = 1000
_HOVER_MS = 60
"""How long the pointer must rest: one that only passes does not count."""


class StationWidget(QWidget):
    """A station's working part. `reported(what, facts)` tells each thing received, `finished` success."""

    reported = Signal(str, dict)
    finished = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.active = False
        self.done = False

    def set_active(self, active: bool) -> None:
        """Begins or ends this station's turn."""
        self.active = active
        self.refresh()

    def refresh(self) -> None:
        """Shows on the markers what is to be done now."""
        raise NotImplementedError

    def succeed(self) -> None:
        """Counts the exercise as done, when it is its turn."""
        if self.active and not self.done:
            self.done = True
            self.finished.emit()

    def tell(self, what: str, event: QMouseEvent | None = None, **facts: Any) -> None:
        """Reports something received."""
        place = mouse_facts(event, self.window()) if event is not None else {}
        self.reported.emit(what, {**place, **facts})


class Target(StationWidget):
    """A pad with one marker; `right` decides which press is the one that was asked for."""

    def __init__(self, look: Look, mark: Mark) -> None:
        super().__init__(look)
        self.mark = mark
        self.marker = MarkerWidget(self, look)
        self.setFixedSize(MARKER_SIDE + 20, MARKER_SIDE + 12)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.marker, 0, Qt.AlignmentFlag.AlignCenter)

    def refresh(self) -> None:
        self.marker.show_mark(self.mark if self.active and not self.done else None, done=self.done)

    def told_press(self, event: QMouseEvent, what: str = "press", **facts: Any) -> bool:
        """Reports a press; True when it is the left button's on the marker."""
        self.tell(what, event, distance=self.marker.distance(event), **facts)
        return event.button() is Qt.MouseButton.LeftButton and self.marker.contains(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.told_press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.told_press(event, "double_click")

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(QPainter(self), QRectF(self.rect()), self.look.pad, self.look.border, 1, 10)


class ClickTarget(Target):
    """Wants one click, with exactly these modifiers held."""

    def __init__(self, look: Look, mark: Mark, held: tuple[str, ...] = ()) -> None:
        super().__init__(look, mark)
        self._held = list(held)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        right = self.told_press(event)
        if right and mouse_facts(event, self.window())["modifiers"] == self._held:
            self.succeed()


class DoubleClickTarget(Target):
    """Wants one double click."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.told_press(event, "double_click"):
            self.succeed()


class HoverTarget(Target):
    """Wants the pointer to rest on it, and no press."""

    def __init__(self, look: Look, mark: Mark) -> None:
        super().__init__(look, mark)
        self.setMouseTracking(True)
        self._rest = QTimer(self, singleShot=True, interval=_HOVER_MS)
        self._rest.timeout.connect(self._on_rested)
        self._facts: dict[str, Any] = {}

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.active or not self.marker.contains(event):
            self._rest.stop()
            return
        self._facts = {
            **mouse_facts(event, self.window()),
            "distance": self.marker.distance(event),
            "pressed": event.buttons() is not Qt.MouseButton.NoButton,
        }
        self._rest.start()

    def leaveEvent(self, event: Any) -> None:
        self._rest.stop()
        super().leaveEvent(event)

    def _on_rested(self) -> None:
        self.tell("hover", None, **self._facts)
        self.succeed()


class JobTarget(Target):
    """Starts a job by a click, is busy for a second, then ready; clicks meanwhile are too much."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, Mark.JOB)
        self._job = QTimer(self, singleShot=True, interval=BUSY_MS)
        self._job.timeout.connect(self._on_ready)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        busy = self._job.isActive()
        right = self.told_press(event, busy=busy)
        if right and self.active and not busy and not self.done:
            self.mark = Mark.BUSY
            self.tell("busy")
            self._job.start()
            self.refresh()

    def _on_ready(self) -> None:
        self.tell("ready")
        self.succeed()


class DragTrack(StationWidget):
    """A block that is dragged onto a slot, with real motions in between."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.slot = MarkerWidget(self, look)
        self.grip = MarkerWidget(self, look)
        self._held_at: QPoint | None = None
        self._from_distance = 0.0
        self._motions = 0
        self.setMinimumSize(MARKER_SIDE * 4, MARKER_SIDE + 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def refresh(self) -> None:
        open_now = self.active and not self.done
        self.slot.show_mark(Mark.SLOT if open_now else None)
        self.grip.show_mark(Mark.DRAG if open_now else None, done=self.done)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        top = (self.height() - MARKER_SIDE) // 2
        self.slot.move(self.width() - MARKER_SIDE - 10, top)
        self.grip.move(self.slot.pos() if self.done else QPoint(10, top))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        if self.done or not self.active or not left or not self.grip.contains(event):
            self.tell("press", event, distance=self.grip.distance(event))
            return
        self._held_at = event.position().toPoint() - self.grip.pos()
        self._from_distance = self.grip.distance(event)
        self._motions = 0

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.tell("double_click", event, distance=self.grip.distance(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None:
            return
        self._motions += 1
        place = event.position().toPoint() - self._held_at
        self.grip.move(
            min(max(place.x(), 0), self.width() - MARKER_SIDE),
            min(max(place.y(), 0), self.height() - MARKER_SIDE),
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held_at is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._held_at = None
        dropped = self._motions >= DRAG_MOTIONS and self.slot.contains(event)
        self.tell(
            "drag",
            event,
            from_distance=self._from_distance,
            distance=distance(self.slot, QRectF(self.slot.rect()), event),
            motions=self._motions,
            dropped=dropped,
        )
        if dropped:
            self.succeed()
        self.grip.move(self.slot.pos() if self.done else QPoint(10, self.slot.y()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), self.look.pad, self.look.border, 1, 10)
        painter.setPen(QPen(QColor(self.look.neutral), 2, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap))
        middle = self.height() / 2
        painter.drawLine(MARKER_SIDE + 20, round(middle), self.slot.x() - 10, round(middle))


def click_like(look: Look) -> dict[str, Callable[[], StationWidget]]:
    """How the stations of this module are made, by the station's name."""
    return {
        "click": lambda: ClickTarget(look, Mark.CLICK),
        "double_click": lambda: DoubleClickTarget(look, Mark.DOUBLE_CLICK),
        "move": lambda: HoverTarget(look, Mark.MOVE),
        "drag": lambda: DragTrack(look),
        "held_click": lambda: ClickTarget(look, Mark.HELD_CLICK, (HELD_KEY,)),
        "wait": lambda: JobTarget(look),
    }
