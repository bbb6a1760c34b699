"""The offline model: an in-process server behind the real SDK, with a player that decides.

Client, dialects and loop are those of a real model; only the network is left out. The
player sees nothing but the picture and the words that were sent.
"""

import asyncio
import json
import threading
from typing import TYPE_CHECKING, Any, Protocol

from cua_desktop.agent.exchange import Decision, SafetyCheck
from cua_desktop.agent.geometry import Size
from cua_desktop.models.offline_request import Asked, RefusedError, read_request
from cua_desktop.models.offline_response import as_response, open_calls
from cua_desktop.models.png import PngError, read_png

if TYPE_CHECKING:
    import httpx2

THINKING_SECONDS = 0.15
"""So that a person can follow."""


class Player(Protocol):
    """Who decides."""

    def decide(
        self,
        rgb: bytes,
        size: Size,
        *,
        said: tuple[str, ...],
        acknowledged: tuple[SafetyCheck, ...],
        begins: bool,
        batches: bool,
    ) -> Decision:
        """What is done at this picture, called in a worker thread, one call at a time.

        `rgb` has three bytes a pixel; `said` are the user messages and `acknowledged` the
        approved checks of this request; `begins` is True where it starts a new chain, `batches`
        where a call may have several actions and held keys. Ids in the decision are not used.
        """
        ...


def offline_transport(
    player: Player, thinking_seconds: float = THINKING_SECONDS
) -> "httpx2.AsyncBaseTransport":
    """A transport for the SDK's HTTP client, behind which the player answers `POST …/responses`."""
    import httpx2  # noqa: PLC0415 - takes its time, and only the offline model needs it here

    service = _Service(player)

    async def handle(request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(thinking_seconds)
        if request.method != "POST" or not request.url.path.endswith("/responses"):
            refusal = RefusedError(f"Invalid URL ({request.method} {request.url.path})", status=404)
            return httpx2.Response(refusal.status, json=refusal.body)
        status, body = await service.answer(request.content)
        return httpx2.Response(status, json=body)

    return httpx2.MockTransport(handle)


class _Service:
    """What the service remembers: the open calls of every response, and the newest picture."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._open: dict[str, dict[str, tuple[SafetyCheck, ...]]] = {}
        self._newest: tuple[Size, bytes] | None = None
        self._deciding = threading.Lock()  # a cancelled request's thread may still be at work

    async def answer(self, content: bytes) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer."""
        # Decoding and looking take some 50 ms: too long for the thread of a window.
        try:
            return 200, await asyncio.to_thread(self._respond_in_turn, content)
        except RefusedError as refusal:
            return refusal.status, refusal.body

    def _respond_in_turn(self, content: bytes) -> dict[str, Any]:
        with self._deciding:
            return self._respond(content)

    def _respond(self, content: bytes) -> dict[str, Any]:
        asked = read_request(_json(content))
        acknowledged = self._acknowledged(asked)
        size, rgb = self._seen(asked)
        decision = self._player.decide(
            rgb,
            size,
            said=asked.said,
            acknowledged=acknowledged,
            begins=asked.after is None,
            batches=asked.batches,
        )
        response = as_response(asked, decision, size)
        self._open[response["id"]] = open_calls(response)
        return response

    def _acknowledged(self, asked: Asked) -> tuple[SafetyCheck, ...]:
        """All acknowledged checks, once every open call is answered as it has to be."""
        if asked.after is not None and asked.after not in self._open:
            raise RefusedError(
                f"Previous response with id '{asked.after}' not found.",
                "previous_response_id",
                "previous_response_not_found",
            )
        pending = self._open[asked.after] if asked.after is not None else {}
        answered: set[str] = set()
        for answer in asked.answers:
            if answer.call_id not in pending or answer.call_id in answered:
                raise RefusedError(
                    f"No tool call found for computer call with call_id {answer.call_id}.", "input"
                )
            answered.add(answer.call_id)
            _all_acknowledged(pending[answer.call_id], answer.acknowledged, answer.where)
        for call_id in pending:
            if call_id not in answered:
                raise RefusedError(f"No tool output found for computer call {call_id}.", "input")
        return tuple(check for answer in asked.answers for check in answer.acknowledged)

    def _seen(self, asked: Asked) -> tuple[Size, bytes]:
        """The newest picture, in this request or before it."""
        if asked.pictures:
            try:
                self._newest = read_png(asked.pictures[-1])
            except PngError as error:
                raise RefusedError(
                    f"The image could not be read: {error}.", "input", "invalid_image"
                ) from None
        if self._newest is None:
            raise RefusedError("The offline model needs a screenshot with the first message.", "input")
        size = self._newest[0]
        if asked.declared is not None and asked.declared != size:
            raise RefusedError(
                f"The display is declared as {asked.declared.width} x {asked.declared.height}, but the "
                f"screenshot has {size.width} x {size.height} pixels.",
                "tools[0].display_width",
            )
        return self._newest


def _json(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        raise RefusedError("We could not parse the JSON body of your request.") from None


def _all_acknowledged(
    pending: tuple[SafetyCheck, ...], acknowledged: tuple[SafetyCheck, ...], where: str
) -> None:
    """Exactly the pending checks, each as it was raised: no less, and no more."""
    place = f"{where}.acknowledged_safety_checks"
    missing = [check.id for check in pending if check not in acknowledged]
    if missing:
        raise RefusedError(
            f"Computer call output is missing acknowledgements for safety checks: {', '.join(missing)}.",
            place,
        )
    unknown = [check.id for check in acknowledged if check not in pending]
    if unknown or len(acknowledged) != len(pending):
        raise RefusedError(f"Unknown safety checks were acknowledged: {', '.join(unknown)}.", place)
