"""What happens in a run, as frozen data: the window, the terminal, `--json` and the journal read it.

`type` is the event's name in the JSON lines of `--json`; names and fields there are a promise to scripts.
"""

import dataclasses
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from cua_desktop.agent.actions import Action, in_words, kind_of
from cua_desktop.agent.bounds import Bounds, PauseCause
from cua_desktop.agent.exchange import ComputerCall, Frame, RateLimits, SafetyCheck, Usage
from cua_desktop.agent.grant import Grant


class EndReason(StrEnum):
    """Why a run ended."""

    FINISHED = "finished"
    ERROR = "error"
    NEEDS_PERSON = "needs_person"
    LIMIT = "limit"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Phases:
    """Seconds spent per phase of a run."""

    model: float = 0.0
    act: float = 0.0
    settle: float = 0.0
    capture: float = 0.0
    encode: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`time` in Unix seconds; `step` counts from 1, 0 is before the first.

    What is `passing` is for those who watch; it is not recorded, and comes again as a whole.
    """

    type: ClassVar[str]
    passing: ClassVar[bool] = False
    time: float
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """`bounds` is how far the run may go; `max_steps` is said twice, for scripts from before."""

    type: ClassVar[str] = "run_started"
    task: str
    model: str
    max_steps: int | None
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted(Event):
    type: ClassVar[str] = "step_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSent(Event):
    """Also when it is sent again; what was heard of an answer before is void."""

    type: ClassVar[str] = "request_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArrived(Event):
    """A piece of the model's text on its way; `kind` is `reasoning` or `message`."""

    type: ClassVar[str] = "text"
    passing: ClassVar[bool] = True
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStarted(Event):
    """The request is sent again in `seconds`; None while there is only silence to wait out."""

    type: ClassVar[str] = "waiting"
    why: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseReceived(Event):
    """`cost` in US dollars, None where the model's price is not known."""

    type: ClassVar[str] = "response_received"
    response_id: str
    seconds: float
    usage: Usage
    cost: float | None = None
    rate_limits: RateLimits = field(default_factory=RateLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningShown(Event):
    type: ClassVar[str] = "reasoning"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown(Event):
    """`by` is `model`, `app` (what it told the model), `user` (said in the middle of a run), or
    `notice` (what the app tells the user alone).
    """

    type: ClassVar[str] = "message"
    text: str
    by: str = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(Event):
    type: ClassVar[str] = "approval_requested"
    call: ComputerCall
    checks: tuple[SafetyCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecided(Event):
    """`decision` is `allowed`, `denied`, `stopped` or `void`; `why` in words.

    A yes that is `void` was given to a screen that has changed since. `by_grants` is what the user
    has allowed before for the rest of the run, so that this call was allowed without a question.
    """

    type: ClassVar[str] = "approval_decided"
    decision: str
    why: str = ""
    by_grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantsChanged(Event):
    """`grants` are all that the user allows now for the rest of the run; they end with it."""

    type: ClassVar[str] = "grants"
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStarted(Event):
    type: ClassVar[str] = "action_started"
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(Event):
    type: ClassVar[str] = "action_done"
    action: Action
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenshotTaken(Event):
    """`settled` is False when the picture still changed at the ceiling."""

    type: ClassVar[str] = "screenshot"
    frame: Frame
    seconds: float
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """The agent waits; told once more, `resumed`, when it goes on.

    `why` in words; `cause` is `user` (they work the computer, or have paused it), `watch` (nobody is
    there in watch mode), `limit` or `repetition`. `resume_after` is after how many seconds
    without input of the user it goes on by itself; None when it does not. `bounds` are the limits
    from now on, where a person has raised one.
    """

    type: ClassVar[str] = "paused"
    why: str
    resumed: bool = False
    resume_after: float | None = None
    cause: PauseCause = "user"
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShown(Event):
    """`change` is the name of a setting and the value of it that may be the way out."""

    type: ClassVar[str] = "error"
    message: str
    hint: str = ""
    change: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(Event):
    """`cost` in US dollars, by the prices of that date; None where the model's price is not known."""

    type: ClassVar[str] = "run_ended"
    reason: EndReason
    message: str = ""
    steps: int = 0
    seconds: float = 0.0
    phases: Phases = field(default_factory=Phases)
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    prices_of: str = ""


def as_json_object(event: Event) -> dict[str, Any]:
    """The event as the JSON object of `--json`; screenshots as their size, never their pixels."""
    named: dict[str, Any] = {"type": event.type}
    for each in dataclasses.fields(event):
        named[each.name] = _plain(getattr(event, each.name))
    return named


def _plain(value: Any) -> Any:
    match value:
        case Frame():
            size = {"width": value.size.width, "height": value.size.height}
            return {"mime": value.mime, **size, "bytes": len(value.data)}
        case StrEnum():
            return value.value
        case tuple():
            return [_plain(item) for item in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
            if isinstance(value, Action):
                return {"type": kind_of(value), "words": in_words(value), **fields}
            return fields
        case _:
            return value
