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
)
from cua_desktop.agent.geometry import Point
from cua_desktop.ui.words import allow_verb, chord_in_words, clock, exactly, in_lines, safe_text

A, B, C = Point(1, 2), Point(3, 4), Point(5, 6)


@pytest.mark.parametrize(
    ("actions", "verb"),
    [
        ((Click(A),), "Allow this click"),
        ((DoubleClick(A),), "Allow this double-click"),
        ((Drag((A, B)),), "Allow this drag"),
        ((Keypress(("A",)),), "Allow this key press"),
        ((Move(A),), "Allow this move"),
        ((Screenshot(),), "Allow this screenshot"),
        ((Scroll(A, 0, 1),), "Allow this scroll"),
        ((Type("x"),), "Allow this typing"),
        ((Wait(),), "Allow this wait"),
        ((Click(A), Click(B), Type("x")), "Allow these 3 actions"),
        ((), "Allow this"),
    ],
)
def test_the_button_says_what_it_allows(actions, verb):
    assert allow_verb(actions) == verb


def test_every_point_of_a_drag_is_told():
    assert "(1, 2) → (3, 4) → (5, 6)" in exactly(Drag((A, B, C)))


def test_typed_text_is_told_whole_with_its_length():
    text = "word " * 5000
    told = exactly(Type(text))
    assert text in told
    assert "25000 characters" in told


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\x1b", "\x00", "\ufeff"])
def test_what_could_disguise_a_text_is_written_out(hidden):
    assert hidden not in safe_text(f"a{hidden}b")
    assert f"\\u{{{ord(hidden):x}}}" in safe_text(f"a{hidden}b")


def test_lines_accents_scripts_and_joined_emoji_stay():
    text = "Zeile 1\nZeile 2\tä é 中 עברית 👩\u200d💻"
    assert safe_text(text) == text


def test_seconds_become_a_clock():
    assert [clock(0), clock(65), clock(3725), clock(-3)] == ["0:00", "1:05", "1:02:05", "0:00"]


def test_the_stop_keys_are_written_as_people_write_them():
    assert chord_in_words("ctrl+alt+q") == "Ctrl+Alt+Q"


def test_a_long_text_without_spaces_is_told_whole_in_lines():
    note, *lines = in_lines("x" * 9_999).splitlines()
    assert "lines of 500 characters" in note
    assert "".join(lines) == "x" * 9_999
    assert max(map(len, lines)) == 500


def test_ordinary_text_is_left_as_it_is():
    text = "x" * 4000 + " " + "word " * 5000
    assert in_lines(text) == text


def test_how_often_a_typed_text_presses_enter_is_told():
    assert exactly(Type("ls\r\nls\n\rx")).endswith("9 characters, 3 × Enter")
    assert exactly(Type("echo \\n")).endswith("7 characters")


def test_a_heap_of_accents_does_not_cover_the_lines_around_it():
    assert safe_text("o" + "\u0336" * 9).count("\u0336") == 4
