from PySide6.QtGui import QColor, QImage

from cua_desktop.agent.actions import Click, Drag, Type
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.ui.target_crop import CROP, TargetCrop, crops_of

IMAGE = Size(1600, 900)


def test_the_target_stands_in_the_middle_of_the_crop():
    (part,) = crops_of(Click(Point(800, 450)), IMAGE)
    assert part == Rect(800 - CROP.width // 2, 450 - CROP.height // 2, CROP.width, CROP.height)


def test_at_the_edge_the_crop_stays_inside_the_image():
    (part,) = crops_of(Click(Point(1599, 0)), IMAGE)
    assert Point(1599, 0) in part
    assert (part.right, part.y) == (1600, 0)


def test_an_image_smaller_than_a_crop_is_shown_whole():
    assert crops_of(Click(Point(5, 5)), Size(100, 80)) == (Rect(0, 0, 100, 80),)


def test_a_short_drag_is_shown_whole_and_a_long_one_by_both_ends():
    start, near, far = Point(100, 100), Point(300, 150), Point(1500, 800)
    (short,) = crops_of(Drag((start, near)), IMAGE)
    assert start in short
    assert near in short
    first, last = crops_of(Drag((start, far)), IMAGE)
    assert start in first
    assert far in last


def test_what_has_no_place_has_no_crop():
    assert crops_of(Type("x"), IMAGE) == ()


def test_the_crop_shows_the_pixels_at_their_own_size(app):
    image = QImage(IMAGE.width, IMAGE.height, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    image.setPixelColor(700, 420, QColor("#00ff00"))
    action = Click(Point(800, 450))
    (part,) = crops_of(action, IMAGE)
    crop = TargetCrop(action, part)
    crop.resize(part.width, part.height)
    crop.show_image(image)
    drawn = crop.grab().toImage()
    assert drawn.pixelColor(700 - part.x, 420 - part.y).name() == "#00ff00"


def test_in_a_narrow_window_the_target_is_still_inside(app):
    image = QImage(IMAGE.width, IMAGE.height, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    action = Click(Point(1590, 450))
    image.setPixelColor(1590, 420, QColor("#00ff00"))
    (part,) = crops_of(action, IMAGE)
    crop = TargetCrop(action, part)
    crop.resize(260, part.height)
    crop.show_image(image)
    drawn = crop.grab().toImage()
    assert any(drawn.pixelColor(x, 420 - part.y).name() == "#00ff00" for x in range(260))
