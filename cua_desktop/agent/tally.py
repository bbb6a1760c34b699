"""What a run has used so far."""

import time

from cua_desktop.agent.events import Phases
from cua_desktop.agent.exchange import Usage
from cua_desktop.agent.interfaces import View


class Tally:
    """Counts steps, tokens, seconds per phase, and answers in a row of which nothing could be done."""

    def __init__(self) -> None:
        self.steps = 0
        self.fruitless = 0
        self.usage = Usage()
        self.model = self.act = self.settle = self.capture = self.encode = 0.0
        self._begun = time.monotonic()
        self._paused_at: float | None = None
        self._paused = 0.0

    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._begun

    def worked(self) -> float:
        """The same without the time in which the run was paused."""
        now = time.monotonic()
        return now - self._begun - self._paused - (now - self._paused_at if self._paused_at else 0.0)

    def pause(self) -> None:
        """The run is paused from now on."""
        self._paused_at = time.monotonic()

    def go_on(self) -> None:
        """The run is not paused any more."""
        if self._paused_at is not None:
            self._paused += time.monotonic() - self._paused_at
            self._paused_at = None

    def saw(self, view: View) -> None:
        """Adds what a look at the screen cost."""
        self.settle += view.settle_seconds
        self.capture += view.capture_seconds
        self.encode += view.encode_seconds

    def phases(self) -> Phases:
        """The seconds of every phase so far."""
        return Phases(self.model, self.act, self.settle, self.capture, self.encode)
