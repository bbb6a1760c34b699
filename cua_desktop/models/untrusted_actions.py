"""One action as the model sent it, to an `Action`: everything is checked, nothing is guessed.

The action's `type` decides, never the class that the SDK made of it: the SDK turns an
unknown type into some other class. Key names are not checked here; input knows its keys.
"""

import math
from collections.abc import Mapping
from typing import Any

from cua_desktop.agent.actions import (
    BUTTONS,
    MAX_PATH_POINTS,
    MAX_TEXT_LENGTH,
    MAX_WAIT_SECONDS,
    Action,
    Button,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
    visible,
)
from cua_desktop.agent.geometry import Point, Size

MAX_KEYS = 16
"""More keys than any chord has."""

MAX_KEY_NAME_LENGTH = 32
MAX_SCROLL_PIXELS = 100_000

_LONGEST_QUOTE = 60
_LEAST_POINTS_OF_A_DRAG = 2
_LARGEST_SHOWN_NUMBER = 10**15


class UnusableError(ValueError):
    """What the model sent can't be used; its text says why, as one sentence."""


def action_from(untrusted: object, display: Size) -> Action:
    """The action, with every point inside the image of size `display` (image pixels).

    Raises UnusableError.
    """
    fields = _fields(untrusted)
    match fields.get("type"):
        case "click":
            return Click(_point(fields, display, "click"), _button(fields), _held(fields, "click"))
        case "double_click":
            return DoubleClick(_point(fields, display, "double_click"), _held(fields, "double_click"))
        case "drag":
            return Drag(_path(fields, display), _held(fields, "drag"))
        case "keypress":
            return Keypress(_chord(fields))
        case "move":
            return Move(_point(fields, display, "move"), _held(fields, "move"))
        case "screenshot":
            return Screenshot()
        case "scroll":
            return _scroll(fields, display)
        case "type":
            return Type(_text(fields))
        case "wait":
            return _wait(fields)
        case other:
            raise UnusableError(f"There is no action of the type {quoted(other)}.")


def quoted(untrusted: object) -> str:
    """A value as it may stand in a sentence: short, on one line, nothing in it invisible."""
    match untrusted:
        case None:
            return "nothing"
        case str():
            cut = f"{untrusted[:_LONGEST_QUOTE]}…" if len(untrusted) > _LONGEST_QUOTE else untrusted
            return f"“{visible(cut)}”"
        case bool():
            return str(untrusted).lower()
        case int() if abs(untrusted) > _LARGEST_SHOWN_NUMBER:
            return "a huge number"
        case int() | float():
            return str(untrusted)
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return "something else"


def _fields(untrusted: object) -> Mapping[str, Any]:
    if not isinstance(untrusted, Mapping):
        raise UnusableError(f"An action must be an object, not {quoted(untrusted)}.")
    return untrusted


def _whole(untrusted: object, what: str) -> int:
    """A whole number; 3.0 counts as one, true does not."""
    match untrusted:
        case None:
            raise UnusableError(f"{what} is missing.")
        case bool():
            pass
        case int():
            return untrusted
        case float() if math.isfinite(untrusted) and untrusted.is_integer():
            return int(untrusted)
    raise UnusableError(f"{what} must be a whole number, not {quoted(untrusted)}.")


def _point(untrusted: object, display: Size, kind: str) -> Point:
    if not isinstance(untrusted, Mapping):
        raise UnusableError(f"A point of the {kind} must be an object, not {quoted(untrusted)}.")
    x = _whole(untrusted.get("x"), f"x of the {kind}")
    y = _whole(untrusted.get("y"), f"y of the {kind}")
    if not (0 <= x < display.width and 0 <= y < display.height):
        place = f"({quoted(x)}, {quoted(y)})"
        size = f"{display.width} × {display.height}"
        raise UnusableError(f"The {kind} at {place} is outside the screenshot, which has {size} pixels.")
    return Point(x, y)


