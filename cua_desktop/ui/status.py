"""What a run looks like from outside, kept up to date from its events. Pure: no Qt."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from cua_desktop.agent.bounds import Bounds
from cua_desktop.agent.events import (
    ActionStarted,
    ApprovalDecided,
    ApprovalRequested,
    EndReason,
    Event,
    Paused,
    RequestSent,
    ResponseReceived,
    RunEnded,
    RunStarted,
    StepStarted,
)
from cua_desktop.agent.exchange import RateLimits

MOST_ROOM_TOLD = 5
"""Requests that the service still takes; while there are more, nobody needs to know."""


class Status(StrEnum):
    """Who drives and what is going on, in words a person reads."""

    IDLE = "Idle"
    STARTING = "Starting"
    WAITING = "Waiting for model"
    ACTING = "Acting"
    NEEDS_YOU = "Needs you"
    PAUSED = "Paused"
    STOPPED = "Stopped"
    FAILED = "Failed"
    DONE = "Done"


_ENDS = {
    EndReason.FINISHED: Status.DONE,
    EndReason.ERROR: Status.FAILED,
    EndReason.NEEDS_PERSON: Status.STOPPED,
    EndReason.LIMIT: Status.STOPPED,
    EndReason.STOPPED: Status.STOPPED,
}


@dataclass(frozen=True, slots=True)
class RunProgress:
    """`begun` in Unix seconds while a run is under way; `seconds`, `tokens` and `cost` (US dollars) are
    of this run so far; the cost is None where the model's price is not known.

    `room` is how many more requests like the last one the service takes now, where it says that they are few.
    `beneath` is what the status would be if the run were not paused; `waited` are the seconds of the
    pauses before, `waiting_since` is when the one of now began, in Unix seconds.
    """

    status: Status = Status.IDLE
    step: int = 0
    tokens: int = 0
    begun: float | None = None
    beneath: Status | None = None
    seconds: float = 0.0
    cost: float | None = None
    room: int | None = None
    bounds: Bounds = field(default_factory=Bounds)
    waited: float = 0.0
    waiting_since: float | None = None

    def worked(self, now: float) -> float:
        """The seconds without the pauses; `now` is in Unix seconds."""
        if self.begun is None:
            return self.seconds
        return max(0.0, (self.waiting_since or now) - self.begun - self.waited)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self.begun is not None


def progress_after(progress: RunProgress, event: Event) -> RunProgress:
    """The progress once this event has happened."""
    if isinstance(event, Paused) and event.bounds is not None:
        progress = replace(progress, bounds=event.bounds)
    if progress.beneath is None:
        if isinstance(event, Paused) and not event.resumed:
            status = _status_of(event)
            return replace(progress, status=status, beneath=progress.status, waiting_since=event.time)
        return _progress_after(progress, event)
    paused = progress.status
    after = _progress_after(replace(progress, status=progress.beneath, beneath=None), event)
    if isinstance(event, Paused) and event.resumed:
        waited = event.time - (progress.waiting_since or event.time)
        return replace(after, waiting_since=None, waited=after.waited + waited)
    if isinstance(event, RunStarted | RunEnded):  # what was waited at the end is no work either
        waiting = event.time - (progress.waiting_since or event.time)
        return (
            after
            if isinstance(event, RunStarted)
            else replace(after, seconds=max(0.0, after.seconds - waiting))
        )
    if isinstance(event, Paused):
        paused = _status_of(event)
    return replace(after, status=paused, beneath=after.status)


def _status_of(pause: Paused) -> Status:
    return Status.NEEDS_YOU if pause.cause in ("limit", "repetition") else Status.PAUSED


def _progress_after(progress: RunProgress, event: Event) -> RunProgress:
    match event:
        case RunStarted():
            bounds = replace(event.bounds, steps=event.bounds.steps or event.max_steps)
            return RunProgress(Status.ACTING, bounds=bounds, begun=event.time)
        case StepStarted():
            return replace(progress, step=event.step)
        case RequestSent():
            return replace(progress, status=Status.WAITING)
        case ResponseReceived():
            tokens = event.usage.input_tokens + event.usage.output_tokens
            cost = progress.cost if event.cost is None else (progress.cost or 0.0) + event.cost
            return replace(
                progress,
                status=Status.ACTING,
                tokens=progress.tokens + tokens,
                cost=cost,
                room=_room(event.rate_limits, tokens),
            )
        case ApprovalRequested():
            return replace(progress, status=Status.NEEDS_YOU)
        case ApprovalDecided() | ActionStarted():
            return replace(progress, status=Status.ACTING)
        case RunEnded():
            tokens = event.usage.input_tokens + event.usage.output_tokens
            return replace(
                progress,
                status=_ENDS[event.reason],
                step=event.steps,
                tokens=max(tokens, progress.tokens),
                begun=None,
                seconds=max(0.0, event.seconds - progress.waited),
                waiting_since=None,
                cost=event.cost if event.cost is not None else progress.cost,
                room=None,
            )
        case _:
            return progress


def _room(limits: RateLimits, tokens: int) -> int | None:
    left = [] if limits.requests_left is None else [limits.requests_left]
    left += [] if limits.tokens_left is None or not tokens else [limits.tokens_left // tokens]
    room = min(left, default=MOST_ROOM_TOLD + 1)
    return room if room <= MOST_ROOM_TOLD else None
