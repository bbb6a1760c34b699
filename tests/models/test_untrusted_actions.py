import pytest

from cua_desktop.agent.actions import (
    MAX_PATH_POINTS,
    MAX_TEXT_LENGTH,
    MAX_WAIT_SECONDS,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
)
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.models.untrusted_actions import MAX_KEYS, UnusableError, action_from, quoted

DISPLAY = Size(1000, 700)
P = Point(10, 20)
CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}


def points(*pairs):
    return [{"x": x, "y": y} for x, y in pairs]


@pytest.mark.parametrize(
    ("untrusted", "action"),
    [
        (CLICK, Click(P)),
        ({**CLICK, "button": "right"}, Click(P, "right")),
        ({**CLICK, "button": "wheel"}, Click(P, "wheel")),
        ({**CLICK, "button": "back"}, Click(P, "back")),
        ({**CLICK, "button": "forward"}, Click(P, "forward")),
        ({**CLICK, "keys": ["CTRL", "SHIFT"]}, Click(P, keys=("CTRL", "SHIFT"))),
        ({"type": "double_click", "x": 10, "y": 20}, DoubleClick(P)),
        ({"type": "double_click", "x": 10, "y": 20, "keys": ["ALT"]}, DoubleClick(P, ("ALT",))),
        ({"type": "drag", "path": points((10, 20), (5, 6), (7, 8))}, Drag((P, Point(5, 6), Point(7, 8)))),
        (
            {"type": "drag", "path": points((10, 20), (5, 6)), "keys": ["SHIFT"]},
            Drag((P, Point(5, 6)), ("SHIFT",)),
        ),
        ({"type": "keypress", "keys": ["CTRL", "A"]}, Keypress(("CTRL", "A"))),
        ({"type": "keypress", "keys": [" "]}, Keypress((" ",))),
        ({"type": "keypress", "keys": ["NO_SUCH_KEY"]}, Keypress(("NO_SUCH_KEY",))),
        ({"type": "move", "x": 10, "y": 20}, Move(P)),
        ({"type": "move", "x": 10, "y": 20, "keys": ["META"]}, Move(P, ("META",))),
        ({"type": "screenshot"}, Screenshot()),
        ({"type": "scroll", "x": 10, "y": 20, "scroll_x": -3, "scroll_y": 400}, Scroll(P, -3, 400)),
        ({"type": "scroll", "x": 10, "y": 20, "scroll_y": 400}, Scroll(P, 0, 400)),
        ({"type": "scroll", "x": 10, "y": 20, "scroll_x": 5, "scroll_y": None}, Scroll(P, 5, 0)),
        (
            {"type": "scroll", "x": 10, "y": 20, "scroll_x": 0, "scroll_y": 0, "keys": ["CTRL"]},
            Scroll(P, 0, 0, ("CTRL",)),
        ),
        ({"type": "type", "text": "Grüße, 世界 🌍\n\t"}, Type("Grüße, 世界 🌍\n\t")),
        ({"type": "type", "text": ""}, Type("")),
        ({"type": "wait"}, Wait(2.0)),
        ({"type": "wait", "ms": None}, Wait(2.0)),
        ({"type": "wait", "ms": 1500}, Wait(1.5)),
        ({"type": "wait", "ms": 10**9}, Wait(MAX_WAIT_SECONDS)),
        ({"type": "wait", "ms": float("inf")}, Wait(MAX_WAIT_SECONDS)),
    ],
)
def test_an_action_of_the_wire_becomes_ours(untrusted, action):
    assert action_from(untrusted, DISPLAY) == action


@pytest.mark.parametrize("extra", [{"keys": None}, {"keys": []}, {"new_field": {"a": [1]}}, {"text": None}])
def test_null_empty_and_unknown_fields_change_nothing(extra):
    assert action_from({**CLICK, **extra}, DISPLAY) == Click(P)


def test_a_float_that_is_whole_counts_as_a_whole_number():
    assert action_from({**CLICK, "x": 10.0}, DISPLAY) == Click(P)


@pytest.mark.parametrize("corner", [(0, 0), (999, 0), (0, 699), (999, 699)])
def test_every_corner_pixel_is_inside(corner):
    x, y = corner
    assert action_from({**CLICK, "x": x, "y": y}, DISPLAY) == Click(Point(x, y))


