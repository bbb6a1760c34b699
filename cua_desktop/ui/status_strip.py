"""Who drives, how far, and the way to stop: always in view."""

import time

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.ui.elided_label import ElidedLabel
from cua_desktop.ui.shapes import Shape, shape_icon, shape_pixmap
from cua_desktop.ui.status import RunProgress, Status
from cua_desktop.ui.theme import GAP, ON_DANGER, Colours, colours_now, larger, set_role
from cua_desktop.ui.usage_row import UsageRow

_SIGN_SIDE = 26


class StatusStrip(QFrame):
    """Status in words with a shape, what is used of the limits; Settings and Stop."""

    stop_pressed = Signal()
    pause_pressed = Signal()
    settings_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = RunProgress()
        self._compact = False
        self._busy = False
        self._sign = QLabel()
        self._word = QLabel()
        self._word.setFont(larger(self.font(), 1.25))
        self._facts = ElidedLabel()
        set_role(self._facts, "secondary")
        self.settings_button = QPushButton(self.tr("S&ettings"))
        self.settings_button.clicked.connect(self.settings_pressed)
        set_role(self.settings_button, "quiet")
        self.pause_button = QPushButton()
        self.pause_button.setAccessibleName(self.tr("Pause the agent"))
        self.pause_button.clicked.connect(self.pause_pressed)
        self.pause_button.hide()
        self.stop_button = QPushButton(self.tr("Stop"))
        self.stop_button.setAccessibleName(self.tr("Stop the agent"))
        self.stop_button.setMinimumHeight(round(self.fontMetrics().height() * 2.4))
        self.stop_button.setMinimumWidth(self.fontMetrics().averageCharWidth() * 13)
        self.stop_button.pressed.connect(self.stop_pressed)  # at the press: a brake does not wait
        set_role(self.stop_button, "danger")

        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._word)
        words.addWidget(self._facts)
        self._usage = UsageRow()
        row = QHBoxLayout()
        row.setSpacing(GAP + 2)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addWidget(self.settings_button)
        row.addWidget(self.pause_button)
        row.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addWidget(self._usage)

        self._clock = QTimer(self, interval=500)
        self._clock.timeout.connect(self._show_facts)
        self.show_progress(self._progress, busy=False)

    def show_progress(self, progress: RunProgress, *, busy: bool) -> None:
        """Shows this state; Stop can be pressed while `busy`."""
        self._progress = progress
        self._busy = busy
        colours = colours_now()
        shape, colour = _look(progress.status, colours)
        self._sign.setPixmap(shape_pixmap(shape, colour, _SIGN_SIDE))
        self._word.setText(self._words(progress.status))
        self.pause_button.setVisible(progress.running)
        self.pause_button.setEnabled(progress.status is not Status.PAUSED)
        self.pause_button.setIcon(shape_icon("bars", colours.text, colours.secondary))
        self.stop_button.setEnabled(busy)
        self.stop_button.setIcon(shape_icon("square", ON_DANGER, colours.secondary))
        self.settings_button.setIcon(shape_icon("gear", colours.text, colours.secondary))
        self._show_settings_button()
        self.settings_button.setToolTip(self.tr("Not during a run") if busy else "")
        if progress.running:
            self._clock.start()
        else:
            self._clock.stop()
        self._show_facts()

    @property
    def words(self) -> str:
        """The status and the facts, in words."""
        usage = "" if self._usage.isHidden() else self._usage.words
        return " – ".join(filter(None, (self._word.text(), usage, self._facts.words)))

    def set_compact(self, compact: bool) -> None:
        """Without the words on Settings, where there is little room."""
        self._compact = compact
        self.settings_button.setText("" if compact else self.tr("S&ettings"))
        self.settings_button.setAccessibleName(self.tr("Settings"))
        self.pause_button.setText("" if compact else self.tr("&Pause"))
        self.pause_button.setToolTip(self.tr("Pause, to go on later") if compact else "")
        self._show_settings_button()

    def _show_settings_button(self) -> None:
        """Not during a run; then, where room is short, it makes room for the facts."""
        self.settings_button.setEnabled(not self._busy)
        self.settings_button.setVisible(not (self._busy and self._compact))

    def _show_facts(self) -> None:
        progress = self._progress
        if progress.status in (Status.IDLE, Status.STARTING):
            self._usage.hide()
            self._show_line(self.tr("No run under way") if progress.status is Status.IDLE else "")
            return
        self._usage.show_progress(progress, time.time())
        self._usage.show()
        room = (
            "" if progress.room is None else self.tr("room for {n} more requests now").format(n=progress.room)
        )
        self._show_line(room)

    def _show_line(self, words: str) -> None:
        """Without one, the status stands in the middle."""
        self._facts.show_words(words)
        self._facts.setVisible(bool(words))

    def _words(self, status: Status) -> str:
        return {
            Status.IDLE: self.tr("Idle"),
            Status.STARTING: self.tr("Starting"),
            Status.WAITING: self.tr("Waiting for model"),
            Status.ACTING: self.tr("Acting"),
            Status.NEEDS_YOU: self.tr("Needs you"),
            Status.PAUSED: self.tr("Paused"),
            Status.STOPPED: self.tr("Stopped"),
            Status.FAILED: self.tr("Failed"),
            Status.DONE: self.tr("Done"),
        }[status]

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        hint.setWidth(min(hint.width(), 300))
        return hint


def _look(status: Status, colours: Colours) -> tuple[Shape, str]:
    looks: dict[Status, tuple[Shape, str]] = {
        Status.IDLE: ("ring", colours.secondary),
        Status.STARTING: ("dots", colours.secondary),
        Status.WAITING: ("dots", colours.accent),
        Status.ACTING: ("play", colours.accent),
        Status.NEEDS_YOU: ("hand", colours.warning),
        Status.PAUSED: ("bars", colours.warning),
        Status.STOPPED: ("square", colours.secondary),
        Status.FAILED: ("cross", colours.danger),
        Status.DONE: ("check", colours.success),
    }
    return looks[status]
