"""The account of one run: what it has used so far, and what is told of it."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from cua_desktop.agent.clock import RunClock
from cua_desktop.agent.events import Event, MessageShown, ScreenshotTaken
from cua_desktop.agent.interfaces.reporter import Reporter
from cua_desktop.agent.interfaces.screen import View
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
