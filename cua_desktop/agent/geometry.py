"""Points, sizes and rectangles. Whoever uses them names the unit: image pixels or screen points."""

from dataclasses import dataclass
from typing import NewType


@dataclass(frozen=True, slots=True)
class Point:
    """A place; in image pixels for the model, in screen points for input."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; right and bottom edges are outside of it."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column outside."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row outside."""
        return self.y + self.height

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.width, self.height)

    def __contains__(self, point: Point) -> bool:
        return self.x <= point.x < self.right and self.y <= point.y < self.bottom

    def intersects(self, other: "Rect") -> bool:
        """Whether the two share any pixel."""
        return max(self.x, other.x) < min(self.right, other.right) and max(self.y, other.y) < min(
            self.bottom, other.bottom
        )


ScreenPoint = NewType("ScreenPoint", Point)
"""A place where the pointer can be. On X11 and Windows one physical pixel, on macOS one point of
the system, which on a Retina display is more than one physical pixel."""

ScreenRect = NewType("ScreenRect", Rect)
"""A part of the desktop, in screen points; its origin may be negative."""

PixelSize = NewType("PixelSize", Size)
"""The size of a picture: captured physical pixels, or the image pixels of what is sent."""
