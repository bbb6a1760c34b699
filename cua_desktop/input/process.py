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
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from cua_desktop.agent.errors import CuaError, InputError
from cua_desktop.agent.geometry import Rect
from cua_desktop.input import chord, guardian, rendezvous, wire
from cua_desktop.input.brake import LISTENER, Brake
from cua_desktop.input.hands import Body, Heard
from cua_desktop.input.ledger import Ledger
from cua_desktop.input.systems import open_body
from cua_desktop.input.take_over import TakeOver
from cua_desktop.input.worker import Worker

_log = logging.getLogger(__name__)

_LAST_SECONDS = 2.0
"""How long an action under way may take to put borrowed keys back, at the end."""

_MAIN_LOOP_SECONDS = 0.05
"""How long the end may wait for a main loop that listens."""

_LONGEST_LINE = 1 << 24
"""Bytes. Many times what an action can be; without a limit a pipe gone wrong could fill the memory."""

_PRIVATE_FOLDER = "Is the folder for temporary files writable and yours?"


def main(_words: Sequence[str] = ()) -> int:
    """Runs until the app closes the pipe, or a signal comes."""
    orders, answers = _own_pipes()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    _die_with_parent()
    ledger = _ledger()
    if ledger is not None:
        guardian.stand_by(ledger, answers.fileno())
    # The listener must not wait the usual 5 ms for a busy typer to let go of the interpreter.
    sys.setswitchinterval(0.0005)
    process = _Process(answers, ledger)
    for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, lambda got, _: process.end("Ctrl+C" if got == signal.SIGINT else "a signal"))
    threading.Thread(target=process.read, args=(orders,), name="orders", daemon=True).start()
    return process.wait()


