"""A bar in the window that says why nothing happens and until when, and has one button to end that."""

import math
import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.ui.shapes import Shape, shape_pixmap
from cua_desktop.ui.theme import GAP, colours_now, set_role
from cua_desktop.ui.words import safe_text

_LOOK_MILLISECONDS = 200


class CountdownBar(QFrame):
    """Hidden until `begin`. `shape` is its sign; the words of `button` are the subclass's to set."""

    def __init__(self, shape: Shape, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self._shape = shape
        self._sign = QLabel()
        self._why = _label()
        self._why.setStyleSheet("font-weight: 600")
        self._when = _label()
        self.button = QPushButton()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._why)
        words.addWidget(self._when)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP + 2, GAP + 4, GAP + 2)
        row.setSpacing(GAP + 2)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self._clock = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._clock.timeout.connect(self._look)
        self.hide()

    def begin(self, why: str, name: str) -> None:
        """Shows the bar with this reason, and counts; `name` is what a screen reader says."""
        self._sign.setPixmap(shape_pixmap(self._shape, colours_now().warning, 20))
        self._why.setText(safe_text(why))
        self.setAccessibleName(name)
        self._look()
        self._clock.start()
        self.show()

    def end(self) -> None:
        """Hides the bar."""
        self._clock.stop()
        self.hide()

    @property
    def words(self) -> str:
        """What is shown; empty while hidden."""
        return "" if self.isHidden() else f"{self._why.text()} {self._when.text()}"

    def until(self) -> float | None:
        """When it goes on by itself, in Unix seconds; None when it does not."""
        raise NotImplementedError

    def when(self, seconds: int | None) -> str:
        """The line with the seconds that are left, or for None the one without."""
        raise NotImplementedError

    def _look(self) -> None:
        at = self.until()
        self._when.setText(self.when(None if at is None else max(0, math.ceil(at - time.time()))))


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
