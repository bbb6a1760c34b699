import pytest

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import (
    Box,
    DesktopWindow,
    WindowRules,
    as_text,
    boxes_of,
    hidden_places,
    words_of,
)

PLACE = Rect(100, 100, 200, 100)
BANK = WindowRules(words=("bank",))


def window(number=1, rect=PLACE, title="My Bank", programs=("xterm",), **more):
    return DesktopWindow(number, rect, title, programs, **more)


def test_boxes_are_written_as_they_are_read():
    boxes = (Box(1, 0.0, 12.5, 100.0, 3.125), Box(12, 1.0, 2.0, 3.0, 4.0))
    assert boxes_of(as_text(boxes)) == boxes


def test_a_box_keeps_to_its_share_of_a_monitor_and_covers_every_pixel_it_touches():
    box = Box(1, 50, 0, 50, 33.334)
    assert box.on(Rect(0, 0, 1920, 1080)) == Rect(960, 0, 960, 361)
    assert box.on(Rect(-1367, 10, 1367, 768)) == Rect(-684, 10, 684, 257)


def test_a_box_never_reaches_out_of_its_monitor():
    assert Box(1, 90, 90, 50, 50).on(Rect(0, 0, 100, 100)) == Rect(90, 90, 10, 10)


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        (WindowRules(words=("bank",)), True),
        (WindowRules(words=("XTERM",)), True),
        (WindowRules(words=("my*",)), True),
        (WindowRules(words=("ban*",)), False),  # with a star it is the whole title
        (WindowRules(programs=("XTerm",)), True),
        (WindowRules(programs=("xter",)), False),
        (WindowRules(titles=("my bank",)), True),
        (WindowRules(titles=("bank",)), False),
        (WindowRules(titles=("*bank",), words=("!my bank",)), False),
        (WindowRules(words=("!bank",)), False),
    ],
)
def test_a_rule_is_a_part_of_a_name_or_a_pattern_of_the_whole(rules, hidden):
    assert rules.hide(window()) is hidden


def test_words_stand_between_semicolons():
    assert words_of(" bank; *.kdbx ;; !Bitwarden;!") == ("bank", "*.kdbx", "!Bitwarden")


def test_what_belongs_to_a_hidden_window_is_hidden_with_it():
    dialog, menu = Rect(400, 0, 50, 50), Rect(500, 0, 60, 60)
    windows = [
        window(2, dialog, title="Open", of=1),
        window(1),
        window(3, menu, title="", of=2),
        window(4, title="x"),
    ]
    assert set(hidden_places(windows, BANK)) >= {dialog, menu}


def other(rect, **more):
    return window(9, rect, title="Editor", **more)


def test_a_window_wholly_under_others_is_not_seen():
    halves = [other(Rect(0, 0, 210, 500)), other(Rect(205, 0, 400, 500))]
    assert hidden_places([window(), *halves], BANK) == ()


def test_a_window_under_half_of_another_is_hidden_where_it_can_be_seen():
    assert hidden_places([window(), other(Rect(0, 0, 250, 500))], BANK) == (Rect(250, 100, 50, 100),)


@pytest.mark.parametrize(
    "cover",
    [other(Rect(0, 0, 250, 150)), other(Rect(150, 120, 20, 20)), other(Rect(0, 0, 900, 900), solid=False)],
    ids=("a corner", "the middle", "glass"),
)
def test_a_window_covered_in_another_way_is_hidden_whole(cover):
    assert hidden_places([window(), cover], BANK) == (PLACE,)


def test_what_lies_below_covers_nothing():
    assert hidden_places([other(Rect(0, 0, 900, 900)), window()], BANK) == (PLACE,)


def test_a_hidden_window_covers_no_other_hidden_one():
    assert len(hidden_places([window(), window(2, Rect(0, 0, 900, 900))], BANK)) == 2