class _Process:
    """Everything the process has: made when the app says `open`."""

    def __init__(self, answers: BinaryIO, ledger: Ledger | None) -> None:
        self._answers = answers
        self._ledger = ledger
        self._outbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._ended_by = "the end of the app"
        # Sockets, not an Event: setting one in a signal handler can deadlock its waiter.
        self._end_heard, self._end_said = socket.socketpair()
        self._brake = Brake(lambda by: self._say(event="stopped", by=by))
        self._take_over = TakeOver(
            self._brake,
            lambda heard: self._say(event="user", **wire.packed_user(heard)),
            lambda: self._worker is not None and self._worker.types,
        )
        self._body: Body | None = None
        self._worker: Worker | None = None
        self._rendezvous: rendezvous.Rendezvous | None = None
        self._heard_at = time.monotonic()
        self._patience = wire.SILENCE_SECONDS
        self._lost_told = False
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
        if self._worker:
            self._worker.close(_LAST_SECONDS)
        if self._rendezvous:
            self._rendezvous.close()
        if self._body:
            with contextlib.suppress(Exception):  # the display may be gone, and this is the end
                self._body.ears.close()
                self._body.hands.close()
        if self._ledger and released:
            self._ledger.close()
        self._outbox.put(None)
        self._writer.join(1)
        # Threads of libraries may hang in a display that is gone; nothing is left to lose.
        os._exit(0)

    def read(self, orders: BinaryIO) -> None:
        """Follows the app's orders; a stop never waits for anything."""
        while line := orders.readline(_LONGEST_LINE):
            self._heard_at = time.monotonic()
            try:
                order = wire.message(line)
            except (ValueError, RecursionError):
                _log.warning("the app said something that is no order")
            else:
                self._obey(order)
        self.end("the end of the app")

    def _obey(self, order: dict[str, Any]) -> None:
        try:
            self._follow(order)
        except CuaError as error:
            self._answer(order, error)
        except Exception as error:  # noqa: BLE001 - a bad order must not end the brake
            _log.exception("an order was not understood")
            self._answer(order, InputError(f"The order was not understood ({type(error).__name__})."))

    def _watch_until_end(self) -> None:
        """A run needs an app that can stop it and ears that hear the stop keys: else this stops it."""
        while not self._ends_within(self._patience / wire.BEATS):
            if self._brake.stopped_by is not None:
                continue
            self._say(event="beat")
            if time.monotonic() - self._heard_at > self._patience:
                self._brake.stop("the silence of the app")
            elif self._body and (why := self._body.ears.deaf_because):
                self._brake.stop(LISTENER)
                self._lost(why)

    def _ends_within(self, seconds: float) -> bool:
        """Waits for the end; where the system delivers to the main thread, that is what waits."""
        main_loop = self._body.main_loop if self._body else None
        if main_loop is None:
            return bool(select.select([self._end_heard], [], [], seconds)[0])
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            main_loop(_MAIN_LOOP_SECONDS)
            if select.select([self._end_heard], [], [], 0)[0]:
                return True
        return False

    def _lost(self, why: str) -> None:
        """Tells once that the stop keys are not heard any more."""
        if not self._lost_told:
            self._lost_told = True
            self._say(event="listener_lost", why=why)

    def _follow(self, order: dict[str, Any]) -> None:
        match order["do"]:
            case "beat":
                pass
            case "stop":
                self._brake.stop(order["by"], quietly=order["quietly"])
                self._answer(order, None)
            case "open":
                self._patience = float(order.get("patience", self._patience))
                self._open(order["stop_chord"])
            case "start_run":
                self._start_run(order)
            case "end_run":
                self._brake.stop(order["by"], quietly=True)
                self._its_worker().when_idle(lambda error: self._answer(order, error))
            case "check":
                actions = [wire.unpacked(plain) for plain in order["actions"]]
                within = wire.unpacked_rect(order["within"])
                self._its_worker().check(actions, within, lambda error: self._answer(order, error))
            case "perform":
                action = wire.unpacked(order["action"])
                within = wire.unpacked_rect(order["within"])
                self._its_worker().perform(action, within, lambda error: self._answer(order, error))
            case _:
                self._give_way(order)

    def _give_way(self, order: dict[str, Any]) -> None:
        """Orders about the user who takes over."""
        match order["do"]:
            case "own_windows":
                places = [Rect(*place) for place in order["places"]]
                self._take_over.own_windows(places, focused=order["focused"])
            case "interrupt":
                self._brake.interrupt()
            case "resume":
                self._brake.resume()
                self._answer(order, None)
            case unknown:
                raise InputError(f"There is no order {unknown!r}.")

    def _open(self, setting: str) -> None:
        try:
            keys = chord.parsed(setting)
            heard = Heard(
                chord=lambda: self._say(event="chord_heard"),
                corner=lambda: self._say(event="corner_heard"),
                lost=self._lost,
                user=self._take_over.heard,
            )
            self._body = open_body(self._brake, keys, heard)
            self._use_ledger()
            self._worker = Worker(self._brake, self._body.hands, keys)
            self._rendezvous = _listening(self._stop_from_shell)
        except CuaError as error:
            self._say(event="failed", error=wire.packed_error(error))
            self.end("a failed start")
        except Exception as error:  # noqa: BLE001 - whatever it is, the app has to be told
            _log.exception("the start failed")
            failure = InputError(f"The input process could not start ({type(error).__name__}).")
            self._say(event="failed", error=wire.packed_error(failure))
            self.end("a failed start")
        else:
            self._say(event="ready", ready=wire.packed_ready(self._body.ready))

    def _use_ledger(self) -> None:
        """Once this process alone works the display."""
        if self._ledger is None:
            raise InputError("What is held can't be written down.", _PRIVATE_FOLDER)
        self._brake.write_held_by(self._ledger.write)
        self._ledger.write(())
        self._brake.put_right(self._ledger.left_behind())

    def _stop_from_shell(self) -> bool:
        stopped = self._brake.stop(rendezvous.STOPPED_BY)
        if not stopped:
            self._say(event="shell_heard")
        return stopped

    def _start_run(self, order: dict[str, Any]) -> None:
        if self._body is None or (why := self._body.ears.deaf_because):
            raise InputError(
                f"The stop keys can't be heard: {why if self._body else 'it has not started'}.",
                "No run starts without them. Restart the app, or choose other stop keys.",
            )
        worker = self._its_worker()
        worker.start_run()
        # On this thread, which also reads stops: one that comes after this order stays on.
        self._take_over.begin(interrupts=order.get("interruptible", False))
        self._brake.start_run()
        self._answer(order, None)

    def _its_worker(self) -> Worker:
        if self._worker is None:
            raise InputError("The input process has not started.")
        return self._worker

    def _answer(self, order: dict[str, Any], error: CuaError | None) -> None:
        if "id" in order:
            self._say(id=order["id"], error=error and wire.packed_error(error))

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


def _listening(stop: Callable[[], bool]) -> rendezvous.Rendezvous:
    try:
        return rendezvous.Rendezvous(stop)
    except OSError as error:
        raise InputError(
            f"“cua-desktop stop” could not be set up ({error.strerror}).",
            _PRIVATE_FOLDER,
        ) from error


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
