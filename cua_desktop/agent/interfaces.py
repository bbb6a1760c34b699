"""What the agent needs from the rest of the house: all protocols on one screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cua_desktop.agent.actions import Action
from cua_desktop.agent.bounds import Bounds, More, MoreAnswer, Repetition, Unit, Used
from cua_desktop.agent.events import Event
from cua_desktop.agent.exchange import (
    ComputerCall,
    Decision,
    Frame,
    Progress,
    Request,
    SafetyCheck,
    Usage,
)
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.permit import Permit, Stamp
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page


class Model(Protocol):
    """Who decides."""

    @property
    def name(self) -> str:
        """The model's name, for people."""
        ...

    async def decide(self, request: Request, hear: Callable[[Progress], None]) -> Decision:
        """Asks the model; `hear` gets what is heard meanwhile. Cancelling ends the request in flight.

        Raises ModelError, with a sentence and a hint, when there is no usable answer; ChainLostError
        when there may be one in a new chain.
        """
        ...

    def try_now(self) -> None:
        """Ends a wait that `hear` was told of: the request is sent again at once."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """One look at the desktop: the frame sent to the model and what it cost, in seconds.

    `note` is what the model has to be told of it, for example that the display has changed.
    `sketch` is a small picture of it, four bytes a cell, to see whether two looks are alike.
    """

    frame: Frame
    settle_seconds: float = 0.0
    capture_seconds: float = 0.0
    encode_seconds: float = 0.0
    settled: bool = True
    note: str = ""
    sketch: bytes = field(default=b"", repr=False)


class Scene(Protocol):
    """The screen a person is asked about: a yes to it holds only while it is the same."""

    @property
    def frame(self) -> Frame:
        """The picture of it, for the question."""
        ...

    async def holds(self) -> bool:
        """Whether the places the actions go to are still as they were. Raises ScreenError."""
        ...


class Screen(Protocol):
    """What the model sees."""

    async def look(self) -> View:
        """The screen as it is now. Raises ScreenError; MonitorGoneError when its monitor is not there."""
        ...

    async def look_when_settled(self, after: Sequence[Action]) -> View:
        """The screen once it has stopped changing after these actions. Raises ScreenError."""
        ...

    @property
    def shown(self) -> Rect:
        """The part of the desktop in the newest frame, in screen points. Raises ScreenError before it."""
        ...

    def on_screen(self, action: Action) -> Action:
        """The action with its image pixels of the newest frame (points, scroll distances) as screen points.

        No point of it is ever outside the shown part of the desktop. Raises ActionRefusedError where it
        belongs to no monitor.
        """
        ...

    async def scene(self, actions: Sequence[Action]) -> Scene:
        """The screen as it is now, for a question about these actions. Raises ScreenError.

        Raises ActionRefusedError when places in the newest frame no longer mean places on the screen.
        """
        ...

    def own_window_at(self, point: Point) -> bool:
        """Whether this image pixel of the newest frame belongs to one of the app's own windows."""
        ...

    def hidden_at(self, point: Point) -> bool:
        """Whether the user has hidden this image pixel of the newest frame from the model."""
        ...

    def step_aside(self, points: Sequence[Point]) -> bool:
        """Moves the app's own windows off these image pixels; False where that is impossible."""
        ...

    def own_window_has_focus(self) -> bool:
        """Whether keys would go to one of the app's own windows."""
        ...

    async def hidden_window_has_focus(self) -> bool:
        """Whether keys would go to a window that the user hides. Raises CuaError when that can't be known."""
        ...

    async def look_around(self) -> None:
        """Learns of windows that the user hides and that have come or moved since the newest frame.

        Raises ActionRefusedError when the frame's part of the desktop is not there any more, and CuaError.
        """
        ...

    def use_first_monitor(self) -> None:
        """From the next look on shows the first monitor: the chosen one is gone, and a person said so."""
        ...


