"""Which programs and windows the user's rules keep the agent from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.redaction import DesktopWindow
from tests.safety.desktop import (
    DEFAULT,
    EDITOR,
    IN_EDITOR,
    IN_TERMINAL,
    NO_TERMINALS,
    ON_DESKTOP,
    TERMINAL,
    Desktop,
    refusal,
    rule,
)


@pytest.mark.parametrize(
    "action",
    [
        Click(IN_TERMINAL),
        DoubleClick(IN_TERMINAL),
        Move(IN_TERMINAL),
        Scroll(IN_TERMINAL, 0, 1),
        Drag((IN_TERMINAL, IN_EDITOR)),
        Drag((IN_EDITOR, Point(1, 1), IN_TERMINAL)),
    ],
)
def test_no_mouse_action_reaches_a_forbidden_program(action):
    assert "“no terminals”" in refusal(NO_TERMINALS, action)
    assert "“no terminals”" in refusal(NO_TERMINALS, action, now=True)


@pytest.mark.parametrize(
    "action",
    [Click(IN_EDITOR), Click(ON_DESKTOP), Drag((IN_EDITOR, IN_TERMINAL, IN_EDITOR)), Wait(), Screenshot()],
)
def test_what_begins_and_ends_elsewhere_is_let_pass(action):
    assert refusal(NO_TERMINALS, action) == ""


@pytest.mark.parametrize("action", [Type("ls"), Keypress(("enter",))])
def test_keys_and_text_go_by_the_window_that_has_the_keyboard(action):
    assert "“no terminals”" in refusal(NO_TERMINALS, action, desktop=Desktop(active=TERMINAL.id))
    assert refusal(NO_TERMINALS, action, desktop=Desktop(active=EDITOR.id)) == ""


def test_text_after_a_click_is_judged_when_the_click_has_put_the_keyboard_somewhere():
    desktop = Desktop(active=TERMINAL.id)
    assert refusal(NO_TERMINALS, Click(IN_EDITOR), Type("ls"), desktop=desktop) == ""
    assert refusal(NO_TERMINALS, Type("ls"), desktop=desktop, now=True)


@pytest.mark.parametrize("pattern", ["XTERM", "xt*", "*term", "x?erm"])
def test_programs_are_known_in_any_case_and_by_patterns(pattern):
    assert refusal(rule("r", "refuse", programs=[pattern]), Click(IN_TERMINAL))


@pytest.mark.parametrize("pattern", ["term", "xterm2", "me@here*"])
def test_a_part_of_a_programs_name_is_not_the_program(pattern):
    assert refusal(rule("r", "refuse", programs=[pattern]), Click(IN_TERMINAL)) == ""


def test_a_program_that_calls_itself_something_else_is_known_by_its_process():
    disguised = DesktopWindow(2, TERMINAL.rect, "Notes", ("notes", "Notes"), process="xterm")
    assert refusal(NO_TERMINALS, Click(IN_TERMINAL), desktop=Desktop(disguised))


@pytest.mark.parametrize("title", ["My Bank", "MY BANK", "my\u200b bank", "ｍｙ bank"])
def test_titles_are_known_however_they_are_written(title):
    window = DesktopWindow(2, TERMINAL.rect, title, ())
    assert refusal(rule("r", "refuse", titles=["*my bank*"]), Click(IN_TERMINAL), desktop=Desktop(window))


def test_only_the_topmost_window_that_takes_clicks_counts():
    beneath = DesktopWindow(7, TERMINAL.rect, "", ("mousepad",))
    glass = DesktopWindow(8, TERMINAL.rect, "", ("xterm",), clickable=False)
    assert refusal(NO_TERMINALS, Click(IN_TERMINAL), desktop=Desktop(TERMINAL, beneath, glass)) == ""
    assert refusal(NO_TERMINALS, Click(IN_TERMINAL), desktop=Desktop(beneath, TERMINAL, glass))


def test_a_menu_without_a_name_is_its_programs():
    menu = DesktopWindow(9, Rect(400, 400, 50, 50), "", (), of=TERMINAL.id)
    assert refusal(NO_TERMINALS, Click(Point(410, 410)), desktop=Desktop(TERMINAL, menu))


def test_a_dialog_of_a_forbidden_program_is_forbidden_under_any_name():
    dialog = DesktopWindow(9, Rect(400, 400, 50, 50), "Hello", ("hello",), of=TERMINAL.id)
    assert refusal(NO_TERMINALS, Click(Point(410, 410)), desktop=Desktop(TERMINAL, dialog))


def test_windows_that_own_each_other_are_no_riddle():
    one = DesktopWindow(1, EDITOR.rect, "one", (), of=2)
    other = DesktopWindow(2, EDITOR.rect, "other", (), of=1)
    assert refusal(NO_TERMINALS, Click(IN_EDITOR), desktop=Desktop(one, other)) == ""


ONLY_THE_EDITOR = rule("a", "allow", programs=["mousepad"]) + rule(
    "only the editor", "refuse", programs=["*"]
)


def test_an_allow_list_lets_only_what_it_names():
    assert refusal(ONLY_THE_EDITOR, Click(IN_EDITOR)) == ""
    assert "“only the editor”" in refusal(ONLY_THE_EDITOR, Click(IN_TERMINAL))


def test_an_allow_list_leaves_out_the_bare_desktop_and_what_has_no_keyboard():
    assert refusal(ONLY_THE_EDITOR, Click(ON_DESKTOP))
    assert refusal(ONLY_THE_EDITOR, Type("x"))


def test_without_a_list_of_windows_rules_about_them_refuse():
    desktop = Desktop()
    desktop.shown = InputError("The windows can't be listed.")
    assert "can't be listed" in refusal(NO_TERMINALS, Click(IN_EDITOR), desktop=desktop)
    assert "can't be listed" in refusal(NO_TERMINALS, Type("x"), desktop=desktop, now=True)


def test_without_rules_about_windows_nobody_asks_for_them():
    desktop = Desktop()
    assert refusal(DEFAULT, Click(IN_TERMINAL), Type("x"), desktop=desktop) == ""
    assert desktop.asked == 0


names = st.sampled_from(["a", "b", "ab", "*", "a*", "?"])
lists = st.fixed_dictionaries({}, optional={"programs": st.lists(names, min_size=1, max_size=2)}).filter(bool)


@given(st.lists(st.tuples(st.booleans(), lists), max_size=5), st.sampled_from(["a", "b", "ab", "c"]))
def test_the_first_rule_that_fits_alone_decides(drawn, program):
    text = "".join(
        rule(str(n), "refuse" if refuses else "allow", **each) for n, (refuses, each) in enumerate(drawn)
    )
    window = DesktopWindow(1, EDITOR.rect, "", (program,))
    first = next(
        (
            n
            for n, (refuses, each) in enumerate(drawn)
            if refusal(rule("r", "refuse", **each), Click(IN_EDITOR), desktop=Desktop(window))
        ),
        None,
    )
    said = refusal(text, Click(IN_EDITOR), desktop=Desktop(window))
    assert bool(said) is (first is not None and drawn[first][0])
    assert not said or f"“{first}”" in said
