"""The screen that a person is asked about, and whether it is still the same when they have answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from cua_desktop.agent.actions import Action, Keypress, Type, points_of
from cua_desktop.agent.errors import CuaError, MonitorGoneError
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.screen.capture import Shot
from cua_desktop.screen.changes import Pending, Picture, around, cells_of_a_clock
from cua_desktop.screen.encode import MASK_MARGIN, grown, hidden_in, sample_of, within_picture

REACH = (160, 88)
"""Screen points to each side of a place that is aimed at: as high as what is shown of it in the question."""

_MOST_POINTS = 16
"""Of a long path this many are looked at, its ends among them."""

_PATIENCE_SECONDS = 1.5
"""A caret blinks within 1.2 s (GTK, the slowest by default), and programs draw anew what a window covered."""

_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """One capture, with the own windows and the hidden places on it in screen points.

    `front` is the window that has the keyboard, None where that is not known.
    """

    shot: Shot
    own: tuple[Rect, ...]
    hidden: tuple[Rect, ...]
    front: DesktopWindow | None

    def pixels(self) -> Picture:
        """The capture itself."""
        shown = self.shot.shown
        places = [grown(rect, MASK_MARGIN) for rect in (*self.own, *self.hidden) if rect.intersects(shown)]
        covered = tuple(within_picture(rect, shown, self.shot.size) for rect in places)
        return Picture(self.shot.size, self.shot.pixels, covered)

    def cells(self) -> Picture:
        """The small picture of it that settling looks at."""
        sample = sample_of(self.shot)
        covered = hidden_in(sample.size, self.shot.shown, (*self.own, *self.hidden))
        return Picture(sample.size, sample.cells, covered)


See = Callable[[], Awaitable[Seen]]


class Scene:
    """What was seen before the question, and as which frame it is shown in it.

    `cells` are those of `seen`, before anything was filled in it. `on_screen` are the actions in
    question, in screen points; `restless` the cells that never rest.
    """

    def __init__(
        self,
        frame: Frame,
        seen: Seen,
        cells: Picture,
        on_screen: Sequence[Action],
        restless: frozenset[int],
        see: See,
    ) -> None:
        self.frame = frame
        self._see = see
        self._shown = seen.shot.shown
        self._front = seen.front
        keys = any(isinstance(action, Type | Keypress) for action in on_screen)
        places = [_pixel(point, seen.shot) for action in on_screen for point in _some(points_of(action))]
        self._places = Pending(seen.pixels(), around(places, _reach(seen.shot), seen.shot.size))
        self._window = _window(seen, cells, restless) if keys else None

    async def holds(self) -> bool:
        """Whether all that matters is still as it was; waits a moment for what comes back by itself.

        Raises CuaError when the desktop can't be captured.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                seen = await self._see()
            except MonitorGoneError:
                return False
            if seen.shot.shown != self._shown:
                return False
            late = time.monotonic() >= until
            if await asyncio.to_thread(self._as_before, seen, late=late):
                return True
            if late:
                return False
            await asyncio.sleep(_AGAIN_SECONDS)

    def _as_before(self, seen: Seen, *, late: bool) -> bool:
        self._places.observe(seen.pixels())
        pending = [self._places]
        if self._window is not None:
            self._window.observe(seen.cells())
            pending.append(self._window)
            if _id(seen.front) != _id(self._front):
                return False
        return all(each.unchanged if late else each.as_before for each in pending)


def _window(seen: Seen, cells: Picture, restless: frozenset[int]) -> Pending:
    """The window that keys go to, or the whole picture where that is not known."""
    place = seen.front.rect if seen.front is not None else seen.shot.shown
    area = within_picture(place, seen.shot.shown, cells.size)
    return Pending(cells, (area,), restless, cells_of_a_clock(cells.size))


def _id(window: DesktopWindow | None) -> int:
    return 0 if window is None else window.id


def _some(points: Sequence[Point]) -> Sequence[Point]:
    if len(points) <= _MOST_POINTS:
        return points
    step = (len(points) - 1) / (_MOST_POINTS - 1)
    return [points[round(step * number)] for number in range(_MOST_POINTS)]


def _pixel(point: Point, shot: Shot) -> tuple[int, int]:
    area = within_picture(Rect(point.x, point.y, 1, 1), shot.shown, shot.size)
    return area.x, area.y


def _reach(shot: Shot) -> tuple[int, int]:
    across, down = REACH
    return (
        across * shot.size.width // shot.shown.width,
        down * shot.size.height // shot.shown.height,
    )


def front_window(
    windows: Callable[[], Sequence[DesktopWindow]], active: Callable[[], int]
) -> DesktopWindow | None:
    """The window that keys go to; None where that can't be known."""
    try:
        number = active()
        return next((window for window in windows() if window.id == number), None)
    except CuaError:
        return None
