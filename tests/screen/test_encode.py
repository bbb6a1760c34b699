import random
import struct
import zlib

import pytest
from PySide6.QtGui import QImage

from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.screen import encode as module
from cua_desktop.screen.capture import Shot
from cua_desktop.screen.encode import TooLargeError, encode, hidden_in, png_of, sample_of
from tests.screen.desk import colour_in, decoded

MASK = 0x808080


def shot_of(size, colour_at=lambda _x, _y: 0xFFFFFF, shown=None, filler=0):
    pixels = bytearray()
    for y in range(size.height):
        for x in range(size.width):
            pixels += colour_at(x, y).to_bytes(3, "little") + bytes([filler])
    return Shot(shown or Rect(0, 0, size.width, size.height), size, pixels)


def noise(size):
    return Shot(
        Rect(0, 0, size.width, size.height),
        size,
        bytearray(random.Random(1).randbytes(4 * size.width * size.height)),  # noqa: S311
    )


@pytest.mark.parametrize("filler", [0, 255])
def test_an_unscaled_frame_has_every_pixel_of_the_capture(filler):
    size = Size(37, 21)
    frame = encode(shot_of(size, lambda x, y: x * 6151 + y * 97, filler=filler), (), size)
    picture = decoded(frame)
    assert frame.mime == "image/png"
    assert all(colour_in(picture, x, y) == x * 6151 + y * 97 for x in range(37) for y in range(21))


def test_the_png_is_whole_and_unfiltered():
    frame = encode(shot_of(Size(5, 3), lambda *_: 0x010203), (), Size(5, 3))
    position, chunks = 8, {}
    while position < len(frame.data):
        length, kind = struct.unpack(">I4s", frame.data[position : position + 8])
        content = frame.data[position + 8 : position + 8 + length]
        assert struct.unpack(">I", frame.data[position + 8 + length : position + 12 + length])[
            0
        ] == zlib.crc32(kind + content)
        chunks[kind] = content
        position += length + 12
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    assert zlib.decompress(chunks[b"IDAT"]) == (b"\0" + b"\1\2\3" * 5) * 3


def test_scaling_averages_instead_of_skipping():
    stripes = shot_of(Size(64, 64), lambda x, _y: 0xFFFFFF if x % 2 else 0)
    picture = decoded(encode(stripes, (), Size(32, 32)))
    assert 0x60 < colour_in(picture, 16, 16) & 0xFF < 0xA0


def test_an_own_window_is_filled_with_a_margin_and_nothing_else_is():
    size, own = Size(100, 80), Rect(30, 20, 25, 15)
    picture = decoded(encode(shot_of(size, lambda *_: 0xFF0000), [own], size))
    masked = {(x, y) for x in range(100) for y in range(80) if colour_in(picture, x, y) == MASK}
    assert masked == {(x, y) for x in range(27, 58) for y in range(17, 38)}


def test_nothing_of_an_own_window_bleeds_out_when_the_picture_is_scaled():
    own = Rect(111, 77, 101, 67)
    shot = shot_of(Size(400, 300), lambda x, y: 0xFF0000 if 111 <= x < 212 and 77 <= y < 144 else 0x0000FF)
    picture = decoded(encode(shot, [own], Size(133, 100)))
    colours = [colour_in(picture, x, y) for x in range(133) for y in range(100)]
    assert all(colour >> 16 <= 0x80 for colour in colours)


@pytest.mark.parametrize("own", [Rect(-20, -20, 30, 30), Rect(90, 70, 50, 50), Rect(-50, 10, 300, 5)])
def test_an_own_window_half_outside_is_filled_where_it_is_inside(own):
    size = Size(100, 80)
    picture = decoded(encode(shot_of(size), [own], size))
    masked = {(x, y) for x in range(100) for y in range(80) if colour_in(picture, x, y) == MASK}
    around = Rect(own.x - 3, own.y - 3, own.width + 6, own.height + 6)
    assert masked == {(x, y) for x in range(100) for y in range(80) if Point(x, y) in around}


