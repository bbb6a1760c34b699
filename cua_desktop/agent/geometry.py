"""Points, sizes and rectangles. Whoever uses them names the unit: image pixels or screen points."""

from dataclasses import dataclass


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
