"""What the wire costs at every step: from a frame to the first byte of the request, and from the last byte
of the answer to the decision; over 500 steps, in both kinds of conversation, over real HTTP.

    python -m tests.benchmarks.bench_wire [STEPS]

Times are in ms; on a busy machine believe the CPU. The server is a process of its own; both use the same
monotonic clock of the system.
"""

import asyncio
import gc
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.exchange import Delta, Frame
from cua_desktop.agent.geometry import Size
from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.endpoint import Endpoint

SIZE = Size(1600, 900)
PICTURE_BYTES = 400_000
STEPS = 500


async def serve() -> None:
    """Answers every request with a stream of a call; prints its port, and at the end what it saw."""
    seen: list[tuple[float, float, int]] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while first := await reader.read(1):
            begun = time.monotonic()
            head = (first + await reader.readuntil(b"\r\n\r\n")).lower()
            if head.startswith(b"get"):
                print(json.dumps(seen), flush=True)
                writer.close()
                return
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            answer = _answer(len(seen))
            # Before, not after: on a busy machine the client may be done before this process goes on.
            seen.append((begun, time.monotonic(), length))
            writer.write(answer)
            await writer.drain()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=2**26)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def _answer(number: int) -> bytes:
    thought = {"type": "reasoning", "id": f"rs_{number}", "encrypted_content": "x" * 2_000, "summary": []}
    action = {"type": "click", "button": "left", "x": 10, "y": 20}
    call = {"type": "computer_call", "id": f"cu_{number}", "call_id": f"call_{number}", "actions": [action]}
    whole = {"id": f"resp_{number}", "status": "completed", "output": [thought, call], "usage": {}}
    events = [
        {"type": "response.output_text.delta", "output_index": 0, "delta": f"word {n} "} for n in range(50)
    ]
    events.append({"type": "response.completed", "response": whole})
    body = b"".join(b"data: %b\n\n" % json.dumps(event).encode() for event in events)
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def run(
    port: int, steps: int, *, stateless: bool
) -> tuple[list[float], list[float], list[float], list[int]]:
    """When each frame was there and each decision, the CPU seconds and the memory in bytes of each step."""
    model = ResponsesModel(
        model="gpt-6.1-sol",
        dialect=Dialect.GA,
        endpoint=Endpoint(f"http://127.0.0.1:{port}/v1", "sk-benchmark"),
        instructions="Be careful. " * 100,
    )
    await model.prepare()
    conversation = Conversation(stateless=stateless)
    framed, decided, cpu, memory = [], [], [], []
    for step in range(steps):
        frame = Frame(os.urandom(PICTURE_BYTES), "image/png", SIZE)
        worked = time.process_time()
        framed.append(time.monotonic())
        request = conversation.performed(frame, {}) if step else conversation.user_says("Do it.", frame)
        request = conversation.sent(request)
        decision = await model.decide(request, _unheard)
        decided.append(time.monotonic())
        conversation.received(decision)
        cpu.append(time.process_time() - worked)
        memory.append(_memory())
    await model.close()
    return framed, decided, cpu, memory


def _unheard(_: object) -> None:
    pass


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def _cancelled(port: int) -> float:
    """Seconds from a stop to the end of a request whose answer has begun."""
    model = ResponsesModel(
        model="m",
        dialect=Dialect.GA,
        endpoint=Endpoint(f"http://127.0.0.1:{port}/v1", "sk-benchmark"),
        instructions="",
    )
    frame = Frame(b"x" * PICTURE_BYTES, "image/png", SIZE)
    heard = asyncio.Event()
    request = Conversation().user_says("Do it.", frame)
    asking = asyncio.ensure_future(
        model.decide(request, lambda sound: heard.set() if isinstance(sound, Delta) else None)
    )
    await heard.wait()
    begun = time.monotonic()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    seconds = time.monotonic() - begun
    await model.close()
    return seconds


async def _slow_server() -> asyncio.Server:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        begun = b'data: {"type": "response.output_text.delta", "delta": "Hm"}\n\n'
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + begun)
        await writer.drain()
        while await reader.read(100_000):
            pass
        writer.close()

    return await asyncio.start_server(handle, "127.0.0.1", 0)


async def _stops() -> list[float]:
    server = await _slow_server()
    async with server:
        return [await _cancelled(server.sockets[0].getsockname()[1]) for _ in range(20)]


def _finish(server: "subprocess.Popen[str]", port: int) -> list[tuple[float, float, int]]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/")
    assert server.stdout is not None
    seen: list[tuple[float, float, int]] = json.loads(server.stdout.readline())
    server.kill()
    server.wait()
    return seen


def _row(name: str, seconds: list[float]) -> str:
    ms = [each * 1000 for each in seconds]
    first, last = statistics.median(ms[1:101]), statistics.median(ms[-100:])
    return (
        f"  {name:<34} median {statistics.median(ms):6.2f}  p95 {sorted(ms)[int(len(ms) * 0.95)]:6.2f}  "
        f"first 100 {first:6.2f}  last 100 {last:6.2f}  ratio {last / first:.2f}"
    )


def main() -> None:
    """Prints the table."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    for stateless in (False, True):
        command = [sys.executable, "-m", "tests.benchmarks.bench_wire", "serve"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        port = int(server.stdout.readline())
        gc.collect()
        framed, decided, cpu, memory = asyncio.run(run(port, steps, stateless=stateless))
        seen = _finish(server, port)
        print(
            f"{'stateless' if stateless else 'chained'}, {steps} steps, {PICTURE_BYTES / 1e6:g} MB a picture"
        )
        print(_row("frame -> first byte of request", [s[0] - f for s, f in zip(seen, framed, strict=True)]))
        print(_row("last byte of answer -> decision", [d - s[1] for s, d in zip(seen, decided, strict=True)]))
        whole = [d - f for d, f in zip(decided, framed, strict=True)]
        print(_row("whole step", whole))
        print(_row("whole step, CPU of this process", cpu))
        mb = [each / 1e6 for each in memory]
        print(
            f"  memory {statistics.median(mb[1:101]):.0f} MB in the first 100 steps, "
            f"{statistics.median(mb[-100:]):.0f} MB in the last; "
            f"largest request {max(s[2] for s in seen) / 1e6:.2f} MB"
        )
    stops = sorted(each * 1000 for each in asyncio.run(_stops()))
    print(f"stop -> request in flight ended: median {statistics.median(stops):.2f}, most {stops[-1]:.2f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
    else:
        main()
