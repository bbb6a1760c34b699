"""May it happen, and how far: gate, rules, limits, the guard against loops, and watch mode."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cua_desktop.agent.actions import Action
from cua_desktop.agent.bounds import Bounds, More, Repetition, Unit, Used
from cua_desktop.agent.exchange import ComputerCall, Frame, SafetyCheck, Usage
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.person import Answer, Question
from cua_desktop.agent.permit import Permit, Stamp


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that asks to be done, on the screen it was decided on.

    `on_screen` are its actions with their places as screen points, `shown` the part of the desktop
    that the model saw, in screen points.
    """

    call: ComputerCall
    frame: Frame
    on_screen: tuple[Action, ...]
    shown: Rect


@dataclass(frozen=True, slots=True)
class Cleared:
    """The call may be performed, by this permit; exactly `approved` may be acknowledged.

    `by_grants` is what a person has allowed before, for the rest of the run, that nobody was asked.
    """

    permit: Permit
    approved: tuple[SafetyCheck, ...] = ()
    by_grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCleared:
    """The call may not be performed. `tell_model` is what the model and the user are told."""

    tell_model: str


class Gate(Protocol):
    """May it happen?"""

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What a person has allowed for the rest of the run."""
        ...

    def take_back(self, grant: Grant) -> bool:
        """A person wants to be asked again; whether there was such a grant."""
        ...

    def end_run(self) -> None:
        """The run is over, and with it all grants."""
        ...

    def looking(self, stamp: Stamp) -> None:
        """The screen is looked at anew: from now on permits are sealed with this stamp."""
        ...

    def review(self, wanted: Wanted) -> Cleared | NotCleared | Question:
        """Decides on one call as a whole; a Question means that only a person can."""
        ...

    def allowed(self, wanted: Wanted, question: Question, answer: Answer) -> Cleared:
        """Clears what a person has said yes to. Raises AssertionError when it is no person's yes."""
        ...


class Policy(Protocol):
    """What the user's own rules forbid. Actions are in screen points."""

    async def review(self, actions: Sequence[Action]) -> None:
        """All actions of an answer, before any of them is done. Raises ActionRefusedError."""
        ...

    async def review_now(self, action: Action) -> None:
        """One of them, right before it is done. Raises ActionRefusedError."""
        ...


class Limits(Protocol):
    """How far a run may go."""

    @property
    def bounds(self) -> Bounds:
        """The limits of now."""
        ...

    def reached(self, used: Used) -> More | None:
        """The question for the first limit that is reached, or None."""
        ...

    def raised(self, used: Used, unit: Unit, amount: float) -> "Limits":
        """The limits that let a run go on for so much more than it has used."""
        ...

    def cost(self, usage: Usage) -> float | None:
        """What these tokens cost, in US dollars, where that is known."""
        ...


class LoopGuard(Protocol):
    """Does the model do the same again and again?"""

    def begin(self) -> None:
        """Everything counts from nothing."""
        ...

    def look(self, actions: Sequence[Action], sketch: bytes) -> Repetition | None:
        """Takes in what the model wants to do on this picture; what there is to say of it, if anything."""
        ...


class Watch(Protocol):
    """Is a person there? Times are in seconds, by one clock that nobody sets."""

    seconds: float
    """How long what was seen of a person counts."""

    sees_input: bool
    """Whether the system tells a person's own input from what programs inject."""

    @property
    def on(self) -> bool:
        """Whether a person has to be there."""
        ...

    def begin(self, now: float) -> None:
        """From now on one has to be there."""
        ...

    def end(self) -> None:
        """Nobody has to be there any more."""
        ...

    def answered(self, now: float) -> None:
        """A person has answered."""
        ...

    def put_in(self, now: float) -> None:
        """A person's own input was heard."""
        ...

    def in_front(self, front: bool, now: float) -> None:
        """Whether the app's window is in front now."""
        ...

    def pressed_by_person(self, now: float) -> bool:
        """Whether a press in the window just now may be a person's."""
        ...

    def left(self, now: float) -> float:
        """For how many seconds a person still counts as there; 0 is absent, it may be infinite."""
        ...
