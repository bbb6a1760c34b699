"""The nine actions a computer-use model can ask for, as frozen data.

Points are image pixels: pixels of the screenshot that was sent to the model,
origin top left. What a model sent becomes an `Action` only after validation.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from cua_desktop.agent.geometry import Point

Button = Literal["left", "right", "wheel", "back", "forward"]
BUTTONS: tuple[Button, ...] = ("left", "right", "wheel", "back", "forward")

DEFAULT_WAIT_SECONDS = 2.0
"""The wire gives `wait` no duration; OpenAI's guide waits 2 s."""

_INVISIBLE = (
    ("\u034f", "\u034f"),
    ("\u115f", "\u1160"),
    ("\u17b4", "\u17b5"),
    ("\u180b", "\u180f"),
    ("\u2800", "\u2800"),
    ("\u3164", "\u3164"),
    ("\ufe00", "\ufe0f"),
    ("\uffa0", "\uffa0"),
    ("\U000e0100", "\U000e01ef"),
)
"""What Unicode calls printable and shows nothing (its Default_Ignorable_Code_Point, and a blank)."""

_MOST_ACCENTS = 4
"""On one letter; no language writes more."""

MAX_WAIT_SECONDS = 60.0
MAX_TEXT_LENGTH = 100_000
MAX_PATH_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Click:
    """One press and release; `wheel` is the middle button, `keys` are held meanwhile."""

    point: Point
    button: Button = "left"
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubleClick:
    """Two clicks of the left button, close enough to count as one double click."""

    point: Point
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drag:
    """Left button down at the first point, along the whole path, up at the last."""

    path: tuple[Point, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keypress:
    """One chord: all keys down in order, then up in reverse."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """The pointer, moved and left there."""

    point: Point
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screenshot:
    """Only a new screenshot; every request carries one anyway."""


@dataclass(frozen=True, slots=True)
class Scroll:
    """Scrolling at a point; `dx`, `dy` in image pixels, positive is right and down."""

    point: Point
    dx: int
    dy: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Type:
    """Text, typed exactly."""

    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Doing nothing for `seconds`."""

    seconds: float = DEFAULT_WAIT_SECONDS


Action = Click | DoubleClick | Drag | Keypress | Move | Screenshot | Scroll | Type | Wait


def points_of(action: Action) -> tuple[Point, ...]:
    """Every point the action touches, in its order."""
    match action:
        case Click() | DoubleClick() | Move() | Scroll():
            return (action.point,)
        case Drag():
            return action.path
        case Keypress() | Screenshot() | Type() | Wait():
            return ()
        case _:
            assert_never(action)


def keys_of(action: Action) -> tuple[str, ...]:
    """The keys the action presses or holds, as the model named them."""
    match action:
        case Click() | DoubleClick() | Drag() | Keypress() | Move() | Scroll():
            return action.keys
        case Screenshot() | Type() | Wait():
            return ()
        case _:
            assert_never(action)


def moved(action: Action, convert: Callable[[Point], Point]) -> Action:
    """The same action with every point converted, e.g. from image pixels to screen points."""
    match action:
        case Click() | DoubleClick() | Move() | Scroll():
            return replace(action, point=convert(action.point))
        case Drag():
            return replace(action, path=tuple(convert(point) for point in action.path))
        case Keypress() | Screenshot() | Type() | Wait():
            return action
        case _:
            assert_never(action)


def changes_something(action: Action) -> bool:
    """Whether the action can change anything on the desktop (looking and hovering can't).

    A key can, even one that is only to be held meanwhile.
    """
    return bool(keys_of(action)) or not isinstance(action, Move | Scroll | Screenshot | Wait)


def kind_of(action: Action) -> str:
    """The action's name on the wire, e.g. `double_click`."""
    return "double_click" if isinstance(action, DoubleClick) else type(action).__name__.lower()


def in_words(action: Action) -> str:
    """The action as one sentence fragment for a person, e.g. `Click at (10, 20)`.

    Text of the model is escaped, never shortened: a person must be able to read all of it.
    """
    match action:
        case Click():
            name = {"left": "Click", "right": "Right-click", "wheel": "Middle-click"}.get(
                action.button, f"Click the {action.button} button"
            )
            return f"{_holding(action.keys)}{name} at {_at(action.point)}"
        case DoubleClick():
            return f"{_holding(action.keys)}Double-click at {_at(action.point)}"
        case Drag():
            ends = f"{_at(action.path[0])} to {_at(action.path[-1])}"
            return f"{_holding(action.keys)}Drag from {ends}"
        case Keypress():
            return f"Press {'+'.join(visible(key) for key in action.keys)}"
        case Move():
            return f"{_holding(action.keys)}Move to {_at(action.point)}"
        case Screenshot():
            return "Look at the screen"
        case Scroll():
            return f"{_holding(action.keys)}Scroll {_direction(action)} at {_at(action.point)}"
        case Type():
            return f"Type “{visible(action.text)}”"
        case Wait():
            return f"Wait {action.seconds:g} s"
        case _:
            assert_never(action)


def visible(text: str) -> str:
    """Text with every control, format or private character written out as an escape.

    Right-to-left overrides, zero-width characters, line breaks and heaps of accents could
    otherwise make a question read differently from what would be done. A backslash that would
    read like the beginning of an escape is doubled: these two characters are not the Enter key.
    """
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    told = [
        "\\\\" if c == "\\" and _begins_an_escape(text, at) else c if _is_shown(c) else _escaped(c)
        for at, c in enumerate(text)
    ]
    return unstacked("".join(told))


def _begins_an_escape(text: str, at: int) -> bool:
    """Whether the backslash there would be taken for one of ours."""
    after = text[at + 1 : at + 2]
    return after != "" and (after in "ntr\\" or text.startswith("u{", at + 1) or not _is_shown(after))


def unstacked(text: str) -> str:
    """Text in which no letter carries so many accents that they cover the lines around it."""
    if text.isascii():
        return text
    kept, accents = [], 0
    for character in text:
        accents = accents + 1 if unicodedata.combining(character) else 0
        kept.append(_escaped(character) if accents > _MOST_ACCENTS else character)
    return "".join(kept)


def _is_shown(character: str) -> bool:
    invisible = character >= "\u034f" and any(low <= character <= high for low, high in _INVISIBLE)
    return character.isprintable() and not invisible


def _escaped(character: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\u{{{ord(character):x}}}")


def _at(point: Point) -> str:
    return f"({point.x}, {point.y})"


def _holding(keys: tuple[str, ...]) -> str:
    return f"Hold {'+'.join(visible(key) for key in keys)}: " if keys else ""


def _direction(scroll: Scroll) -> str:
    parts = []
    if scroll.dy:
        parts.append(f"{'down' if scroll.dy > 0 else 'up'} {abs(scroll.dy)} px")
    if scroll.dx:
        parts.append(f"{'right' if scroll.dx > 0 else 'left'} {abs(scroll.dx)} px")
    return " and ".join(parts) or "0 px"
