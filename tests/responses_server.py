"""A real HTTP server on 127.0.0.1 that speaks the Responses API from a script, and the parts of its answers.

It records every request. An answer of the script is a response (a dict, sent as JSON), a
`Reply` with any status, headers and body, a `Stream` of events, or a `Fault`; an exhausted
script is a 500 that no client retries.
"""

import contextlib
import itertools
import json
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LONGEST_HANG = 30.0


class Fault(Enum):
    """What can go wrong below HTTP."""

    RESET = auto()
    """The connection is reset instead of an answer."""
    CUT = auto()
    """Half of the promised body, then the end of the connection."""
    HANG = auto()
    """No answer, until the client goes away or the server closes."""


@dataclass(frozen=True)
class Reply:
    """A whole HTTP answer; a dict or list is sent as JSON."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    """One request as it came; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: Any
    raw: bytes


@dataclass(frozen=True)
class Stream:
    """Server-sent events, each in a piece of its own; bytes go as they are.

    `end` is what comes after them: None the proper end of the body. A `threading.Event`
    among the events is waited for.
    """

    events: tuple[Any, ...]
    end: Fault | None = None
    headers: dict[str, str] = field(default_factory=dict)


Answer = dict[str, Any] | Reply | Stream | Fault
Script = Callable[[Recorded], Answer]


class ResponsesServer:
    """Serves until `close`; `base_url` is for the client, `requests` is what came."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Recorded] = []
        self.client_went_away = threading.Event()
        self.asked = threading.Event()
        self.connections: set[socket.socket] = set()
        self.accepted = 0
        self._answers: Iterator[Answer] = iter(())
        self._script: Script = self._next_answer
        self._closing = threading.Event()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._scheme = "http" if tls is None else "https"
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.05,), name="responses server"
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return self._http.server_port

    @property
    def base_url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}/v1"

    @property
    def bodies(self) -> list[Any]:
        """The JSON body of every request."""
        return [request.body for request in self.requests]

    def will_answer(self, *answers: Answer) -> None:
        """Answers the next requests in this order."""
        self._answers = iter(answers)
        self._script = self._next_answer

    def will_always_answer(self, answer: Answer) -> None:
        """Answers every request so; no two responses have the same id."""
        self._answers = (_renewed(answer) for _ in itertools.count())
        self._script = self._next_answer

    def will_ask(self, script: Script) -> None:
        """Answers what `script` makes of each request."""
        self._script = script

    def close(self) -> None:
        self._closing.set()
        self._http.shutdown()
        for connection in tuple(self.connections):  # a client keeps its connection open
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self._thread.join()

    def answer_to(self, request: Recorded) -> Answer:
        """Records the request and finds its answer."""
        self.requests.append(request)
        self.asked.set()
        return self._script(request)

    def hang(self, connection: socket.socket) -> None:
        """Waits until the client goes away, or the server is closed."""
        until = time.monotonic() + _LONGEST_HANG
        while time.monotonic() < until and not self._closing.is_set():
            readable, _, _ = select.select([connection], [], [], 0.02)
            if readable:
                self.client_went_away.set()
                return

    def _next_answer(self, _: Recorded) -> Answer:
        exhausted = error("The script of the test's server is at its end.", status=500)
        return next(self._answers, Reply(500, exhausted.body, {"x-should-retry": "false"}))


class _Http(ThreadingHTTPServer):
    daemon_threads = False
    owner: ResponsesServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every small piece waits 40 ms for an acknowledgement
    server: _Http

    def setup(self) -> None:
        super().setup()
        self.server.owner.connections.add(self.connection)
        self.server.owner.accepted += 1

    def finish(self) -> None:
        self.server.owner.connections.discard(self.connection)
        super().finish()

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        recorded = Recorded(self.path, headers, json.loads(raw) if raw else None, raw)
        match self.server.owner.answer_to(recorded):
            case Fault.RESET:
                self._reset()
            case Fault.CUT:
                self._send(Reply(200, b'{"id": "resp_cut", "outp'), promised=10_000)
                self.close_connection = True
            case Fault.HANG:
                self.server.owner.hang(self.connection)
                self.close_connection = True
            case Reply() as reply:
                self._send(reply)
            case Stream() as stream:
                self._stream(stream)
            case answer:
                self._send(Reply(200, answer))

    def _send(self, reply: Reply, promised: int | None = None) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        headers = {"content-type": "application/json", "content-length": str(promised or len(body))}
        for name, value in {**headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, stream: Stream) -> None:
        self.send_response(200)
        headers = {"content-type": "text/event-stream", "transfer-encoding": "chunked", **stream.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for event in stream.events:
            if isinstance(event, threading.Event):
                event.wait(_LONGEST_HANG)
                continue
            data = event if isinstance(event, bytes) else as_sse(event)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        match stream.end:
            case None:
                self.wfile.write(b"0\r\n\r\n")
            case Fault.HANG:
                self.server.owner.hang(self.connection)
                self.close_connection = True
            case Fault.RESET:
                self._reset()
            case _:
                self.close_connection = True

    def _reset(self) -> None:
        # Lingering for 0 s makes the kernel send RST.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextlib.contextmanager
def running_responses_server(tls: ssl.SSLContext | None = None) -> Iterator[ResponsesServer]:
    server = ResponsesServer(tls)
    try:
        yield server
    finally:
        server.close()


def error(message: str, *, status: int, headers: dict[str, str] | None = None, **more: Any) -> Reply:
    """An error as the service words it; `more` are `code`, `param`, `type`."""
    named = {"message": message, "type": "invalid_request_error", "param": None, "code": None, **more}
    return Reply(status, {"error": named}, headers or {})


def as_sse(event: dict[str, Any]) -> bytes:
    """One event of a stream."""
    return f"event: {event.get('type', 'message')}\ndata: {json.dumps(event)}\n\n".encode()


def streamed(whole: dict[str, Any], *said: dict[str, Any], kind: str = "completed") -> Stream:
    """A response as a stream: `said` are the events before it is whole."""
    begun = {"type": "response.created", "response": {**whole, "status": "in_progress", "output": []}}
    return Stream((begun, *said, {"type": f"response.{kind}", "response": whole}))


def delta(text: str, kind: str = "output_text", **more: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}.delta", "item_id": "x", "output_index": 0, "delta": text, **more}


_numbers = itertools.count(1)


def _renewed(answer: Answer) -> Answer:
    if isinstance(answer, dict) and answer.get("id"):
        return {**answer, "id": f"resp_{next(_numbers)}"}
    return answer


def response(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A whole response with these output items; `more` adds or replaces fields."""
    return {
        "id": f"resp_{next(_numbers)}",
        "object": "response",
        "created_at": 1_770_000_000,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "model": "gpt-6.1-sol",
        "output": list(items),
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage(100, 20),
        **more,
    }


