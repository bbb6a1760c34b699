"""When a yes may count: only some time after the window came to the front, and held still there.

A person who types or clicks elsewhere at the moment a question opens must not answer it by
accident, and nothing that was queued before the question could be read may answer it at all.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from cua_desktop.agent.witness import PressKind

ARMING_SECONDS = 0.8
_TICK_MILLISECONDS = 50
_STALL_SECONDS = 0.25
"""A gap this long between ticks means the window hung, and what was clicked meanwhile is queued."""
_PROMPT_SECONDS = 0.12
"""Arming waits for a tick on time: whatever was queued has then been seen, and dropped."""

_CLICKS = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
_RESTARTING = (QEvent.Type.WindowActivate, QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class Arming(QObject):
    """Armed once the window has been active, unmoved, unclicked and untyped-into for `ARMING_SECONDS`."""

    changed = Signal(bool)

    def __init__(self, window: QWidget, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._armed = False
        self._since = self._last_tick = 0.0
        self.armed_at = 0.0
        """When it was armed last, in Unix seconds."""
        self.round = 0
        """Counts up at every start: a press and its release must fall into the same round."""
        self._timer = QTimer(self, interval=_TICK_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        window.installEventFilter(self)

    def watch(self, button: QWidget) -> None:
        """Also starts anew when this button moves in the window."""
        button.installEventFilter(self)

    @property
    def armed(self) -> bool:
        """Whether a yes counts now."""
        return self._armed and self._window.isActiveWindow()

    def restart(self) -> None:
        """Begins to wait anew; nothing counts until then."""
        self._disarm()
        if self._window.isActiveWindow():
            self._since = self._last_tick = self._clock()
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        too_early = kind in _CLICKS and not self._armed  # whoever clicks on and on is not reading
        if kind in _RESTARTING or too_early or (kind == QEvent.Type.KeyPress and _is_typing(event)):
            self.restart()
        elif kind in (QEvent.Type.WindowDeactivate, QEvent.Type.Hide):
            self._disarm()
        return super().eventFilter(watched, event)

    def _on_tick(self) -> None:
        now = self._clock()
        gap, self._last_tick = now - self._last_tick, now
        if not self._window.isActiveWindow():
            self._disarm()
        elif gap > _STALL_SECONDS:
            self._since = now
        elif now - self._since >= ARMING_SECONDS and gap <= _PROMPT_SECONDS:
            self._timer.stop()
            self._armed = True
            self.armed_at = time.time()
            self.changed.emit(True)

    def _disarm(self) -> None:
        self._timer.stop()
        self.round += 1
        if self._armed:
            self._armed = False
            self.changed.emit(False)


def _is_typing(event: QEvent) -> bool:
    """Whether a key press looks like text meant for another window; Space and Tab are used here."""
    return isinstance(event, QKeyEvent) and event.text().isprintable() and event.text().strip() != ""


@dataclass(frozen=True, slots=True)
class Push:
    """A press of the button: when it came (Unix seconds), and since when and in which round it was armed."""

    kind: PressKind
    time: float
    since: float
    round: int


class AllowButton(QPushButton):
    """A button that is pressed only by a press and a release that both came while armed.

    `push` is the press that is being released while `clicked` is emitted; None for a click without one.
    """

    def __init__(self, text: str, arming: Arming) -> None:
        super().__init__(text)
        self._arming = arming
        self.push: Push | None = None
        self.setAutoDefault(False)
        self.setEnabled(False)
        arming.changed.connect(self.setEnabled)
        arming.watch(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._arming.armed:
            self._pushed("button")
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of a double click was aimed at something else."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._same_round():
            super().mouseReleaseEvent(event)
        else:
            self.setDown(False)
        self.push = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat() and self._arming.armed:
            self._pushed("key")
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space:
            event.ignore()
        elif not event.isAutoRepeat():
            if self._same_round():
                super().keyReleaseEvent(event)
            else:
                self.setDown(False)
            self.push = None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.push = None
        super().focusOutEvent(event)

    def _same_round(self) -> bool:
        return self._arming.armed and self.push is not None and self.push.round == self._arming.round

    def _pushed(self, kind: PressKind) -> None:
        self.push = Push(kind, time.time(), self._arming.armed_at, self._arming.round)
