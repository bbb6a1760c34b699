"""The input process: it alone moves mouse and keyboard, and it holds the brake.

It talks JSON lines: orders come on standard input, answers and reports go to standard output. When
its input ends, because the app ended or died, it releases everything and exits.
"""

import contextlib
import ctypes
import logging
import os
import queue
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any, BinaryIO

from cua_desktop.input import guardian, wire
from cua_desktop.input.brake import LISTENER, Brake
from cua_desktop.input.ledger import Ledger
from cua_desktop.input.orders import Orders

_log = logging.getLogger(__name__)

_LAST_SECONDS = 2.0
"""How long an action under way may take to put borrowed keys back, at the end."""

_MAIN_LOOP_SECONDS = 0.05
"""How long the end may wait for a main loop that listens."""


def main(_words: Sequence[str] = ()) -> int:
    """Runs until the app closes the pipe, or a signal comes."""
    orders, answers = _own_pipes()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    _die_with_parent()
    ledger = _ledger()
    guarded = guardian.stand_by(ledger, answers.fileno()) if ledger else lambda: True
    # The listener must not wait the usual 5 ms for a busy typer to let go of the interpreter.
    sys.setswitchinterval(0.0005)
    process = _Process(answers, ledger, guarded)
    for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, lambda got, _: process.end("Ctrl+C" if got == signal.SIGINT else "a signal"))
    threading.Thread(target=process.orders.read, args=(orders,), name="orders", daemon=True).start()
    return process.wait()


class _Process:
    """What lives as long as the process: its brake, what it says, and its end."""

    def __init__(
        self, answers: BinaryIO, ledger: Ledger | None, guarded: guardian.Lives = lambda: True
    ) -> None:
        self._answers = answers
        self._guarded = guarded
        self._ledger = ledger
        self._outbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._ended_by = "the end of the app"
        # Sockets, not an Event: setting one in a signal handler can deadlock its waiter.
        self._end_heard, self._end_said = socket.socketpair()
        self._brake = Brake(lambda by: self._say(event="stopped", by=by))
        self.orders = Orders(self._brake, ledger, self._say, self.end)
        self._writer = threading.Thread(target=self._write, name="answers", daemon=True)
        self._writer.start()

    def end(self, by: str) -> None:
        """Has `wait` return; callable from a signal handler."""
        self._ended_by = by
        self._end_said.send(b"x")

    def wait(self) -> int:
        """Until the end; then releases, puts back and closes everything."""
        self._watch_until_end()
        released = False
        with contextlib.suppress(Exception):  # the display may be gone
            self._brake.stop(self._ended_by)
            released = True
        given_back = self.orders.close(_LAST_SECONDS)
        # Else the guardian finds the ledger open and puts right what is left.
        if self._ledger and released and given_back:
            self._ledger.close()
        self._outbox.put(None)
        self._writer.join(1)
        # Threads of libraries may hang in a display that is gone; nothing is left to lose.
        os._exit(0)

    def _watch_until_end(self) -> None:
        """A run needs an app that can stop it and ears that hear the stop keys: else this stops it.

        And there must be a guardian, who releases everything if this process is killed.
        """
        orders = self.orders
        while not self._ends_within(orders.patience / wire.BEATS):
            if orders.body and not self._guarded():
                # No other can be had now, among threads; the next input process has one.
                self.end("the loss of its guardian")
                continue
            if self._brake.stopped_by is not None:
                continue
            self._say(event="beat")
            if time.monotonic() - orders.heard_at > orders.patience:
                self._brake.stop("the silence of the app")
            elif orders.body and (why := orders.body.ears.deaf_because):
                self._brake.stop(LISTENER)
                orders.lost(why)

    def _ends_within(self, seconds: float) -> bool:
        """Waits for the end; where the system delivers to the main thread, that is what waits."""
        main_loop = self.orders.body.main_loop if self.orders.body else None
        if main_loop is None:
            return bool(select.select([self._end_heard], [], [], seconds)[0])
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            main_loop(_MAIN_LOOP_SECONDS)
            if select.select([self._end_heard], [], [], 0)[0]:
                return True
        return False

    def _say(self, **message: Any) -> None:
        """Never blocks: who pulls the brake must not wait for an app that does not read."""
        self._outbox.put(message)

    def _write(self) -> None:
        with contextlib.suppress(OSError):  # the app is gone; its end of the other pipe says so too
            while (message := self._outbox.get()) is not None:
                self._answers.write(wire.line(message))
                self._answers.flush()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, for us alone: what a library prints goes to standard error."""
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return orders, answers


def _ledger() -> Ledger | None:
    try:
        return Ledger()
    except OSError as error:
        _log.warning("no ledger: %s", error)  # said to the app when it says `open`
        return None


def _die_with_parent() -> None:
    """A second line of defence: the closed pipe is the first."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1  # linux/prctl.h
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
