"""What the input process still owes: an answer to each order, and to a stop in time."""

import asyncio
import itertools
from collections.abc import Callable

from cua_desktop.agent.errors import InputError
from cua_desktop.input import wire


class Answers:
    """All of it on the event loop's thread. `no_answer` is told why, when a stop has gone wrong."""

    def __init__(self, no_answer: Callable[[str], None]) -> None:
        self._no_answer = no_answer
        self._ids = itertools.count(1)
        self._orders: dict[int, asyncio.Future[None]] = {}
        self._stops: dict[int, asyncio.TimerHandle] = {}

    def number(self) -> int:
        """A number for the next order or stop."""
        return next(self._ids)

    async def to(self, number: int, send: Callable[[], None], seconds: float | None) -> None:
        """Sends an order and waits for its answer. Raises what it is, or InputError when there is none."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._orders[number] = answer
        send()
        try:
            async with asyncio.timeout(seconds):
                await answer
        except TimeoutError:
            raise InputError("The input process does not answer.", "Restart the app.") from None
        finally:
            self._orders.pop(number, None)

    def expect_stop(self, number: int, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        """A stop was sent, and has to be answered within so many seconds."""
        self._stops[number] = loop.call_later(seconds, self._stop_is_late, number)

    def came(self, number: int, error: dict[str, str] | None) -> None:
        """An answer; `error` is as on the wire."""
        answer = self._orders.get(number)
        if number in self._stops:
            self._stops.pop(number).cancel()
            if error is not None:
                self._no_answer("it could not release everything")
        elif answer is not None and not answer.done():
            _settle(answer, error)

    def fail_all(self, message: str) -> None:
        """There will be no more answers."""
        for timer in self._stops.values():
            timer.cancel()
        self._stops.clear()
        for answer in list(self._orders.values()):
            if not answer.done():
                answer.set_exception(InputError(message, "Restart the app."))

    def _stop_is_late(self, number: int) -> None:
        if self._stops.pop(number, None) is not None:
            self._no_answer("it did not answer a stop")


def _settle(answer: asyncio.Future[None], error: dict[str, str] | None) -> None:
    if error is None:
        answer.set_result(None)
    else:
        answer.set_exception(wire.unpacked_error(error))
