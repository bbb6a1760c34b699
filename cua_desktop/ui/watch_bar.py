"""Says in the window that the user has to watch, and counts down until the run is paused without them."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cua_desktop.ui.countdown_bar import CountdownBar


class WatchBar(CountdownBar):
    """Hidden without watch mode. `watched_for` says for how many seconds the user still counts as there.

    It is None without watch mode, infinite while the window is in front, and 0 when they are away.
    """

    end_pressed = Signal()

    def __init__(
        self, watched_for: Callable[[], float | None] = lambda: None, parent: QWidget | None = None
    ) -> None:
        super().__init__("hand", parent)
        self.watched_for = watched_for
        self.button.setText(self.tr("End &watch mode"))
        self.button.clicked.connect(self.end_pressed)

    def look(self) -> None:
        """Shows or hides itself as it is now: to be called when something has happened."""
        if self.watched_for() is None:
            self.end()
        elif self.isHidden():
            self.begin(
                self.tr("Watch mode: the agent acts only while you are here."),
                self.tr("Watch mode is on: the agent acts only while you are here."),
            )

    def _look(self) -> None:
        if self.watched_for() is None:
            self.end()
        else:
            super()._look()

    def until(self) -> float | None:
        left = self.watched_for()
        return None if left is None or not math.isfinite(left) else time.time() + left

    def when(self, seconds: int | None) -> str:
        if seconds is None:
            return self.tr("You keep this window in front.")
        if seconds <= 0:
            return self.tr(
                "Paused, because nobody seems to be here: nothing is sent or done. "
                "Use mouse or keyboard, and it goes on."
            )
        return self.tr("It pauses in {seconds} s unless you use mouse or keyboard.").format(seconds=seconds)
