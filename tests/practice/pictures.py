"""Pictures with markers, painted byte by byte."""

from cua_desktop.agent.geometry import Point, Size
from cua_desktop.practice.stations import Mark

SIZE = Size(320, 200)
GREY = (120, 124, 130)


def picture(*marks, size=SIZE, side=20, background=GREY):
    """RGB bytes with a square for each (mark, left, top)."""
    pixels = bytearray(bytes(background) * (size.width * size.height))
    for mark, left, top in marks:
        colour = mark.value if isinstance(mark, Mark) else mark
        for y in range(top, top + side):
            start = (y * size.width + left) * 3
            pixels[start : start + side * 3] = bytes(colour) * side
    return bytes(pixels)


def centre(left, top, side=20):
    return Point(left + side // 2, top + side // 2)
