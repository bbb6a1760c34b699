import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from cua_desktop.agent.redaction import Box, boxes_of
from cua_desktop.ui.box_editor import BoxField


@pytest.fixture
def field(in_loop):
    made = BoxField("2=0,0,10,10")
    made.resize(500, 300)
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#00ff00"))
    made.offer_monitors([1, 2])
    made.show_picture(1, picture)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def drag(field, start, end):
    """From one place of the monitor to another, in percent."""
    places = [at(field, *each) for each in (start, end)]
    QTest.mousePress(field.editor, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(field.editor, places[1])
    QTest.mouseRelease(field.editor, Qt.MouseButton.LeftButton, pos=places[1])


def at(field, x, y):
    area = field.editor.area()
    return QPoint(round(area.x() + area.width() * x / 100), round(area.y() + area.height() * y / 100))


def test_a_drag_hides_an_area_of_the_monitor_shown(field):
    drag(field, (75, 80), (25, 50))
    old, new = boxes_of(field.value)
    assert old == Box(2, 0, 0, 10, 10)
    assert new.monitor == 1
    assert (new.left, new.top, new.width, new.height) == pytest.approx((25, 50, 50, 30), abs=1)


def test_an_area_drawn_past_the_edge_ends_there(field):
    drag(field, (90, 90), (120, 130))
    box = boxes_of(field.value)[-1]
    assert box.left + box.width == pytest.approx(100, abs=0.01)
    assert box.top + box.height == pytest.approx(100, abs=0.01)


def test_a_click_chooses_an_area_and_the_button_removes_it(field):
    drag(field, (10, 10), (50, 50))
    QTest.mouseClick(field.editor, Qt.MouseButton.LeftButton, pos=at(field, 80, 80))
    assert not field.remove_button.isEnabled()
    QTest.mouseClick(field.editor, Qt.MouseButton.LeftButton, pos=at(field, 30, 30))
    QTest.mouseClick(field.remove_button, Qt.MouseButton.LeftButton)
    assert field.value == "2=0,0,10,10"


def test_the_delete_key_removes_the_area_drawn_last(field):
    drag(field, (10, 10), (50, 50))
    QTest.keyClick(field.editor, Qt.Key.Key_Delete)
    assert field.value == "2=0,0,10,10"


def test_each_monitor_has_areas_of_its_own(field):
    field.monitors.setCurrentIndex(1)
    QTest.mouseClick(field.editor, Qt.MouseButton.LeftButton, pos=at(field, 5, 5))
    QTest.mouseClick(field.remove_button, Qt.MouseButton.LeftButton)
    assert field.value == ""


def test_a_hidden_area_is_black_on_the_picture_of_the_monitor(field):
    drag(field, (20, 20), (80, 80))
    picture = field.editor.grab().toImage()
    inside, outside = (at(field, *place) for place in ((30, 30), (10, 10)))
    assert picture.pixelColor(inside) == QColor("black")
    assert picture.pixelColor(outside) == QColor("#00ff00")
