import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from cua_desktop.agent.geometry import Size
from cua_desktop.models.png import PngError, read_png

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(size, filtered_rows, channels=3, bits=8, colour=None, interlace=0):
    colour = {3: 2, 4: 6}[channels] if colour is None else colour
    header = struct.pack(">IIBBBBB", size.width, size.height, bits, colour, 0, 0, interlace)
    packed = zlib.compress(filtered_rows, 1)
    middle = len(packed) // 2
    parts = [(b"IHDR", header), (b"tEXt", b"note\0x"), (b"IDAT", packed[:middle]), (b"IDAT", packed[middle:])]
    return SIGNATURE + b"".join(chunk(*part) for part in [*parts, (b"IEND", b"")])


def paeth(a, b, c):
    """As in the PNG specification, section 9.4."""
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    if pa <= pb and pa <= pc:
        return a
    return b if pb <= pc else c


def filtered(pixels, size, channels, filters):
    stride = size.width * channels
    rows = b""
    above = bytes(stride)
    for y, kind in enumerate(filters):
        row = pixels[y * stride : (y + 1) * stride]
        left = bytes(channels) + row[:-channels]
        corner = bytes(channels) + above[:-channels]
        guesses = {
            0: bytes(stride),
            1: left,
            2: above,
            3: bytes((a + b) // 2 for a, b in zip(left, above, strict=True)),
            4: bytes(paeth(a, b, c) for a, b, c in zip(left, above, corner, strict=True)),
        }[kind]
        rows += bytes([kind]) + bytes((v - g) % 256 for v, g in zip(row, guesses, strict=True))
        above = row
    return rows


@st.composite
def pictures(draw):
    size = Size(draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    channels = draw(st.sampled_from([3, 4]))
    length = size.width * size.height * channels
    pixels = draw(st.binary(min_size=length, max_size=length))
    filters = draw(st.lists(st.integers(0, 4), min_size=size.height, max_size=size.height))
    return size, channels, pixels, filters


@given(pictures())
def test_every_filter_is_undone_and_alpha_left_out(drawn):
    size, channels, pixels, filters = drawn
    rgb = b"".join(pixels[i : i + 3] for i in range(0, len(pixels), channels))
    assert read_png(png(size, filtered(pixels, size, channels, filters), channels)) == (size, rgb)


def test_it_reads_what_qt_writes():
    image = QImage(37, 23, QImage.Format.Format_RGB888)
    for y in range(23):
        for x in range(37):
            image.setPixel(x, y, (x * 7 % 256) << 16 | (y * 11 % 256) << 8 | x * y % 256)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    expected = b"".join(bytes([x * 7 % 256, y * 11 % 256, x * y % 256]) for y in range(23) for x in range(37))
    assert read_png(bytes(buffer.data())) == (Size(37, 23), expected)


ONE = Size(1, 1)
GOOD = png(ONE, b"\0abc")


@pytest.mark.parametrize("length", range(len(GOOD)))
def test_one_that_is_cut_off_is_refused(length):
    with pytest.raises(PngError):
        read_png(GOOD[:length])


@pytest.mark.parametrize("place", range(len(GOOD)))
def test_one_with_a_damaged_byte_is_refused(place):
    damaged = bytearray(GOOD)
    damaged[place] ^= 0x55
    with pytest.raises(PngError):
        read_png(bytes(damaged))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xd8\xff\xe0 a JPEG", "not a PNG"),
        (png(ONE, b"\0abcdef", bits=16), "plain RGB"),
        (png(ONE, b"\0a", colour=3), "plain RGB"),
        (png(ONE, b"\0abc", interlace=1), "plain RGB"),
        (png(Size(0, 1), b"\0"), "size"),
        (png(Size(2**31 - 1, 2**31 - 1), b"\0"), "size"),
        (png(ONE, b"\5abc"), "filter 5"),
        (png(ONE, b"\0ab"), "wrong length"),
        (png(ONE, b"\0abc" * 1000), "wrong length"),
        (SIGNATURE + chunk(b"IHDR", b"short") + chunk(b"IEND", b""), "header"),
        (SIGNATURE + chunk(b"IEND", b""), "header"),
        (GOOD[:33] + chunk(b"IDAT", b"no zlib") + chunk(b"IEND", b""), "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data, why):
    with pytest.raises(PngError, match=why):
        read_png(data)
