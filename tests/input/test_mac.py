"""The macOS hands against a recording stand-in for Quartz: what they would post, event by event."""

import ast
import sys
import types
from importlib.util import find_spec
from pathlib import Path

import pytest

from cua_desktop.agent.errors import ActionRefusedError, StoppedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake
from cua_desktop.input.mac.hands import MacHands
from cua_desktop.input.mac.sending import parts_of
from cua_desktop.input.plan import ButtonDown, ButtonUp, KeyDown, KeyUp, MoveTo, Notches, Text

CMD, SHIFT = 1 << 20, 1 << 17


class Quartz(types.ModuleType):
    """Every constant is its own name; every created event is a list that is kept when posted."""

    def __init__(self):
        super().__init__("Quartz")
        self.posted = []

    def __getattr__(self, name):
        if name.startswith("kCG"):
            return name
        if name.startswith("CGEventCreate"):
            return lambda *arguments: {"made": arguments[1:], "flags": None}
        raise AttributeError(name)

    def CGEventSetFlags(self, event, flags):  # noqa: N802
        event["flags"] = flags

    def CGEventSetIntegerValueField(self, event, field, value):  # noqa: N802
        event[field] = value

    def CGEventKeyboardSetUnicodeString(self, event, units, text):  # noqa: N802
        event["text"] = (units, text)

    def CGEventPost(self, _tap, event):  # noqa: N802
        self.posted.append(event)


def keycodes():
    """pyautogui's key codes for macOS, read from its source."""
    folder = Path(find_spec("pyautogui").origin).parent
    codes = {}
    for node in ast.walk(ast.parse((folder / "_pyautogui_osx.py").read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                    codes[key.value] = value.value
    return codes


@pytest.fixture
def quartz():
    return Quartz()


@pytest.fixture
def brake():
    made = Brake()
    made.start_run()
    made.act_for(made.run)
    return made


@pytest.fixture
def hands(brake, quartz):
    return MacHands(brake, quartz, keycodes())


def carry_out(hands, *events):
    hands.check(events)
    hands.prepare()
    for event in events:
        hands.carry_out(event)


def test_a_drag_posts_dragged_motions_between_down_and_up(hands, quartz):
    here, there = Point(-10, 20), Point(50, 60)
    carry_out(hands, MoveTo(here), ButtonDown("left"), MoveTo(there), ButtonUp("left"), MoveTo(here))
    assert [event["made"][0] for event in quartz.posted] == [
        "kCGEventMouseMoved",
        "kCGEventLeftMouseDown",
        "kCGEventLeftMouseDragged",
        "kCGEventLeftMouseUp",
        "kCGEventMouseMoved",
    ]
    assert quartz.posted[2]["made"][1] == (50, 60)


def test_the_second_click_of_a_double_click_says_so(hands, quartz):
    carry_out(hands, ButtonDown("left"), ButtonUp("left"), ButtonDown("left", 2), ButtonUp("left", 2))
    assert [event["kCGMouseEventClickState"] for event in quartz.posted] == [1, 1, 2, 2]


@pytest.mark.parametrize(("button", "number"), [("wheel", 2), ("back", 3), ("forward", 4)])
def test_other_buttons_have_their_numbers(hands, quartz, button, number):
    carry_out(hands, ButtonDown(button), ButtonUp(button))
    assert [event["made"][2] for event in quartz.posted] == [number, number]


def test_meta_is_command_and_flags_are_those_of_the_held_keys_alone(hands, quartz):
    carry_out(hands, KeyDown("meta"), KeyDown("c"), KeyUp("c"), KeyUp("meta"))
    codes = keycodes()
    assert [event["made"] for event in quartz.posted] == [
        (codes["command"], True),
        (codes["c"], True),
        (codes["c"], False),
        (codes["command"], False),
    ]
    assert [event["flags"] for event in quartz.posted] == [CMD, CMD, CMD, 0]


def test_a_shifted_character_carries_the_shift_flag(hands, quartz):
    carry_out(hands, KeyDown("+"), KeyUp("+"))
    assert quartz.posted[0]["flags"] == SHIFT


def test_scrolling_is_in_pixels_and_in_the_right_direction(hands, quartz):
    carry_out(hands, Notches(-1, 2))
    assert [event["made"][2:] for event in quartz.posted] == [(0, 100), (-100, 0), (-100, 0)]


def test_text_counts_utf16_units_and_line_breaks_are_keys(hands, quartz):
    carry_out(hands, Text("a😀\n"))
    assert quartz.posted[0]["text"] == (3, "a😀")
    assert [event["made"] for event in quartz.posted[2:]] == [(0x24, True), (0x24, False)]


def test_text_is_cut_into_parts_that_fit_and_never_through_a_character():
    text = "😀" * 25 + "abc\n\tx" + "y" * 45
    parts = list(parts_of(text))
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= 20 for part in parts)


def test_a_key_a_mac_lacks_is_refused(hands):
    with pytest.raises(ActionRefusedError):
        hands.check((KeyDown("insert"),))
    with pytest.raises(ActionRefusedError, match="no key “漢”"):
        hands.check((KeyDown("漢"),))


def test_a_stop_releases_keys_and_buttons_and_nothing_follows(hands, quartz, brake):
    carry_out(hands, KeyDown("shift"), MoveTo(Point(1, 2)), ButtonDown("left"))
    quartz.posted.clear()
    brake.stop("the test")
    assert [event["made"][0] for event in quartz.posted] == ["kCGEventLeftMouseUp", keycodes()["shift"]]
    with pytest.raises(StoppedError):
        hands.carry_out(Text("x"))
    assert len(quartz.posted) == 2


def test_no_keyboard_listener_of_pynput_is_ever_used():
    folder = Path(sys.modules["cua_desktop.input"].__file__).parent
    for file in folder.rglob("*.py"):
        assert "pynput.keyboard" not in file.read_text("utf-8").replace("pynput's keyboard", "")
