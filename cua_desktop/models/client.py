"""The Responses client: OpenAI, Azure's v1 endpoint, and whatever speaks the same, by base URL.

One request at a time. An answer counts only when it is complete, and what can't be used ends
as a ModelError; the SDK's exceptions go no further than here.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cua_desktop.agent.errors import ModelError
from cua_desktop.agent.exchange import Decision, Request
from cua_desktop.models.answers import parse
from cua_desktop.models.dialects import Dialect, request_body
from cua_desktop.models.failures import Asked, empty, explained, not_an_answer, unfinished
from cua_desktop.models.retries import Patience, may_succeed_without_summary

if TYPE_CHECKING:
    import httpx2
    import openai

OPENAI_URL = "https://api.openai.com/v1"

MAX_ANSWER_BYTES = 8_000_000
"""An answer is some kilobytes, a very long text to type 100; more would only block the app."""


class ResponsesModel:
    """A model behind the Responses API. Nothing is imported or opened before `prepare` or `decide`."""

    def __init__(
        self,
        *,
        model: str,
        dialect: Dialect,
        api_key: str,
        instructions: str,
        base_url: str | None = None,
        system: str = sys.platform,
        patience: Patience | None = None,
        transport: "httpx2.AsyncBaseTransport | None" = None,
    ) -> None:
        self._model = model
        self._dialect = dialect
        self._api_key = api_key
        self._base_url = base_url or OPENAI_URL
        self._instructions = instructions
        self._system = system
        self._patience = patience or Patience()
        self._transport = transport
        self._asked = Asked(model, _host(self._base_url), dialect, api_key)
        self._gives_summaries = True
        self._client: openai.AsyncOpenAI | None = None
        self._connecting = asyncio.Lock()

    def __repr__(self) -> str:
        return f"ResponsesModel({self._model!r}, {self._asked.host!r})"

    @property
    def name(self) -> str:
        """The model's name, for people."""
        return self._model

    async def prepare(self) -> None:
        """Loads the SDK in a worker thread (2 s), so that the first request need not wait for it.

        Raises ModelError for a key or a base URL that no request could be made with.
        """
        await self._connected()

    async def decide(self, request: Request) -> Decision:
        """Asks the model. Cancelling ends the request in flight. Raises ModelError."""
        client = await self._connected()
        body = request_body(
            self._dialect, request, model=self._model, instructions=self._instructions, system=self._system
        )
        untrusted = await self._answer(client, body)
        if failure := unfinished(untrusted, self._asked):
            raise failure
        decision = parse(untrusted, request.declared)
        if not (decision.open_calls or decision.problems or decision.messages or decision.reasoning):
            raise empty(self._asked)
        return decision

    async def close(self) -> None:
        """Ends the connection."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _answer(self, client: "openai.AsyncOpenAI", body: dict[str, Any]) -> Mapping[str, Any]:
        """The response as it came, after as many tries as are worth it. Raises ModelError.

        Failures are raised outside of `except`, so that no vendor's exception stays attached.
        """
        retry = 0
        while True:
            if not self._gives_summaries:
                body.pop("reasoning", None)
            outcome = await self._sent(client, body)
            if not isinstance(outcome, Exception):
                return outcome
            if "reasoning" in body and may_succeed_without_summary(outcome):
                self._gives_summaries = False
                continue
            retry += 1
            pause = self._patience.pause_before_retry(outcome, retry)
            if pause is None:
                raise explained(outcome, self._asked)
            await asyncio.sleep(pause)

    async def _sent(
        self, client: "openai.AsyncOpenAI", body: dict[str, Any]
    ) -> Mapping[str, Any] | Exception:
        try:
            answer = await client.responses.with_raw_response.create(**body)
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises becomes a sentence
            return error
        untrusted = _json_object(answer.content)
        return not_an_answer(self._asked) if untrusted is None else untrusted

    async def _connected(self) -> "openai.AsyncOpenAI":
        async with self._connecting:
            if self._client is None:
                self._refuse_what_no_request_can_hold()
                outcome = await asyncio.to_thread(self._connect)
                if isinstance(outcome, Exception):
                    raise explained(outcome, self._asked)
                self._client = outcome
            return self._client

    def _refuse_what_no_request_can_hold(self) -> None:
        """A key with a line break in it, for one, would end up in the text of an exception."""
        if not self._api_key or not all("!" <= character <= "~" for character in self._api_key):
            raise ModelError(
                "The API key has characters that no key has, such as blanks or line breaks.",
                "Set the key again in the settings.",
            )
        if not self._asked.host:
            raise ModelError(
                "The base URL can't be used.",
                "It has to look like https://api.example.com/v1 in the settings.",
            )

    def _connect(self) -> "openai.AsyncOpenAI | Exception":
        """In a worker thread: importing the SDK and reading certificates both take their time."""
        try:
            client = self._new_client()
        except Exception as error:  # noqa: BLE001 - as in `_sent`
            return error
        _ = client.responses.with_raw_response  # loads the types of the Responses API
        return client

    def _new_client(self) -> "openai.AsyncOpenAI":
        import httpx2  # noqa: PLC0415
        import openai  # noqa: PLC0415

        patience = self._patience
        return openai.AsyncOpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            max_retries=0,  # see retries.py
            http_client=openai.DefaultAsyncHttpxClient(
                transport=self._transport,
                # A redirected POST is lost, and the key must not go where the user did not send it.
                follow_redirects=False,
                timeout=httpx2.Timeout(
                    connect=patience.connect,
                    read=patience.read,
                    write=patience.write,
                    pool=patience.connect,
                ),
            ),
        )


def _json_object(data: bytes) -> Mapping[str, Any] | None:
    """The answer as a JSON object, not as the SDK's classes, which guess at what they don't know."""
    if len(data) > MAX_ANSWER_BYTES:
        return None
    try:
        untrusted = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return untrusted if isinstance(untrusted, Mapping) else None


def _host(base_url: str) -> str:
    """The name of the server, for people; empty when the URL can't be used. Never its user or password."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in {"http", "https"} and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    return (parts.hostname or "") if usable else ""
