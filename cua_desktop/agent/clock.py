"""The time of one run: what it may take, and what it has taken. A pause counts for neither."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cua_desktop.agent.endings import Ended
from cua_desktop.agent.events import EndReason


class RunClock:
    """Begins when it is made. All in seconds."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._paused_at: float | None = None
        self._paused = 0.0
        self._limit: float | None = None
        self._timeout: asyncio.Timeout | None = None

    def elapsed(self) -> float:
        """Since the run began."""
        return time.monotonic() - self._begun

    def worked(self) -> float:
        """The same without the pauses."""
        now = time.monotonic()
        pause = 0.0 if self._paused_at is None else now - self._paused_at
        return now - self._begun - self._paused - pause

    def pause(self) -> None:
        """The run is paused from now on."""
        if self._paused_at is None:
            self._paused_at = time.monotonic()
            self._reschedule(None)

    def go_on(self) -> None:
        """The run is not paused any more."""
        if self._paused_at is not None:
            self._paused += time.monotonic() - self._paused_at
            self._paused_at = None
            if self._limit is not None:
                self._reschedule(asyncio.get_running_loop().time() + self._limit - self.worked())

    @asynccontextmanager
    async def limited(self, seconds: float | None) -> AsyncIterator[None]:
        """Raises Ended when what is in it has worked for so long."""
        self._limit = seconds
        try:
            async with asyncio.timeout(seconds) as timeout:
                self._timeout = timeout
                try:
                    yield
                finally:
                    self._timeout = None
        except TimeoutError:
            if not timeout.expired():
                raise
            raise Ended(EndReason.LIMIT, f"The limit of {seconds:g} seconds is reached.") from None

    def _reschedule(self, when: float | None) -> None:
        if self._timeout is not None and not self._timeout.expired():
            self._timeout.reschedule(when)
