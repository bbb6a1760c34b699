"""What goes to the model and what comes back, free of any vendor's wire format."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cua_desktop.agent.actions import Action
from cua_desktop.agent.geometry import Size


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded screenshot as the model gets it.

    `size` is in image pixels; `mime` is e.g. `image/png`. `data` is empty where an old picture
    was let go, to keep a long conversation small. `address` is that of the page in front, where it
    is known and the user lets it be sent.
    """

    data: bytes = field(repr=False)
    mime: str
    size: Size
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SafetyCheck:
    """A check the vendor raised; `code` and `message` are shown to the person verbatim."""

    id: str
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class ComputerCall:
    """Actions to perform in order, validated; all of them or, when refused, none."""

    call_id: str
    actions: tuple[Action, ...]
    safety_checks: tuple[SafetyCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """Text of the model for the user. `phase` is None when the vendor gave none."""

    text: str
    phase: Literal["commentary", "final_answer"] | None = None
    refusal: bool = False


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A summary of the model's reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one response."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.reasoning_tokens + other.reasoning_tokens,
        )


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What the service still takes from this key; None is not said. `reset_seconds` until it is all back."""

    requests_left: int | None = None
    tokens_left: int | None = None
    reset_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The items of a response as they came, to be sent back to the model that made them.

    Nobody else reads them. `size` is in bytes on the wire.
    """

    items: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """One whole response of the model, every item of it validated.

    `problems` says, one sentence each, what in the response could not be used; while
    there is any, nothing of the response may be executed. `open_calls` are the ids of
    all computer calls in the response, valid or not, with the checks raised on each.
    `answerable` is False when something in it waits for an answer that can't be given.
    `response_id` is empty when it came without one that can be sent back.
    """

    response_id: str
    calls: tuple[ComputerCall, ...] = ()
    messages: tuple[Message, ...] = ()
    reasoning: tuple[Reasoning, ...] = ()
    problems: tuple[str, ...] = ()
    open_calls: tuple[tuple[str, tuple[SafetyCheck, ...]], ...] = ()
    usage: Usage = field(default_factory=Usage)
    answerable: bool = True
    received: Received = field(default_factory=Received)
    rate_limits: RateLimits = field(default_factory=RateLimits)

    @property
    def raises_checks(self) -> bool:
        """Whether any call, valid or not, came with a safety check."""
        return any(checks for _, checks in self.open_calls)


@dataclass(frozen=True, slots=True)
class CallOutput:
    """The answer to one computer call: the screen after it, and what a person approved."""

    call_id: str
    frame: Frame
    acknowledged: tuple[SafetyCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the model.

    `after` is the response it continues (None begins a new chain); `outputs` answer the
    open calls of that response; `messages` are user messages, and `frame`, when given,
    is shown with the last of them. `declared` is the size in image pixels that the model
    is told the display has: the size of the newest frame. With a `history` the service keeps
    nothing: all that was said before goes along, and `after` is None.
    """

    declared: Size
    after: str | None = None
    outputs: tuple[CallOutput, ...] = ()
    messages: tuple[str, ...] = ()
    frame: Frame | None = None
    history: "tuple[Turn, ...] | None" = None

    def showing(self, frame: Frame) -> "Request":
        """The same request with a newer picture, in place of each that it carries, or beside its words."""
        outputs = tuple(replace(output, frame=frame) for output in self.outputs)
        shown = None if outputs and self.frame is None else frame
        return replace(self, declared=frame.size, outputs=outputs, frame=shown)


@dataclass(frozen=True, slots=True)
class Turn:
    """One request without its own history, and what came of it."""

    request: Request
    received: Received


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of text as it arrives; the whole text comes again with the decision."""

    kind: Literal["reasoning", "message"]
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The request waits. `seconds` until it is sent again; None while only silence is heard."""

    why: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SentAgain:
    """The request is sent once more; what was heard of an answer to it before is void."""


Progress = Delta | Waiting | SentAgain
"""What is heard while a request is under way."""
