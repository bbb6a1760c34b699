"""Says in the window that the service makes us wait, why and how long; and tries again at once if told to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cua_desktop.agent.events import (
    ActionStarted,
    Event,
    RequestSent,
    ResponseReceived,
    RunEnded,
    TextArrived,
    WaitStarted,
)
from cua_desktop.ui.countdown_bar import CountdownBar


class WaitBar(CountdownBar):
    """Hidden while nothing waits. Stop cancels a wait, as it ends everything."""

    try_now_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("dots", parent)
        self._until: float | None = None
        self.button.setText(self.tr("&Try now"))
        self.button.clicked.connect(self.try_now_pressed)

    def show_event(self, event: Event) -> None:
        """Shows a wait, and hides at whatever ends it."""
        match event:
            case WaitStarted():
                self._until = None if event.seconds is None else event.time + event.seconds
                self.begin(event.why, self.tr("Waiting: {why}").format(why=event.why))
            case RequestSent() | TextArrived() | ResponseReceived() | ActionStarted() | RunEnded():
                self.end()
            case _:
                pass

    def until(self) -> float | None:
        return self._until

    def when(self, seconds: int | None) -> str:
        if seconds is None:
            return self.tr("The answer may still come. Try now asks once more.")
        return self.tr("Asking again in {seconds} s.").format(seconds=seconds)
