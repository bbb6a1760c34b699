import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.ui import own_windows
from cua_desktop.ui.own_windows import QtOwnWindows, free_place

SCREEN = QRect(0, 0, 1280, 800)


class Screen:
    def __init__(self, geometry, ratio):
        self._geometry, self._ratio = geometry, ratio

    def geometry(self):
        return self._geometry

    def devicePixelRatio(self):  # noqa: N802 - Qt's name
        return self._ratio


def shown(geometry):
    window = QWidget()
    window.setMinimumSize(200, 150)
    window.setGeometry(geometry)
    window.show()
    return window


def test_every_visible_window_is_told_and_no_hidden_or_minimized_one(app):
    window = shown(QRect(100, 120, 300, 200))
    hidden = QWidget()
    minimized = shown(QRect(10, 10, 200, 200))
    minimized.showMinimized()
    frame = window.frameGeometry()
    assert QtOwnWindows().rectangles() == (Rect(frame.x(), frame.y(), frame.width(), frame.height()),)
    assert not hidden.isVisible()


@pytest.mark.parametrize(
    ("rect", "screen", "points"),
    [
        (QRect(10, 20, 30, 40), Screen(QRect(0, 0, 800, 600), 2.0), Rect(20, 40, 60, 80)),
        # Qt keeps a screen's origin in physical pixels and scales its size.
        (QRect(1290, 20, 30, 40), Screen(QRect(1280, 0, 1707, 720), 1.5), Rect(1295, 30, 45, 60)),
        (QRect(-1270, 5, 11, 11), Screen(QRect(-1280, 0, 853, 720), 1.5), Rect(-1265, 7, 17, 17)),
    ],
)
def test_rectangles_are_physical_points_of_their_screen_rounded_outwards(rect, screen, points):
    assert own_windows.to_points(rect, screen) == points


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_a_point_of_a_window_maps_back_into_it(ratio):
    screen = Screen(QRect(1280, 100, 1000, 700), ratio)
    rect = QRect(1300, 150, 100, 80)
    physical = own_windows.to_points(rect, screen)
    middle = Point(physical.x + physical.width // 2, physical.y + physical.height // 2)
    assert rect.contains(own_windows._to_logical(middle, screen))


def test_a_window_in_the_way_moves_off(app):
    shown(QRect(100, 120, 300, 200))
    target = Point(200, 200)
    assert QtOwnWindows().step_aside([target])
    app.processEvents()
    assert all(target not in rect for rect in QtOwnWindows().rectangles())


def test_a_window_that_is_not_in_the_way_stays(app):
    window = shown(QRect(100, 120, 300, 200))
    before = window.geometry()
    assert QtOwnWindows().step_aside([Point(700, 500)])
    assert window.geometry() == before


def test_a_window_too_large_to_move_off_shrinks(app):
    available = app.primaryScreen().availableGeometry()
    window = shown(available)
    centre = Point(available.center().x(), available.center().y())
    assert QtOwnWindows().step_aside([centre])
    app.processEvents()
    assert all(centre not in rect for rect in QtOwnWindows().rectangles())
    assert window.width() < available.width() or window.height() < available.height()


def test_a_maximized_window_moves_off(app):
    window = shown(QRect(100, 120, 300, 200))
    window.showMaximized()
    app.processEvents()
    centre = Point(window.frameGeometry().center().x(), window.frameGeometry().center().y())
    assert QtOwnWindows().step_aside([centre])
    app.processEvents()
    assert all(centre not in rect for rect in QtOwnWindows().rectangles())


def test_where_there_is_no_way_it_says_so(app):
    available = app.primaryScreen().availableGeometry()
    window = shown(available)
    window.setMinimumSize(available.size())
    assert not QtOwnWindows().step_aside([Point(available.center().x(), available.center().y())])


def test_nothing_moves_while_a_question_is_open(app):
    window = shown(QRect(100, 120, 300, 200))
    before = window.geometry()
    assert not QtOwnWindows(lambda: True).step_aside([Point(200, 200)])
    assert window.geometry() == before


def test_a_path_of_thousands_of_points_is_no_burden(app):
    points = [QPoint(x % 400, x % 380) for x in range(10_000)]
    assert free_place(QRect(0, 0, 300, 200), SCREEN, points) is not None


def test_the_nearest_free_place_is_taken():
    place = free_place(QRect(0, 0, 300, 200), SCREEN, [QPoint(295, 100)])
    assert place == QRect(0, 113, 300, 200) or place.topLeft().manhattanLength() < 320
    assert not place.contains(QPoint(295, 100))


def test_has_focus_follows_the_active_window(app):
    own = QtOwnWindows()
    assert not own.has_focus()
    window = shown(QRect(100, 120, 300, 200))
    window.activateWindow()
    app.processEvents()
    assert own.has_focus()
