"""The smallest things a hand can do: what plans are made of."""

from dataclasses import dataclass, field

from cua_desktop.agent.actions import Button
from cua_desktop.agent.geometry import Point


@dataclass(frozen=True, slots=True)
class MoveTo:
    """The pointer goes to a place in screen points."""

    point: Point


@dataclass(frozen=True, slots=True)
class ButtonDown:
    """`count` is 2 for the second click of a double click: macOS wants it said."""

    button: Button
    count: int = 1


@dataclass(frozen=True, slots=True)
class ButtonUp:
    """Releases what ButtonDown pressed."""

    button: Button
    count: int = 1


@dataclass(frozen=True, slots=True)
class KeyDown:
    """Presses a canonical key."""

    key: str


@dataclass(frozen=True, slots=True)
class KeyUp:
    """Releases a canonical key."""

    key: str


@dataclass(frozen=True, slots=True)
class Notches:
    """Turns the wheel where the pointer is; positive is right and down."""

    right: int
    down: int


@dataclass(frozen=True, slots=True)
class Text:
    """Types text, exactly."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pause:
    """Rests; the brake ends it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Heed:
    """Gives the program time to notice what was done so far, where the system can tell when it has.

    Programs put motions that wait together into one, and would cut the corners of a path; those
    that draw by frames do so with all motions of a frame.
    """


Event = MoveTo | ButtonDown | ButtonUp | KeyDown | KeyUp | Notches | Text | Pause | Heed
