"""Does the model do the same again and again, and nothing comes of it? Pure.

The same is: actions that are equal but for a few pixels, on a picture that is equal. A picture
that differs in a small place only may be a blinking caret or a clock, and may as well be the one
digit that the action has changed; so it counts for a third. Answers that only wait or look are
legitimate for longer: a page may take its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cua_desktop.agent.actions import Action, Drag, Screenshot, Wait, moved, points_of
from cua_desktop.agent.bounds import Repetition
from cua_desktop.agent.geometry import Point

JITTER = 4
"""Image pixels, in either direction: a click so near to the one before is the same click."""

TELL_AFTER, ASK_AFTER = 3, 5
TELL_WAITING_AFTER, ASK_WAITING_AFTER = 10, 30
"""So often only waiting or looking is told of, and asked about: with a model of today that takes
about one minute, and four."""

_SLIGHT = 1 / 500
"""The share of the picture that a caret or a clock covers at most."""

_EQUAL, _ALIKE = 3, 1
"""What a repetition counts, in thirds."""

_KEPT = 12
"""So many different ones are remembered: a loop may go through some steps before it comes round."""

_CELL = 4
"""Bytes of one cell of a sketch."""


@dataclass(slots=True)
class _Seen:
    """Actions on a picture; `sketches` are the equal or nearly equal pictures of it so far."""

    actions: tuple[Action, ...]
    sketches: list[bytes]
    thirds: int = _EQUAL
    times: int = 1
    told: bool = False


class LoopGuard:
    """Follows one run from `begin` on. Nothing in it can approve anything."""

    def __init__(self) -> None:
        self._seen: list[_Seen] = []

    def begin(self) -> None:
        """A new run, or a person who said that it may go on: everything counts from nothing."""
        self._seen = []

    def look(self, actions: Sequence[Action], sketch: bytes) -> Repetition | None:
        """Takes in what the model wants to do on this picture; what there is to say of it, once.

        `sketch` is a small picture of the screen, four bytes a cell; empty, it is like no other.
        """
        seen = self._found(tuple(actions), sketch)
        waiting = all(isinstance(action, Wait | Screenshot) for action in actions)
        tell, ask = (TELL_WAITING_AFTER, ASK_WAITING_AFTER) if waiting else (TELL_AFTER, ASK_AFTER)
        if seen.thirds >= ask * _EQUAL:
            return Repetition(seen.times, ask=True)
        if seen.thirds >= tell * _EQUAL and not seen.told:
            seen.told = True
            return Repetition(seen.times, ask=False)
        return None

    def _found(self, actions: tuple[Action, ...], sketch: bytes) -> _Seen:
        for seen in self._seen:
            if not same_actions(seen.actions, actions) or not alike(seen.sketches[-1], sketch):
                continue
            equal = sketch in seen.sketches
            seen.thirds += _EQUAL if equal else _ALIKE
            seen.times += 1
            if not equal:
                seen.sketches = [*seen.sketches[-1:], sketch]  # a caret has two looks
            self._seen.remove(seen)
            self._seen.append(seen)
            return seen
        self._seen = [*self._seen[1 - _KEPT :], _Seen(actions, [sketch])]
        return self._seen[-1]


def same_actions(some: Sequence[Action], others: Sequence[Action]) -> bool:
    """Whether they are the same but for a few pixels."""
    return len(some) == len(others) and all(
        _same(one, other) for one, other in zip(some, others, strict=True)
    )


def alike(before: bytes, after: bytes) -> bool:
    """Whether two sketches are equal but for a place as small as a caret or a clock."""
    if not before or len(before) != len(after):
        return False
    if before == after:
        return True
    old, new = memoryview(before).cast("I"), memoryview(after).cast("I")
    changed = sum(was != now for was, now in zip(old, new, strict=True))
    return changed <= len(before) // _CELL * _SLIGHT


def _same(one: Action, other: Action) -> bool:
    if type(one) is not type(other):
        return False
    mine, its = _ends(one), _ends(other)
    near = all(_near(a, b) for a, b in zip(mine, its, strict=True))
    return near and _without_points(one) == _without_points(other)


def _ends(action: Action) -> tuple[Point, ...]:
    points = points_of(action)
    return (points[0], points[-1]) if points else ()


def _near(one: Point, other: Point) -> bool:
    return abs(one.x - other.x) <= JITTER and abs(one.y - other.y) <= JITTER


def _without_points(action: Action) -> Action:
    nowhere = Point(0, 0)
    if isinstance(action, Drag):
        return Drag((nowhere,), action.keys)
    return moved(action, lambda _: nowhere)
