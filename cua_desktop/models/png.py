"""Reads PNG pictures without an image library: 8 bits a channel, RGB or RGBA, not interlaced.

Written after the PNG specification (W3C, third edition); fast where every row has filter 0,
as our own encoder writes them.
"""

import struct
import zlib

from cua_desktop.agent.geometry import Size

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}  # colour type -> channels
_BITS = 8
_MOST_PIXELS = 100_000_000


class PngError(ValueError):
    """Not a PNG that can be read here; the text says why."""


def read_png(data: bytes) -> tuple[Size, bytes]:
    """The picture's size in pixels and its RGB bytes, row by row. Raises PngError."""
    size, channels, packed = _parts(data)
    stride = size.width * channels
    rows = _unpacked(packed, (stride + 1) * size.height)
    if not any(rows[:: stride + 1]):
        pixels = b"".join(rows[start + 1 : start + 1 + stride] for start in range(0, len(rows), stride + 1))
    else:
        pixels = _unfiltered(rows, stride, channels)
    return size, pixels if channels == 3 else _without_alpha(pixels)  # noqa: PLR2004 - RGB


def _parts(data: bytes) -> tuple[Size, int, bytes]:
    """Size, channels, and the joined image data."""
    if not data.startswith(_SIGNATURE):
        raise PngError("it is not a PNG")
    header: tuple[Size, int] | None = None
    packed = []
    at = len(_SIGNATURE)
    while True:
        kind, content = _chunk(data, at)
        at += len(content) + 12
        if kind == b"IHDR":
            header = _header(content)
        elif kind == b"IDAT":
            packed.append(content)
        elif kind == b"IEND":
            break
    if header is None:
        raise PngError("its header is missing")
    return *header, b"".join(packed)


def _chunk(data: bytes, at: int) -> tuple[bytes, bytes]:
    start = at + 8
    if len(data) < start + 4:
        raise PngError("it is cut off")
    (length,) = struct.unpack_from(">I", data, at)
    if len(data) < start + length + 4:
        raise PngError("it is cut off")
    (checksum,) = struct.unpack_from(">I", data, start + length)
    if zlib.crc32(memoryview(data)[at + 4 : start + length]) != checksum:
        raise PngError("a checksum is wrong")
    return data[at + 4 : start], data[start : start + length]


def _header(content: bytes) -> tuple[Size, int]:
    try:
        width, height, bits, colour, compression, filters, interlace = struct.unpack(">IIBBBBB", content)
    except struct.error:
        raise PngError("its header is damaged") from None
    if not 0 < width * height <= _MOST_PIXELS:
        raise PngError(f"its size is {width} x {height}")
    if bits != _BITS or colour not in _CHANNELS or compression or filters or interlace:
        raise PngError("it is not plain RGB or RGBA of 8 bits a channel")
    return Size(width, height), _CHANNELS[colour]


def _unpacked(packed: bytes, length: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        rows = unpacker.decompress(packed, length + 1)
    except zlib.error:
        raise PngError("its image data is damaged") from None
    if len(rows) != length:
        raise PngError("its image data has the wrong length")
    return rows


def _unfiltered(rows: bytes, stride: int, channels: int) -> bytes:
    """Undoes the filter of each row, which refers to the pixel to the left and the row above."""
    result = bytearray()
    above = bytearray(stride)
    for start in range(0, len(rows), stride + 1):
        row = bytearray(rows[start + 1 : start + 1 + stride])
        _undo(rows[start], row, above, channels)
        result += row
        above = row
    return bytes(result)


def _undo(filter_type: int, row: bytearray, above: bytearray, step: int) -> None:
    match filter_type:
        case 0:
            return
        case 1:
            for i in range(step, len(row)):
                row[i] = (row[i] + row[i - step]) & 0xFF
        case 2:
            for i, up in enumerate(above):
                row[i] = (row[i] + up) & 0xFF
        case 3:
            for i, up in enumerate(above):
                left = row[i - step] if i >= step else 0
                row[i] = (row[i] + (left + up) // 2) & 0xFF
        case 4:
            for i, up in enumerate(above):
                left, corner = (row[i - step], above[i - step]) if i >= step else (0, 0)
                row[i] = (row[i] + _paeth(left, up, corner)) & 0xFF
        case _:
            raise PngError(f"it has a row with filter {filter_type}")


def _paeth(left: int, up: int, corner: int) -> int:
    """Whichever of the three neighbours is nearest to left + up - corner; the order breaks ties."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda neighbour: abs(guess - neighbour))


def _without_alpha(pixels: bytes) -> bytes:
    rgb = bytearray(len(pixels) // 4 * 3)
    for channel in range(3):
        rgb[channel::3] = pixels[channel::4]
    return bytes(rgb)
