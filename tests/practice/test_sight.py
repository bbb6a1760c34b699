import itertools
import json
import os
import subprocess
import sys

import pytest

from cua_desktop.agent.geometry import Rect, Size
from cua_desktop.practice.sight import find_markers
from cua_desktop.practice.stations import TOLERANCE, Mark
from tests.practice.pictures import GREY, SIZE, picture

SCALES = (1.0, 0.8, 0.833, 0.533, 0.4167, 0.2667)


def found(rgb, size=SIZE):
    return [(marker.mark, marker.rect) for marker in find_markers(rgb, size)]


@pytest.mark.parametrize("mark", Mark)
def test_every_mark_is_found_where_it_is(mark):
    assert found(picture((mark, 31, 17))) == [(mark, Rect(31, 17, 20, 20))]


@pytest.mark.parametrize(("left", "top"), [(0, 0), (300, 0), (0, 180), (300, 180)])
def test_it_is_found_in_every_corner(left, top):
    assert found(picture((Mark.CLICK, left, top))) == [(Mark.CLICK, Rect(left, top, 20, 20))]


def test_two_of_them_are_two():
    rgb = picture((Mark.DRAG, 20, 50), (Mark.SLOT, 200, 50))
    assert {mark for mark, _ in found(rgb)} == {Mark.DRAG, Mark.SLOT}


def test_nothing_is_found_where_nothing_is():
    assert found(picture()) == []


@pytest.mark.parametrize("off", [TOLERANCE - 2, 2 - TOLERANCE])
def test_a_shade_off_it_is_still_found(off):
    shade = tuple(max(0, value + off) for value in Mark.MOVE.value)
    assert [mark for mark, _ in found(picture((shade, 40, 40)))] == [Mark.MOVE]


def test_a_colour_further_off_is_not_it():
    other = tuple(value + TOLERANCE + 2 for value in Mark.JOB.value)
    assert found(picture((other, 40, 40))) == []


def test_a_bar_of_its_colour_is_no_marker():
    rgb = picture((Mark.CLICK, 40, 40), (Mark.CLICK, 60, 40))
    assert found(rgb) == []


def test_a_disc_of_its_colour_is_no_marker():
    rgb = bytearray(picture((Mark.CLICK, 40, 40), side=40))
    for y, x in itertools.product(range(40), range(40)):
        if (x - 19.5) ** 2 + (y - 19.5) ** 2 > 20**2:
            start = ((40 + y) * SIZE.width + 40 + x) * 3
            rgb[start : start + 3] = bytes(GREY)
    assert found(bytes(rgb)) == []


def test_a_speck_of_its_colour_is_no_marker():
    assert found(picture((Mark.CLICK, 40, 40), side=4)) == []


def test_the_largest_comes_first():
    rgb = bytearray(picture((Mark.CLICK, 40, 40), side=30))
    small = picture((Mark.CLICK, 140, 20), side=10)
    for y in range(20, 30):
        start = (y * SIZE.width + 140) * 3
        rgb[start : start + 30] = small[start : start + 30]
    assert [rect.width for _, rect in found(bytes(rgb))] == [30, 10]


def test_no_two_marks_can_be_mistaken_for_each_other():
    for one, other in itertools.combinations(Mark, 2):
        apart = max(abs(a - b) for a, b in zip(one.value, other.value, strict=True))
        assert apart > 2 * TOLERANCE, (one, other)


# Grabs the real window in every look, once with each mark, and writes the pictures scaled.
GRAB = """
import json, sys
from PySide6.QtCore import Qt, QPoint, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from cua_desktop.practice.look import DARK, LIGHT, dress
from cua_desktop.practice.marker import MarkerWidget
from cua_desktop.practice.stations import Mark, Station
from cua_desktop.practice.window import PracticeWindow
folder, scales = sys.argv[1], json.loads(sys.argv[2])
app = QApplication([])
index = []
for theme, look in (("light", LIGHT), ("dark", DARK)):
    dress(app, look)
    window = PracticeWindow(look, [Station.CLICK])
    window.show()
    app.processEvents()
    marker = window._work[Station.CLICK].marker
    corner = marker.mapTo(window, QPoint(0, 0))
    for mark in Mark:
        marker.show_mark(mark)
        app.processEvents()
        whole = window.grab().toImage()
        for scale in scales:
            size = QSize(round(whole.width() * scale), round(whole.height() * scale))
            image = whole.scaled(size, Qt.IgnoreAspectRatio, Qt.SmoothTransformation)
            image = image.convertToFormat(QImage.Format_RGB888)
            rows = [bytes(image.constScanLine(y))[: size.width() * 3] for y in range(size.height())]
            name = f"{folder}/{len(index)}.rgb"
            with open(name, "wb") as file:
                file.write(b"".join(rows))
            area = [corner.x() * scale, corner.y() * scale, marker.width() * scale]
            index.append([name, size.width(), size.height(), mark.name, theme, scale, area])
json.dump(index, sys.stdout)
"""


@pytest.fixture(scope="module")
def grabs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grabs")
    command = [sys.executable, "-c", GRAB, str(folder), json.dumps(SCALES)]
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder)}
    grabbed = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    return json.loads(grabbed.stdout)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", SCALES)
def test_in_the_real_window_every_mark_is_found_in_its_middle_and_nothing_else(grabs, theme, scale):
    of_this = [line for line in grabs if line[4:6] == [theme, scale]]
    assert len(of_this) == len(Mark)
    for name, width, height, mark, *_, (left, top, side) in of_this:
        with open(name, "rb") as file:
            markers = find_markers(file.read(), Size(width, height))
        assert [marker.mark.name for marker in markers] == [mark]
        assert abs(markers[0].centre.x + 0.5 - (left + side / 2)) <= 1.01
        assert abs(markers[0].centre.y + 0.5 - (top + side / 2)) <= 1.01
