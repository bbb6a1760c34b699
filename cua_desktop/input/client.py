"""The app's side of the input process. Nothing here blocks the event loop's thread."""

import asyncio
import dataclasses
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cua_desktop.agent.actions import Action
from cua_desktop.agent.errors import CuaError, InputError, StoppedError
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.permit import Permit, Stamp
from cua_desktop.input import wire
from cua_desktop.input.answers import Answers
from cua_desktop.input.brake import CORNER, NOT_STARTED, STOP_KEYS
from cua_desktop.input.child import Child
from cua_desktop.input.hands import Ready, UserInput
from cua_desktop.input.rendezvous import STOPPED_BY

_log = logging.getLogger(__name__)

_START_SECONDS = 30.0
_ORDER_SECONDS = 10.0
_END_SECONDS = 5.0

_STOP_SECONDS = 1.5
"""How long a stop may stay unanswered, at most: then the process is ended, and its guardian releases."""

_CANCELLED = "the end of the run"


@dataclass(frozen=True, slots=True)
class Stopped:
    """A run was stopped; `by` continues “Stopped by …”."""

    by: str


@dataclass(frozen=True, slots=True)
class ListenerLost:
    """The stop keys are not heard any more; the brake is on."""

    why: str


@dataclass(frozen=True, slots=True)
class ProcessDied:
    """The input process is gone; nothing can be injected any more."""

    why: str


@dataclass(frozen=True, slots=True)
class UserActive:
    """The user works the computer, not only the app; told at most some times a second."""

    what: UserInput


