"""One request until there is an answer, or no sense in trying on; a person sees every wait, and can end it.

Nothing of an answer gets out before the answer is whole, so that sending again never does anything twice.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cua_desktop.agent.exchange import Delta, Progress, RateLimits, SentAgain, Waiting
from cua_desktop.models.failures import Asked, explained
from cua_desktop.models.rate_limits import read_rate_limits
from cua_desktop.models.retries import (
    FailedForNowError,
    Patience,
    failed_for_now,
    may_succeed_without_stream,
    may_succeed_without_summary,
)
from cua_desktop.models.streams import Whole, read_answer

if TYPE_CHECKING:
    import openai

_LATE_END_SECONDS = 0.05
"""What follows a whole response comes with it, or hardly at all."""

Hear = Callable[[Progress], None]

Answer = tuple[Whole, RateLimits]


class _HurriedError(Exception):
    """A person did not want to wait any longer."""


class Sender:
    """Sends requests, one at a time, and remembers what this service does not take."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._streams = True
        self._gives_summaries = True
        self._hurry = asyncio.Event()
        self._waiting = False

    def try_now(self) -> None:
        """Ends a wait, or a silence that was told of, by sending the request again at once."""
        if self._waiting:
            self._hurry.set()

    async def answer(
        self, client: "openai.AsyncOpenAI", body: dict[str, Any], asked: Callable[[], Asked], hear: Hear
    ) -> Answer:
        """The response as it came, after as many tries as are worth it. Raises ModelError.

        `asked` is called when something has gone wrong: then it knows the secrets that were sent.

        Failures are raised outside of `except`, so that no vendor's exception stays attached.
        """
        retry = 0
        while True:
            outcome = await self._sent_unless_hurried(client, self._taken(body), asked(), hear)
            if isinstance(outcome, tuple):
                return outcome
            if isinstance(outcome, _HurriedError):
                hear(SentAgain())
                continue
            if self._learnt(outcome, body):
                continue
            retry += 1
            pause = self._patience.pause_before_retry(outcome, retry)
            failure = explained(outcome, asked())
            if pause is None:
                raise failure
            await self._pause(Waiting(failure.message, pause), hear)
            hear(SentAgain())

    def _taken(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body without what this service does not take."""
        taken = {**body, "stream": True} if self._streams else dict(body)
        if not self._gives_summaries and "reasoning" in taken:
            kept = {name: value for name, value in taken.pop("reasoning").items() if name != "summary"}
            taken |= {"reasoning": kept} if kept else {}
        return taken

    def _learnt(self, outcome: Exception, body: Mapping[str, Any]) -> bool:
        """Whether it is clear from this failure how to ask instead."""
        if self._streams and may_succeed_without_stream(outcome):
            self._streams = False
            return True
        summary = self._gives_summaries and "summary" in body.get("reasoning", {})
        if summary and may_succeed_without_summary(outcome):
            self._gives_summaries = False
            return True
        return False

    async def _pause(self, wait: Waiting, hear: Hear) -> None:
        self._begin_waiting()
        try:
            hear(wait)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait.seconds):
                    await self._hurry.wait()
        finally:
            self._waiting = False

    def _begin_waiting(self) -> None:
        self._hurry.clear()
        self._waiting = True

    async def _sent_unless_hurried(
        self, client: "openai.AsyncOpenAI", body: dict[str, Any], asked: Asked, hear: Hear
    ) -> Answer | Exception:
        """One try. After a silence a person may end it; whatever ends it also ends the connection."""
        self._hurry.clear()

        def tell_of_silence() -> None:
            self._begin_waiting()
            hear(Waiting(f"{asked.host} has said nothing for {self._patience.silence:g} s."))

        silence = _Silence(self._patience.silence, tell_of_silence)
        sending = asyncio.ensure_future(_sent(client, body, hear, silence))
        hurrying = asyncio.ensure_future(self._hurry.wait())
        try:
            await asyncio.wait({sending, hurrying}, return_when=asyncio.FIRST_COMPLETED)
            return sending.result() if sending.done() else _HurriedError()
        finally:
            self._waiting = False
            silence.end()
            hurrying.cancel()
            if not sending.done():
                sending.cancel()
                await asyncio.wait({sending})


class _Silence:
    """Tells once when nothing was heard for so many seconds."""

    def __init__(self, seconds: float, tell: Callable[[], None]) -> None:
        self._seconds = seconds
        self._tell = tell
        self._timer = asyncio.get_running_loop().call_later(seconds, tell)

    def broken(self) -> None:
        """Something was heard."""
        self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._tell)

    def end(self) -> None:
        self._timer.cancel()


async def _read_to_its_end(pieces: AsyncIterator[bytes]) -> None:
    """Only then the connection serves again: a new one takes some round trips at every step.

    A late end is not waited for, and a broken one does no harm: the response is whole.
    """
    with suppress(Exception):
        async with asyncio.timeout(_LATE_END_SECONDS):
            async for _ in pieces:
                pass


async def _sent(
    client: "openai.AsyncOpenAI", body: dict[str, Any], hear: Callable[[Delta], None], silence: _Silence
) -> Answer | Exception:
    import httpx2  # noqa: PLC0415 - takes its time; loaded with the SDK
    import openai  # noqa: PLC0415

    async def chunks(answer: httpx2.Response) -> AsyncIterator[bytes]:
        async for chunk in answer.aiter_bytes():
            silence.broken()
            yield chunk

    try:
        # As `input` the SDK would walk through every item and try every type on it: 0.1 s for a long history.
        extra = {"input": body["input"]}
        known = {name: value for name, value in body.items() if name not in extra}
        async with client.responses.with_streaming_response.create(**known, extra_body=extra) as answer:
            request = answer.http_request
            limits = read_rate_limits(answer.headers)
            pieces = chunks(answer.http_response)
            try:
                whole = await read_answer(pieces, hear)
            # As the SDK does for what it reads itself.
            except httpx2.TimeoutException as error:
                raise openai.APITimeoutError(request=request) from error
            except httpx2.RequestError as error:
                raise openai.APIConnectionError(request=request) from error
            await _read_to_its_end(pieces)
            return FailedForNowError(whole.untrusted) if failed_for_now(whole.untrusted) else (whole, limits)
    except Exception as error:  # noqa: BLE001 - whatever the SDK raises becomes a sentence
        return error
