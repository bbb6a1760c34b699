"""Says in the window that the service makes us wait, why and how long; and tries again at once if told to."""

import math
import time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.agent.events import (
    ActionStarted,
    Event,
    RequestSent,
    ResponseReceived,
    RunEnded,
    TextArrived,
    WaitStarted,
)
from cua_desktop.ui.shapes import shape_pixmap
from cua_desktop.ui.theme import GAP, colours_now, set_role
from cua_desktop.ui.words import safe_text

_LOOK_MILLISECONDS = 200


class WaitBar(QFrame):
    """Hidden while nothing waits. Stop cancels a wait, as it ends everything."""

    try_now_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self._until: float | None = None
        self._sign = QLabel()
        self._why = _label()
        self._when = _label()
        self.try_button = QPushButton(self.tr("&Try now"))
        self.try_button.clicked.connect(self.try_now_pressed)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._why)
        words.addWidget(self._when)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP + 2, GAP + 4, GAP + 2)
        row.setSpacing(GAP + 2)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self.try_button)
        self._clock = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._clock.timeout.connect(self._count_down)
        self.hide()

    def show_event(self, event: Event) -> None:
        """Shows a wait, and hides at whatever ends it."""
        match event:
            case WaitStarted():
                self._until = None if event.seconds is None else event.time + event.seconds
                self._sign.setPixmap(shape_pixmap("dots", colours_now().warning, 20))
                self._why.setText(safe_text(event.why))
                self.setAccessibleName(self.tr("Waiting: {why}").format(why=event.why))
                self._count_down()
                self._clock.start()
                self.show()
            case RequestSent() | TextArrived() | ResponseReceived() | ActionStarted() | RunEnded():
                self._clock.stop()
                self.hide()
            case _:
                pass

    @property
    def words(self) -> str:
        """What is shown; empty while hidden."""
        return "" if self.isHidden() else f"{self._why.text()} {self._when.text()}"

    def _count_down(self) -> None:
        if self._until is None:
            self._when.setText(self.tr("The answer may still come. Try now asks once more."))
            return
        seconds = max(0, math.ceil(self._until - time.time()))
        self._when.setText(self.tr("Asking again in {seconds} s.").format(seconds=seconds))


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
