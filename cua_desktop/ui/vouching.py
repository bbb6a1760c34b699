"""Between a press of Allow and a yes: the input process must have heard the press too.

Both hear of it at about the same time, by different ways, so the answer waits a moment for the other.
"""

import time

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.witness import Verdict, Witness
from cua_desktop.ui.arming import AllowButton, Arming, Push
from cua_desktop.ui.own_windows import to_points

WAIT_SECONDS = 0.5
_LOOK_MILLISECONDS = 10


class Vouching(QObject):
    """Watches the Allow button; each press ends in `vouched` or in `refused` with a `Verdict`."""

    vouched = Signal()
    refused = Signal(object)

    def __init__(self, button: AllowButton, arming: Arming, witness: Witness) -> None:
        super().__init__(button)
        self._button = button
        self._arming = arming
        self._witness = witness
        self._push: Push | None = None
        self._place = Rect(0, 0, 0, 0)
        self._until = 0.0
        self._timer = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        button.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        push = self._button.push
        if push is None or not self._arming.armed:  # by a mnemonic or an accessibility tool: by a program
            self.refused.emit(Verdict.UNHEARD)
            return
        origin = self._button.mapToGlobal(self._button.rect().topLeft())
        self._push = push
        self._place = to_points(QRect(origin, self._button.size()), self._button.screen())
        self._until = time.monotonic() + WAIT_SECONDS
        self._timer.start()
        self._look()

    def _look(self) -> None:
        push = self._push
        if push is None:
            return
        verdict = self._witness.verdict(push.kind, push.time, push.since, self._place)
        still = self._arming.armed and self._arming.round == push.round
        if verdict is Verdict.VOUCHED and still:
            self._end()
            self.vouched.emit()
        elif verdict is Verdict.INJECTED or not still or time.monotonic() > self._until:
            self._end()
            self.refused.emit(verdict)

    def _end(self) -> None:
        self._timer.stop()
        self._push = None