def test_an_own_window_elsewhere_changes_nothing():
    size = Size(20, 20)
    picture = decoded(encode(shot_of(size), [Rect(-300, 0, 100, 100), Rect(0, 500, 10, 10)], size))
    assert {colour_in(picture, x, y) for x in range(20) for y in range(20)} == {0xFFFFFF}


def test_places_are_found_on_a_monitor_left_of_the_primary_and_on_one_captured_more_finely():
    shown = Rect(-50, -40, 50, 40)
    shot = shot_of(Size(100, 80), shown=shown)  # two captured pixels a point, as on Retina
    picture = decoded(encode(shot, [Rect(-30, -20, 10, 10)], Size(100, 80)))
    masked = {(x, y) for x in range(100) for y in range(80) if colour_in(picture, x, y) == MASK}
    assert masked == {(x, y) for x in range(34, 66) for y in range(34, 66)}


def test_a_picture_that_has_to_be_lossless_stays_a_png_however_large(monkeypatch):
    monkeypatch.setattr(module, "MOST_PNG_BYTES", 10_000)
    assert encode(noise(Size(128, 96)), (), Size(128, 96), lossless=True).mime == "image/png"


def test_a_picture_too_large_for_a_png_becomes_a_jpeg_with_full_colour_resolution(monkeypatch):
    monkeypatch.setattr(module, "MOST_PNG_BYTES", 10_000)
    frame = encode(noise(Size(128, 96)), (), Size(128, 96))
    assert frame.mime == "image/jpeg"
    decoded(frame)
    start = frame.data.index(b"\xff\xc0")  # components, then each one's id, sampling, table
    assert frame.data[start + 9] == 3
    assert [frame.data[start + offset] for offset in (11, 14, 17)] == [0x11] * 3


def test_a_picture_stays_lossless_up_to_the_limit(monkeypatch):
    monkeypatch.setattr(module, "MOST_PNG_BYTES", 128 * 96 * 4)
    assert encode(noise(Size(128, 96)), (), Size(128, 96)).mime == "image/png"


def blank(width, height):
    picture = QImage(width, height, QImage.Format.Format_RGB888)
    picture.fill(0)
    return picture


def test_a_png_over_the_limit_is_refused_however_small():
    with pytest.raises(TooLargeError):
        png_of(blank(8, 8), 10)


def test_a_png_is_given_up_before_all_of_it_is_compressed(monkeypatch):
    packed = []

    class Incompressible:
        def compress(self, rows):
            packed.append(rows)
            return rows

    monkeypatch.setattr(module.zlib, "compressobj", lambda _level: Incompressible())
    with pytest.raises(TooLargeError):
        png_of(blank(100, 1000), 100_000)
    assert sum(map(len, packed)) < 150_000


def test_a_sample_notices_a_single_letter():
    plain = shot_of(Size(960, 540))
    lettered = shot_of(Size(960, 540), lambda x, y: 0 if x == 500 and 200 <= y < 210 else 0xFFFFFF)
    assert sample_of(plain).cells != sample_of(lettered).cells
    assert sample_of(plain).cells == sample_of(shot_of(Size(960, 540))).cells


def test_every_cell_of_a_sample_is_of_the_capture():
    shot = shot_of(Size(960, 540), lambda *_: 0x123456)
    for _ in range(20):  # memory that was given back too early does not always show
        samples = [sample_of(shot) for _ in range(5)]
        assert all(set(memoryview(each.cells).cast("I")) == {0xFF123456} for each in samples)


def test_a_sample_keeps_the_shape_of_the_capture():
    assert sample_of(shot_of(Size(960, 540))).size == Size(240, 135)


def test_own_windows_hide_every_cell_they_touch():
    shown, cells = Rect(-1920, 0, 1920, 1080), Size(240, 135)
    assert hidden_in(cells, shown, [Rect(-1916, 4, 8, 8)]) == (Rect(-2, -2, 6, 6),)
    assert hidden_in(cells, shown, [Rect(0, 0, 100, 100)]) == ()
