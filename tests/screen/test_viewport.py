from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cua_desktop.agent.actions import Click, Drag, Scroll, Type
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.screen.viewport import Viewport, declared_size, fit

PREVIEW_BOX = Size(1024, 768)
GA_BOX = Size(1600, 900)

sides = st.integers(1, 16_384)
origins = st.integers(-40_000, 40_000)
sizes = st.builds(Size, sides, sides)
viewports = st.builds(Viewport, st.builds(Rect, origins, origins, sides, sides), sizes)
shrinking = viewports.filter(lambda v: v.image.width <= v.shown.width and v.image.height <= v.shown.height)
anywhere = st.builds(Point, st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))


@st.composite
def scaled_desktops(draw):
    """A viewport as it comes about: points, captured more finely by a factor, fitted into a box."""
    shown = Rect(draw(origins), draw(origins), draw(sides), draw(sides))
    factor = draw(st.fractions(1, 4, max_denominator=20))
    finest = Fraction(16_384, max(shown.width, shown.height))
    factor = max(Fraction(1), min(factor, finest))
    captured = Size(round(shown.width * factor), round(shown.height * factor))
    box = draw(st.one_of(st.just(PREVIEW_BOX), st.just(GA_BOX), sizes))
    return Viewport(shown, fit(captured, box)), captured


def pixels_of(data, viewport):
    return Point(
        data.draw(st.integers(0, viewport.image.width - 1)),
        data.draw(st.integers(0, viewport.image.height - 1)),
    )


def points_of(data, viewport):
    return Point(
        data.draw(st.integers(viewport.shown.x, viewport.shown.right - 1)),
        data.draw(st.integers(viewport.shown.y, viewport.shown.bottom - 1)),
    )


def centre_is_inside(coordinate, pixel, pixels, points):
    """Exact: is the middle of this screen point inside the area of that image pixel?"""
    scale = Fraction(points, pixels)
    return pixel * scale <= coordinate + Fraction(1, 2) < (pixel + 1) * scale


@given(shrinking, st.data())
def test_a_pixel_maps_into_its_own_area(viewport, data):
    pixel = pixels_of(data, viewport)
    point = viewport.to_screen(pixel)
    shown, image = viewport.shown, viewport.image
    assert centre_is_inside(point.x - shown.x, pixel.x, image.width, shown.width)
    assert centre_is_inside(point.y - shown.y, pixel.y, image.height, shown.height)


@given(viewports, st.data())
def test_in_an_image_finer_than_the_pointer_a_pixel_maps_to_the_point_it_lies_on(viewport, data):
    assume(viewport.image.width > viewport.shown.width)
    x = data.draw(st.integers(0, viewport.image.width - 1))
    middle = (x + Fraction(1, 2)) * viewport.shown.width / viewport.image.width
    point = viewport.to_screen(Point(x, 0)).x - viewport.shown.x
    assert point <= middle < point + 1


def lies_in(coordinate, pixel, pixels, points):
    """Exact: does the area of this screen point share anything with the area of that image pixel?"""
    scale = Fraction(points, pixels)
    return pixel * scale < coordinate + 1 and coordinate < (pixel + 1) * scale


@given(scaled_desktops(), st.data())
def test_at_every_scale_factor_a_pixel_maps_to_a_point_that_it_shows(desktop, data):
    viewport, _ = desktop
    pixel = pixels_of(data, viewport)
    point, shown, image = viewport.to_screen(pixel), viewport.shown, viewport.image
    assert lies_in(point.x - shown.x, pixel.x, image.width, shown.width)
    assert lies_in(point.y - shown.y, pixel.y, image.height, shown.height)


@given(scaled_desktops())
def test_at_every_scale_factor_the_image_is_at_most_as_fine_as_the_capture(desktop):
    viewport, captured = desktop
    assert viewport.image.width <= captured.width
    assert viewport.image.height <= captured.height


def test_on_retina_the_picture_is_finer_than_the_pointer_and_both_ends_are_in_reach():
    viewport = Viewport(Rect(-1280, 0, 1280, 800), declared_size("auto", GA_BOX, Size(2560, 1600)))
    assert viewport.image == Size(1440, 900)
    assert viewport.to_screen(Point(0, 0)) == Point(-1280, 0)
    assert viewport.to_screen(Point(1439, 899)) == Point(-1, 799)
    assert viewport.to_screen(Point(720, 450)) == Point(-1280 + 640, 400)


@given(viewports, st.data())
def test_a_point_maps_to_the_pixel_that_shows_its_middle(viewport, data):
    point = points_of(data, viewport)
    pixel, shown, image = viewport.to_image(point), viewport.shown, viewport.image
    assert centre_is_inside(point.x - shown.x, pixel.x, image.width, shown.width)
    assert centre_is_inside(point.y - shown.y, pixel.y, image.height, shown.height)


@given(viewports, anywhere)
def test_nothing_maps_outside_the_shown_part(viewport, pixel):
    assert viewport.to_screen(pixel) in viewport.shown


@given(viewports, anywhere)
def test_nothing_maps_outside_the_image(viewport, point):
    assert viewport.to_image(point) in Rect(0, 0, viewport.image.width, viewport.image.height)


@given(viewports, anywhere)
def test_a_pixel_outside_counts_as_the_nearest_one(viewport, pixel):
    inside = Point(
        min(max(pixel.x, 0), viewport.image.width - 1), min(max(pixel.y, 0), viewport.image.height - 1)
    )
    assert viewport.to_screen(pixel) == viewport.to_screen(inside)


