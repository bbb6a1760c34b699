"""The Responses client: OpenAI, Azure, and whatever speaks the same.

One request at a time. An answer counts only when it is complete, and what can't be used ends
as a ModelError; the SDK's exceptions go no further than here.
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cua_desktop.agent.exchange import Decision, Progress, Request
from cua_desktop.models.answers import parse
from cua_desktop.models.dialects import Dialect, Wishes, request_body
from cua_desktop.models.endpoint import Endpoint
from cua_desktop.models.failures import Asked, empty, explained, heard_before, unfinished
from cua_desktop.models.retries import Patience
from cua_desktop.models.sending import Sender

if TYPE_CHECKING:
    import httpx2
    import openai


def _unheard(_: Progress) -> None:
    pass


class ResponsesModel:
    """A model behind the Responses API. Nothing is imported or opened before `prepare` or `decide`."""

    def __init__(
        self,
        *,
        model: str,
        dialect: Dialect,
        endpoint: Endpoint,
        instructions: str,
        wishes: Wishes | None = None,
        system: str = sys.platform,
        patience: Patience | None = None,
        transport: "httpx2.AsyncBaseTransport | None" = None,
    ) -> None:
        self._model = model
        self._dialect = dialect
        self._instructions = instructions
        self._wishes = wishes or Wishes()
        self._system = system
        self._patience = patience or Patience()
        self._transport = transport
        self._newest_token = ""
        self._heard: set[str] = set()  # the ids of all responses
        self._endpoint = replace(endpoint, token=self._token) if endpoint.token else endpoint
        self._fetch_token = endpoint.token
        self._sender = Sender(self._patience)
        self._client: openai.AsyncOpenAI | None = None
        self._connecting = asyncio.Lock()

    def __repr__(self) -> str:
        return f"ResponsesModel({self._model!r}, {self._endpoint.host!r})"

    @property
    def name(self) -> str:
        """The model's name, for people."""
        return self._model

    async def prepare(self) -> None:
        """Loads the SDK in a worker thread (2 s), so that the first request need not wait for it.

        Raises ModelError for a key or a base URL that no request could be made with.
        """
        await self._connected()

    async def decide(self, request: Request, hear: Callable[[Progress], None] = _unheard) -> Decision:
        """Asks the model; `hear` gets what is heard meanwhile. Cancelling ends the request in flight.

        Raises ModelError.
        """
        client = await self._connected()
        body = request_body(
            self._dialect,
            request,
            model=self._model,
            instructions=self._instructions,
            wishes=self._wishes,
            system=self._system,
        )
        whole, rate_limits = await self._sender.answer(client, body, self._asked, hear)
        if failure := unfinished(whole.untrusted, self._asked()):
            raise failure
        response_id = whole.untrusted["id"]  # also one that can't be sent back
        if response_id in self._heard:
            raise heard_before(self._asked())
        self._heard.add(response_id)
        decision = parse(whole.untrusted, request.declared, whole.size)
        if not (decision.open_calls or decision.problems or decision.messages or decision.reasoning):
            raise empty(self._asked())
        return replace(decision, rate_limits=rate_limits)

    def try_now(self) -> None:
        """Ends a wait that `hear` was told of: the request is sent again at once."""
        self._sender.try_now()

    async def close(self) -> None:
        """Ends the connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _asked(self) -> Asked:
        secrets = (*self._endpoint.secrets, *([self._newest_token] if self._newest_token else []))
        return Asked(self._model, self._endpoint.host, self._dialect, secrets)

    async def _token(self) -> str:
        if self._fetch_token is None:
            raise AssertionError("there is no token to fetch")
        self._newest_token = await self._fetch_token()
        return self._newest_token

    async def _connected(self) -> "openai.AsyncOpenAI":
        async with self._connecting:
            if self._client is None:
                self._endpoint.refuse_what_no_request_can_hold()
                outcome = await asyncio.to_thread(self._connect)
                if isinstance(outcome, Exception):
                    raise explained(outcome, self._asked())
                self._client = outcome
            return self._client

    def _connect(self) -> "openai.AsyncOpenAI | Exception":
        """In a worker thread: importing the SDK and reading certificates both take their time."""
        try:
            client = self._endpoint.connect(self._patience, self._transport)
        except Exception as error:  # noqa: BLE001 - whatever is raised becomes a sentence
            return error
        _ = client.responses.with_streaming_response  # loads the types of the Responses API
        return client
