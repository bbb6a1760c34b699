"""A card of the practice window: what an exercise is called, how it is done, whether it is done."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cua_desktop.practice.look import Look, label, recolour, rounded
from cua_desktop.practice.targets import StationWidget


class Card(QWidget):
    """`below` puts the working part under the words instead of beside them."""

    def __init__(
        self, look: Look, title: str, hint: str, work: StationWidget, *, below: bool = False
    ) -> None:
        super().__init__()
        self._look = look
        self._title = label(title, look.text, 14, bold=True)
        self._hint = label(hint, look.muted, 12)
        self._hint.setWordWrap(not below)
        self._state: QLabel = label("", look.muted, 12)
        self._active = False
        self._lay_out(work, below=below)
        self.show_state(active=False, done=False, left_out=False)

    def show_state(self, *, active: bool, done: bool, left_out: bool) -> None:
        """Shows whether it is this exercise's turn, in words and by its frame."""
        self._active = active
        recolour(self._title, self._look.text if active or done else self._look.muted)
        self._state.setText("now" if active else "done" if done else "left out" if left_out else "")
        recolour(self._state, self._look.text if active else self._look.muted)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        fill = look.card if self._active else look.card_waiting
        line, width = (look.accent, 2) if self._active else (look.border, 1)
        rounded(QPainter(self), QRectF(self.rect()), fill, line, width, 12)

    def _lay_out(self, work: StationWidget, *, below: bool) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self._title)
        heading.addWidget(self._state)
        heading.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(heading)
        words.addWidget(self._hint)
        outer = QVBoxLayout(self) if below else QHBoxLayout(self)
        outer.setContentsMargins(14, 10, 10 if not below else 14, 10 if not below else 12)
        outer.setSpacing(8)
        if not below:
            words.insertStretch(0, 1)
            words.addStretch(1)
        outer.addLayout(words, 0 if below else 1)
        outer.addWidget(work, 1 if below else 0)
