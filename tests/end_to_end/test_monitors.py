"""Whole runs in the window on one of several monitors: the model decides on the sent picture alone."""

import subprocess

import pytest

from cua_desktop.agent.geometry import Rect
from tests.end_to_end.test_window import ask_for, newest_picture
from tests.input.support import run
from tests.responses_server import computer_call, message, response
from tests.screen.desk import coloured_window, monitors

LEFT, RIGHT = Rect(0, 0, 640, 800), Rect(640, 0, 640, 800)
MAGENTA = b"\xff\x00\xff"


def middle_of_magenta(body):
    """Where the model sees the middle of the window, in pixels of the picture."""
    width, rgb = newest_picture(body)
    rows = [rgb[start : start + 3 * width] for start in range(0, len(rgb), 3 * width)]
    seen = [y for y, row in enumerate(rows) if MAGENTA * 8 in row]
    row = rows[seen[len(seen) // 2]]
    return (row.index(MAGENTA * 8) // 3 + row.rindex(MAGENTA * 8) // 3 + 7) // 2, seen[len(seen) // 2]


def pointer():
    words = dict(each.split("=") for each in run("xdotool", "getmouselocation", "--shell").split())
    return int(words["X"]), int(words["Y"])


def clicks_the_magenta(asked):
    def script(request):
        asked.append(request.body)
        if len(asked) == 1:
            x, y = middle_of_magenta(request.body)
            return response(computer_call({"type": "click", "button": "left", "x": x, "y": y}))
        return response(message("Clicked."))

    return script


@pytest.fixture
def arranged(display, request):
    """Two monitors, of which the first one named is the primary; gives where the magenta window is."""
    _, rects, x = request.param
    with monitors(*rects), coloured_window("#ff00ff", x, 200, 30, 12) as place:
        yield place


@pytest.fixture
def more_settings(arranged, request):
    """Chooses the monitor before the window opens."""
    return f'monitor = "{request.node.callspec.params["arranged"][0]}"\n'


@pytest.mark.parametrize(
    "arranged",
    [("2", (LEFT, RIGHT), 700), ("2", (RIGHT, LEFT), 40), ("all", (LEFT, RIGHT), 700)],
    ids=["the second, on the right", "the second, left of the primary", "all monitors"],
    indirect=True,
)
def test_a_click_decided_on_the_sent_picture_lands_in_the_middle_of_what_it_was_meant_for(
    arranged, window, responses_server
):
    asked = []
    responses_server.will_ask(clicks_the_magenta(asked))
    ask_for(window, "Click the magenta window.")
    window.click("run")
    assert window.status("Done"), window.seen
    x, y = pointer()
    assert abs(x - (arranged.x + arranged.right - 1) / 2) <= 2
    assert abs(y - (arranged.y + arranged.bottom - 1) / 2) <= 2


@pytest.mark.parametrize("arranged", [("2", (LEFT, RIGHT), 700)], ids=["the second"], indirect=True)
def test_a_run_whose_monitor_vanishes_is_paused_and_goes_on_when_it_is_let(
    arranged, window, responses_server
):
    widths = []

    def script(request):
        widths.append(newest_picture(request.body)[0])
        if len(widths) == 1:
            subprocess.run(["xrandr", "--delmonitor", "part1"], check=True)
            return response(computer_call({"type": "click", "button": "left", "x": 100, "y": 300}))
        return response(message("It has changed."))

    responses_server.will_ask(script)
    ask_for(window, "Click.")
    window.click("run")
    assert window.status("Paused"), window.seen
    run("xdotool", "mousemove", "5", "790")
    assert widths == [640]
    window.click("go on")
    assert window.status("Done"), window.seen
    told = str(responses_server.bodies[1])
    assert "0 of 1 actions were done. Nothing was done there: the display has changed" in told
    assert "The display has changed" in told
