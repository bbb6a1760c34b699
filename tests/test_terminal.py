import asyncio
import io
import os
import pty
import time

import pytest

from cua_desktop.agent.actions import Click, Drag, Type
from cua_desktop.agent.bounds import EndHere, GoOn, More, Unit
from cua_desktop.agent.events import EndReason, MessageShown, Paused, RunEnded, StepStarted
from cua_desktop.agent.exchange import ComputerCall, Frame, SafetyCheck
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.agent.interfaces.person import Decided, Question
from cua_desktop.terminal import EXIT_CODES, Nobody, TerminalPerson, words_for

CALL = ComputerCall("c", (Click(Point(3, 4)), Type("a\nb")))
CHECK = SafetyCheck("sc", "malicious_instructions", "Beware \x1b[2J of this.")
QUESTION = Question(CALL, (CHECK,), "The service raised a safety check.", Frame(b"", "image/png", Size(1, 1)))


@pytest.fixture
def terminal():
    """A real pseudo-terminal: (what the person types into, what the app reads from)."""
    person, app = pty.openpty()
    keyboard = open(app, encoding="utf-8")  # noqa: SIM115 - closed after the other end
    yield person, keyboard
    os.close(person)  # ends the reading thread, which would else hold the stream
    keyboard.close()


def ask(terminal, *typed, seconds=5.0, before=b""):
    person, keyboard = terminal
    screen = io.StringIO()
    if before:
        os.write(person, before)

    async def asking():
        answer = asyncio.ensure_future(TerminalPerson(keyboard, screen, seconds).approve(QUESTION))
        for number, line in enumerate(typed, 1):
            while screen.getvalue().count("Type allow") < number:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.02)  # the prompt is there just before the keyboard is listened to
            os.write(person, line)
        return await answer

    return asyncio.run(asking()), screen.getvalue()


@pytest.mark.parametrize(
    ("typed", "decided"),
    [(b"allow\n", Decided.ALLOWED), (b"deny\n", Decided.DENIED), (b"stop\n", Decided.STOPPED)],
)
def test_the_typed_word_decides(terminal, typed, decided):
    answer, _ = ask(terminal, typed)
    assert answer.decided is decided


@pytest.mark.parametrize("word", [b"\n", b"y\n", b"yes\n", b"ALLOW\n", b"allow it\n"])
def test_any_other_word_is_asked_again(terminal, word):
    answer, screen = ask(terminal, word, b"deny\n")
    assert (answer.decided, answer.why) == (Decided.DENIED, "")
    assert screen.count("Type allow") == 2


def test_what_was_typed_before_the_question_does_not_count(terminal):
    answer, _ = ask(terminal, b"deny\n", before=b"allow\n")
    assert (answer.decided, answer.why) == (Decided.DENIED, "")


def test_a_line_that_was_read_before_a_later_question_but_not_yet_handed_on_does_not_count(terminal):
    keyboard, person = terminal[1], terminal[0]
    screen = io.StringIO()
    asked = TerminalPerson(keyboard, screen, 5.0)

    async def twice():
        first = asyncio.ensure_future(asked.approve(QUESTION))
        while "Type allow" not in screen.getvalue():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        os.write(person, b"deny\n")
        await first
        os.write(person, b"allow\n")
        time.sleep(0.2)  # noqa: ASYNC251 - the app is busy: its thread has the line, and nobody took it
        asked._seconds = 0.3
        return await asked.approve(QUESTION)

    assert asyncio.run(twice()).decided is Decided.DENIED


def test_no_answer_in_time_is_a_no(terminal):
    answer, _ = ask(terminal, seconds=0.3)
    assert answer.decided is Decided.DENIED


def resumed(terminal, typed):
    person, keyboard = terminal
    screen = io.StringIO()

    async def waiting():
        answer = asyncio.ensure_future(TerminalPerson(keyboard, screen, 5).may_go_on("You are typing."))
        while "Enter" not in screen.getvalue():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        os.write(person, typed)
        return await answer

    return asyncio.run(waiting())


def addresses_read(terminal, typed, seconds=5.0):
    person, keyboard = terminal
    screen = io.StringIO()

    async def asking():
        answer = asyncio.ensure_future(TerminalPerson(keyboard, screen, seconds).may_read_addresses())
        while "Type yes or no" not in screen.getvalue():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        os.write(person, typed)
        return await answer

    return asyncio.run(asking())


@pytest.mark.parametrize(
    ("typed", "may"), [(b"yes\n", True), (b"no\n", False), (b"y\nno\n", False), (b"\x04", False)]
)
def test_only_a_typed_yes_lets_addresses_be_read(terminal, typed, may):
    assert addresses_read(terminal, typed) is may


