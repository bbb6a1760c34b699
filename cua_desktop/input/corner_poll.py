"""The corner gesture where the pointer's place has to be asked for (Windows, macOS). Pure."""

from collections.abc import Iterable

from cua_desktop.agent.geometry import Point
from cua_desktop.input.corner import CornerWatch

LOOK_SECONDS = 0.015
"""How often to look: a slam takes at least a tenth of a second."""

OWN_SECONDS = 0.5
"""How long the pointer may still be found where the agent put it, before that is the user's doing."""

Placed = tuple[Point, float]
"""Where the agent put the pointer, and when, by the clock that is given to `look`."""


class CornerPoll:
    """Tells a slam by the user from the agent's own moves."""

    def __init__(self, corners: frozenset[Point]) -> None:
        self._watch = CornerWatch(corners)
        self._seen: Point | None = None

    def set_corners(self, corners: frozenset[Point]) -> None:
        """The monitors have changed."""
        self._watch.set_corners(corners)

    def look(self, here: Point, now: float, placed: Iterable[Placed], *, by_user: bool) -> bool:
        """The pointer is found there; True when that is a slam into a corner.

        `by_user` is whether the system told of a motion that was not ours since the last look;
        True where it can't tell. A place may be one point off: systems round.
        """
        if here == self._seen:
            return False
        self._seen = here
        own = any(now - at < OWN_SECONDS and _next_to(place, here) for place, at in placed)
        if own or not by_user:
            self._watch.put_at(here)
            return False
        return self._watch.user_moved(here, now)


def _next_to(one: Point, other: Point) -> bool:
    return max(abs(one.x - other.x), abs(one.y - other.y)) <= 1
