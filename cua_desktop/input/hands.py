"""What every system's hands and ears have to be able to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from cua_desktop.agent.geometry import Point
from cua_desktop.agent.systems import Environment
from cua_desktop.input.brake import Brake
from cua_desktop.input.events import Event

TOLD_APART = "Heard, and real devices are told from input that other programs inject."
"""What `Ready.user_input` says where nothing is missing."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What this machine allows, found out when the input process started; for `doctor`.

    `where` is the display; `injection` how events are injected; `listener` how the stop keys are
    heard; `typing` how text is typed; `user_input` whether the user's own keys and mouse are
    heard and told from what other programs inject, as a sentence. `notes` are sentences about
    what is not as it should be. `remote` says why a person here can only come by injected input;
    empty when that is not so.
    """

    system: Environment
    where: str
    injection: str
    listener: str
    typing: str
    user_input: str
    notes: tuple[str, ...] = ()
    remote: str = ""


class Hands(Protocol):
    """Carries out the events of a plan, each through the brake. One thread uses it."""

    def check(self, events: tuple[Event, ...]) -> None:
        """Raises ActionRefusedError if any of them is impossible here; injects nothing."""
        ...

    def prepare(self) -> None:
        """Called before the first press of an action. Raises StoppedError, InputError."""
        ...

    def carry_out(self, event: Event) -> None:
        """Raises StoppedError, ActionRefusedError, InputError."""
        ...

    def finish(self) -> None:
        """Called after an action, however it ended: gives back what was borrowed."""
        ...

    def close(self) -> None:
        """The process ends."""
        ...


class Ears(Protocol):
    """Hears the stop keys and the corner gesture, and pulls the brake itself."""

    @property
    def deaf_because(self) -> str | None:
        """Why the stop keys are not heard; None while they are."""
        ...

    def close(self) -> None:
        """The process ends."""
        ...


UserInputKind = Literal["key", "button", "wheel", "motion"]


@dataclass(frozen=True, slots=True)
class UserInput:
    """A key or button that went down, a turn of the wheel or a motion that was not ours.

    `physical` is whether it came from a real device (True) or was injected by another program
    (False): a tool, or a person who comes through VNC. None where the system can't tell.
    `time` is when it was heard, in Unix seconds. `place` is where the pointer is after it, in
    screen points; None for a key. `travel` is how far it moved the pointer, in screen points,
    without what the agent moved meanwhile: where that can't be told apart, 0. `space` is whether
    it was the space bar; which other key it was is nobody's business.
    """

    kind: UserInputKind
    physical: bool | None
    time: float
    place: Point | None = None
    travel: float = 0.0
    space: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Who is told what the ears hear, on their thread.

    `user` is told of everything that is not ours, however small; what counts is decided there.
    """

    chord: Callable[[], None]
    corner: Callable[[], None]
    lost: Callable[[str], None]
    user: Callable[[UserInput], None]


@dataclass(frozen=True, slots=True)
class Body:
    """Hands and ears of this machine, and what it allows.

    `main_loop` is what the main thread has to call, again and again, where the system delivers
    to it alone (macOS); it returns after at most so many seconds.
    """

    hands: Hands
    ears: Ears
    ready: Ready
    main_loop: Callable[[float], None] | None = None


class OpenBody(Protocol):
    """How each system's body is made. Raises InputError, saying what to do."""

    def __call__(self, brake: Brake, stop_chord: tuple[str, ...], heard: Heard) -> Body: ...
