"""What an action means, as a list of the smallest things a hand can do. Pure: no display, no clock.

The plan is the whole meaning of an action; the hands of a system only carry it out. Every
plan that is carried out to its end leaves nothing pressed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import assert_never

from cua_desktop.agent.actions import (
    Action,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
    points_of,
)
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input import keys as key_names
from cua_desktop.input.drags import drag
from cua_desktop.input.events import (
    ButtonDown,
    ButtonUp,
    Event,
    KeyDown,
    KeyUp,
    MoveTo,
    Notches,
    Pause,
    Text,
)
from cua_desktop.input.users_own import UsersOwn

SCROLL_POINTS_PER_NOTCH = 100
"""Screen points of scrolling that one notch of a wheel stands for.

Measured on X11, in points a notch, the same for one notch and for four at once:

    Qt 6 QPlainTextEdit 42 (3 lines) · Qt 6 QScrollArea 60 · xterm 65 (5 lines)
    GTK 3 mousepad 75 (grows with the view) · Chromium 120

A notch can't be split: XTEST has no smooth scrolling. Scrolling too far hides what nobody has
seen yet, too little is seen and mended by the next scroll: so it is nearest to the one that
scrolls most, and nothing goes more than a fifth too far.
"""

MOST_NOTCHES = 200
"""The most notches of one scroll: beyond it, an absurd distance would keep the wheel busy for ever."""

DOUBLE_CLICK_GAP = 0.02
"""Seconds between the two clicks; the shortest double-click time of a system is 200 ms."""

CLICKS_APART = 0.6
"""Seconds after which a click no longer counts together with the next one (500 ms by default)."""

CLICKS_APART_ANYWHERE = 0.3
"""The same for a click in another place: xterm counts all clicks within 250 ms, wherever they are."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What the next action has to know of those before it: parts of notches, the newest first press.

    `clicked_at` is in seconds of the clock that is given to `planned`.
    """

    right: float = 0.0
    down: float = 0.0
    clicked: Point | None = None
    clicked_at: float = -math.inf

    def clicked_now(self, now: float) -> "Carried":
        """The same, when the click was carried out only now: it may have had to wait."""
        return replace(self, clicked_at=now)


@dataclass(frozen=True, slots=True)
class Rules:
    """What no action may do.

    `bounds` in screen points; `stop_chord` and `reserved` (see `reserved_on`) in canonical keys.
    """

    stop_chord: tuple[str, ...]
    bounds: Rect | None = None
    reserved: tuple[tuple[str, ...], ...] = ()


def planned(action: Action, rules: Rules, carried: Carried, now: float) -> tuple[tuple[Event, ...], Carried]:
    """The events of an action, and what to carry to the next one.

    `now` in seconds, of any clock that only goes forward. Raises ActionRefusedError.
    """
    _refuse_outside(points_of(action), rules.bounds)
    match action:
        case Click(point=point, button=button, keys=names):
            click = (MoveTo(point), ButtonDown(button), ButtonUp(button))
            return _around(names, rules, click), _clicked(carried, point, now)
        case DoubleClick(point=point, keys=names):
            wait = _until_apart(carried, point, now, CLICKS_APART_ANYWHERE)
            body = (*wait, MoveTo(point), *_double_click())
            return _around(names, rules, body), _clicked(carried, point, now + DOUBLE_CLICK_GAP)
        case Drag(path=path, keys=names):
            whole = drag(path)
            wait = _until_apart(carried, path[0], now)
            pressed_at = now + sum(rest.seconds for rest in wait)
            return _around(names, rules, (*wait, *whole)), _clicked(carried, path[0], pressed_at)
        case Keypress(keys=names):
            chord = _permitted(key_names.chord(names), rules)
            return _pressed(chord), carried
        case Move(point=point, keys=names):
            return _around(names, rules, (MoveTo(point),)), carried
        case Scroll(keys=names):
            notches, carried = _scrolled(action, carried)
            return _around(names, rules, (MoveTo(action.point), *notches)), carried
        case Type(text=text):
            return (Text(typeable(text)),) if text else (), carried
        case Wait(seconds=seconds):
            return (Pause(seconds),), carried
        case Screenshot():
            return (), carried
        case _:
            assert_never(action)


def typeable(text: str) -> str:
    """The text with one kind of line break. Raises ActionRefusedError for what no key can type."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in text:
        code = ord(character)
        control = (code < 0x20 and character not in "\n\t") or 0x7F <= code < 0xA0  # noqa: PLR2004
        if control or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - the ranges of Unicode
            raise ActionRefusedError(
                f"The text holds the control character U+{code:04X}, which can't be typed.",
                "Type without it, or press keys with keypress.",
            )
    return text


def _around(names: Sequence[str], rules: Rules, body: Iterable[Event]) -> tuple[Event, ...]:
    """The body with the keys held around it."""
    held = _permitted(key_names.held(names), rules)
    return (*map(KeyDown, held), *body, *map(KeyUp, reversed(held)))


def _pressed(chord: Sequence[str]) -> tuple[Event, ...]:
    return (*map(KeyDown, chord), *map(KeyUp, reversed(chord)))


def _permitted(keys: tuple[str, ...], rules: Rules) -> tuple[str, ...]:
    UsersOwn(frozenset(rules.stop_chord), tuple(map(frozenset, rules.reserved))).refuse(keys)
    return keys


def _refuse_outside(points: Iterable[Point], bounds: Rect | None) -> None:
    for point in points:
        if bounds is not None and point not in bounds:
            raise ActionRefusedError(
                f"The place ({point.x}, {point.y}) is outside the part of the desktop that is shown."
            )


def _clicked(carried: Carried, point: Point, now: float) -> Carried:
    return Carried(carried.right, carried.down, point, now)


def _until_apart(carried: Carried, point: Point, now: float, anywhere: float = 0.0) -> tuple[Pause, ...]:
    """A rest when this press would count together with the click before.

    A double click would be a triple one; the second press of a double click begins no drag.
    """
    near = carried.clicked is not None and math.dist(astuple(carried.clicked), astuple(point)) <= 10  # noqa: PLR2004
    left = carried.clicked_at + (CLICKS_APART if near else anywhere) - now
    return (Pause(left),) if left > 0 else ()


def _double_click() -> tuple[Event, ...]:
    first = (ButtonDown("left"), ButtonUp("left"))
    return (*first, Pause(DOUBLE_CLICK_GAP), ButtonDown("left", 2), ButtonUp("left", 2))


def _scrolled(scroll: Scroll, carried: Carried) -> tuple[tuple[Event, ...], Carried]:
    right, right_left = _notches(scroll.dx, carried.right)
    down, down_left = _notches(scroll.dy, carried.down)
    turned = (Notches(right, down),) if right or down else ()
    return turned, Carried(right_left, down_left, carried.clicked, carried.clicked_at)


def _notches(points: int, left_over: float) -> tuple[int, float]:
    """Whole notches, and the part of one that is left. A turn of direction forgets the part."""
    if points * left_over < 0:
        left_over = 0.0
    exact = points / SCROLL_POINTS_PER_NOTCH + left_over
    whole = math.trunc(exact)
    if abs(whole) > MOST_NOTCHES:
        return int(math.copysign(MOST_NOTCHES, whole)), 0.0
    return whole, exact - whole
