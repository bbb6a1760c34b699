"""The corner gesture: the user slams the pointer into a corner of the screen, and the agent stops.

The agent's own moves never count, wherever they go. Pure: fed with positions and own targets.
"""

from collections import deque
from collections.abc import Iterable

from cua_desktop.agent.geometry import Point, Rect

SLAM_POINTS = 40
"""How far outside the corner, in screen points, the pointer must have come from."""

SLAM_SECONDS = 1.0
"""How long ago, at most, it may have been there."""


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
        self._left: deque[tuple[Point, float]] = deque()

    def set_corners(self, corners: frozenset[Point]) -> None:
        """The monitors have changed."""
        self._corners = corners

    def put_at(self, place: Point) -> None:
        """The pointer is there, and not by the user's hand: what came before counts no more."""
        self._newest = place
        self._left.clear()

    def user_moved(self, position: Point, now: float) -> bool:
        """The user's pointer is there; True when that was a slam into a corner."""
        if self._newest is not None:
            self._left.append((self._newest, now))
        self._newest = position
        while self._left and now - self._left[0][1] > SLAM_SECONDS:
            self._left.popleft()
        corner = next((each for each in self._corners if _apart(each, position) <= 1), None)
        return corner is not None and any(_apart(place, corner) >= SLAM_POINTS for place, _ in self._left)


def _apart(one: Point, other: Point) -> int:
    return max(abs(one.x - other.x), abs(one.y - other.y))
