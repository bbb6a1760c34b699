"""What a drag is made of, so that every program sees one and draws it along its path. Pure."""

import math
from collections.abc import Sequence
from itertools import pairwise, repeat

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.events import ButtonDown, ButtonUp, Event, Heed, MoveTo, Pause

DRAG_DWELL = 0.01
"""Seconds of rest once a drag has begun and before the release, for what happens behind a window."""

DRAG_HEEDS = 3
"""How often a program is given time once a drag has begun, and again before the release.

It begins a drag, and settles with the place below what becomes of a drop, in several steps.
Measured with text dragged in GTK 3: with one of these at the end 5 drops of 12 came to the right
place, with two or more all. With Chromium: without any rest 2 of 20, with these all.
"""

DRAG_BEGINS_POINTS = 12
"""How far from its start a drag has begun for every program; Qt, the last one, takes 10."""

DRAG_STEP_POINTS = 24
"""The longest way in screen points between two motions of a drag: programs draw along them."""

DRAG_APPROACH_POINTS = 2
"""So far from its end a drag is heeded once more: pages take a drop at the second motion over a place."""

DRAG_STRAY_POINTS = 1.0
"""By so much a path may leave the straight way before its points are heeded one by one."""

DRAG_FEWEST_MOTIONS = 4
MOST_DRAG_STEPS_A_LEG = 100


def drag(path: Sequence[Point]) -> tuple[Event, ...]:
    """Press, move along the path with enough motions for a program to see a drag, release."""
    if not path:
        raise ActionRefusedError("A drag needs at least one point.")
    way = _way(path)
    rest: tuple[Event, ...] = (*repeat(Heed(), DRAG_HEEDS), Pause(DRAG_DWELL))
    begun = _has_begun(path[0], way)
    begin = (*way[:begun], *rest) if way else ()
    return (MoveTo(path[0]), ButtonDown("left"), Heed(), *begin, *way[begun:], *rest, ButtonUp("left"))


def _has_begun(start: Point, way: Sequence[Event]) -> int:
    """How many events of the way it takes for a program to see that this is a drag."""
    for number, event in enumerate(way, 1):
        if isinstance(event, MoveTo) and _distance(start, event.point) >= DRAG_BEGINS_POINTS:
            return number
    return len(way)


def _way(path: Sequence[Point]) -> list[Event]:
    """To the points after the first, with more between them where they lie far apart."""
    legs = list(pairwise(path))
    fewest = math.ceil(DRAG_FEWEST_MOTIONS / len(legs)) if legs else 0
    turns = _turns(path)
    way: list[Event] = []
    for number, (start, end) in enumerate(legs, 1):
        distance = _distance(start, end)
        steps = min(max(fewest, math.ceil(distance / DRAG_STEP_POINTS)), MOST_DRAG_STEPS_A_LEG)
        steps = max(1, min(steps, math.ceil(distance)))
        way += [MoveTo(_between(start, end, step / steps)) for step in range(1, steps)]
        if number == len(legs) and distance > 2 * DRAG_APPROACH_POINTS:
            way += [MoveTo(_between(start, end, 1 - DRAG_APPROACH_POINTS / distance)), Heed()]
        way.append(MoveTo(end))
        if number in turns:
            way.append(Heed())
    return way


def _turns(path: Sequence[Point]) -> set[int]:
    """Which points of a path the program has to notice one by one, by number.

    All of them, unless they lie so close and so straight that the way looks the same without.
    """
    turns, last = {len(path) - 1}, 0
    for number in range(1, len(path) - 1):
        skipped = path[last + 1 : number + 1]
        start, end = path[last], path[number + 1]
        far = _distance(start, end) > DRAG_STEP_POINTS
        if far or any(stray(point, start, end) > DRAG_STRAY_POINTS for point in skipped):
            turns.add(number)
            last = number
    return turns


def stray(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the straight way between two others, in screen points."""
    dx, dy = end.x - start.x, end.y - start.y
    px, py = point.x - start.x, point.y - start.y
    part = (px * dx + py * dy) / (dx * dx + dy * dy) if dx or dy else 0.0
    part = min(1.0, max(0.0, part))
    return math.hypot(px - part * dx, py - part * dy)


def _distance(start: Point, end: Point) -> float:
    return math.hypot(end.x - start.x, end.y - start.y)


def _between(start: Point, end: Point, part: float) -> Point:
    x = start.x + (end.x - start.x) * part
    y = start.y + (end.y - start.y) * part
    return Point(round(x), round(y))
