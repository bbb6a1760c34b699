"""What of the user's own input means that they take over. Pure: fed with what was heard.

A key or a button counts at once, a motion once it is deliberate. What goes to the app's own
windows never counts, nor does the hand that moves on after a click there.
"""

import math
from collections import deque
from collections.abc import Sequence

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.hands import UserInput

DELIBERATE_POINTS = 12.0
"""How far the pointer must travel within a second, in screen points: a desk that is bumped moves it less."""

TRAVEL_SECONDS = 1.0

REST_SECONDS = 0.4
"""A hand that rests so long has ended its motion."""

LEAVING_SECONDS = 1.0
"""How long after the last touch of an own window a motion may begin and still be the hand leaving it."""

FOCUS_SECONDS = 0.4
"""How long after that keys are taken as still meant for it: the focus is told a little late."""


class UserWatch:
    """Decides, one heard input after the other. Fed from one thread; told of windows from any.

    Times are in seconds by a clock that nobody sets.
    """

    def __init__(self) -> None:
        self._own: tuple[Rect, ...] = ()
        self._focused = False
        self._touched = self._started = self._moved = -math.inf
        self._leaving = False
        self._travel: deque[tuple[float, float]] = deque()

    def own_windows(self, places: Sequence[Rect], *, focused: bool) -> None:
        """Where the app's own windows are now, in screen points, and whether one has the keyboard."""
        self._own, self._focused = tuple(places), focused

    def started(self, now: float) -> None:
        """The user has just started a run, and the hand may move on."""
        self._started = now

    def counts(self, heard: UserInput, now: float) -> bool:
        """Whether the user works the computer with it, and not only the app.

        `now` is when it was heard, by the clock of `started`.
        """
        own = self._focused if heard.kind == "key" else self._is_own(heard.place)
        since_touched = now - self._touched
        leaving = now - max(self._touched, self._started) < LEAVING_SECONDS
        if own:
            self._touched = now
        if heard.kind == "motion":
            return self._counts_motion(heard.travel, now, own=own, leaving=leaving)
        return not own and not (heard.kind == "key" and since_touched < FOCUS_SECONDS)

    def _is_own(self, place: Point | None) -> bool:
        return place is not None and any(place in rect for rect in self._own)

    def _counts_motion(self, travel: float, now: float, *, own: bool, leaving: bool) -> bool:
        if now - self._moved >= REST_SECONDS:  # another motion begins
            self._leaving = leaving
        self._moved = now
        if own or self._leaving:
            self._leaving = True
            self._travel.clear()
            return False
        return _travelled(self._travel, travel, now) > DELIBERATE_POINTS


class SignsOfLife:
    """Decides whether input shows that somebody is there, wherever it goes; a bumped desk shows nobody."""

    def __init__(self) -> None:
        self._travel: deque[tuple[float, float]] = deque()

    def shown_by(self, heard: UserInput, now: float) -> bool:
        """Whether this shows it; `now` is in seconds, by a clock that nobody sets."""
        if heard.kind != "motion":
            return True
        return _travelled(self._travel, heard.travel, now) > DELIBERATE_POINTS


def _travelled(past: deque[tuple[float, float]], travel: float, now: float) -> float:
    """How far the pointer has come of late, with this motion; `past` keeps what there was."""
    past.append((now, travel))
    while now - past[0][0] > TRAVEL_SECONDS:
        past.popleft()
    return sum(each for _, each in past)
