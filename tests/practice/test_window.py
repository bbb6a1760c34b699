import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cua_desktop.agent.geometry import Point
from cua_desktop.practice.stations import TEXT, Mark, Station
from tests.practice.desk import Desk, hand, markers_on_screen, on_clipboard, to

pytestmark = pytest.mark.usefixtures("display")


def test_one_click_is_reported_as_one_click_on_the_marker():
    with Desk(Station.CLICK) as desk:
        hand(*to(desk.marker(Mark.CLICK)), "click", "1")
        desk.until("finished")
        press = desk.received("press")[0]
        assert (press["button"], press["modifiers"]) == ("left", [])
        assert press["distance"] < 1.5
        assert desk.not_ok() == []


def test_the_distance_is_in_screen_pixels():
    with Desk(Station.CLICK) as desk:
        centre = desk.marker(Mark.CLICK)
        hand(*to(Point(centre.x + 12, centre.y)), "click", "1")
        assert desk.until("press")["distance"] == pytest.approx(12, abs=1)
        assert desk.not_ok() == ["Click"]


def test_a_click_beside_the_marker_does_not_count():
    with Desk(Station.CLICK) as desk:
        centre = desk.marker(Mark.CLICK)
        hand(*to(Point(centre.x + 22, centre.y)), "click", "1")
        desk.until("press")
        assert not desk.received("done")


def test_a_second_click_is_too_much():
    with Desk(Station.CLICK) as desk:
        hand(*to(desk.marker(Mark.CLICK)), "click", "1")
        desk.until("finished")
        time.sleep(0.5)  # longer than a double click takes
        hand("click", "1")
        desk.until("press", 2)
        assert desk.not_ok() == ["Click"]


def test_a_right_click_is_not_a_click():
    with Desk(Station.CLICK) as desk:
        hand(*to(desk.marker(Mark.CLICK)), "click", "3")
        desk.until("press")
        assert not desk.received("done")


def test_a_double_click_is_one():
    with Desk(Station.DOUBLE_CLICK) as desk:
        hand(*to(desk.marker(Mark.DOUBLE_CLICK)), "click", "--repeat", "2", "--delay", "40", "1")
        desk.until("finished")
        assert desk.not_ok() == []


def test_a_triple_click_is_too_much():
    with Desk(Station.DOUBLE_CLICK) as desk:
        hand(*to(desk.marker(Mark.DOUBLE_CLICK)), "click", "--repeat", "3", "--delay", "40", "1")
        desk.until("press", 2)
        assert desk.not_ok() == ["Double-click"]


def test_two_slow_clicks_are_no_double_click():
    with Desk(Station.DOUBLE_CLICK) as desk:
        hand(*to(desk.marker(Mark.DOUBLE_CLICK)), "click", "--repeat", "2", "--delay", "700", "1")
        desk.until("press", 2)
        assert not desk.received("done")


def test_a_pointer_that_rests_is_reported_where_it_rests():
    with Desk(Station.MOVE) as desk:
        hand(*to(desk.marker(Mark.MOVE)))
        assert desk.until("hover")["distance"] < 1.5
        assert desk.not_ok() == []


def test_a_click_where_only_the_pointer_should_be_is_too_much():
    with Desk(Station.MOVE) as desk:
        hand(*to(desk.marker(Mark.MOVE)), "click", "1")
        desk.until("finished")
        assert desk.not_ok() == ["Move"]