class OwnWindows(Protocol):
    """The app's own windows, which the model must neither see nor touch."""

    def rectangles(self) -> Sequence[Rect]:
        """Every visible own window with its frame, in screen points. Called on the UI thread."""
        ...

    def step_aside(self, points: Sequence[Point]) -> bool:
        """Moves own windows off these screen points; False where that is impossible."""
        ...

    def has_focus(self) -> bool:
        """Whether one of the own windows has the keyboard."""
        ...


class Input(Protocol):
    """What the model does. Points here are screen points."""

    async def start_run(self) -> None:
        """Releases the latch for a new run that a person started. Raises InputError."""
        ...

    async def check(self, actions: Sequence[Action], within: Rect | None = None) -> None:
        """Raises ActionRefusedError if any of them could not be performed; injects nothing.

        Nor could be what reaches out of `within`, in screen points.
        """
        ...

    def new_stamp(self) -> Stamp:
        """For the permits of the look at the screen that now begins; all before are void. Never raises."""
        ...

    async def admit(self, permit: Permit) -> None:
        """From now on `perform` takes this permit, and none before it.

        Raises InputError when it is not of the newest look, or was admitted before.
        """
        ...

    async def perform(self, action: Action, permit: Permit) -> None:
        """Performs the next action of the permit admitted last; returns when its last event is injected.

        All of it within what was shown. Raises ActionRefusedError, UserActiveError, StoppedError, or
        InputError, as for whatever is not permitted; whatever it raises, nothing stays pressed.
        """
        ...

    def interrupt(self) -> None:
        """Ends the action under way and refuses all others until `resume`. Never raises."""
        ...

    async def resume(self) -> None:
        """After the user worked the computer: actions are performed again. Raises InputError."""
        ...

    async def lock(self) -> None:
        """Refuses all actions until `unlock`, because a person is about to be asked. Raises InputError."""
        ...

    def unlock(self) -> None:
        """The question is answered or gone. Never raises."""
        ...

    async def end_run(self, stopped_by: str | None = None) -> None:
        """Puts the latch on again and releases everything; never raises."""
        ...


class Decided(StrEnum):
    """A person's answer to a question."""

    ALLOWED = "allowed"
    DENIED = "denied"
    STOPPED = "stopped"


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
class Question:
    """What a person is asked before actions are performed.

    `frame` is the screen the model saw; `checks` are the vendor's safety checks, verbatim;
    `why` is our own reason in words when there is no check; `offers` is what a yes may be given to
    for the rest of the run.
    """

    call: ComputerCall
    checks: tuple[SafetyCheck, ...]
    why: str
    frame: Frame
    offers: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`by_person` is False when nobody was there to ask, so that headless runs can say so.

    `grants` are those of the question's offers that go with a yes; by default it is for this once.
    """

    decided: Decided
    why: str = ""
    by_person: bool = True
    grants: tuple[Grant, ...] = ()


class Person(Protocol):
    """Who may say yes. Nothing else in the house can."""

    async def approve(self, question: Question) -> Answer:
        """Asks and waits. Cancelling closes the question and means no."""
        ...

    async def may_go_on(self, why: str) -> bool:
        """Waits until a person says that a paused run may go on; False when nobody is there to say so."""
        ...

    async def continue_for(self, more: More) -> MoreAnswer:
        """Asks whether the run may go on, and waits. Cancelling closes the question."""
        ...


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


class Surroundings(Protocol):
    """What is on the desktop at this moment. Nothing here blocks the event loop."""

    async def windows(self) -> Sequence[DesktopWindow]:
        """Every window that is shown, the lowest first, in screen points. Raises CuaError."""
        ...

    async def active_window(self) -> int:
        """The id of the window that keys go to; 0 for none. Raises CuaError."""
        ...

    async def pages(self, window: DesktopWindow) -> Sequence[Page] | None:
        """The page that this window shows, and then the frames in it.

        Empty for a window that is no browser's; None where a browser does not tell, or must not be asked.
        """
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


class Reporter(Protocol):
    """Where events go. It returns when the event is written down: intents before they are done."""

    def __call__(self, event: Event) -> None: ...
