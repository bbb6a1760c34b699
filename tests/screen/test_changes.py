import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.geometry import PixelSize, Rect, Size
from cua_desktop.screen.changes import Pending, Picture, around, cells_of_a_clock, within

SIZE = PixelSize(Size(12, 9))
WHOLE = Rect(0, 0, 12, 9)
AREA = Rect(3, 2, 5, 4)
PIXELS = SIZE.width * SIZE.height

pictures = st.binary(min_size=4 * PIXELS, max_size=4 * PIXELS).map(lambda data: Picture(SIZE, data))
places = st.integers(0, PIXELS - 1)
rects = st.builds(Rect, st.integers(-3, 12), st.integers(-3, 9), st.integers(0, 8), st.integers(0, 8))


def inside(at, rect):
    return rect.x <= at % SIZE.width < rect.right and rect.y <= at // SIZE.width < rect.bottom


def with_pixel(picture, at):
    """The same picture with one pixel of another colour."""
    data = bytearray(picture.data)
    data[4 * at] ^= 0xFF
    return dataclasses.replace(picture, data=bytes(data))


def pending(before, *seen, areas=(AREA,), **options):
    compared = Pending(before, areas, **options)
    for now in seen:
        compared.observe(now)
    return compared


def test_nothing_is_known_before_the_first_look():
    assert not pending(Picture(SIZE, bytes(4 * PIXELS))).as_before


@given(pictures)
def test_the_same_picture_is_as_before(picture):
    assert pending(picture, picture).as_before


@given(pictures, places)
def test_exactly_a_change_inside_the_area_counts(picture, at):
    assert pending(picture, with_pixel(picture, at)).as_before != inside(at, AREA)


@given(pictures, places)
def test_the_byte_that_means_nothing_does_not_count(picture, at):
    data = bytearray(picture.data)
    data[4 * at + 3] ^= 0xFF
    assert pending(picture, Picture(SIZE, bytes(data))).as_before


@given(pictures, st.lists(places, min_size=1, max_size=5), st.data())
def test_what_blinks_has_not_changed_as_soon_as_each_pixel_was_seen_as_before(picture, blinking, data):
    on = picture
    for at in set(blinking):
        on = with_pixel(on, at)
    assert pending(picture, on, picture).as_before
    # Two that blink at different times: each is back once, never both at the same moment.
    first = data.draw(st.sampled_from(blinking))
    only_first = with_pixel(picture, first)
    others = on
    if first in set(blinking):
        others = with_pixel(others, first)
    assert pending(picture, only_first, others).as_before


@given(pictures, pictures, pictures)
def test_what_never_comes_back_has_changed(picture, one, other):
    never = [
        at
        for at in range(PIXELS)
        if inside(at, AREA)
        and all(now.data[4 * at : 4 * at + 3] != picture.data[4 * at : 4 * at + 3] for now in (one, other))
    ]
    assert pending(picture, one, other).unchanged == (not never)


@given(pictures, pictures, rects)
def test_what_was_covered_before_never_counts(picture, now, cover):
    covered = dataclasses.replace(picture, covered=(cover,))
    differing = [
        at
        for at in range(PIXELS)
        if inside(at, AREA)
        and not inside(at, cover)
        and now.data[4 * at : 4 * at + 3] != picture.data[4 * at : 4 * at + 3]
    ]
    assert pending(covered, now).as_before == (not differing)


@given(pictures, rects)
def test_what_is_covered_now_is_neither_seen_as_before_nor_called_a_change(picture, cover):
    touches = any(inside(at, AREA) and inside(at, cover) for at in range(PIXELS))
    compared = pending(picture, dataclasses.replace(picture, covered=(cover,)))
    assert compared.as_before == (not touches)
    assert compared.unchanged


@given(pictures, places, rects)
def test_a_change_beneath_a_window_that_goes_is_found(picture, at, cover):
    changed = with_pixel(picture, at)
    compared = pending(picture, dataclasses.replace(changed, covered=(cover,)), changed)
    assert compared.unchanged != inside(at, AREA)


@given(pictures, places)
def test_what_never_rests_does_not_count(picture, at):
    assert pending(picture, with_pixel(picture, at), ignored={at}).as_before


@given(pictures, st.sets(places, max_size=8), st.integers(0, 8))
def test_no_more_than_what_is_tolerated_may_change(picture, changed, tolerated):
    now = picture
    for at in changed:
        now = with_pixel(now, at)
    counted = sum(inside(at, AREA) for at in changed)
    assert pending(picture, now, tolerated=tolerated).as_before == (counted <= tolerated)


@given(pictures)
def test_a_picture_of_another_size_has_changed(picture):
    other = Picture(PixelSize(Size(9, 12)), picture.data)
    assert not pending(picture, other, other).unchanged


@given(pictures, st.lists(rects, max_size=3), places)
def test_areas_that_reach_out_of_the_picture_or_overlap_count_once_and_inside(picture, areas, at):
    hit = any(inside(at, area) for area in areas)
    assert pending(picture, with_pixel(picture, at), areas=tuple(areas)).as_before != hit


@given(rects)
def test_the_part_within_never_leaves_either(rect):
    part = within(rect, WHOLE)
    pixels = {(at % 12, at // 12) for at in range(PIXELS) if inside(at, part)}
    assert pixels == {(at % 12, at // 12) for at in range(PIXELS) if inside(at, rect)}


def test_the_area_around_a_place_at_the_edge_is_cut_off_there():
    assert around([(0, 8)], (2, 1), SIZE) == (Rect(0, 7, 3, 2),)


@pytest.mark.parametrize(("size", "cells"), [(Size(240, 135), 32), (Size(10, 10), 2)])
def test_a_clock_covers_a_thousandth_of_the_picture(size, cells):
    assert cells_of_a_clock(PixelSize(size)) == cells
