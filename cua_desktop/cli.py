"""The command line: which command, with which settings. Scripts rely on its flags and exit codes."""

import argparse
import asyncio
import contextlib
import importlib
import io
import json
import logging
import logging.handlers
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cua_desktop import __version__, credentials, paths, settings_file, terminal
from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.events import EndReason, ErrorShown
from cua_desktop.ending import end_even_if_a_thread_hangs
from cua_desktop.paths import Profile
from cua_desktop.settings import Settings, options
from cua_desktop.settings_values import with_changes

_HELP = """\
A computer-use model works this desktop: it shows what it does, asks before what is risky,
and stops at once: press the stop keys (Ctrl+Alt+Q), slam the mouse into a screen corner,
or run “cua-desktop stop”."""

_NOT_YET = "can't do that yet: recorded runs are plain JSON lines for now, in"


_OWN_PROCESSES = {
    "--input-process": "cua_desktop.input.process",
    "--practice-window": "cua_desktop.practice.window",
}
"""How a packaged app, which has no `python -m`, starts its own processes."""


_UNSAID = {"profile": None, "json": False, "task": None, "start": False}
"""Not as argparse's defaults: those of a command would undo what stands before it."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of the command line, understood."""

    arguments: argparse.Namespace
    profile: Profile
    settings: Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code: see `terminal.EXIT_CODES`."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in _OWN_PROCESSES:
        return _own_process(words)
    arguments = _parser().parse_args(words, argparse.Namespace(**_UNSAID))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal can't show must not end a run
            stream.reconfigure(errors="backslashreplace")
    try:
        profile = paths.profile(arguments.profile)
    except RuntimeError as error:
        return _failed(
            CuaError(f"{error}", "Name the folder of the profile."), arguments, terminal.EXIT_USAGE
        )
    try:
        changes = {
            name: value for name, *_ in options() if (value := getattr(arguments, name, None)) is not None
        }
        chosen = with_changes(settings_file.load(profile.settings_file), changes)
    except CuaError as error:
        return _failed(error, arguments, terminal.EXIT_USAGE)
    _log_to(profile.log_file)
    try:
        code: int = arguments.command(_Call(arguments, profile, chosen))
    except CuaError as error:
        return _failed(error, arguments, terminal.EXIT_CODES[EndReason.ERROR])
    except KeyboardInterrupt:
        return terminal.EXIT_CODES[EndReason.STOPPED]
    return code


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--profile", metavar="DIR", help="settings, journal and log live there, and only there"
    )
    common.add_argument("--json", action="store_true", help="one JSON object a line on standard output")
    for name, _, _, option in options():
        if option.flag:
            shown = "|".join(option.choices) or option.metavar
            common.add_argument(option.flag, dest=name, metavar=shown, help=option.help)

    parser = argparse.ArgumentParser(
        prog="cua-desktop",
        description=_HELP,
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_window)
    parser.add_argument("--version", action="version", version=f"cua-desktop {__version__}")
    parser.add_argument(
        "--task", metavar="TEXT", default=argparse.SUPPRESS, help="put this task into the window"
    )
    parser.add_argument("--start", action="store_true", default=argparse.SUPPRESS, help="and start it")
    commands = parser.add_subparsers(title="commands (none: the window)", metavar="COMMAND")

    def command(name: str, run: object, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[common], help=summary, description=summary)
        added.set_defaults(command=run)
        return added

    run = command("run", _run, "work on one task without a window; questions on the terminal")
    task = run.add_mutually_exclusive_group(required=True)
    task.add_argument("task_text", metavar="TASK", nargs="?", help="the task")
    task.add_argument("--task-file", metavar="F", help="the task stands in this file, “-” for standard input")

    demo = command("demo", _demo, "the offline model works the practice window: no key, no network")
    demo.add_argument("--headless", action="store_true", help="on a private virtual display")
    demo.add_argument("--sheet", metavar="PNG", help="where the contact sheet of a headless demo goes")
    demo.add_argument("--on-private-display", action="store_true", help=argparse.SUPPRESS)

    command("doctor", _doctor, "what this machine allows, and how to fix it")
    command("stop", _stop, "stop a running agent, from any shell")
    for name in ("replay", "export"):
        later = command(name, _not_yet, f"{name} a recorded run")
        later.add_argument("run_name", metavar="RUN")
        later.set_defaults(verb=name)
    return parser


def _own_process(words: list[str]) -> int:
    module = importlib.import_module(_OWN_PROCESSES[words[0]])
    sys.argv = words
    code: int | None = module.main(words[1:])
    return code or 0


