"""What a run looks like from outside, kept up to date from its events. Pure: no Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum

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
    `beneath` is what the status would be if the run were not paused.
    """

    status: Status = Status.IDLE
    step: int = 0
    max_steps: int | None = None
    tokens: int = 0
    begun: float | None = None
    beneath: Status | None = None
    seconds: float = 0.0
    cost: float | None = None
    room: int | None = None

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self.begun is not None


def progress_after(progress: RunProgress, event: Event) -> RunProgress:
    """The progress once this event has happened."""
    if progress.beneath is None:
        if isinstance(event, Paused) and not event.resumed:
            return replace(progress, status=Status.PAUSED, beneath=progress.status)
        return _progress_after(progress, event)
    after = _progress_after(replace(progress, status=progress.beneath, beneath=None), event)
    if isinstance(event, RunStarted | RunEnded | Paused):
        return after
    return replace(after, status=Status.PAUSED, beneath=after.status)


def _progress_after(progress: RunProgress, event: Event) -> RunProgress:
    match event:
        case RunStarted():
            return RunProgress(Status.ACTING, max_steps=event.max_steps, begun=event.time)
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
                seconds=event.seconds,
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