@pytest.mark.parametrize(
    ("untrusted", "words"),
    [
        ({"type": "fly"}, "no action of the type “fly”"),
        ({"type": None}, "no action of the type nothing"),
        ({"type": ["click"]}, "no action of the type a list"),
        ({}, "no action of the type nothing"),
        ("click", "must be an object, not “click”"),
        (None, "must be an object, not nothing"),
        ({**CLICK, "x": None}, "x of the click is missing"),
        ({"type": "click", "button": "left", "x": 3}, "y of the click is missing"),
        ({**CLICK, "x": "10"}, "x of the click must be a whole number, not “10”"),
        ({**CLICK, "x": True}, "x of the click must be a whole number, not true"),
        ({**CLICK, "x": 10.5}, "x of the click must be a whole number, not 10.5"),
        ({**CLICK, "y": float("nan")}, "y of the click must be a whole number, not nan"),
        ({**CLICK, "y": float("inf")}, "y of the click must be a whole number, not inf"),
        ({**CLICK, "x": -1}, "(-1, 20) is outside the screenshot, which has 1000 × 700 pixels"),
        ({**CLICK, "x": 1000}, "(1000, 20) is outside"),
        ({**CLICK, "y": 700}, "(10, 700) is outside"),
        ({**CLICK, "x": 10**5000}, "(a huge number, 20) is outside"),
        ({**CLICK, "button": "middle"}, "must be one of left, right, wheel, back, forward, not “middle”"),
        ({**CLICK, "button": None}, "not nothing"),
        ({**CLICK, "button": ["left"]}, "not a list"),
        ({**CLICK, "keys": "CTRL"}, "keys of the click must be a list, not “CTRL”"),
        ({**CLICK, "keys": [17]}, "the click has a key with no usable name: 17"),
        ({"type": "double_click", "x": 1}, "y of the double_click is missing"),
        ({"type": "move", "x": 1, "y": 7000}, "the move at (1, 7000) is outside"),
        ({"type": "drag"}, "a path of at least two points"),
        ({"type": "drag", "path": points((1, 1))}, "a path of at least two points"),
        ({"type": "drag", "path": "1,1 2,2"}, "a path of at least two points"),
        ({"type": "drag", "path": [[1, 1], [2, 2]]}, "a point of the drag must be an object, not a list"),
        ({"type": "drag", "path": points((1, 1), (1, 701))}, "the drag at (1, 701) is outside"),
        ({"type": "drag", "path": points((1, 1)) * (MAX_PATH_POINTS + 1)}, "not 10001"),
        ({"type": "keypress"}, "keys of the keypress must be a list, not nothing"),
        ({"type": "keypress", "keys": []}, "the keypress has no keys"),
        ({"type": "keypress", "keys": [""]}, "no usable name"),
        ({"type": "keypress", "keys": ["A" * 33]}, "no usable name"),
        ({"type": "keypress", "keys": ["\ud800"]}, "no usable name"),
        ({"type": "keypress", "keys": ["A"] * (MAX_KEYS + 1)}, "can have 16 keys, not 17"),
        ({"type": "scroll", "x": 1, "y": 1}, "neither scroll_x nor scroll_y"),
        ({"type": "scroll", "scroll_y": 1}, "x of the scroll is missing"),
        ({"type": "scroll", "x": 1, "y": 1, "scroll_y": 10**6}, "at most 100000 pixels"),
        ({"type": "scroll", "x": 1, "y": 1, "scroll_y": "down"}, "scroll_y must be a whole number"),
        ({"type": "type"}, "must be a text, not nothing"),
        ({"type": "type", "text": ["a"]}, "must be a text, not a list"),
        ({"type": "type", "text": "a" * (MAX_TEXT_LENGTH + 1)}, "can have 100000 characters"),
        ({"type": "type", "text": "a\udc00"}, "half a character"),
        ({"type": "wait", "ms": -1}, "must be a number from 0, not -1"),
        ({"type": "wait", "ms": float("nan")}, "must be a number from 0, not nan"),
        ({"type": "wait", "ms": True}, "must be a number from 0, not true"),
        ({"type": "wait", "ms": "soon"}, "must be a number from 0, not “soon”"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(untrusted, words):
    with pytest.raises(UnusableError) as refusal:
        action_from(untrusted, DISPLAY)
    sentence = str(refusal.value)
    assert words.lower() in sentence.lower()
    assert sentence.endswith(".")


def test_a_quoted_value_is_short_and_hides_nothing():
    assert quoted("a\u202eb\n") == "“a\\u{202e}b\\n”"
    assert len(quoted("x" * 10_000)) < 80