def usage(inward: int, outward: int, cached: int = 0, reasoning: int = 0) -> dict[str, Any]:
    return {
        "input_tokens": inward,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": outward,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": inward + outward,
    }


def computer_call(*actions: dict[str, Any], call_id: str = "call_1", **more: Any) -> dict[str, Any]:
    """A call of the GA dialect: `actions`, and no field for checks unless `more` has it."""
    item = {"type": "computer_call", "id": f"cu_{call_id}", "call_id": call_id, "status": "completed"}
    return {**item, "actions": list(actions), **more}


def preview_call(action: dict[str, Any], call_id: str = "call_1", **more: Any) -> dict[str, Any]:
    """A call of the preview dialect: one `action`, and a list of checks."""
    item = {"type": "computer_call", "id": f"cu_{call_id}", "call_id": call_id, "status": "completed"}
    return {**item, "action": action, "pending_safety_checks": [], **more}


def check(check_id: str = "cu_sc_1", code: str = "malicious_instructions", message: str = "Beware.") -> dict:
    return {"id": check_id, "code": code, "message": message}


def message(text: str, phase: str | None = None) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}
    return item if phase is None else {**item, "phase": phase}


def refusal(text: str) -> dict[str, Any]:
    return {**message(""), "content": [{"type": "refusal", "refusal": text}]}


def reasoning(*texts: str) -> dict[str, Any]:
    summary = [{"type": "summary_text", "text": text} for text in texts]
    return {"type": "reasoning", "id": "rs_1", "summary": summary}
