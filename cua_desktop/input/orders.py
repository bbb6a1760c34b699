"""The app's orders, as they come on standard input: each is followed, and answered when it is done."""

import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

from cua_desktop.agent.errors import CuaError, InputError, StoppedError
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.permit import Stamp
from cua_desktop.input import chord, rendezvous, wire
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import Body, Heard, UserInput
from cua_desktop.input.ledger import Ledger
from cua_desktop.input.permits import Permits
from cua_desktop.input.systems import open_body
from cua_desktop.input.take_over import TakeOver
from cua_desktop.input.worker import Worker

_log = logging.getLogger(__name__)

_LONGEST_LINE = 1 << 24
"""Bytes. Many times what an action can be; without a limit a pipe gone wrong could fill the memory."""

_PRIVATE_FOLDER = "Is the folder for temporary files writable and yours?"


class _Say(Protocol):
    def __call__(self, **message: Any) -> None: ...


class Orders:
    """Follows orders, and has all that they need: made when the app says `open`.

    `say` tells the app something and never blocks; `end` has the process end, and gives the reason.
    """

    def __init__(self, brake: Brake, ledger: Ledger | None, say: _Say, end: Callable[[str], None]) -> None:
        self._brake = brake
        self._ledger = ledger
        self._say = say
        self._end = end
        self._take_over = TakeOver(
            brake,
            lambda heard: say(event="user", **wire.packed_user(heard)),
            lambda: self._worker is not None and self._worker.types,
            lambda heard: say(event="present", **wire.packed_user(heard)),
        )
        self._permits = Permits()
        self._worker: Worker | None = None
        self._rendezvous: rendezvous.Rendezvous | None = None
        self._lost_told = False
        # The numbers of the newest orders to stop and to interrupt: they overtake what waits in the app.
        self._stopped_at = self._interrupted_at = 0
        self.body: Body | None = None
        """Hands and ears, once there are any."""
        self.heard_at = time.monotonic()
        """When the app was last heard of, by the monotonic clock."""
        self.patience = wire.SILENCE_SECONDS
        """How long the app may be silent during a run, in seconds."""

    def read(self, orders: BinaryIO) -> None:
        """Follows them until there are no more; a stop never waits for anything."""
        while line := orders.readline(_LONGEST_LINE):
            self.heard_at = time.monotonic()
            try:
                order = wire.message(line)
            except (ValueError, RecursionError):
                _log.warning("the app said something that is no order")
            else:
                self._obey(order)
        self._end("the end of the app")

    def lost(self, why: str) -> None:
        """Tells once that the stop keys are not heard any more."""
        if not self._lost_told:
            self._lost_told = True
            self._say(event="listener_lost", why=why)

    def close(self, seconds: float) -> bool:
        """Closes everything; False if what is under way has not ended in this time.

        Then what it borrowed is not given back.
        """
        ended = self._worker is None or self._worker.close(seconds)
        if self._rendezvous:
            self._rendezvous.close()
        if self.body:
            with contextlib.suppress(Exception):  # the display may be gone, and this is the end
                self.body.ears.close()
                self.body.hands.close()
        return ended

    def _obey(self, order: dict[str, Any]) -> None:
        try:
            self._follow(order)
        except CuaError as error:
            self._answer(order, error)
        except Exception as error:  # noqa: BLE001 - a bad order must not end the brake
            _log.exception("an order was not understood")
            self._answer(order, InputError(f"The order was not understood ({type(error).__name__})."))

    def _follow(self, order: dict[str, Any]) -> None:  # noqa: C901, PLR0912 - one case an order
        match order["do"]:
            case "beat":
                pass
            case "stop":
                self._stopped_at = order.get("id", self._stopped_at)
                self._brake.stop(order.get("by", "the app"), quietly=order.get("quietly", False))
                self._answer(order, None)
            case "open":
                self.patience = float(order.get("patience", self.patience))
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
                worker = self._its_worker()
                within = self._permits.take(order["permit"], action, self._brake.run)
                worker.perform(action, within, lambda error: self._answer(order, error))
            case "stamp":
                self._permits.renew(Stamp(bytes.fromhex(order["key"])))
            case "admit":
                self._permits.admit(wire.unpacked_permit(order["permit"]), self._brake.run)
                self._answer(order, None)
            case "own_windows":
                places = [Rect(*place) for place in order["places"]]
                self._take_over.own_windows(places, focused=order["focused"])
            case "lock":
                self._brake.lock()
                self._answer(order, None)
            case "unlock":
                self._brake.unlock()
            case "interrupt":
                self._interrupted_at = order.get("id", self._interrupted_at)
                self._brake.interrupt()
            case "resume":
                if order["id"] > self._interrupted_at:  # else they came back before it got here
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
                lost=self.lost,
                user=self._user_heard,
            )
            self.body = open_body(self._brake, keys, heard)
            self._use_ledger()
            self._worker = Worker(self._brake, self.body.hands, keys)
            self._rendezvous = _listening(self._stop_from_shell)
        except CuaError as error:
            self._say(event="failed", error=wire.packed_error(error))
            self._end("a failed start")
        except Exception as error:  # noqa: BLE001 - whatever it is, the app has to be told
            _log.exception("the start failed")
            failure = InputError(f"The input process could not start ({type(error).__name__}).")
            self._say(event="failed", error=wire.packed_error(failure))
            self._end("a failed start")
        else:
            self._say(event="ready", ready=wire.packed_ready(self.body.ready))

    def _user_heard(self, heard: UserInput) -> None:
        if self._brake.locked and heard.kind in ("button", "key"):
            self._say(event="pressed", **wire.packed_press(heard))
        self._take_over.heard(heard)

    def _use_ledger(self) -> None:
        """Once this process alone works the display."""
        if self._ledger is None:
            raise InputError("What is held can't be written down.", _PRIVATE_FOLDER)
        self._brake.write_held_by(self._ledger.write)
        self._ledger.write(())
        self._brake.put_right(self._ledger.left_behind())

    def _stop_from_shell(self) -> bool:
        try:
            stopped = self._brake.stop(rendezvous.STOPPED_BY)
        except Exception:
            self._end(rendezvous.STOPPED_BY)  # what can't be released here, the guardian releases
            raise
        if not stopped:
            self._say(event="shell_heard")
        return stopped

    def _start_run(self, order: dict[str, Any]) -> None:
        if self.body is None or (why := self.body.ears.deaf_because):
            raise InputError(
                f"The stop keys can't be heard: {why if self.body else 'it has not started'}.",
                "No run starts without them. Restart the app, or choose other stop keys.",
            )
        if order["id"] < self._stopped_at:
            raise StoppedError("a stop that came before it began")
        worker = self._its_worker()
        worker.start_run()
        self._permits.renew(None)
        # On this thread, which also reads stops: one that comes after this order stays on.
        self._take_over.begin(interrupts=order.get("interruptible", False))
        self._brake.start_run()
        if order["id"] < self._interrupted_at:
            self._brake.interrupt()
        self._answer(order, None)

    def _its_worker(self) -> Worker:
        if self._worker is None:
            raise InputError("The input process has not started.")
        return self._worker

    def _answer(self, order: dict[str, Any], error: CuaError | None) -> None:
        if "id" in order:
            self._say(id=order["id"], error=error and wire.packed_error(error))


def _listening(stop: Callable[[], bool]) -> rendezvous.Rendezvous:
    try:
        return rendezvous.Rendezvous(stop)
    except OSError as error:
        raise InputError(
            f"“cua-desktop stop” could not be set up ({error.strerror}).",
            _PRIVATE_FOLDER,
        ) from error