def test_silence_lets_no_addresses_be_read(terminal):
    assert addresses_read(terminal, b"", seconds=0.4) is False


def more_of(terminal, typed, more):
    person, keyboard = terminal
    screen = io.StringIO()

    async def asking():
        answer = asyncio.ensure_future(TerminalPerson(keyboard, screen, 5).continue_for(more))
        for number, line in enumerate(typed.splitlines(keepends=True), start=1):
            while screen.getvalue().count("Type continue") < number:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.02)
            os.write(person, line)
        return await answer

    return asyncio.run(asking()), screen.getvalue()


STEPS = More("The limit of 100 steps is reached.", Unit.STEPS, 100)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (b"continue\n", GoOn(100)),
        (b"1,250\n", GoOn(1250)),
        (b"-1\nnan\nyes\n7\n", GoOn(7)),
        (b"end\n", EndHere()),
        (b"\x04", EndHere(by_person=False)),
    ],
)
def test_at_a_limit_only_continue_a_number_or_end_is_an_answer(terminal, typed, answer):
    assert more_of(terminal, typed, STEPS)[0] == answer


def test_what_repeats_itself_takes_no_number(terminal):
    answer, screen = more_of(terminal, b"7\nend\n", More("The same 5 times."))
    assert answer == EndHere()
    assert "number" not in screen


@pytest.mark.parametrize(
    ("more", "words"), [(STEPS, "100 steps"), (More("Money.", Unit.USD, 2.5), "2.50 USD")]
)
def test_what_is_offered_at_a_limit_is_said(terminal, more, words):
    assert words in more_of(terminal, b"end\n", more)[1]


def test_without_a_terminal_nobody_gives_more():
    assert asyncio.run(Nobody().continue_for(STEPS)) == EndHere(by_person=False)


@pytest.mark.parametrize(("typed", "may"), [(b"\n", True), (b"\x04", False)])
def test_enter_lets_a_paused_run_go_on_and_the_end_of_input_does_not(terminal, typed, may):
    assert resumed(terminal, typed) is may


@pytest.mark.parametrize(
    ("paused", "line"),
    [
        ({"why": "You type.", "resume_after": 5.0}, "[1] Paused. You type. Goes on when you rest for 5 s."),
        ({"why": "Paused by you."}, "[1] Paused. Paused by you."),
        ({"why": "You said so.", "resumed": True}, "[1] Going on. You said so."),
        ({"why": "Nobody is there.", "cause": "watch"}, "[1] Paused. Nobody is there."),
        ({"why": "The limit is reached.", "cause": "limit"}, "[1] A question for you. The limit is reached."),
    ],
)
def test_a_pause_and_its_end_are_said(paused, line):
    assert words_for(Paused(time=0, step=1, **paused)) == line


def test_the_end_of_input_stops(terminal):
    answer, _ = ask(terminal, b"\x04")
    assert answer.decided is Decided.STOPPED


def test_the_question_shows_every_action_and_the_check_verbatim_but_harmless(terminal):
    _, screen = ask(terminal, b"deny\n")
    assert "Click at (3, 4)" in screen
    assert "Type “a\\nb”" in screen
    assert "malicious_instructions: Beware \\u{1b}[2J of this." in screen


def test_the_question_shows_the_whole_path_of_a_drag():
    from cua_desktop.terminal import _question_in_words

    drag = Drag((Point(0, 0), Point(500, 500), Point(1, 1)))
    question = Question(ComputerCall("c", (drag,)), (), "Why.", Frame(b"", "image/png", Size(1, 1)))
    assert "(0, 0), (500, 500), (1, 1)" in _question_in_words(question)


def test_nobody_always_says_no():
    answer = asyncio.run(Nobody().approve(QUESTION))
    assert (answer.decided, answer.by_person) == (Decided.DENIED, False)


def test_text_of_the_model_cannot_move_the_cursor():
    assert "\x1b" not in words_for(MessageShown(time=0, text="\x1b[2Jhello"))


def test_steps_alone_are_not_worth_a_line():
    assert words_for(StepStarted(time=0)) is None


def test_the_end_is_one_summary():
    line = words_for(RunEnded(time=0, reason=EndReason.NEEDS_PERSON, steps=3, seconds=1.25))
    assert line.startswith("Needs person after 3 steps and 1.2 s")


def test_every_reason_has_its_exit_code():
    assert {reason.value: code for reason, code in EXIT_CODES.items()} == {
        "finished": 0,
        "error": 1,
        "needs_person": 3,
        "limit": 4,
        "stopped": 5,
    }