@given(shrinking, st.data())
def test_from_the_image_to_the_screen_and_back_is_the_same_pixel(viewport, data):
    pixel = pixels_of(data, viewport)
    assert viewport.to_image(viewport.to_screen(pixel)) == pixel


@given(viewports, st.data())
def test_from_the_screen_to_the_image_and_back_is_stable(viewport, data):
    pixel = viewport.to_image(points_of(data, viewport))
    again = viewport.to_image(viewport.to_screen(pixel))
    assert viewport.to_screen(again) == viewport.to_screen(pixel)


@given(viewports)
def test_all_four_corners_are_in_reach(viewport):
    assume(viewport.image.width > 1 and viewport.image.height > 1)
    shown, right, bottom = viewport.shown, viewport.image.width - 1, viewport.image.height - 1
    reached = {viewport.to_screen(Point(x, y)) for x in (0, right) for y in (0, bottom)}
    assert reached == {Point(x, y) for x in (shown.x, shown.right - 1) for y in (shown.y, shown.bottom - 1)}


@given(viewports, st.data())
def test_larger_pixels_never_map_to_smaller_points(viewport, data):
    xs = sorted(data.draw(st.lists(st.integers(0, viewport.image.width - 1), min_size=2)))
    mapped = [viewport.to_screen(Point(x, 0)).x for x in xs]
    assert mapped == sorted(mapped)


@given(st.builds(Rect, origins, origins, sides, sides), st.data())
def test_an_unscaled_image_maps_point_for_point(shown, data):
    viewport = Viewport(shown, shown.size)
    pixel = pixels_of(data, viewport)
    assert viewport.to_screen(pixel) == Point(shown.x + pixel.x, shown.y + pixel.y)


def test_a_monitor_left_of_the_primary_has_negative_points():
    viewport = Viewport(Rect(-1920, -200, 1920, 1080), Size(960, 540))
    assert viewport.to_screen(Point(10, 10)) == Point(-1920 + 21, -200 + 21)


def test_a_single_pixel_maps_to_the_middle():
    assert Viewport(Rect(100, 0, 1280, 800), Size(1, 1)).to_screen(Point(0, 0)) == Point(740, 400)


def test_every_point_of_an_action_is_converted():
    viewport = Viewport(Rect(100, 0, 200, 200), Size(100, 100))
    assert viewport.on_screen(Click(Point(5, 5), "right", ("SHIFT",))) == Click(
        Point(111, 11), "right", ("SHIFT",)
    )
    assert viewport.on_screen(Drag((Point(0, 0), Point(99, 99)))) == Drag((Point(100, 0), Point(299, 199)))
    assert viewport.on_screen(Type("5")) == Type("5")


@pytest.mark.parametrize(("pixels", "points"), [(0, 0), (1, 2), (-1, -2), (100, 240), (-101, -242)])
def test_scroll_distances_grow_with_the_scale(pixels, points):
    viewport = Viewport(Rect(0, 0, 3840, 2160), Size(1600, 900))
    assert viewport.on_screen(Scroll(Point(0, 0), 0, pixels)).dy == points


def test_a_scroll_never_shrinks_to_nothing():
    viewport = Viewport(Rect(0, 0, 10, 10), Size(100, 100))
    assert viewport.on_screen(Scroll(Point(0, 0), -1, 1)) == Scroll(Point(0, 0), -1, 1)


@given(sizes, sizes)
def test_what_fits_is_never_larger_than_the_screen_or_the_box(shown, box):
    size = fit(shown, box)
    assert 1 <= size.width <= min(shown.width, box.width)
    assert 1 <= size.height <= min(shown.height, box.height)


@given(sizes, sizes)
def test_what_fits_keeps_the_shape_to_half_a_pixel(shown, box):
    size = fit(shown, box)
    scale = min(Fraction(1), Fraction(box.width, shown.width), Fraction(box.height, shown.height))
    assert abs(size.width - shown.width * scale) <= Fraction(1, 2) or size.width == 1
    assert abs(size.height - shown.height * scale) <= Fraction(1, 2) or size.height == 1


@given(sizes, sizes)
def test_what_fits_fills_the_box_or_is_the_screen(shown, box):
    size = fit(shown, box)
    assert size == shown or size.width == box.width or size.height == box.height


@pytest.mark.parametrize(
    ("setting", "box", "shown", "declared"),
    [
        ("auto", GA_BOX, Size(1920, 1080), Size(1600, 900)),
        ("auto", GA_BOX, Size(3840, 2160), Size(1600, 900)),
        ("auto", GA_BOX, Size(1366, 768), Size(1366, 768)),
        ("auto", GA_BOX, Size(2560, 1080), Size(1600, 675)),
        ("auto", GA_BOX, Size(1080, 1920), Size(900, 1600)),
        ("auto", PREVIEW_BOX, Size(1920, 1080), Size(1024, 576)),
        ("auto", PREVIEW_BOX, Size(1280, 800), Size(1024, 640)),
        ("auto", PREVIEW_BOX, Size(1024, 768), Size(1024, 768)),
        ("1280x1024", PREVIEW_BOX, Size(1920, 1080), Size(1280, 720)),
        ("800x600", GA_BOX, Size(1080, 1920), Size(338, 600)),
        ("9999x9999", GA_BOX, Size(1920, 1080), Size(1920, 1080)),
    ],
)
def test_the_declared_size_is_the_screens_shape_in_the_box(setting, box, shown, declared):
    assert declared_size(setting, box, shown) == declared
