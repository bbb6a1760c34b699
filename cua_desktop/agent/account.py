"""The account of one run: what it has used so far, and what is told of it."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from cua_desktop.agent.clock import RunClock
from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.events import (
    EndReason,
    ErrorShown,
    Event,
    MessageShown,
    Paused,
    RunEnded,
    ScreenshotTaken,
)
from cua_desktop.agent.interfaces.reporter import Reporter
from cua_desktop.agent.interfaces.safety import Limits
from cua_desktop.agent.interfaces.screen import View
from cua_desktop.agent.presence import Change
from cua_desktop.agent.tally import Tally

_Event = TypeVar("_Event", bound=Event)


class Account:
    """Every event of a run goes through here, with its time and step."""

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self.tally = Tally()
        self.clock = RunClock()

    def begin(self) -> None:
        """A new run: everything counts from nothing."""
        self.tally = Tally()
        self.clock = RunClock()

    def tell(self, kind: Callable[..., _Event], /, **what: Any) -> _Event:
        """Reports an event of this kind, and gives it back."""
        event = kind(time=time.time(), step=self.tally.steps, **what)
        self._report(event)
        return event

    def tell_note(self, note: str) -> str:
        """Shows the user what the model is told by the app."""
        self.tell(MessageShown, text=note, by="app")
        return note

    def saw(self, view: View) -> View:
        """Counts and reports a look at the screen."""
        self.tally.saw(view)
        seconds = view.settle_seconds + view.capture_seconds + view.encode_seconds
        self.tell(ScreenshotTaken, frame=view.frame, seconds=seconds, settled=view.settled)
        return view

    def paused(self, change: Change) -> None:
        """A run waits for the user, or goes on; the time counts for no limit."""
        (self.clock.go_on if change.resumed else self.clock.pause)()
        self.tell(
            Paused,
            why=change.why,
            resumed=change.resumed,
            resume_after=change.resume_after,
            cause=change.cause,
        )

    def failed(self, error: CuaError) -> tuple[EndReason, str]:
        """Shows the error that ends the run."""
        self.tell(ErrorShown, message=error.message, hint=error.hint, change=error.change)
        return EndReason.ERROR, str(error)

    def ended(self, reason: EndReason, message: str, limits: Limits) -> RunEnded:
        """Closes the account: what the run has come to, and what it has used."""
        return self.tell(
            RunEnded,
            reason=reason,
            message=message,
            steps=self.tally.steps,
            seconds=self.clock.elapsed(),
            phases=self.tally.phases(),
            usage=self.tally.usage,
            cost=limits.cost(self.tally.usage),
            prices_of=limits.bounds.prices_of,
        )
