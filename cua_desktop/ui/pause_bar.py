"""Says in the window that the run is paused, why, and when it goes on; and lets it go on at once."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cua_desktop.agent.events import Paused
from cua_desktop.ui.countdown_bar import CountdownBar


class PauseBar(CountdownBar):
    """Hidden while the run is not paused. `goes_on_at` says when it goes on, in Unix seconds."""

    go_on_pressed = Signal()

    def __init__(
        self, goes_on_at: Callable[[], float | None] = lambda: None, parent: QWidget | None = None
    ) -> None:
        super().__init__("bars", parent)
        self.goes_on_at = goes_on_at
        self.button.setText(self.tr("&Go on now"))
        self.button.clicked.connect(self.go_on_pressed)

    def show_pause(self, paused: Paused) -> None:
        """Shows that the user has paused the run, or hides when it has `resumed`.

        Of other pauses the bar of watch mode tells, and that of the question at a limit.
        """
        if paused.resumed or paused.cause != "user":
            self.end()
        else:
            self.begin(paused.why, self.tr("Paused: {why}").format(why=paused.why))

    def until(self) -> float | None:
        return self.goes_on_at()

    def when(self, seconds: int | None) -> str:
        if seconds is None:
            return self.tr("The agent waits until you let it go on.")
        return self.tr("The agent goes on in {seconds} s.").format(seconds=max(1, seconds))
