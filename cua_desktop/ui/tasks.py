"""What the window does beside waiting for its user: tasks that are kept, logged and ended with it."""

import asyncio
import logging
from collections.abc import Awaitable

_log = logging.getLogger(__name__)


class Tasks:
    """Keeps each task until it is done; asyncio itself would forget one that nobody holds."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Awaitable[None]) -> None:
        """Begins this work; a failure goes to the log."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    def cancel_others(self) -> None:
        """Cancels all but the task that calls."""
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()

    def _on_done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a task of the window failed", exc_info=error)