def _window(call: _Call) -> int:
    from cua_desktop.ui.app import run_window  # noqa: PLC0415 - Qt only where a window is wanted

    return run_window(call.profile, call.settings, task=call.arguments.task, start=call.arguments.start)


def _run(call: _Call) -> int:
    task = _task(call.arguments)
    if not task.strip():
        raise_usage = CuaError("The task is empty.", "Say in a sentence what is to be done.")
        return _failed(raise_usage, call.arguments, terminal.EXIT_USAGE)
    code = asyncio.run(_run_on_terminal(call, task))
    end_even_if_a_thread_hangs(code)
    return code


async def _run_on_terminal(call: _Call, task: str) -> int:
    from cua_desktop.wiring import opening, stop_keys  # noqa: PLC0415 - loads every part

    report = terminal.show_as_json if call.arguments.json else terminal.show_in_words
    chord = call.settings.stop_chord
    if not call.arguments.json and not stop_keys.proven(call.profile, chord):
        terminal.print_line(terminal.words_for_untested(chord))
    key = await credentials.api_key(call.settings.key_of, environment_first=True)
    person = _person(call.settings)
    session = opening.open_session(
        call.settings,
        call.profile,
        person=person,
        own_windows=opening.NoOwnWindows(),
        report=report,
        api_key=key,
        may_read_addresses=person.may_read_addresses if isinstance(person, terminal.TerminalPerson) else None,
    )
    with _stopping_on_signals(session.stop):
        try:
            await session.open()
            ended = await session.run(task)
        finally:
            await session.close()
    return terminal.EXIT_CODES[ended.reason]


def _person(chosen: Settings) -> terminal.TerminalPerson | terminal.Nobody:
    if sys.stdin.isatty() and sys.stderr.isatty():
        return terminal.TerminalPerson(sys.stdin, sys.stderr, chosen.approval_seconds)
    return terminal.Nobody()


@contextlib.contextmanager
def _stopping_on_signals(stop: Callable[[str], None]) -> Iterator[None]:
    """Ctrl+C and a polite kill stop the run instead of tearing the program down."""
    loop = asyncio.get_running_loop()
    names = {signal.SIGINT: "Ctrl+C in the terminal", signal.SIGTERM: "the system"}
    before = {
        number: signal.signal(number, lambda *_, by=by: loop.call_soon_threadsafe(stop, by))
        for number, by in names.items()
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _task(arguments: argparse.Namespace) -> str:
    if arguments.task_text is not None:
        return str(arguments.task_text).encode("utf-8", "replace").decode("utf-8")
    try:
        if arguments.task_file == "-":
            return sys.stdin.read()
        return Path(arguments.task_file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CuaError(f"The task file can't be read: {error}.") from None


def _demo(call: _Call) -> int:
    from cua_desktop import demo  # noqa: PLC0415 - Qt

    return demo.run(
        call.profile,
        call.settings,
        headless=call.arguments.headless,
        private=call.arguments.on_private_display,
        sheet=call.arguments.sheet,
        as_json=call.arguments.json,
    )


def _doctor(call: _Call) -> int:
    from cua_desktop import doctor  # noqa: PLC0415 - loads every part

    code = doctor.run(call.profile, call.settings, as_json=call.arguments.json)
    end_even_if_a_thread_hangs(code)
    return code


def _stop(call: _Call) -> int:
    from cua_desktop.input.rendezvous import stop_running_agents  # noqa: PLC0415

    try:
        stopped = stop_running_agents()
    except OSError as error:
        raise CuaError(f"Running agents can't be looked for: {error}.") from None
    if call.arguments.json:
        print(json.dumps({"stopped": stopped}))
    elif stopped:
        print("Stopped." if stopped == 1 else f"Stopped {stopped} agents.")
    else:
        print("No run is under way.")
    return 0


def _not_yet(call: _Call) -> int:
    error = CuaError(f"“{call.arguments.verb}” {_NOT_YET} {call.profile.runs_folder}.")
    return _failed(error, call.arguments, terminal.EXIT_CODES[EndReason.ERROR])


def _failed(error: CuaError, arguments: argparse.Namespace, code: int) -> int:
    if arguments.json:
        event = ErrorShown(time=time.time(), message=error.message, hint=error.hint)
        terminal.show_as_json(event)
    else:
        print(f"cua-desktop: {error}", file=sys.stderr)
    return code


def _log_to(file: Path) -> None:
    """A small rotating log, without keys, typed text or screenshots; without one if there is no place."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=500_000, backupCount=2, encoding="utf-8"
        )
    except OSError as error:
        print(f"cua-desktop: no log is written: {error.strerror}: {file}", file=sys.stderr)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("cua_desktop").addHandler(handler)
    logging.getLogger("cua_desktop").setLevel(logging.INFO)
