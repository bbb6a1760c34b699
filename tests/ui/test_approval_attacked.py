"""The real dialog on a real display, with real X events: what must never be a yes, and what is one.

By time and place alone: whatever reaches the window counts as a person's. Which devices count:
test_approval_physical.py; tries of another program: test_approval_besieged.py.
"""

import pytest

from tests.ui.processes import Program, active_window, click, xdotool

LONGER_THAN_ARMING = 1.3
INSIDE_NOTEPAD = (100, 150)


@pytest.fixture
def program(display):
    started = []

    def start(name, *options):
        started.append(Program(f"tests.ui.{name}", *options))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def notepad(program):
    """Another program, in front, that the person is typing into."""
    xdotool("mousemove", 5, 5)
    other = program("notepad")
    other.line(lambda line: line == "ready")
    return other


def armed(asker, place):
    click(place)
    asker.said("armed")


def never_allowed(asker, seconds):
    """Silence, or at most a no: Space on Deny is one."""
    return asker.silent("answer", seconds) or '"denied"' in asker.seen[-1]


def ended_cleanly(asker):
    code, errors = asker.wait()
    assert (code, errors) == (0, "")


# --- What is a yes ----------------------------------------------------------------------------


def test_a_persons_click_after_activation_is_a_yes(program):
    asker = program("asker")
    shown = asker.said("shown")
    armed(asker, shown["blank"])
    click(shown["shown"]["allow"])
    assert asker.said("answer")["answer"] == "allowed"
    ended_cleanly(asker)


def test_tab_and_space_after_activation_are_a_yes(program):
    asker = program("asker")
    armed(asker, asker.said("shown")["blank"])
    xdotool("key", "Tab", "space")
    assert asker.said("answer")["answer"] == "allowed"
    ended_cleanly(asker)


# --- What is a no -----------------------------------------------------------------------------


@pytest.mark.parametrize("keys", ["Escape", "alt+F4"])
def test_escape_and_closing_are_a_no(program, keys):
    asker = program("asker")
    armed(asker, asker.said("shown")["blank"])
    xdotool("key", keys)
    assert asker.said("answer")["answer"] == "denied"
    ended_cleanly(asker)


def test_silence_is_a_no(program):
    asker = program("asker", "--seconds", "1")
    assert asker.said("answer") == {"answer": "denied", "why": "Nobody answered within 0:01."}
    ended_cleanly(asker)


def test_a_run_that_ends_closes_its_question(program):
    asker = program("asker", "--cancel-after", "0.5")
    assert asker.said("answer")["answer"] == "cancelled"
    ended_cleanly(asker)


def test_stop_and_deny_answer_without_waiting(program):
    for button, answer in (("stop", "stopped"), ("deny", "denied")):
        asker = program("asker")
        click(asker.said("shown")["shown"][button])
        assert asker.said("answer")["answer"] == answer
        ended_cleanly(asker)


# --- What is no answer at all, or at most a no ------------------------------------------------


def test_the_question_does_not_take_the_keyboard_from_the_program_in_use(program, notepad):
    before = active_window()
    asker = program("asker")
    assert not asker.said("shown")["active"]
    assert active_window() == before


def test_typing_on_into_the_program_in_use_answers_nothing(program, notepad):
    asker = program("asker")
    asker.said("shown")
    for _ in range(15):
        xdotool("key", "--delay", "15", "space", "Tab", "Return", "y")
    assert asker.silent("answer", 0.5)
    notepad.line(lambda line: line.count("y") == 15)


def test_typing_ahead_into_the_question_is_never_a_yes(program, notepad):
    asker = program("asker")
    xdotool("windowactivate", "--sync", asker.said("shown")["window"])
    for _ in range(30):
        xdotool("key", "--delay", "10", "h", "i", "space", "Tab", "space", "Return")
    assert never_allowed(asker, 0.2)


def test_return_answers_nothing_also_when_armed_and_on_allow(program):
    asker = program("asker")
    armed(asker, asker.said("shown")["blank"])
    xdotool("key", "Return", "Tab", "Return", "KP_Enter", "ctrl+Return", "alt+Return")
    assert asker.silent("answer", LONGER_THAN_ARMING)


def test_space_where_the_focus_is_at_first_answers_nothing(program):
    asker = program("asker")
    armed(asker, asker.said("shown")["blank"])
    xdotool("key", "space", "space")
    assert asker.silent("answer", LONGER_THAN_ARMING)


def test_a_click_that_brings_it_to_the_front_answers_nothing(program, notepad):
    asker = program("asker")
    click(asker.said("shown")["shown"]["allow"])
    asker.said("armed")
    assert asker.silent("answer", 0.5)


def test_a_double_click_where_allow_appears_answers_nothing(program, notepad):
    asker = program("asker", "--settle", "0")
    place = asker.said("shown")["shown"]["allow"]
    click(place, times=2)
    asker.said("armed")
    assert asker.silent("answer", 0.5)


def test_clicking_on_and_on_where_allow_appears_answers_nothing(program, notepad):
    asker = program("asker")
    click(asker.said("shown")["shown"]["allow"], times=25, delay=150)
    assert asker.silent("answer", 0.3)


def test_clicks_queued_while_the_window_hangs_answer_nothing(program, notepad):
    asker = program("asker", "--hang", "2")
    shown = asker.said("shown")
    xdotool("windowactivate", shown["window"])
    asker.said("hanging")
    click(shown["shown"]["allow"], times=8, delay=200)
    asker.said("armed")
    assert asker.silent("answer", 0.3)


def test_keys_queued_while_the_window_hangs_are_never_a_yes(program, notepad):
    asker = program("asker", "--hang", "2")
    xdotool("windowactivate", asker.said("shown")["window"])
    asker.said("hanging")
    for _ in range(4):
        xdotool("key", "--delay", "100", "Tab", "space")
    assert never_allowed(asker, 2 + LONGER_THAN_ARMING)


def test_a_window_moved_under_the_pointer_is_not_answered_by_a_click(program):
    asker = program("asker")
    shown = asker.said("shown")
    armed(asker, shown["blank"])
    x, y = shown["shown"]["allow"]
    xdotool("mousemove", x + 60, y + 40)
    xdotool("windowmove", "--relative", "--sync", shown["window"], 60, 40, "click", 1)
    assert asker.silent("answer", 0.5)


def test_losing_and_regaining_the_front_waits_anew(program, notepad):
    asker = program("asker")
    shown = asker.said("shown")
    armed(asker, shown["blank"])
    click(INSIDE_NOTEPAD)
    assert asker.said("armed") == {"armed": False}
    click(shown["shown"]["allow"])
    assert asker.said("armed") == {"armed": True}
    assert asker.silent("answer", 0.3)


def test_twenty_hasty_clicks_on_new_questions_answer_nothing(program, notepad):
    asker = program("asker")
    place = asker.said("shown")["shown"]["allow"]
    asker.end()
    for _ in range(2):
        asker = program("asker", "--settle", "0")
        click(place, times=10, delay=70)
        asker.said("shown")
        click(place, times=2, delay=70)
        assert asker.silent("answer", 0.3)
        asker.end()
