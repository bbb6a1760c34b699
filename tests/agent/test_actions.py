import itertools
import unicodedata

import pytest

from cua_desktop.agent.actions import (
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
    changes_something,
    in_words,
    keys_of,
    kind_of,
    moved,
    points_of,
    visible,
)
from cua_desktop.agent.geometry import Point

P, Q = Point(1, 2), Point(30, 40)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Click(P), "Click at (1, 2)"),
        (Click(P, "right"), "Right-click at (1, 2)"),
        (Click(P, "wheel"), "Middle-click at (1, 2)"),
        (Click(P, "back"), "Click the back button at (1, 2)"),
        (Click(P, keys=("CTRL",)), "Hold CTRL: Click at (1, 2)"),
        (DoubleClick(P), "Double-click at (1, 2)"),
        (Drag((P, Point(5, 5), Q)), "Drag from (1, 2) to (30, 40)"),
        (Keypress(("CTRL", "L")), "Press CTRL+L"),
        (Move(P), "Move to (1, 2)"),
        (Screenshot(), "Look at the screen"),
        (Scroll(P, 0, 300), "Scroll down 300 px at (1, 2)"),
        (Scroll(P, -20, -5), "Scroll up 5 px and left 20 px at (1, 2)"),
        (Scroll(P, 0, 0), "Scroll 0 px at (1, 2)"),
        (Type("héllo"), "Type “héllo”"),
        (Wait(1.5), "Wait 1.5 s"),
    ],
)
def test_an_action_reads_as_a_sentence(action, words):
    assert in_words(action) == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u3164b\ufe0f", "a\\u{3164}b\\u{fe0f}"),
        ("a\nb", "a\\nb"),
        ("\u202edcba", "\\u{202e}dcba"),
        ("\u200b", "\\u{200b}"),
        ("\x1b[2J", "\\u{1b}[2J"),
    ],
)
def test_no_character_of_typed_text_hides_from_the_person(text, shown):
    assert in_words(Type(text)) == f"Type “{shown}”"


def test_long_text_is_never_cut():
    assert "x" * 50_000 in in_words(Type("x" * 50_000))


@pytest.mark.parametrize(
    ("action", "points"),
    [(Click(P), (P,)), (Drag((P, Q)), (P, Q)), (Type("x"), ()), (Scroll(Q, 0, 1), (Q,))],
)
def test_points_of_an_action(action, points):
    assert points_of(action) == points


def test_every_point_of_a_drag_is_moved():
    assert moved(Drag((P, Q)), lambda p: Point(p.x + 1, p.y)).path == (Point(2, 2), Point(31, 40))


@pytest.mark.parametrize("action", [Move(P), Scroll(P, 0, 1), Screenshot(), Wait()])
def test_looking_changes_nothing(action):
    assert not changes_something(action)


@pytest.mark.parametrize("action", [Click(P), DoubleClick(P), Drag((P, Q)), Keypress(("A",)), Type("a")])
def test_everything_else_may_change_something(action):
    assert changes_something(action)


@pytest.mark.parametrize("action", [Move(P, keys=("ENTER",)), Scroll(P, 0, 1, keys=("ALT", "F4"))])
def test_looking_with_a_key_pressed_may_change_something(action):
    assert changes_something(action)


def test_keys_held_during_a_click_are_keys_of_it():
    assert keys_of(Click(P, keys=("SHIFT",))) == ("SHIFT",)


def test_kinds_have_the_names_of_the_wire():
    assert [kind_of(DoubleClick(P)), kind_of(Keypress(("A",)))] == ["double_click", "keypress"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("a\nb", "a\\nb"),
        ("a\\nb", "a\\\\nb"),
        ("a\\\nb", "a\\\\\\nb"),
        ("\\\\n", "\\\\\\\\n"),
        ("\\u{202e}", "\\\\u{202e}"),
        ("C:\\Users\\me\\", "C:\\Users\\me\\"),
    ],
)
def test_an_escape_that_was_typed_reads_otherwise_than_the_key(typed, told):
    assert visible(typed) == told


def test_no_two_texts_read_the_same():
    texts = {"".join(each) for size in range(1, 6) for each in itertools.product("\\n\nu", repeat=size)}
    assert len({visible(text) for text in texts}) == len(texts)


def test_a_heap_of_accents_is_written_out_and_those_of_languages_are_not():
    assert visible("o" + "\u0336" * 6) == "o" + "\u0336" * 4 + "\\u{336}" * 2
    vietnamese = unicodedata.normalize("NFD", "Tiếng Việt")
    assert visible(vietnamese) == vietnamese
