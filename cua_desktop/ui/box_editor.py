"""Areas of a monitor that the model never sees, drawn with the mouse on a picture of the monitor."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cua_desktop.agent.redaction import Box, as_text, boxes_of
from cua_desktop.ui.theme import GAP, colours_now

_LEAST_SHARE = 0.5
"""Percent of a side; what is drawn smaller was a click."""

_HIDDEN = QColor(0, 0, 0)
_ON_HIDDEN = QColor(235, 235, 235)


class BoxEditor(QWidget):
    """One monitor and its boxes. Dragging draws a box, a click chooses one, Delete removes it."""

    changed = Signal()

    def __init__(self, boxes: Sequence[Box]) -> None:
        super().__init__()
        self.boxes = list(boxes)
        self.monitor = 1
        self.chosen: Box | None = None
        self._pictures: dict[int, QImage] = {}
        self._from: QPointF | None = None
        self._drawn: Box | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_monitor(self, number: int) -> None:
        """Turns to this monitor."""
        self.monitor, self.chosen = number, None
        self.update()
        self.changed.emit()

    def show_picture(self, number: int, picture: QImage) -> None:
        """What this monitor shows."""
        self._pictures[number] = picture
        self.update()

    def remove_chosen(self) -> None:
        """Removes the chosen box."""
        if self.chosen in self.boxes:
            self.boxes.remove(self.chosen)
            self.chosen = None
            self.update()
            self.changed.emit()

    def area(self) -> QRectF:
        """Where the monitor is drawn, in logical pixels of this widget."""
        picture = self._pictures.get(self.monitor)
        size = QSize(1600, 900) if picture is None or picture.isNull() else picture.size()
        fitted = size.scaled(self.size() - QSize(2, 2), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(1, 1, fitted.width(), fitted.height())

    def sizeHint(self) -> QSize:
        return QSize(440, 250)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from, self._drawn = event.position(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._drawn = self._box(self._from, event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        box, self._from, self._drawn = self._box(self._from, event.position()), None, None
        if box.width >= _LEAST_SHARE and box.height >= _LEAST_SHARE:
            self.boxes.append(box)
            self.chosen = box
        else:
            at = [each for each in self._here() if self._place(each).contains(event.position())]
            self.chosen = at[-1] if at else None
        self.update()
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen is not None:
            self.remove_chosen()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        colours, area = colours_now(), self.area()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if (picture := self._pictures.get(self.monitor)) is not None:
            painter.drawImage(area, picture)
        for box in [*self._here(), *([self._drawn] if self._drawn else [])]:
            place = self._place(box)
            painter.fillRect(place, _HIDDEN)
            painter.setPen(QPen(_ON_HIDDEN, 1))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), self.tr("Hidden"))
            chosen = box == self.chosen or box is self._drawn
            painter.setPen(QPen(QColor(colours.accent) if chosen else _ON_HIDDEN, 2 if chosen else 1))
            painter.drawRect(place)
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.line), 1))
        painter.drawRect(area)

    def _here(self) -> list[Box]:
        return [box for box in self.boxes if box.monitor == self.monitor]

    def _place(self, box: Box) -> QRectF:
        area = self.area()
        return QRectF(
            area.x() + area.width() * box.left / 100,
            area.y() + area.height() * box.top / 100,
            area.width() * box.width / 100,
            area.height() * box.height / 100,
        )

    def _box(self, one: QPointF, other: QPointF) -> Box:
        area = self.area()
        rect = QRectF(one, other).normalized().intersected(area)
        numbers = (
            100 * (rect.x() - area.x()) / area.width(),
            100 * (rect.y() - area.y()) / area.height(),
            100 * rect.width() / area.width(),
            100 * rect.height() / area.height(),
        )
        return Box(self.monitor, *(round(number, 3) for number in numbers))


class BoxField(QWidget):
    """The editor with the choice of a monitor, and a button that removes a box."""

    changed = Signal()

    def __init__(self, value: str) -> None:
        super().__init__()
        self.editor = BoxEditor(boxes_of(value))
        self._first, self._first_text = tuple(self.editor.boxes), value
        self.monitors = QComboBox()
        self.monitors.setAccessibleName(self.tr("Monitor"))
        self.remove_button = QPushButton(self.tr("Remove area"))
        self.remove_button.setAutoDefault(False)
        self.remove_button.setEnabled(False)
        self.remove_button.clicked.connect(self.editor.remove_chosen)
        self.editor.changed.connect(self._on_changed)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.monitors, 1)
        row.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addWidget(self.editor)
        self.setFocusProxy(self.editor)
        self.monitors.currentIndexChanged.connect(self._on_monitor)
        self.offer_monitors(())

    @property
    def value(self) -> str:
        """The boxes as the setting has them."""
        boxes = tuple(self.editor.boxes)
        return self._first_text if boxes == self._first else as_text(boxes)

    def offer_monitors(self, numbers: Sequence[int]) -> None:
        """Offers these monitors, and those that have boxes already."""
        every = sorted({1, *numbers, *(box.monitor for box in self.editor.boxes)})
        self.monitors.clear()
        for number in every:
            self.monitors.addItem(self.tr("Monitor {number}").format(number=number), number)

    def show_picture(self, number: int, picture: QImage) -> None:
        """What this monitor shows now."""
        self.editor.show_picture(number, picture)

    def _on_monitor(self) -> None:
        if (number := self.monitors.currentData()) is not None:
            self.editor.show_monitor(number)

    def _on_changed(self) -> None:
        self.remove_button.setEnabled(self.editor.chosen is not None)
        self.changed.emit()
