"""Finds the practice window's markers in a picture, by their colour alone. Pure."""

import re
from dataclasses import dataclass
from functools import cache

from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.practice.stations import TOLERANCE, Mark

_SMALLEST_SIDE = 6
"""Image pixels; a marker is still this large on a 4K display shown as 1024 pixels."""

_SOLID = 0.85
"""The least share of its rectangle that a marker fills; its corners are rounded."""

_MARKS_PER_GROUP = 8
_RUN = re.compile(rb"([\x01\x02\x04\x08\x10\x20\x40\x80])\1{%d,}" % (_SMALLEST_SIDE - 2))


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker and where it is, in image pixels."""

    mark: Mark
    rect: Rect

    @property
    def centre(self) -> Point:
        """The image pixel in its middle."""
        return Point(self.rect.x + self.rect.width // 2, self.rect.y + self.rect.height // 2)

    @property
    def side(self) -> int:
        """The length of a side."""
        return self.rect.width


def find_markers(rgb: bytes, size: Size) -> tuple[Marker, ...]:
    """Every marker in the picture, the largest first; `rgb` has three bytes a pixel."""
    channels = (rgb[0::3], rgb[1::3], rgb[2::3])
    found: list[tuple[int, Marker]] = []
    for number, group in enumerate(_groups()):
        hits = _hits(channels, number)
        for bit, mark in enumerate(group):
            found += [(blob.area, Marker(mark, blob.rect)) for blob in _blobs(hits, size, bit) if blob.square]
    found.sort(key=lambda pair: -pair[0])
    return tuple(marker for _, marker in found)


def _groups() -> tuple[tuple[Mark, ...], ...]:
    marks = tuple(Mark)
    return tuple(marks[i : i + _MARKS_PER_GROUP] for i in range(0, len(marks), _MARKS_PER_GROUP))


@cache
def _tables(group: int) -> tuple[bytes, bytes, bytes]:
    """Per channel: from a pixel's value to one bit for each mark that it could belong to."""
    tables = (bytearray(256), bytearray(256), bytearray(256))
    for bit, mark in enumerate(_groups()[group]):
        for table, value in zip(tables, mark.value, strict=True):
            for near in range(max(0, value - TOLERANCE), min(255, value + TOLERANCE) + 1):
                table[near] |= 1 << bit
    red, green, blue = tables
    return bytes(red), bytes(green), bytes(blue)


def _hits(channels: tuple[bytes, bytes, bytes], group: int) -> bytes:
    """One byte a pixel, with a bit for the mark whose colour it has.

    The three channels are joined as whole numbers: that takes milliseconds for a whole
    screen, where a loop over its pixels would take a second.
    """
    joined = -1
    for channel, table in zip(channels, _tables(group), strict=True):
        joined &= int.from_bytes(channel.translate(table), "little")
    return joined.to_bytes(len(channels[0]), "little")


class _Blob:
    """Runs of one colour in adjacent rows."""

    def __init__(self, y: int, left: int, right: int) -> None:
        self.top = self.bottom = y
        self.left, self.right = left, right
        self.area = right - left

    def grows_by(self, y: int, left: int, right: int) -> bool:
        if y != self.bottom + 1 or left >= self.right or right <= self.left:
            return False
        self.bottom = y
        self.left, self.right = min(self.left, left), max(self.right, right)
        self.area += right - left
        return True

    @property
    def rect(self) -> Rect:
        return Rect(self.left, self.top, self.right - self.left, self.bottom - self.top + 1)

    @property
    def square(self) -> bool:
        rect = self.rect
        longer, shorter = max(rect.width, rect.height), min(rect.width, rect.height)
        even = longer - shorter <= max(2, longer // 8)
        return shorter >= _SMALLEST_SIDE - 1 and even and self.area >= _SOLID * longer * shorter


def _blobs(hits: bytes, size: Size, bit: int) -> list[_Blob]:
    blobs: list[_Blob] = []
    growing: list[_Blob] = []
    for run in _RUN.finditer(hits):
        if run.group(1)[0] != 1 << bit:
            continue
        y, left = divmod(run.start(), size.width)
        right = min(left + run.end() - run.start(), size.width)
        growing = [blob for blob in growing if blob.bottom >= y - 1]
        if not any(blob.grows_by(y, left, right) for blob in growing):
            growing.append(_Blob(y, left, right))
            blobs.append(growing[-1])
    return blobs
