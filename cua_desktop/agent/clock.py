"""The time of one run: what it has taken, without the pauses, and what is to happen at a time of it."""

import asyncio
import time
from collections.abc import Callable


class RunClock:
    """Begins when it is made. All in seconds."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._paused_at: float | None = None
        self._paused = 0.0
        self._reasons: set[str] = set()
        self._alarm: tuple[float, Callable[[], None]] | None = None
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None

    def elapsed(self) -> float:
        """Since the run began."""
        return time.monotonic() - self._begun

    def worked(self) -> float:
        """The same without the pauses."""
        now = time.monotonic()
        pause = 0.0 if self._paused_at is None else now - self._paused_at
        return now - self._begun - self._paused - pause

    def pause(self, reason: str = "") -> None:
        """The run is paused from now on, until it goes on for each reason."""
        self._reasons.add(reason)
        if self._paused_at is None:
            self._paused_at = time.monotonic()
            self._stop_timer()

    def go_on(self, reason: str = "") -> None:
        """The pause for this reason is over."""
        self._reasons.discard(reason)
        if self._paused_at is not None and not self._reasons:
            self._paused += time.monotonic() - self._paused_at
            self._paused_at = None
            self._start_timer()

    def set_alarm(self, worked: float, ring: Callable[[], None]) -> None:
        """Calls `ring` once so much has been worked; there is one alarm, and this sets it anew."""
        self.clear_alarm()
        self._alarm = (worked, ring)
        if self._paused_at is None:
            self._start_timer()

    def clear_alarm(self) -> None:
        """Nothing is to happen at any time."""
        self._alarm = None
        self._stop_timer()

    def _start_timer(self) -> None:
        if self._alarm is not None:
            worked, ring = self._alarm
            delay = max(0.0, worked - self.worked())
            self._timer = asyncio.get_running_loop().call_later(delay, self._ring, ring)

    def _ring(self, ring: Callable[[], None]) -> None:
        self._alarm = self._timer = None
        ring()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
