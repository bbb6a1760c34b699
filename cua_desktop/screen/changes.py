"""Has a part of the picture changed since a person was asked about it? Pure: pictures come from outside.

Around a place that is aimed at, every pixel counts. For keys it is the window they go to, in the
coarse cells that settling looks at: there what never rests (a video, a spinner) does not count,
nor a change no larger than a clock. In both, what has once been seen again as it was does not
count either: a caret that blinks comes back, a label that was exchanged does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cua_desktop.agent.geometry import PixelSize, Rect

BYTES = 4
"""Per pixel, and per cell."""

_MOST_CELLS = 1 / 1000
"""The share of the cells that a clock or a counter covers at most, of the whole picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels or cells, four bytes each, row by row; what is in `covered` can't be seen."""

    size: PixelSize
    data: bytes | bytearray = field(repr=False)
    covered: tuple[Rect, ...] = ()


class Pending:
    """What has not been seen again as it was in the picture `before`, within some areas of it."""

    def __init__(
        self, before: Picture, areas: Sequence[Rect], ignored: Iterable[int] = (), tolerated: int = 0
    ) -> None:
        self._before = before
        self._areas = areas
        self._rows = _rows(before.size, areas)
        self._ignored = frozenset(ignored) | self._inside(before)
        self._tolerated = tolerated
        self._left: set[int] | None = None
        self._covered: frozenset[int] = frozenset()

    def observe(self, now: Picture) -> None:
        """Takes in the picture as it is now; one of another size has changed altogether."""
        self._covered = self._inside(now) if now.size == self._before.size else frozenset()
        if self._left is None:
            self._left = self._differing(now) | (self._covered - self._ignored)
        else:
            self._left = {at for at in self._left if at in self._covered or self._differs(at, now)}

    @property
    def as_before(self) -> bool:
        """Whether all of it has been seen as it was."""
        return self._left is not None and len(self._left) <= self._tolerated

    @property
    def unchanged(self) -> bool:
        """The same, when there is no more time to wait for what is covered now: it can't be known."""
        return self._left is not None and len(self._left - self._covered) <= self._tolerated

    def _inside(self, picture: Picture) -> frozenset[int]:
        """What of the areas is covered in this picture."""
        covered = [within(area, each) for area in self._areas for each in picture.covered]
        return frozenset(at for first, last in _rows(picture.size, covered) for at in range(first, last))

    def _differing(self, now: Picture) -> set[int]:
        found: set[int] = set()
        if now.size != self._before.size:
            found.update(at for first, last in self._rows for at in range(first, last))
            return found - self._ignored
        for first, last in self._rows:
            if self._before.data[BYTES * first : BYTES * last] != now.data[BYTES * first : BYTES * last]:
                found.update(at for at in range(first, last) if self._differs(at, now))
        return found - self._ignored

    def _differs(self, at: int, now: Picture) -> bool:
        if now.size != self._before.size:
            return True
        # The fourth byte means nothing, and a capture may leave anything in it.
        first, last = BYTES * at, BYTES * at + BYTES - 1
        return self._before.data[first:last] != now.data[first:last]


def cells_of_a_clock(size: PixelSize) -> int:
    """How many cells of a picture of this size a clock may change."""
    return max(2, int(size.width * size.height * _MOST_CELLS))


def around(points: Sequence[tuple[int, int]], reach: tuple[int, int], size: PixelSize) -> tuple[Rect, ...]:
    """The areas so far around these pixels, as far as they are in the picture; the same ones once."""
    across, down = reach
    whole = Rect(0, 0, size.width, size.height)
    areas = (Rect(x - across, y - down, 2 * across + 1, 2 * down + 1) for x, y in points)
    return tuple(dict.fromkeys(within(area, whole) for area in areas))


def within(rect: Rect, whole: Rect) -> Rect:
    """The part of the rectangle that is inside the other; empty where there is none."""
    left, top = max(rect.x, whole.x), max(rect.y, whole.y)
    right, bottom = min(rect.right, whole.right), min(rect.bottom, whole.bottom)
    return Rect(left, top, max(0, right - left), max(0, bottom - top))


def _rows(size: PixelSize, areas: Sequence[Rect]) -> tuple[tuple[int, int], ...]:
    """First and last (outside) pixel of every row of the areas, each once."""
    whole = Rect(0, 0, size.width, size.height)
    rows = {
        (row * size.width + part.x, row * size.width + part.right)
        for part in (within(area, whole) for area in areas)
        for row in range(part.y, part.bottom)
    }
    return tuple(sorted(rows))
