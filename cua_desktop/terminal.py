"""A run on the terminal: its events in words or as JSON lines, and its questions to a person.

Without a terminal there is nobody to ask, and every question is denied.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TextIO

from cua_desktop.agent.actions import Drag, in_words, visible
from cua_desktop.agent.bounds import MOST_MORE, EndHere, GoOn, More, MoreAnswer, Unit
from cua_desktop.agent.events import (
    ActionStarted,
    ApprovalDecided,
    ApprovalRequested,
    EndReason,
    ErrorShown,
    Event,
    MessageShown,
    Paused,
    ReasoningShown,
    RunEnded,
    RunStarted,
    WaitStarted,
    as_json_object,
)
from cua_desktop.agent.interfaces.person import Answer, Decided, Question
from cua_desktop.agent.leave import ADDRESSES

EXIT_CODES = {
    EndReason.FINISHED: 0,
    EndReason.ERROR: 1,
    EndReason.NEEDS_PERSON: 3,
    EndReason.LIMIT: 4,
    EndReason.STOPPED: 5,
}
EXIT_USAGE = 2

_READ_BEFORE_SECONDS = 0.1
"""Until a line that the reading thread has got before a question has come here, and was dropped."""


def show_as_json(event: Event) -> None:
    """Prints the event as one JSON object on one line of standard output, in ASCII."""
    if not event.passing:
        print_line(json.dumps(as_json_object(event)))


def show_in_words(event: Event) -> None:
    """Prints what a person wants to read of an event."""
    line = words_for(event)
    if line is not None:
        print_line(line)


def print_line(line: str) -> None:
    """Prints a line. When nobody reads any more, asks the program to stop, as a closed terminal does."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGTERM)


def words_for(event: Event) -> str | None:  # noqa: C901 - one case an event
    """The event as a line for a person, or None for those that only scripts want.

    Text of the model or the service is escaped, so that it can't move the terminal's cursor.
    """
    match event:
        case RunStarted():
            return f"{visible(event.model)} begins: {_lines(event.task)}"
        case ReasoningShown():
            return f"[{event.step}] ({_lines(event.text)})"
        case MessageShown():
            who = {"model": "The model", "user": "You", "notice": "Note"}.get(event.by, "Told to the model")
            return f"[{event.step}] {who}: {_lines(event.text)}"
        case ActionStarted():
            return f"[{event.step}] {in_words(event.action)}"
        case ApprovalRequested():
            return f"[{event.step}] A question for you."
        case ApprovalDecided():
            return f"[{event.step}] {event.decision.capitalize()}. {_lines(event.why)}".rstrip()
        case Paused():
            return f"[{event.step}] {_pause(event)}"
        case WaitStarted():
            again = f" Trying again in {event.seconds:.0f} s." if event.seconds is not None else ""
            return f"[{event.step}] Waiting: {_lines(event.why)}{again}"
        case ErrorShown():
            return f"Error: {_lines(event.message)} {_lines(event.hint)}".rstrip()
        case RunEnded():
            return _summary(event)
        case _:
            return None


def words_for_untested(stop_chord: str) -> str:
    """Says, before a run, that it is not known whether the stop keys arrive, and what else stops."""
    return (
        f"Nobody has tried the stop keys {stop_chord.upper()} on this computer yet: “cua-desktop doctor” "
        "tests them. Slam the mouse into a screen corner, press Ctrl+C here or run “cua-desktop stop” "
        "if they don't work."
    )


def _pause(event: Paused) -> str:
    why = _lines(event.why)
    if event.resumed:
        return f"Going on. {why}"
    if event.cause in ("limit", "repetition"):
        return f"A question for you. {why}"
    if event.resume_after is None:
        return f"Paused. {why}"
    return f"Paused. {why} Goes on when you rest for {event.resume_after:g} s."


def _lines(untrusted_text: str) -> str:
    return "\n    ".join(visible(line) for line in untrusted_text.splitlines())


def _summary(ended: RunEnded) -> str:
    phases = ended.phases
    tokens = ended.usage.input_tokens + ended.usage.output_tokens
    return (
        f"{ended.reason.value.replace('_', ' ').capitalize()} after {ended.steps} steps and "
        f"{ended.seconds:.1f} s (model {phases.model:.1f}, acting {phases.act:.1f}, settling "
        f"{phases.settle:.1f}, capturing {phases.capture:.1f}, encoding {phases.encode:.1f} s), "
        f"{tokens:,} tokens{_money(ended)}."
    )


def _money(ended: RunEnded) -> str:
    if ended.cost is None:
        return ""
    return f", about {ended.cost:.2f} USD by prices of {ended.prices_of or 'an unknown date'}"


class Nobody:
    """Answers for a person who isn't there: no."""

    async def approve(self, question: Question) -> Answer:  # noqa: ARG002 - whatever it is
        """Denies."""
        return Answer(
            Decided.DENIED,
            "A person has to decide this, and there is no terminal to ask on.",
            by_person=False,
        )

    async def may_go_on(self, why: str) -> bool:  # noqa: ARG002 - whatever it is
        """Can't say so."""
        return False

    async def continue_for(self, more: More) -> MoreAnswer:  # noqa: ARG002 - whatever it is
        """Can't say so."""
        return EndHere(by_person=False)


