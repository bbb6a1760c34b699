"""Says in the window that the run is paused, why, and when it goes on; and lets it go on at once."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.agent.events import Paused
from cua_desktop.ui.shapes import shape_pixmap
from cua_desktop.ui.theme import GAP, colours_now, set_role
from cua_desktop.ui.words import safe_text

_LOOK_MILLISECONDS = 200


class PauseBar(QFrame):
    """Hidden while the run is not paused. `goes_on_at` says when it goes on, in Unix seconds."""

    go_on_pressed = Signal()

    def __init__(
        self, goes_on_at: Callable[[], float | None] = lambda: None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self.goes_on_at = goes_on_at
        self._sign = QLabel()
        self._why = _label()
        self._why.setStyleSheet("font-weight: 600")
        self._when = _label()
        self.go_on_button = QPushButton(self.tr("&Go on now"))
        self.go_on_button.clicked.connect(self.go_on_pressed)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._why)
        words.addWidget(self._when)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP + 2, GAP + 4, GAP + 2)
        row.setSpacing(GAP + 2)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self.go_on_button)
        self._clock = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._clock.timeout.connect(self._count_down)
        self.hide()

    def show_pause(self, paused: Paused) -> None:
        """Shows that the run is paused, or hides when it has `resumed`."""
        if paused.resumed:
            self.end()
            return
        self._sign.setPixmap(shape_pixmap("bars", colours_now().warning, 20))
        self._why.setText(safe_text(paused.why))
        self.setAccessibleName(self.tr("Paused: {why}").format(why=paused.why))
        self._count_down()
        self._clock.start()
        self.show()

    def end(self) -> None:
        """The run is not paused any more, or has ended."""
        self._clock.stop()
        self.hide()

    @property
    def words(self) -> str:
        """What is shown; empty while hidden."""
        return "" if self.isHidden() else f"{self._why.text()} {self._when.text()}"

    def _count_down(self) -> None:
        at = self.goes_on_at()
        if at is None:
            self._when.setText(self.tr("The agent waits until you let it go on."))
            return
        seconds = max(1, math.ceil(at - time.time()))
        self._when.setText(self.tr("The agent goes on in {seconds} s.").format(seconds=seconds))


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
