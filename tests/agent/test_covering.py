"""Which windows keep a person from seeing a question."""

import pytest

from cua_desktop.agent.covering import covering
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow

OURS, OTHER = 7, 8
PLACE = Rect(100, 100, 200, 200)
QUESTION = DesktopWindow(1, PLACE, "May this be done?", (), pid=OURS)
BELOW = DesktopWindow(2, Rect(0, 0, 800, 600), "", (), pid=OTHER)


def over(**what):
    place = what.pop("rect", Rect(150, 150, 10, 10))
    return DesktopWindow(3, place, "", (), **{"pid": OTHER, "solid": False, **what})


@pytest.mark.parametrize("window", [over(), over(clickable=False), over(pid=0), over(rect=PLACE, pid=0)])
def test_any_window_of_another_program_above_it_covers_it(window):
    assert covering(1, PLACE, (BELOW, QUESTION, window), OURS) is window


@pytest.mark.parametrize(
    "windows",
    [
        (BELOW, QUESTION),
        (over(), QUESTION),
        (BELOW, QUESTION, over(rect=Rect(300, 100, 50, 50))),
        (BELOW, QUESTION, over(pid=OURS)),
        (BELOW, QUESTION, over(pid=0), over(pid=OURS)),  # a window of ours in a window manager's frame
        (BELOW, QUESTION, over(rect=Rect(0, 0, 800, 600), pid=0, clickable=False)),  # a compositor's
        (BELOW, over()),
    ],
)
def test_what_is_below_beside_ours_or_the_compositors_does_not(windows):
    assert covering(1, PLACE, windows, OURS) is None


@pytest.mark.parametrize("but", [{"pid": OTHER}, {"clickable": True}, {"rect": Rect(0, 0, 799, 600)}])
def test_nothing_else_passes_for_the_compositors(but):
    window = over(**{"rect": Rect(0, 0, 800, 600), "pid": 0, "clickable": False, **but})
    assert covering(1, PLACE, (BELOW, QUESTION, window), OURS) is window