class TerminalPerson:
    """Asks on a terminal. Only the typed word counts, and nothing typed before the question.

    A time-out (seconds), an end of input and a stop are all a no.
    """

    def __init__(self, keyboard: TextIO, screen: TextIO, seconds: float) -> None:
        self._keyboard = _Keyboard(keyboard)
        self._screen = screen
        self._seconds = seconds

    async def approve(self, question: Question) -> Answer:
        """Shows the question in full and waits for `allow`, `deny` or `stop`."""
        print(_question_in_words(question), file=self._screen, flush=True)
        try:
            async with asyncio.timeout(self._seconds):
                word = await self._typed_word("allow", "deny", "stop")
        except TimeoutError:
            print(file=self._screen, flush=True)
            return Answer(Decided.DENIED, f"Not answered within {self._seconds:g} s.")
        match word:
            case "allow":
                return Answer(Decided.ALLOWED)
            case "stop" | None:
                return Answer(Decided.STOPPED, "Stopped at the question.")
            case _:
                return Answer(Decided.DENIED)

    async def may_read_addresses(self) -> bool:
        """Waits for `yes` or `no`; the end of input and a time-out mean no."""
        print(ADDRESSES, file=self._screen, flush=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                return await self._typed_word("yes", "no") == "yes"
        print(file=self._screen, flush=True)
        return False

    async def may_go_on(self, why: str) -> bool:  # noqa: ARG002 - the event has said it
        """Waits for Enter; False at the end of input."""
        await self._keyboard.forget_typed_ahead()
        print("Press Enter here to go on now.", file=self._screen, flush=True)
        return await self._keyboard.next_line() != ""

    async def continue_for(self, more: More) -> MoreAnswer:
        """Waits for `continue`, an amount, or `end`; nobody is there at the end of input."""
        await self._keyboard.forget_typed_ahead()
        while True:
            print(_continue_in_words(more), end="", file=self._screen, flush=True)
            line = await self._keyboard.next_line()
            if line == "":
                return EndHere(by_person=False)
            match line.strip():
                case "end":
                    return EndHere()
                case "continue":
                    return GoOn(more.amount)
                case typed if more.unit is not None and (amount := _amount(typed)):
                    return GoOn(amount)

    async def _typed_word(self, *words: str) -> str | None:
        await self._keyboard.forget_typed_ahead()
        while True:
            listed = f"{', '.join(words[:-1])} or {words[-1]}"
            print(f"Type {listed}, then Enter: ", end="", file=self._screen, flush=True)
            line = await self._keyboard.next_line()
            if line == "":
                return None
            if line.strip() in words:
                return line.strip()


class _Keyboard:
    """Lines of a terminal, read by one daemon thread, since such a read can't be cancelled.

    A line that comes while nobody waits for one is dropped.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: asyncio.Future[str] | None = None
        self._thread: threading.Thread | None = None

    async def next_line(self) -> str:
        """The next line with its line end; empty at the end of input."""
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._read, args=(loop,), name="terminal", daemon=True)
            self._thread.start()
        return await self._waiting

    async def forget_typed_ahead(self) -> None:
        """Drops what was typed before the question, as far as the system allows."""
        self._flush()
        await asyncio.sleep(_READ_BEFORE_SECONDS)
        self._flush()

    def _flush(self) -> None:
        if sys.platform != "win32":
            import termios  # noqa: PLC0415 - does not exist on Windows

            termios.tcflush(self._stream.fileno(), termios.TCIFLUSH)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        line = "more"
        while line and not loop.is_closed():
            try:
                line = self._stream.readline()
            except (OSError, ValueError):  # the terminal is gone: the end of input
                line = ""
            with suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(self._deliver, line)

    def _deliver(self, line: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(line)


def _continue_in_words(more: More) -> str:
    if more.unit is None:
        return "Type continue or end, then Enter: "
    number = f"{more.amount:,.2f}" if more.unit is Unit.USD else f"{more.amount:,.0f}"
    return f"Type continue for {number} {more.unit} more, another number, or end, then Enter: "


def _amount(typed: str) -> float | None:
    """A number of a person's, or None."""
    try:
        amount = float(typed.replace(",", ""))
    except ValueError:
        return None
    return amount if 0 < amount <= MOST_MORE else None


def _question_in_words(question: Question) -> str:
    lines = ["", "May this be done?"]
    for action in question.call.actions:
        lines.append(f"  - {in_words(action)}")
        if isinstance(action, Drag):
            lines.append("    along " + ", ".join(f"({point.x}, {point.y})" for point in action.path))
    lines += [f"Why you are asked: {question.why}"]
    for check in question.checks:
        lines += [f"  {visible(check.code or 'no code')}: {_lines(check.message or 'no message')}"]
    return "\n".join(lines)
