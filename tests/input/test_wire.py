import pytest

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.errors import ActionRefusedError, InputError, StoppedError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input import wire
from cua_desktop.input.hands import Ready, UserInput

ACTIONS = [
    Click(Point(1, 2), "back", ("CTRL",)),
    DoubleClick(Point(1, 2), ("SHIFT", "ALT")),
    Drag((Point(1, 2), Point(-3, 4)), ("CTRL",)),
    Keypress(("CTRL", "é")),
    Move(Point(1, 2)),
    Screenshot(),
    Scroll(Point(1, 2), -5, 6),
    Type("a\n😀\ud800"),
    Wait(0.5),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_every_action_crosses_the_pipe_unchanged(action):
    line = wire.line(wire.packed(action))
    assert line.count(b"\n") == 1
    assert wire.unpacked(wire.message(line)) == action


@pytest.mark.parametrize(
    "error",
    [StoppedError("the stop keys"), ActionRefusedError("No.", "Try."), InputError("Broken.", "Mend.")],
)
def test_every_error_crosses_the_pipe_with_its_kind(error):
    crossed = wire.unpacked_error(wire.message(wire.line(wire.packed_error(error))))
    assert (type(crossed), str(crossed)) == (type(error), str(error))


def test_what_the_machine_allows_crosses_the_pipe():
    ready = Ready("linux", ":0", "XTEST", "raw", "all", "told apart", ("a note",), "shared")
    assert wire.unpacked_ready(wire.message(wire.line(wire.packed_ready(ready)))) == ready


@pytest.mark.parametrize(
    "heard",
    [
        UserInput("button", True, 12.5, Point(3, 4)),
        UserInput("key", False, 12.5, space=True),
    ],
)
def test_a_press_crosses_the_pipe(heard):
    assert wire.unpacked_press(wire.message(wire.line(wire.packed_press(heard)))) == heard


def test_a_rectangle_crosses_the_pipe():
    assert wire.unpacked_rect(wire.packed_rect(Rect(-1, 2, 3, 4))) == Rect(-1, 2, 3, 4)
    assert wire.unpacked_rect(wire.packed_rect(None)) is None


def test_a_line_that_is_no_object_is_an_error():
    with pytest.raises(ValueError, match="object"):
        wire.message(b"[]\n")
