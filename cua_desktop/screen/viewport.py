"""Which part of the desktop the model sees, and the way between image pixels and screen points.

Pure integer arithmetic: exact for every scale, offset and negative origin. A screen point is the
unit of the pointer: on X11 and Windows a physical pixel, on macOS a point (2 pixels wide on Retina).
A point counts as inside a pixel's area when its centre lies there.
"""

from dataclasses import dataclass, replace

from cua_desktop.agent.actions import Action, Scroll, moved
from cua_desktop.agent.geometry import PixelSize, Point, ScreenPoint, ScreenRect, Size


@dataclass(frozen=True, slots=True)
class Viewport:
    """`shown` is a part of the desktop in screen points, `image` the picture of it in image pixels."""

    shown: ScreenRect
    image: PixelSize

    def to_screen(self, pixel: Point) -> ScreenPoint:
        """The screen point of an image pixel: inside that pixel's area, and of `shown`.

        The outermost pixels give the outermost points, so that edges and corners of the
        desktop are in reach at every scale. A pixel outside the image counts as the nearest one.
        """
        return ScreenPoint(
            Point(
                self.shown.x + _to_point(pixel.x, self.image.width, self.shown.width),
                self.shown.y + _to_point(pixel.y, self.image.height, self.shown.height),
            )
        )

    def to_image(self, point: ScreenPoint) -> Point:
        """The image pixel in whose area a screen point lies; the nearest one for points outside."""
        return Point(
            _to_pixel(point.x - self.shown.x, self.image.width, self.shown.width),
            _to_pixel(point.y - self.shown.y, self.image.height, self.shown.height),
        )

    def on_screen(self, action: Action) -> Action:
        """The action with its points and scroll distances as screen points."""
        converted = moved(action, self.to_screen)
        if isinstance(converted, Scroll):
            return replace(
                converted,
                dx=_distance(converted.dx, self.image.width, self.shown.width),
                dy=_distance(converted.dy, self.image.height, self.shown.height),
            )
        return converted


def fit(captured: PixelSize, box: Size) -> PixelSize:
    """The largest size of the captured picture's shape that fits in the box, and is not larger than it."""
    if captured.width <= box.width and captured.height <= box.height:
        return captured
    if captured.width * box.height >= captured.height * box.width:
        height = max(1, _divided(captured.height * box.width, captured.width))
        return PixelSize(Size(box.width, height))
    return PixelSize(Size(max(1, _divided(captured.width * box.height, captured.height)), box.height))


def declared_size(setting: str, dialect_box: Size, captured: PixelSize) -> PixelSize:
    """The size in image pixels of the picture that is sent, and that the model is told.

    `captured` is what the capture really gave, never what a scale factor would make of its points.
    `setting` is `auto` (the dialect's box, upright for a screen that is taller than wide)
    or `WIDTHxHEIGHT`, a box taken as it is.
    """
    if setting != "auto":
        width, _, height = setting.partition("x")
        return fit(captured, Size(int(width), int(height)))
    if captured.height > captured.width:
        return fit(captured, Size(dialect_box.height, dialect_box.width))
    return fit(captured, dialect_box)


def _to_point(pixel: int, pixels: int, points: int) -> int:
    pixel = min(max(pixel, 0), pixels - 1)
    if pixels > 1 and pixel in (0, pixels - 1):
        return 0 if pixel == 0 else points - 1
    return (2 * pixel + 1) * points // (2 * pixels)


def _to_pixel(point: int, pixels: int, points: int) -> int:
    point = min(max(point, 0), points - 1)
    return (2 * point + 1) * pixels // (2 * points)


def _distance(pixels_scrolled: int, pixels: int, points: int) -> int:
    if pixels_scrolled == 0:
        return 0
    scrolled = max(1, _divided(abs(pixels_scrolled) * points, pixels))
    return scrolled if pixels_scrolled > 0 else -scrolled


def _divided(numerator: int, denominator: int) -> int:
    """Division of positive integers, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)
