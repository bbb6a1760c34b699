"""The stations that want the keyboard: a field for text and one for a chord."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy

from cua_desktop.practice.look import Look, rounded
from cua_desktop.practice.marker import MarkerWidget, names_of
from cua_desktop.practice.stations import CHORD, MARKER_SIDE, TEXT, Mark
from cua_desktop.practice.targets import StationWidget

_LINES = 2
_MODIFIER_KEYS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_Super_L,
    Qt.Key.Key_Super_R,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
}


def chord_of(event: QKeyEvent) -> list[str] | None:
    """The chord as key names, modifiers first; None for a modifier alone."""
    if event.key() in _MODIFIER_KEYS:
        return None
    return [*names_of(event.modifiers()), QKeySequence(event.key()).toString().upper()]


class _Editor(QPlainTextEdit):
    """A plain editor that tells its station of presses and focus."""

    def __init__(self, station: "TextField") -> None:
        super().__init__(station)
        self._station = station
        font = self.font()
        font.setPixelSize(14)
        font.setStyleHint(QFont.StyleHint.SansSerif)
        self.setFont(font)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.viewport().setAutoFillBackground(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._station.told_press("press", event)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._station.told_press("double_click", event)
        super().mouseDoubleClickEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._station.refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._station.refresh()


class TextField(StationWidget):
    """Wants exactly `TEXT`; tells its whole text at every change."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._editor = _Editor(self)
        self.marker = MarkerWidget(self, look)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 5, MARKER_SIDE + 20, 5)
        layout.addWidget(self._editor)
        lines = QFontMetrics(self._editor.font()).lineSpacing() * _LINES
        self.setFixedHeight(max(MARKER_SIDE + 12, lines + 22))
        self._editor.textChanged.connect(self._on_text_changed)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._editor.toPlainText()

    def refresh(self) -> None:
        mark = Mark.TEXT_READY if self._editor.hasFocus() else Mark.TEXT
        self.marker.show_mark(mark if self.active and not self.done else None, done=self.done)
        self.update()

    def told_press(self, what: str, event: QMouseEvent) -> None:
        """Reports a press anywhere on the field."""
        self.tell(what, event, distance=self.marker.distance(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.told_press("press", event)
        self._editor.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.told_press("double_click", event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.marker.move(self.width() - MARKER_SIDE - 10, (self.height() - MARKER_SIDE) // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        focused = self._editor.hasFocus()
        line = self.look.accent if focused else self.look.border
        fill = self.look.card if self.active or self.done else self.look.pad
        rounded(QPainter(self), QRectF(self.rect()), fill, line, 2 if focused else 1, 10)

    def _on_text_changed(self) -> None:
        self.tell("text", text=self.text)
        if self.text == TEXT:
            self.succeed()


class ChordField(StationWidget):
    """Wants `CHORD` once, after a click."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.marker = MarkerWidget(self, look)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(MARKER_SIDE + 20, MARKER_SIDE + 12)
        self.marker.move(10, 6)

    def refresh(self) -> None:
        mark = Mark.CHORD_READY if self.hasFocus() else Mark.CHORD
        self.marker.show_mark(mark if self.active and not self.done else None, done=self.done)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.tell("press", event, distance=self.marker.distance(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.tell("double_click", event, distance=self.marker.distance(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chord = chord_of(event)
        if chord is None:
            return
        self.tell("chord", keys=chord, repeated=event.isAutoRepeat())
        if chord == list(CHORD):
            self.succeed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = self.look.accent if self.hasFocus() else self.look.border
        width = 2 if self.hasFocus() else 1
        rounded(QPainter(self), QRectF(self.rect()), self.look.pad, line, width, 10)