def _path(fields: Mapping[str, Any], display: Size) -> tuple[Point, ...]:
    untrusted = fields.get("path")
    if not isinstance(untrusted, list) or len(untrusted) < _LEAST_POINTS_OF_A_DRAG:
        raise UnusableError("A drag needs a path of at least two points.")
    if len(untrusted) > MAX_PATH_POINTS:
        raise UnusableError(f"The path of a drag can have {MAX_PATH_POINTS} points, not {len(untrusted)}.")
    return tuple(_point(each, display, "drag") for each in untrusted)


def _button(fields: Mapping[str, Any]) -> Button:
    untrusted = fields.get("button")
    for button in BUTTONS:
        if untrusted == button:
            return button
    raise UnusableError(
        f"The button of a click must be one of {', '.join(BUTTONS)}, not {quoted(untrusted)}."
    )


def _held(fields: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """The modifiers of a pointer action; a missing list, null and an empty one are all none."""
    untrusted = fields.get("keys")
    return () if untrusted is None else _keys(untrusted, kind)


def _chord(fields: Mapping[str, Any]) -> tuple[str, ...]:
    keys = _keys(fields.get("keys"), "keypress")
    if not keys:
        raise UnusableError("The keypress has no keys.")
    return keys


def _keys(untrusted: object, kind: str) -> tuple[str, ...]:
    if not isinstance(untrusted, list):
        raise UnusableError(f"The keys of the {kind} must be a list, not {quoted(untrusted)}.")
    if len(untrusted) > MAX_KEYS:
        raise UnusableError(f"The {kind} can have {MAX_KEYS} keys, not {len(untrusted)}.")
    for key in untrusted:
        if not isinstance(key, str) or not key or len(key) > MAX_KEY_NAME_LENGTH or not _encodable(key):
            raise UnusableError(f"The {kind} has a key with no usable name: {quoted(key)}.")
    return tuple(untrusted)


def _scroll(fields: Mapping[str, Any], display: Size) -> Scroll:
    """A distance that is missing is none, as long as the other one is there."""
    across, down = fields.get("scroll_x"), fields.get("scroll_y")
    if across is None and down is None:
        raise UnusableError("The scroll has neither scroll_x nor scroll_y.")
    return Scroll(
        _point(fields, display, "scroll"),
        _distance(across, "scroll_x"),
        _distance(down, "scroll_y"),
        _held(fields, "scroll"),
    )


def _distance(untrusted: object, name: str) -> int:
    pixels = 0 if untrusted is None else _whole(untrusted, name)
    if abs(pixels) > MAX_SCROLL_PIXELS:
        raise UnusableError(f"{name} can be at most {MAX_SCROLL_PIXELS} pixels, not {quoted(pixels)}.")
    return pixels


def _text(fields: Mapping[str, Any]) -> str:
    untrusted = fields.get("text")
    if not isinstance(untrusted, str):
        raise UnusableError(f"The text to type must be a text, not {quoted(untrusted)}.")
    if len(untrusted) > MAX_TEXT_LENGTH:
        raise UnusableError(
            f"The text to type can have {MAX_TEXT_LENGTH} characters at a time, not {len(untrusted)}."
        )
    if not _encodable(untrusted):
        raise UnusableError("The text to type has half a character in it (a lone surrogate).")
    return untrusted


def _encodable(text: str) -> bool:
    """Whether the text is Unicode: JSON can also spell halves of characters, which no key can type."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _wait(fields: Mapping[str, Any]) -> Wait:
    """The duration `ms` is in Azure's sample, not in OpenAI's specification."""
    match fields.get("ms"):
        case None:
            return Wait()
        case bool():
            pass
        case (int() | float()) as milliseconds if milliseconds >= 0:
            return Wait(min(milliseconds, MAX_WAIT_SECONDS * 1000) / 1000)
    raise UnusableError(f"The ms of a wait must be a number from 0, not {quoted(fields['ms'])}.")
