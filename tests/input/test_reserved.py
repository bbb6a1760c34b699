"""What the model is refused: the stop keys in every guise, and what would take them from the user."""

from itertools import permutations

import pytest

from cua_desktop.agent.actions import Click, Drag, Keypress, Move, Scroll
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.plan import Carried, Rules, planned
from cua_desktop.input.reserved import reserved_on

PLACE = Point(5, 5)
RULES = Rules(stop_chord=("ctrl", "alt", "q"), reserved=reserved_on("linux"))
SPELLINGS = [
    *permutations(("CTRL", "ALT", "Q")),
    ("CTRL+ALT+Q",),
    ("ctrl-alt-q",),
    ("Control_R", "Option", "KeyQ"),
    ("CTRL+ALT", "q"),
    ("SHIFT", "SUPER", "CTRL", "ALT", "Q", "F5"),
    ("ctrl", "ctrl", "alt", "q", "q"),
]


def refused(action, rules=RULES):
    with pytest.raises(ActionRefusedError) as error:
        planned(action, rules, Carried(), 0.0)
    return error.value.message


@pytest.mark.parametrize("names", SPELLINGS, ids="+".join)
def test_the_stop_keys_are_refused_however_they_are_spelled(names):
    assert "stop the agent" in refused(Keypress(names))


@pytest.mark.parametrize(
    "action",
    [
        Click(PLACE, keys=("ctrl", "alt", "q")),
        Move(PLACE, keys=("q", "alt", "ctrl")),
        Drag((PLACE, Point(9, 9)), keys=("ctrl+alt+q",)),
        Scroll(PLACE, 0, 100, keys=("alt", "q", "ctrl", "shift")),
    ],
    ids=lambda action: type(action).__name__,
)
def test_the_stop_keys_are_refused_as_keys_held_during_a_mouse_action(action):
    assert "stop the agent" in refused(action)


@pytest.mark.parametrize(
    "names",
    [("CTRL", "ALT", "F1"), ("ctrl+alt+f12",), ("ALT", "SHIFT", "F7", "CTRL"), ("CTRL", "ALT", "BACKSPACE")],
    ids="+".join,
)
def test_leaving_the_virtual_terminal_or_ending_the_server_is_refused(names):
    assert "from the user" in refused(Keypress(names))


@pytest.mark.parametrize(
    ("environment", "names"),
    [("windows", ("CTRL", "ALT", "DEL")), ("windows", ("WIN", "L")), ("mac", ("CTRL", "CMD", "Q"))],
)
def test_the_locks_of_other_systems_are_refused(environment, names):
    rules = Rules(("ctrl", "alt", "escape"), reserved=reserved_on(environment))
    assert "from the user" in refused(Keypress(names), rules)


@pytest.mark.parametrize(
    "names", [("SUPER", "L"), ("CTRL", "ALT", "L"), ("CTRL", "ALT", "DELETE")], ids="+".join
)
def test_locking_the_screen_or_logging_out_is_refused(names):
    assert "from the user" in refused(Keypress(names))


@pytest.mark.parametrize("names", [("CTRL", "Q"), ("ALT", "F4"), ("CTRL", "ALT", "T"), ("F1",)], ids="+".join)
def test_other_chords_are_permitted(names):
    assert planned(Keypress(names), RULES, Carried(), 0.0)[0]
