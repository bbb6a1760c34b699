"""Starts the input process and carries lines to and from it, on threads of its own.

That it is there, the app says from its event loop's thread alone: a window that hangs can't stop
anything, and must not pass for one that works.
"""

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

    While `must_beat`, as during a run, it has to say that it is there, before `patience` (in
    seconds) is at its end.
    Raises InputError when it can't be started.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        on_message: Callable[[dict[str, Any]], None],
        on_death: Callable[[str], None],
        must_beat: Callable[[], bool],
        patience: float,
    ) -> None:
        self.loop = loop
        self._on_message = on_message
        self._on_death = on_death
        self._must_beat = must_beat
        self._beat_seconds = patience / wire.BEATS
        self._last_words: deque[str] = deque(maxlen=20)
        self._urgent: deque[bytes] = deque()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._gone = asyncio.Event()
        self._unheard = 0
        self._killed_because: str | None = None
        # On this thread, not in an executor: the kernel ends the child with the thread that
        # started it (PR_SET_PDEATHSIG in the child).
        self._process = _started()
        self._threads = [
            threading.Thread(target=work, name="input process", daemon=True)
            for work in (self._read, self._read_errors, self._write)
        ]
        for thread in self._threads:
            thread.start()
        self._tick()

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

    def kill(self, why: str) -> None:
        """Ends it at once, because it does not do what it must; its guardian releases what it held."""
        if self._killed_because is None and not self._gone.is_set():
            _log.warning("the input process is killed: %s", why)
            self._killed_because = why
            self._process.kill()

    async def end(self, seconds: float) -> None:
        """Closes the pipe, on which the process releases all and exits; kills it if it doesn't."""
        await self._end_process(seconds)
        self._next_tick.cancel()
        # A thread that is still waking the loop while Python exits can bring the program down.
        for thread in self._threads:
            thread.join(_LAST_SECONDS)

    async def _end_process(self, seconds: float) -> None:
        self._outbox.put(None)
        for harder in (self._process.terminate, self._process.kill):
            try:
                async with asyncio.timeout(seconds):
                    await self._gone.wait()
            except TimeoutError:
                harder()
            else:
                return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._gone.wait()

    def _tick(self) -> None:
        """On the loop's thread, all the time: says that it is alive, and looks whether the child is.

        Ticks are counted, not seconds: when both were suspended, nobody was silent.
        """
        if self._gone.is_set() or self.loop.is_closed():
            return
        self._outbox.put(_BEAT)
        self._unheard = self._unheard + 1 if self._must_beat() else 0
        if self._unheard > wire.BEATS:
            self.kill("it did not answer any more")
        self._next_tick = self.loop.call_later(self._beat_seconds, self._tick)

    def _read(self) -> None:
        with _pipe(self._process.stdout) as lines:
            for line in lines:
                self._unheard = 0
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
            while (line := self._outbox.get()) is not None:
                while self._urgent:
                    pipe.write(self._urgent.popleft())
                pipe.write(line)
                pipe.flush()

    def _died(self, code: int) -> None:
        for line in self._last_words:
            _log.debug("its last words: %s", line)
        self._outbox.put(None)
        self._gone.set()
        died = f"signal {-code}" if code < 0 else f"exit code {code}"
        self._on_death(self._killed_because or died)

    def _call(self, callback: Callable[[Any], None], argument: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            self.loop.call_soon_threadsafe(callback, argument)


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