def drag(start, end, motions):
    """With pauses: until the window manager has let the press through, the server joins motions."""
    steps = [Point(start.x + (end.x - start.x) * i // motions, start.y) for i in range(1, motions + 1)]
    way = [part for step in steps for part in (*to(step), "sleep", "0.01")]
    hand(*to(start), "mousedown", "1", "sleep", "0.3", *way, "mouseup", "1")


def test_a_drag_is_reported_with_its_motions():
    with Desk(Station.DRAG) as desk:
        start, end = desk.marker(Mark.DRAG), desk.marker(Mark.SLOT)
        drag(start, end, motions=6)
        desk.until("finished")
        dragged = desk.received("drag")[0]
        assert dragged["motions"] == 6
        assert max(dragged["distance"], dragged["from_distance"]) < 1.5
        assert desk.not_ok() == []


def test_a_jump_with_the_button_held_is_no_drag():
    with Desk(Station.DRAG) as desk:
        drag(desk.marker(Mark.DRAG), desk.marker(Mark.SLOT), motions=1)
        assert desk.until("drag")["dropped"] is False
        assert desk.not_ok() == ["Drag", "At the end"]


def test_a_second_drag_is_too_much():
    with Desk(Station.DRAG) as desk:
        start, end = desk.marker(Mark.DRAG), desk.marker(Mark.SLOT)
        drag(start, Point(start.x + 20, start.y), motions=4)
        drag(start, end, motions=4)
        desk.until("finished")
        assert desk.not_ok() == ["Drag"]


def test_the_text_is_reported_exactly():
    with Desk(Station.TYPE) as desk, on_clipboard(TEXT):
        hand(*to(desk.marker(Mark.TEXT)), "click", "1")
        desk.marker(Mark.TEXT_READY)
        hand("key", "ctrl+v")
        desk.until("finished")
        assert desk.received("text")[-1]["text"] == TEXT
        assert desk.not_ok() == []


def test_a_character_too_many_is_found():
    with Desk(Station.TYPE) as desk, on_clipboard(TEXT):
        hand(*to(desk.marker(Mark.TEXT)), "click", "1")
        desk.marker(Mark.TEXT_READY)
        hand("key", "ctrl+v")
        desk.until("finished")
        hand("type", "x")
        desk.until("text", 2)
        assert desk.not_ok() == ["Type", "At the end"]


def test_a_wrong_text_goes_on_asking():
    with Desk(Station.TYPE) as desk:
        hand(*to(desk.marker(Mark.TEXT)), "click", "1")
        desk.marker(Mark.TEXT_READY)
        hand("type", "Cafe")
        desk.until("text", 4)
        desk.marker(Mark.TEXT_READY)
        assert desk.not_ok() == ["Type", "At the end"]


def test_text_typed_nowhere_is_astray():
    with Desk(Station.TYPE) as desk:
        desk.marker(Mark.TEXT)
        hand("type", "x")
        desk.until("stray")
        assert "Anywhere else" in desk.not_ok()


def test_a_chord_is_reported_with_its_modifiers():
    with Desk(Station.KEYPRESS) as desk:
        hand(*to(desk.marker(Mark.CHORD)), "click", "1")
        desk.marker(Mark.CHORD_READY)
        hand("key", "ctrl+shift+k")
        desk.until("finished")
        assert desk.received("chord")[0]["keys"] == ["CTRL", "SHIFT", "K"]
        assert desk.not_ok() == []


@pytest.mark.parametrize("before", ["k", "ctrl+k", "ctrl+alt+shift+k", "ctrl+shift+k"])
def test_any_other_chord_or_a_second_one_is_too_much(before):
    with Desk(Station.KEYPRESS) as desk:
        hand(*to(desk.marker(Mark.CHORD)), "click", "1")
        desk.marker(Mark.CHORD_READY)
        hand("key", before)
        hand("key", "ctrl+shift+k")
        desk.until("chord", 2)
        assert desk.not_ok() == ["Keypress"]


def test_a_key_still_held_at_the_end_is_found():
    with Desk(Station.CLICK) as desk:
        hand(*to(desk.marker(Mark.CLICK)), "click", "1")
        desk.until("finished")
        hand("keydown", "shift")
        try:
            assert desk.not_ok() == ["At the end"]
        finally:
            hand("keyup", "shift")


def test_the_list_is_scrolled_until_its_row_shows_and_is_clicked():
    with Desk(Station.SCROLL) as desk:
        for count in (1, 2, 3):
            hand(*to(desk.marker(Mark.SCROLL)), "click", "5")
            assert desk.until("scroll", count)["pixels"] == 100
        hand(*to(desk.marker(Mark.CLICK)), "click", "1")
        desk.until("finished")
        assert desk.not_ok() == []


def test_a_list_scrolled_too_far_goes_on_asking():
    with Desk(Station.SCROLL) as desk:
        hand(*to(desk.marker(Mark.SCROLL)), "click", "--repeat", "8", "5")
        desk.until("scroll", 8)
        desk.marker(Mark.SCROLL)
        assert desk.not_ok() == ["Scroll", "At the end"]


@pytest.mark.parametrize("wheel", ["4", "6", "7"])
def test_scrolling_back_or_sideways_is_too_much(wheel):
    with Desk(Station.SCROLL) as desk:
        hand(*to(desk.marker(Mark.SCROLL)), "click", "--repeat", "3", "5", "click", wheel)
        desk.until("scroll", 4)
        if wheel == "4":
            hand("click", "5")
        hand(*to(desk.marker(Mark.CLICK)), "click", "1")
        desk.until("finished")
        assert desk.not_ok() == ["Scroll"]


def test_a_click_with_ctrl_held_is_reported_with_it():
    with Desk(Station.HELD_CLICK) as desk:
        hand(*to(desk.marker(Mark.HELD_CLICK)), "keydown", "ctrl", "click", "1", "keyup", "ctrl")
        desk.until("finished")
        assert desk.received("press")[0]["modifiers"] == ["CTRL"]
        assert desk.not_ok() == []


def test_without_ctrl_it_does_not_count():
    with Desk(Station.HELD_CLICK) as desk:
        hand(*to(desk.marker(Mark.HELD_CLICK)), "click", "1")
        desk.until("press")
        assert not desk.received("done")


def test_the_job_is_busy_before_it_is_ready():
    with Desk(Station.WAIT) as desk:
        hand(*to(desk.marker(Mark.JOB)), "click", "1")
        desk.marker(Mark.BUSY)
        desk.until("finished")
        assert desk.not_ok() == []


def test_a_click_on_the_busy_job_is_too_much():
    with Desk(Station.WAIT) as desk:
        hand(*to(desk.marker(Mark.JOB)), "click", "1")
        hand(*to(desk.marker(Mark.BUSY)), "click", "1")
        desk.until("finished")
        assert desk.not_ok() == ["Wait"]


def test_a_click_on_no_exercise_is_astray():
    with Desk(Station.CLICK) as desk:
        area = desk.process.area
        hand(*to(Point(area.x + 300, area.bottom - 6)), "click", "1")
        assert desk.until("stray")["kind"] == "press"
        assert "Anywhere else" in desk.not_ok()


def test_a_click_on_an_exercise_that_is_left_out_is_astray():
    with Desk(Station.CLICK) as desk:
        centre = desk.marker(Mark.CLICK)
        hand(*to(Point(centre.x, centre.y + 90)), "click", "1")
        desk.until("press")
        assert "Anywhere else" in desk.not_ok()


def test_exactly_one_exercise_is_active_and_then_the_next():
    with Desk(Station.CLICK, Station.DOUBLE_CLICK) as desk:
        centre = desk.marker(Mark.CLICK)
        assert [marker.mark for marker in markers_on_screen()] == [Mark.CLICK]
        hand(*to(centre), "click", "1")
        desk.marker(Mark.DOUBLE_CLICK)
        assert [marker.mark for marker in markers_on_screen()] == [Mark.DOUBLE_CLICK]


def test_its_end_shows_in_the_picture():
    with Desk(Station.CLICK) as desk:
        hand(*to(desk.marker(Mark.CLICK)), "click", "1")
        desk.marker(Mark.FINISHED)


def test_it_stands_where_it_was_told():
    with Desk(Station.CLICK) as desk:
        area = desk.process.area
        assert (area.width, area.height) == (600, 640)
        assert abs(area.x - 300) < 20
        assert abs(area.y - 80) < 40


def test_it_ends_when_whoever_started_it_is_gone(display):
    starter = (
        "import subprocess, sys;"
        "p = subprocess.Popen([sys.executable, '-m', 'cua_desktop.practice.window'],"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE);"
        "p.stdout.readline(); print(p.pid, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", starter]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        window = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and is_alive(window):
        time.sleep(0.02)
    assert not is_alive(window)


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_no_key_reaches_the_window(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-the-test")
    with Desk(Station.CLICK) as desk:
        pid = desk.process._process.pid
        assert b"sk-secret" not in Path(f"/proc/{pid}/environ").read_bytes()
        assert b"DISPLAY" in Path(f"/proc/{pid}/environ").read_bytes()
        assert os.environ["OPENAI_API_KEY"]
