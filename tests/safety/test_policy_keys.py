"""Which keys the user's rules refuse and let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Scroll
from cua_desktop.input.key_names import ALIASES
from tests.safety.desktop import (
    DEFAULT,
    IN_EDITOR,
    IN_TERMINAL,
    refusal,
    rule,
)


@pytest.mark.parametrize(
    ("environment", "keys", "name"),
    [
        ("linux", ("CTRL", "SHIFT", "ESC"), "task manager"),
        ("linux", ("Control_L", "Alt_R", "Escape"), "task manager"),
        ("windows", ("CTRL+SHIFT+ESC",), "task manager"),
        ("windows", ("ctrl", "shift", "alt", "esc"), "task manager"),
        ("windows", ("altgr", "esc"), "task manager"),
        ("mac", ("META", "OPTION", "ESC"), "force quit"),
        ("mac", ("win", "altgr", "esc"), "force quit"),
        ("mac", ("CMD", "SHIFT", "Q"), "log out"),
        ("mac", ("COMMAND", "OPTION", "SHIFT", "KeyQ"), "log out"),
    ],
)
def test_keys_of_the_default_are_refused_in_every_spelling_and_with_more(environment, keys, name):
    assert f"“{name}”" in refusal(DEFAULT, Keypress(keys), environment=environment)
    assert f"“{name}”" in refusal(DEFAULT, Click(IN_EDITOR, keys=keys), environment=environment)


@pytest.mark.parametrize(
    ("environment", "keys"),
    [
        ("linux", ("CTRL", "ESC")),
        ("linux", ("CTRL", "SHIFT", "T")),
        ("linux", ("altgr", "esc")),
        ("linux", ("ALT", "F4")),
        ("windows", ("ALT", "ESC")),
        ("windows", ("META", "SHIFT", "Q")),
        ("mac", ("CTRL", "SHIFT", "ESC")),
        ("mac", ("CMD", "Q")),
        ("mac", ("ESC",)),
    ],
)
def test_neighbours_of_the_default_keys_are_let_pass(environment, keys):
    assert refusal(DEFAULT, Keypress(keys), environment=environment) == ""


@pytest.mark.parametrize("meta", [name for name, key in ALIASES.items() if key == "meta"])
def test_every_name_of_the_systems_own_key_is_that_key(meta):
    assert refusal(rule("r", "refuse", keys=["cmd+k"]), Keypress((meta, "k")))


def test_the_first_rule_for_the_keys_wins():
    allow, refuse = rule("a", "allow", keys=["ctrl+w"]), rule("b", "refuse", keys=["ctrl+w"])
    assert refusal(allow + refuse, Keypress(("ctrl", "w"))) == ""
    assert "“b”" in refusal(refuse + allow, Keypress(("ctrl", "w")))


def test_an_allowed_chord_allows_no_larger_one():
    text = rule("a", "allow", keys=["ctrl+w"]) + rule("b", "refuse", keys=["ctrl+w"])
    assert "“b”" in refusal(text, Keypress(("ctrl", "shift", "w")))


@pytest.mark.parametrize(
    "action",
    [
        Click(IN_EDITOR, keys=("ctrl",)),
        DoubleClick(IN_EDITOR, keys=("ctrl",)),
        Drag((IN_EDITOR, IN_TERMINAL), keys=("ctrl",)),
        Move(IN_EDITOR, keys=("ctrl",)),
        Scroll(IN_EDITOR, 0, 1, keys=("ctrl",)),
        Keypress(("ctrl",)),
    ],
)
def test_keys_held_while_the_mouse_acts_are_keys(action):
    assert refusal(rule("r", "refuse", keys=["ctrl"]), action)


keys = st.lists(
    st.sampled_from(["ctrl", "shift", "alt", "meta", "altgr", "a", "escape", "f5"]), min_size=1, unique=True
)


@given(keys, keys)
def test_whatever_is_pressed_beside_refused_keys_they_are_refused(refused, more):
    text = rule("r", "refuse", keys=["+".join(refused)])
    assert refusal(text, Keypress(tuple(dict.fromkeys([*more, *refused]))))
    assert bool(refusal(text, Keypress(tuple(more)))) is (set(refused) <= set(more))
