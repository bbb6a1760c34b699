import pytest
from PySide6.QtGui import QColor

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Scroll, Type, Wait
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.ui.screen_view import ScreenView
from tests.ui.doubles import frame, wait_until

MARK = QColor("#ff5a00")


@pytest.fixture
def view(app):
    view = ScreenView()
    view.resize(400, 300)
    view.show()
    view.show_frame(frame("#336699"))
    wait_until(lambda: not view.image.isNull())
    return view


def colour_at(view, x, y):
    return view.grab().toImage().pixelColor(x, y)


def marked_pixels(view):
    image = view.grab().toImage()
    return [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) == MARK
    ]


def test_the_frame_is_shown_with_its_aspect_ratio(view):
    assert view.picture_area().width() == 400
    assert view.picture_area().height() == 225
    assert colour_at(view, 200, 100).name() == "#336699"


def test_the_newest_of_many_frames_is_shown(view):
    for colour in ("#111111", "#222222", "#aa3344"):
        view.show_frame(frame(colour))
    wait_until(lambda: colour_at(view, 200, 100).name() == "#aa3344")


def test_a_click_is_marked_at_its_place(view):
    view.show_actions((Click(Point(400, 224)),))
    pixels = marked_pixels(view)
    xs, ys = [x for x, _ in pixels], [y for _, y in pixels]
    assert (min(xs) + max(xs)) / 2 == pytest.approx(200, abs=1.5)
    assert (min(ys) + max(ys)) / 2 == pytest.approx(112, abs=1.5)


def test_a_drag_is_drawn_from_start_to_end(view):
    view.show_actions((Drag((Point(100, 100), Point(700, 100))),))
    xs = [x for x, _ in marked_pixels(view)]
    assert min(xs) < 52
    assert max(xs) > 348


@pytest.mark.parametrize(
    "action",
    [
        DoubleClick(Point(400, 224), ("CTRL",)),
        Keypress(("CTRL", "S")),
        Move(Point(0, 0)),
        Scroll(Point(799, 449), 0, 300),
        Scroll(Point(10, 10), 0, 0),
        Type("words " * 1000),
        Wait(),
        Drag((Point(5, 5), Point(5, 5))),
    ],
    ids=lambda action: type(action).__name__,
)
def test_every_action_leaves_a_mark(view, action):
    before = view.grab().toImage()
    view.show_actions((action,))
    assert view.grab().toImage() != before


def test_a_new_frame_takes_the_marks_away(view):
    view.show_actions((Click(Point(400, 224)),))
    view.show_frame(frame())
    assert view.marked == ()
    assert marked_pixels(view) == []


def test_a_frame_that_is_no_picture_does_no_harm(view):
    view.show_frame(Frame(b"not a picture", "image/png", Size(10, 10)))
    wait_until(lambda: view.image.isNull())  # noqa: PLW0108 - each look is at another image
    view.grab()


def test_what_will_be_done_is_told_to_screen_readers(view):
    view.show_actions((Click(Point(1, 2)), Type("x")))
    assert view.accessibleDescription() == "Click at (1, 2); Type “x”"
