"""Starts the input process and carries lines to and from it, on threads of its own."""

import asyncio
import contextlib
import logging
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import IO, Any

from cua_desktop import environment
from cua_desktop.agent.errors import InputError
from cua_desktop.input import wire

_log = logging.getLogger(__name__)

_BEAT = wire.line({"do": "beat"})
_LAST_SECONDS = 0.5

FROZEN_ARGUMENT = "--input-process"
"""How a packaged app is told to be the input process."""


class Child:
    """The running process. `on_message` and `on_death` are called on the loop's thread.

    Raises InputError when it can't be started.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        on_message: Callable[[dict[str, Any]], None],
        on_death: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._on_message = on_message
        self._on_death = on_death
        self._last_words: deque[str] = deque(maxlen=20)
        self._urgent: deque[bytes] = deque()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._gone = asyncio.Event()
        # On this thread, not in an executor: the kernel ends the child with the thread that
        # started it (PR_SET_PDEATHSIG in the child).
        self._process = _started()
        self._threads = [
            threading.Thread(target=work, name="input process", daemon=True)
            for work in (self._read, self._read_errors, self._write)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def send(self, line: bytes, *, first: bool = False) -> None:
        """Queues a line, or puts it before all that still wait. Never blocks, never raises."""
        if first:
            self._urgent.append(line)
            self._outbox.put(b"")
        else:
            self._outbox.put(line)

    async def end(self, seconds: float) -> None:
        """Closes the pipe, on which the process releases all and exits; kills it if it doesn't."""
        await self._end_process(seconds)
        # A thread that is still waking the loop while Python exits can bring the program down.
        for thread in self._threads:
            thread.join(_LAST_SECONDS)

    async def _end_process(self, seconds: float) -> None:
        self._outbox.put(None)
        for harder in (self._process.terminate, self._process.kill):
            try:
                await asyncio.wait_for(self._gone.wait(), seconds)
            except TimeoutError:
                harder()
            else:
                return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), seconds)

    def _read(self) -> None:
        with _pipe(self._process.stdout) as lines:
            for line in lines:
                try:
                    message = wire.message(line)
                except ValueError:
                    _log.warning("the input process said something that is no message")
                    continue
                self._call(self._on_message, message)
        code = self._process.wait()
        self._call(self._died, code)

    def _read_errors(self) -> None:
        with _pipe(self._process.stderr) as lines:
            for line in lines:
                text = line.decode("utf-8", "replace").rstrip()
                self._last_words.append(text)
                _log.info("input process: %s", text)

    def _write(self) -> None:
        # An OSError means that the process is gone; the reading thread tells.
        with contextlib.suppress(OSError), _pipe(self._process.stdin) as pipe:
            while (line := self._next_line()) is not None:
                while self._urgent:
                    pipe.write(self._urgent.popleft())
                pipe.write(line)
                pipe.flush()

    def _next_line(self) -> bytes | None:
        """The next line to send; when there is none for a while, a beat."""
        try:
            return self._outbox.get(timeout=wire.BEAT_SECONDS)
        except queue.Empty:
            return _BEAT

    def _died(self, code: int) -> None:
        for line in self._last_words:
            _log.debug("its last words: %s", line)
        self._outbox.put(None)
        self._gone.set()
        self._on_death(f"signal {-code}" if code < 0 else f"exit code {code}")

    def _call(self, callback: Callable[[Any], None], argument: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            self._loop.call_soon_threadsafe(callback, argument)


def _started() -> subprocess.Popen[bytes]:
    if getattr(sys, "frozen", False):
        command = [sys.executable, FROZEN_ARGUMENT]
    else:
        # -P: the folder the app was started in must not be searched for modules.
        command = [sys.executable, "-P", "-m", "cua_desktop.input.process"]
    try:
        return subprocess.Popen(
            command,
            env=environment.for_children(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C in a terminal is for the app, which then stops this
        )
    except OSError as error:
        raise InputError(
            f"The input process could not be started ({error.strerror}).", "Install the app again."
        ) from error


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise AssertionError("every pipe was asked for")
    return pipe
