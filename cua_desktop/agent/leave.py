"""Leave that a user gives for a run: switched off, switched on, or asked for once in each run."""

import asyncio
from collections.abc import Awaitable, Callable

ADDRESSES = (
    "May the addresses of the pages in your browsers be read during this run? Your rules about sites need "
    "them, and a model that takes them (computer_use_preview) gets the one in front with each screenshot."
)
"""The question about addresses, in words."""


class Leave:
    """`setting` is off, on or ask. `ask` shows the question; None where nobody is there to be asked."""

    def __init__(self, setting: str, ask: Callable[[], Awaitable[bool]] | None) -> None:
        self._setting = setting
        self._ask = ask
        self._asking: asyncio.Future[bool] | None = None
        self._withdrawn = False

    async def given(self) -> bool:
        """Whether it is given for the run that begins; asks and waits where it has to."""
        if self._setting != "ask" or self._ask is None:
            return self._setting == "on"
        self._withdrawn = False
        asking = self._asking = asyncio.ensure_future(self._ask())
        try:
            return await asking
        except asyncio.CancelledError:
            if not self._withdrawn:
                raise
            return False
        finally:
            self._asking = None

    def withdraw(self) -> None:
        """Closes the question that is open, because the run is stopped: it is not given."""
        if self._asking is not None:
            self._withdrawn = True
            self._asking.cancel()
