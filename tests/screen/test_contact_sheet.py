import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.screen.contact_sheet import Panel, contact_sheet
from cua_desktop.screen.encode import png_of

MARK = QColor("#e11d48").rgb()


@pytest.fixture(autouse=True)
def application(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return QApplication.instance() or QApplication(["test"])  # a process has but one, and others need widgets


def frame(colour="#224488", size=None):
    size = size or Size(1600, 900)
    picture = QImage(size.width, size.height, QImage.Format.Format_RGB888)
    picture.fill(QColor(colour))
    return Frame(png_of(picture), "image/png", size)


def drawn(panels, **more):
    sheet = QImage.fromData(contact_sheet(panels, **more))
    assert not sheet.isNull()
    return sheet


def places_of(sheet, colour):
    return [
        (x, y) for y in range(sheet.height()) for x in range(sheet.width()) if sheet.pixel(x, y) == colour
    ]


def corner_of_the_screenshot():
    """Of a sheet with one screenshot; the very corner itself is rounded off."""
    places = places_of(drawn([Panel(frame(), "")]), QColor("#224488").rgb())
    return min(x for x, _ in places), min(y for _, y in places)


def test_every_screenshot_is_on_the_sheet_in_reading_order():
    colours = ["#102030", "#405060", "#708090", "#a0b0c0", "#d0e0f0"]
    sheet = drawn([Panel(frame(colour), "step") for colour in colours], columns=2)
    firsts = [places_of(sheet, QColor(colour).rgb())[0] for colour in colours]
    assert firsts == sorted(firsts, key=lambda place: (place[1], place[0]))
    assert len({x for x, _ in firsts}) == 2


def test_a_point_is_marked_where_it_was():
    left, top = corner_of_the_screenshot()
    marked = places_of(drawn([Panel(frame(), "", (Point(800, 450),))]), MARK)
    xs, ys = {x for x, _ in marked}, {y for _, y in marked}
    assert abs((min(xs) + max(xs)) / 2 - (left + 220)) <= 2
    assert abs((min(ys) + max(ys)) / 2 - (top + 124)) <= 2


def test_a_drag_is_marked_from_its_start_to_its_end():
    left, top = corner_of_the_screenshot()
    marked = places_of(drawn([Panel(frame(), "", (Point(200, 200), Point(1400, 200)))]), MARK)
    xs = {x for x, y in marked if abs(y - (top + 55)) <= 8}
    assert min(xs) <= left + 60
    assert max(xs) >= left + 380
    assert len(xs) > 300


def test_without_points_nothing_is_marked():
    assert not places_of(drawn([Panel(frame(), "Press CTRL+S")]), MARK)


def test_marks_stay_on_their_screenshot():
    left, top = corner_of_the_screenshot()
    for corner in (Point(0, 0), Point(1599, 899)):
        marked = places_of(drawn([Panel(frame(), "", (corner,))]), MARK)
        assert marked
        assert all(left <= x < left + 440 and top <= y < top + 248 for x, y in marked)


def test_the_caption_and_the_title_are_written():
    empty = drawn([Panel(frame(), "")])
    captioned = drawn([Panel(frame(), "Click at (10, 20)")])
    titled = drawn([Panel(frame(), "")], title="A run")
    ink = QColor("#111827").rgb()
    assert len(places_of(captioned, ink)) > len(places_of(empty, ink))
    assert titled.height() > empty.height()
    assert len(places_of(titled, ink)) > len(places_of(empty, ink))


def test_a_long_caption_stays_on_its_card():
    short = drawn([Panel(frame(), ""), Panel(frame(), "")], columns=1)
    long = drawn([Panel(frame(), "Type “" + "many words " * 200 + "”"), Panel(frame(), "")], columns=1)
    assert long.size() == short.size()
    second = QColor("#224488").rgb()
    assert len(places_of(long, second)) == len(places_of(short, second))


def test_screenshots_of_several_shapes_share_a_sheet():
    sheet = drawn([Panel(frame(), ""), Panel(frame("#884422", Size(600, 900)), ""), Panel(frame(), "")])
    assert places_of(sheet, QColor("#884422").rgb())


def test_a_run_of_many_steps_still_fits_on_one_sheet():
    small = frame(size=Size(64, 36))
    assert drawn([Panel(small, "x")] * 120, columns=1).height() < 32_767


def test_a_run_without_screenshots_gives_an_empty_sheet():
    assert drawn([]).width() > 0
