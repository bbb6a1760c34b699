"""The corner gesture: the user slams the pointer into a corner of the screen, and the agent stops.

The agent's own moves never count, wherever they go. Pure: fed with positions and own targets.
"""

import math
from collections import deque
from collections.abc import Iterable

from cua_desktop.agent.geometry import Point, Rect

SLAM_POINTS = 40
"""How far outside the corner, in screen points, the pointer must have come from."""

SLAM_SECONDS = 1.0
"""How long ago, at most, it may have been there."""

PUSH_SECONDS = 0.12
"""How long the hand must push on in a corner to which it had no way, as the agent keeps the pointer near."""

REST_SECONDS = 0.1
"""A hand that rests so long pushes no more."""


def corners_of(monitors: Iterable[Rect]) -> frozenset[Point]:
    """Where a pointer can be pushed no further in two directions: the outer corners of all monitors."""
    rects = tuple(monitors)

    def inside(x: int, y: int) -> bool:
        return any(Point(x, y) in rect for rect in rects)

    found = set()
    for rect in rects:
        for x, outward_x in ((rect.x, -1), (rect.right - 1, 1)):
            for y, outward_y in ((rect.y, -1), (rect.bottom - 1, 1)):
                if not inside(x + outward_x, y) and not inside(x, y + outward_y):
                    found.add(Point(x, y))
    return frozenset(found)


class CornerWatch:
    """Tells a slam from everything else. Positions in screen points, times in seconds."""

    def __init__(self, corners: frozenset[Point]) -> None:
        self._corners = corners
        self._newest: Point | None = None
        self._put: Point | None = None  # by the agent, and the user has not gone far from there
        self._pushes_since = self._moved = -math.inf
        self._left: deque[tuple[Point, float]] = deque()

    def set_corners(self, corners: frozenset[Point]) -> None:
        """The monitors have changed."""
        self._corners = corners

    def put_at(self, place: Point) -> None:
        """The agent put the pointer there: what came before counts no more."""
        self.found_at(place)
        self._put = place
        self._moved = -math.inf

    def found_at(self, place: Point) -> None:
        """The pointer is there, and has been for a while, whoever put it."""
        if place != self._newest:
            self._put = None
        self._newest = place
        self._left.clear()

    def user_moved(self, position: Point, now: float) -> bool:
        """The user's pointer is there; True when that was a slam into a corner."""
        stays = position == self._newest
        if self._newest is not None:
            self._left.append((self._newest, now))
        self._newest = position
        if self._put is not None and _apart(self._put, position) >= SLAM_POINTS:
            self._put = None
        while self._left and now - self._left[0][1] > SLAM_SECONDS:
            self._left.popleft()
        corner = next((each for each in self._corners if _apart(each, position) <= 1), None)
        pushes = self._pushes(now, stays=stays)
        if corner is None:
            return False
        kept_near = self._put is not None and _apart(self._put, corner) < SLAM_POINTS
        return (kept_near and pushes) or any(_apart(each, corner) >= SLAM_POINTS for each, _ in self._left)

    def _pushes(self, now: float, *, stays: bool) -> bool:
        """Whether the hand has moved for a while and the pointer has not."""
        if not stays or now - self._moved > REST_SECONDS:
            self._pushes_since = now
        self._moved = now
        return now - self._pushes_since >= PUSH_SECONDS


def _apart(one: Point, other: Point) -> int:
    return max(abs(one.x - other.x), abs(one.y - other.y))
