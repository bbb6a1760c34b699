"""What goes to the model and what comes back, free of any vendor's wire format."""

from dataclasses import dataclass, field
from typing import Literal

from cua_desktop.agent.actions import Action
from cua_desktop.agent.geometry import Size


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded screenshot as the model gets it.

    `size` is in image pixels; `mime` is e.g. `image/png`.
    """

    data: bytes = field(repr=False)
    mime: str
    size: Size


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
class Decision:
    """One whole response of the model, every item of it validated.

    `problems` says, one sentence each, what in the response could not be used; while
    there is any, nothing of the response may be executed. `open_calls` are the ids of
    all computer calls in the response, valid or not, with the checks raised on each.
    """

    response_id: str
    calls: tuple[ComputerCall, ...] = ()
    messages: tuple[Message, ...] = ()
    reasoning: tuple[Reasoning, ...] = ()
    problems: tuple[str, ...] = ()
    open_calls: tuple[tuple[str, tuple[SafetyCheck, ...]], ...] = ()
    usage: Usage = field(default_factory=Usage)

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
    is told the display has: the size of the newest frame.
    """

    declared: Size
    after: str | None = None
    outputs: tuple[CallOutput, ...] = ()
    messages: tuple[str, ...] = ()
    frame: Frame | None = None
