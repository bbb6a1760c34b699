"""The body of an answer as it arrives: server-sent events, or JSON from a server without streaming.

Nothing here is the decision: only what `read_answer` returns at the end is a whole response. The body is
read by hand, not by the SDK's stream: that one has no limit of size, and guesses at types it doesn't know.
Source: OpenAI's API reference of streaming events as of 2026-11; the format is WHATWG's server-sent events.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cua_desktop.agent.exchange import Delta
from cua_desktop.models.answers import sound

MAX_ANSWER_BYTES = 8_000_000
"""An answer is some kilobytes, a very long text to type 100; more would only block the app."""

MAX_STREAM_BYTES = 4 * MAX_ANSWER_BYTES
"""A stream says everything up to three times: in deltas, as an item, and as a whole."""

_LOOKS_LIKE_EVENTS = (b"event:", b"data:", b"id:", b"retry:", b":")

_DELTAS: Mapping[str, Literal["reasoning", "message"]] = {
    "response.reasoning_summary_text.delta": "reasoning",
    "response.reasoning_text.delta": "reasoning",
    "response.output_text.delta": "message",
    "response.refusal.delta": "message",
}


class CutError(Exception):
    """The stream ended before the response was complete."""


class NotAnAnswerError(Exception):
    """What came is no response of a Responses API."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A response as it came; `size` is in bytes on the wire."""

    untrusted: Mapping[str, Any]
    size: int


async def read_answer(chunks: AsyncIterator[bytes], hear: Callable[[Delta], None]) -> Whole:
    """The whole response; `hear` gets its texts as they arrive. Raises CutError, NotAnAnswerError."""
    start = b""
    async for chunk in chunks:
        start += chunk
        if start.lstrip():
            break
    if not start.lstrip().startswith(_LOOKS_LIKE_EVENTS):
        return await _read_json(start, chunks)
    reader = _EventReader(hear)
    if whole := reader.read(start):
        return whole
    async for chunk in chunks:
        if whole := reader.read(chunk):
            return whole
    try:
        whole = reader.read(b"\n\n")
    except NotAnAnswerError:
        raise CutError from None  # half an event: a gateway may end what was cut as if it were whole
    if whole is None:
        raise CutError
    return whole


async def _read_json(start: bytes, chunks: AsyncIterator[bytes]) -> Whole:
    parts, size = [start], len(start)
    async for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            break
    return Whole(_object(b"".join(parts)), size)


def _object(data: bytes) -> Mapping[str, Any]:
    """A JSON object, not one of the SDK's classes, which guess at what they don't know."""
    if len(data) > MAX_ANSWER_BYTES:
        raise NotAnAnswerError
    try:
        untrusted = json.loads(data)
    except (ValueError, RecursionError):
        raise NotAnAnswerError from None
    if not isinstance(untrusted, Mapping):
        raise NotAnAnswerError
    return untrusted


class _EventReader:
    """Puts lines together, lines to events, and events to a response."""

    def __init__(self, hear: Callable[[Delta], None]) -> None:
        self._hear = hear
        self._size = 0
        self._open: list[bytes] = []  # of a line whose end has not come
        self._data: list[bytes] = []  # of an event whose end has not come
        self._parts: dict[str, tuple[object, ...]] = {}  # the newest of each kind
        self._kind: Literal["reasoning", "message"] = "message"
        self._text: list[str] = []
        self._items: dict[int, object] = {}

    def read(self, chunk: bytes) -> Whole | None:
        """The response, once it is whole. Raises NotAnAnswerError."""
        self._size += len(chunk)
        if self._size > MAX_STREAM_BYTES:
            raise NotAnAnswerError
        try:
            for line in self._lines(chunk):
                if line:
                    name, _, value = line.partition(b":")
                    if name == b"data":
                        self._data.append(value.removeprefix(b" "))
                elif (whole := self._end_event()) is not None:
                    return whole
        finally:
            self._pass_on()
        return None

    def _lines(self, chunk: bytes) -> list[bytes]:
        self._open.append(chunk)
        if b"\n" not in chunk and b"\r" not in chunk:
            return []
        lines = b"".join(self._open).splitlines(keepends=True)
        # A carriage return at the end may be the first half of a line end.
        self._open = [lines.pop()] if not lines[-1].endswith(b"\n") else []
        return [line.rstrip(b"\r\n") for line in lines]

    def _end_event(self) -> Whole | None:
        data, self._data = b"\n".join(self._data), []
        if not data or data.startswith(b"[DONE]"):
            return None
        event = _object(data)
        match event.get("type"):
            case "response.completed" | "response.incomplete" | "response.failed":
                return Whole(self._with_items(event.get("response")), len(data))
            case "error":
                # Either the error itself, or around it, as servers do it that send it without a type.
                error = event.get("error")
                return Whole({"status": "failed", "error": error or event}, len(data))
            case "response.output_item.done":
                self._keep_item(event)
            case str() as kind if kind in _DELTAS:
                self._add(_DELTAS[kind], event)
            case None if event.get("error"):
                return Whole({"status": "failed", "error": event["error"]}, len(data))
            case None if event.get("object") == "response" and event.get("status") == "completed":
                return Whole(event, len(data))
            case _:
                pass  # the beginnings and ends of parts, and what will be invented
        return None

    def _keep_item(self, event: Mapping[str, Any]) -> None:
        index = event.get("output_index")
        place = index if isinstance(index, int) else len(self._items)
        self._items[place] = event.get("item")

    def _with_items(self, untrusted: object) -> Mapping[str, Any]:
        """Some gateways send a complete response with nothing in it, after all of its items."""
        if not isinstance(untrusted, Mapping):
            raise NotAnAnswerError
        if untrusted.get("output") or not self._items:
            return untrusted
        return {**untrusted, "output": [self._items[place] for place in sorted(self._items)]}

    def _add(self, kind: Literal["reasoning", "message"], event: Mapping[str, Any]) -> None:
        text = event.get("delta")
        if not isinstance(text, str):
            return
        if kind != self._kind:
            self._pass_on()
            self._kind = kind
        part = tuple(event.get(name) for name in ("output_index", "summary_index", "content_index"))
        if self._parts.get(kind, part) != part:
            self._text.append("\n\n")
        self._parts[kind] = part
        self._text.append(text)

    def _pass_on(self) -> None:
        """All of a chunk at once: a model may send hundreds of pieces a second."""
        text, self._text = sound("".join(self._text)), []
        if text:
            self._hear(Delta(self._kind, text))