@dataclass(frozen=True, slots=True)
class UserPresent:
    """Somebody is there: input that is not ours, wherever it goes; told at most some times a second."""

    what: UserInput


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button or key went down while a question is open, and it was not ours."""

    what: UserInput


Report = Stopped | ListenerLost | ProcessDied | UserActive | UserPresent | Pressed


class InputProcess:
    """Mouse and keyboard, in a process of their own; implements `agent.interfaces.input.Input`.

    `stop_chord` is like `ctrl+alt+q`. `report` is called on the event loop's thread. While a run
    is `interruptible`, the user's own input interrupts it until `resume`.
    """

    def __init__(
        self,
        *,
        stop_chord: str,
        report: Callable[[Report], None],
        interruptible: bool = False,
        patience: float = wire.SILENCE_SECONDS,
    ) -> None:
        self._stop_chord = stop_chord
        self._interruptible = interruptible
        self._patience = patience
        self._own_windows: dict[str, Any] | None = None
        self._report = report
        self._child: Child | None = None
        self._answers = Answers(self._on_stop_gone_wrong)
        self._ready: asyncio.Future[Ready] | None = None
        self._chord_heard: asyncio.Event = asyncio.Event()
        self._stopped_by: str | None = NOT_STARTED
        self._closing = False
        self._told: str | None = None  # who ended the run, until the same signal is told on its own

    @property
    def alive(self) -> bool:
        """Whether the process runs; `open` starts it anew."""
        return self._child is not None

    async def open(self) -> Ready:
        """Starts the process and says what this machine allows. Raises InputError, with what to do."""
        if self._child is not None:
            raise InputError("The input process is running already.")
        self._closing = False
        self._own_windows = None
        loop = asyncio.get_running_loop()
        self._ready = loop.create_future()
        self._child = Child(loop, self._on_message, self._on_death, self._in_a_run, self._patience)
        self._send({"do": "open", "stop_chord": self._stop_chord, "patience": self._patience})
        try:
            async with asyncio.timeout(_START_SECONDS):
                return await self._ready
        except TimeoutError:
            await self.close()
            raise InputError("The input process did not start in time.", "Try again.") from None
        except BaseException:
            await self.close()
            raise

    async def start_run(self) -> None:
        """Lets go of the brake for a new run that a person started.

        Raises InputError when the stop keys are not heard.
        """
        order = {"do": "start_run", "interruptible": self._interruptible}
        self._stopped_by = None
        try:
            await self._ordered(order, _ORDER_SECONDS)
        except BaseException:
            self._stopped_by = self._stopped_by or NOT_STARTED
            raise
        self._refuse_when_stopped()

    async def check(self, actions: Sequence[Action], within: Rect | None = None) -> None:
        """Raises ActionRefusedError if any of them could not be performed; injects nothing.

        Nor could be what reaches out of `within`, in screen points.
        """
        packed = [wire.packed(action) for action in actions]
        await self._ordered({"do": "check", "actions": packed, "within": wire.packed_rect(within)}, None)

    def new_stamp(self) -> Stamp:
        """For permits of the look at the screen that now begins; all before are void. Never raises."""
        stamp = Stamp.fresh()
        self._send({"do": "stamp", "key": stamp.key.hex()})
        return stamp

    async def admit(self, permit: Permit) -> None:
        """Has the process know what it may perform next; no permit before it holds any more.

        Raises InputError when it is not of the newest look, or was admitted before.
        """
        await self._ordered({"do": "admit", "permit": wire.packed_permit(permit)}, _ORDER_SECONDS)

    async def perform(self, action: Action, permit: Permit) -> None:
        """Performs the next action of the permit that was admitted last, all of it in the part shown.

        Raises ActionRefusedError, UserActiveError, StoppedError, InputError.
        """
        order = {"do": "perform", "action": wire.packed(action), "permit": permit.number}
        self._refuse_when_stopped()
        try:
            await self._ordered(order, None)
        except asyncio.CancelledError:
            self._stopped_by = self._stopped_by or _CANCELLED
            self._pull_brake(_CANCELLED, quietly=True)
            raise

    async def resume(self) -> None:
        """The user has left: actions are performed again, none that was begun before. Raises InputError."""
        await self._ordered({"do": "resume"}, _ORDER_SECONDS)

    async def lock(self) -> None:
        """Nothing is injected until `unlock`: a question to the user is about to open. Raises InputError."""
        await self._ordered({"do": "lock"}, _ORDER_SECONDS)

    def unlock(self) -> None:
        """The question is answered or gone. Never raises."""
        self._send({"do": "unlock"})

    def interrupt(self) -> None:
        """Interrupts the run at once, as the user's own input does. Never raises."""
        if self._child is not None:
            self._child.send(wire.line({"do": "interrupt", "id": self._answers.number()}), first=True)

    def tell_own_windows(self, places: Sequence[Rect], *, focused: bool) -> None:
        """Where the app's own windows are: what the user does there interrupts nothing.

        In screen points; `focused` is whether one of them has the keyboard. To be told again
        whenever it changes; costs nothing when it has not.
        """
        order = {
            "do": "own_windows",
            "places": [dataclasses.astuple(place) for place in places],
            "focused": focused,
        }
        if order != self._own_windows:
            self._own_windows = order
            self._send(order)

    async def end_run(self, stopped_by: str | None = None) -> None:
        """Puts the brake on and releases everything; never raises."""
        self._stopped_by = self._stopped_by or stopped_by or NOT_STARTED
        if self._child is None:
            return
        try:
            await self._ordered({"do": "end_run", "by": self._stopped_by}, _ORDER_SECONDS)
        except CuaError as error:
            _log.warning("the end of the run was not confirmed: %s", error)
            if self._child is not None:
                self._child.kill("it did not end the run")

    def stop_now(self, by: str) -> None:
        """Pulls the brake, at once; from the event loop's thread, at any time. Never raises."""
        self._stopped_by = self._stopped_by or by
        self._pull_brake(by)

    async def listen_for_chord(self, seconds: float) -> bool:
        """Whether the stop keys were pressed within this time: the test of the brake."""
        self._chord_heard.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._chord_heard.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Ends the process, which releases everything first. May be called twice."""
        self._closing = True
        self._stopped_by = self._stopped_by or NOT_STARTED
        child, self._child = self._child, None
        if child is not None:
            await child.end(_END_SECONDS)
        self._answers.fail_all("The input process has ended.")

    def _pull_brake(self, by: str, *, quietly: bool = False) -> None:
        child = self._child
        if child is None:
            return
        number = self._answers.number()
        child.send(wire.line({"do": "stop", "by": by, "quietly": quietly, "id": number}), first=True)
        if self._ready is None or not self._ready.done():
            return  # it answers when it has started, and does nothing before
        self._answers.expect_stop(number, child.loop, _STOP_SECONDS)

    def _on_stop_gone_wrong(self, why: str) -> None:
        if self._child is not None:
            self._child.kill(why)

    def _in_a_run(self) -> bool:
        return self._stopped_by is None

    def _refuse_when_stopped(self) -> None:
        if self._stopped_by is not None:
            raise StoppedError(self._stopped_by)

    async def _ordered(self, order: dict[str, Any], seconds: float | None) -> None:
        """Sends an order and waits for its answer. Raises what the process answered, or InputError."""
        if self._child is None:
            raise InputError("The input process is not running.", "Restart the app.")
        number = self._answers.number()
        await self._answers.to(number, lambda: self._send({**order, "id": number}), seconds)

    def _send(self, order: dict[str, Any]) -> None:
        if self._child is not None:
            self._child.send(wire.line(order))

    def _on_message(self, message: dict[str, Any]) -> None:  # noqa: C901 - one case a message
        match message:
            case {"id": number, "error": error}:
                self._answers.came(number, error)
            case {"event": "ready", "ready": ready}:
                self._on_start(wire.unpacked_ready(ready))
            case {"event": "failed", "error": error}:
                self._on_start(wire.unpacked_error(error))
            case {"event": "chord_heard"}:
                self._chord_heard.set()
                self._on_signal(STOP_KEYS)
            case {"event": "corner_heard"}:
                self._on_signal(CORNER)
            case {"event": "shell_heard"}:
                self._on_signal(STOPPED_BY)
            case {"event": "stopped", "by": by}:
                self._told = by
                self._stopped_by = self._stopped_by or by
                self._report(Stopped(by))
            case {"event": "user", **user}:
                self._report(UserActive(wire.unpacked_user(user)))
            case {"event": "present", **user}:
                self._report(UserPresent(wire.unpacked_user(user)))
            case {"event": "pressed", **press}:
                self._report(Pressed(wire.unpacked_press(press)))
            case {"event": "listener_lost", "why": why}:
                self._stopped_by = self._stopped_by or "the loss of the stop keys"
                self._report(ListenerLost(why))

    def _on_signal(self, by: str) -> None:
        """Someone wants a stop. If it ended no run, one may be being prepared."""
        if self._told != by:
            self._report(Stopped(by))
        self._told = None

    def _on_start(self, outcome: Ready | CuaError) -> None:
        if self._ready is None or self._ready.done():
            return
        if isinstance(outcome, CuaError):
            self._ready.set_exception(outcome)
        else:
            self._ready.set_result(outcome)

    def _on_death(self, why: str) -> None:
        """The process is gone; called once."""
        self._child = None
        self._stopped_by = self._stopped_by or "the loss of the input process"
        self._on_start(InputError(f"The input process ended while starting ({why})."))
        self._answers.fail_all(f"The input process is gone ({why}).")
        if not self._closing:
            self._report(ProcessDied(why))
