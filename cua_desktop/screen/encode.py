"""From captured pixels to the image that is sent: masked, scaled, compressed. For the worker thread.

Scaling is Qt's smooth one, an average over areas that keeps small text legible. Images are
lossless PNG without row filters at zlib level 1, which on desktops is both faster and smaller
than the filtered PNG of common encoders. A photo or a video over the whole screen would come to
several megabytes, more seconds of upload than the picture is worth: such an image, and only such
a one, becomes a JPEG without chroma subsampling.
"""

import struct
import zlib
from collections.abc import Iterable

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from cua_desktop.agent.errors import ScreenError
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import PixelSize, Rect, ScreenRect, Size
from cua_desktop.screen.capture import Shot
from cua_desktop.screen.settle import Sample
from cua_desktop.screen.viewport import fit

MOST_PNG_BYTES = 2_500_000

MASK_MARGIN = 3
"""Screen points masked around an own window: shadows, and frames thicker than they are said to be."""

_MASK_PIXEL = b"\x80\x80\x80\xff"
_HIDDEN_PIXEL = b"\0\0\0\xff"
_HATCH = QColor(0x70, 0x70, 0x70)
_HATCH_APART = 10
"""Pixels from one line to the next."""

_JPEG_QUALITY = 95
"""From about here Qt's JPEG writer keeps colours at full resolution (4:4:4); at 90 it does not."""

_ROWS_AT_A_TIME = 64
_SAMPLE_BOX = Size(240, 240)


def encode(
    shot: Shot,
    own: Iterable[Rect],
    image: PixelSize,
    *,
    lossless: bool = False,
    hidden: Iterable[Rect] = (),
) -> Frame:
    """The frame of this capture in `image` size, with the areas `own` and `hidden` (screen points) filled.

    A PNG, or, unless it has to be `lossless`, a JPEG where that would be too large.
    Fills them in the capture itself, before anything is made of it.
    """
    fill(shot, own, hidden)
    picture = _scaled(shot, image).convertToFormat(QImage.Format.Format_RGB888)
    try:
        return Frame(png_of(picture, None if lossless else MOST_PNG_BYTES), "image/png", image)
    except TooLargeError:
        return Frame(_jpeg_of(picture), "image/jpeg", image)


def picture_of(shot: Shot, own: Iterable[Rect], hidden: Iterable[Rect], box: Size) -> QImage:
    """The capture with the same areas filled, in the box: for the user, to be shown and not sent.

    What the user hides is hatched, so that it is not taken for a program that is black.
    """
    fill(shot, own, hidden)
    size = fit(shot.size, box)
    picture = _scaled(shot, size).copy()
    painter = QPainter(picture)
    painter.setPen(_HATCH)
    for rect in hidden:
        area = within_picture(rect, shot.shown, size)
        painter.setClipRect(area.x, area.y, area.width, area.height)
        for x in range(area.x - area.height, area.right, _HATCH_APART):
            painter.drawLine(x, area.bottom, x + area.height, area.y)
    painter.end()
    return picture


def fill(shot: Shot, own: Iterable[Rect], hidden: Iterable[Rect]) -> None:
    """Fills the app's own windows grey and what the user hides black, in the capture itself."""
    for rect in own:
        _fill(shot, grown(rect, MASK_MARGIN), _MASK_PIXEL)
    for rect in hidden:
        _fill(shot, rect, _HIDDEN_PIXEL)


def sample_of(shot: Shot) -> Sample:
    """The small picture of this capture that settling looks at."""
    size = fit(shot.size, _SAMPLE_BOX)
    picture = _scaled(shot, size)  # kept by its name: constBits() does not keep it alive
    return Sample(size, bytes(picture.constBits()))


def hidden_in(size: PixelSize, shown: ScreenRect, own: Iterable[Rect]) -> tuple[Rect, ...]:
    """The areas `own` (screen points) as cells of a sample of `shown`.

    Larger by two cells: an edge falls inside a cell, and the scaler reads across it.
    """
    return tuple(grown(within_picture(rect, shown, size), 2) for rect in own if rect.intersects(shown))


class TooLargeError(Exception):
    """A picture does not fit into the bytes allowed for it."""


def png_of(picture: QImage, most: int | None = None) -> bytes:
    """An RGB888 picture as a PNG. Raises TooLargeError as soon as it proves larger than `most` bytes."""
    width, height, stride = picture.width(), picture.height(), picture.bytesPerLine()
    pixels = memoryview(picture.constBits())
    packer = zlib.compressobj(1)
    packed = bytearray()
    for top in range(0, height, _ROWS_AT_A_TIME):
        starts = range(top * stride, min(top + _ROWS_AT_A_TIME, height) * stride, stride)
        rows = [b"\0" + bytes(pixels[start : start + 3 * width]) for start in starts]
        packed += packer.compress(b"".join(rows))
        if most is not None and len(packed) > most:  # so far; no need to compress the rest
            raise TooLargeError
    packed += packer.flush()
    if most is not None and len(packed) > most:
        raise TooLargeError
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", bytes(packed)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def grown(rect: Rect, by: int) -> Rect:
    """The rectangle, larger by this much on every side."""
    return Rect(rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _jpeg_of(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"jpeg")
    writer.setQuality(_JPEG_QUALITY)
    if not writer.write(picture):
        raise ScreenError(f"The screenshot could not be encoded: {writer.errorString()}.")
    return bytes(buffer.data().data())


def _scaled(shot: Shot, size: PixelSize) -> QImage:
    """A picture of its own if scaled; else one that only lives as long as the shot."""
    whole = QImage(
        shot.pixels, shot.size.width, shot.size.height, 4 * shot.size.width, QImage.Format.Format_RGB32
    )
    if size == shot.size:
        return whole
    return whole.scaled(
        size.width,
        size.height,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _fill(shot: Shot, rect: Rect, pixel: bytes) -> None:
    area = within_picture(rect, shot.shown, shot.size)
    left, right = max(area.x, 0), min(area.right, shot.size.width)
    line = pixel * (right - left)
    for row in range(max(area.y, 0), min(area.bottom, shot.size.height)):
        start = 4 * (row * shot.size.width + left)
        shot.pixels[start : start + len(line)] = line


def within_picture(rect: Rect, shown: ScreenRect, size: PixelSize) -> Rect:
    """A rectangle in screen points as whole pixels of a picture of `shown`, rounded outwards."""
    left = (rect.x - shown.x) * size.width // shown.width
    top = (rect.y - shown.y) * size.height // shown.height
    right = -((shown.x - rect.right) * size.width // shown.width)
    bottom = -((shown.y - rect.bottom) * size.height // shown.height)
    return Rect(left, top, right - left, bottom - top)
