"""The demo: the offline model works the practice window, with the real window, loop, input and screen.

On a machine without a display it runs on a private one, with a stand-in for the person, and says so.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cua_desktop import environment, terminal
from cua_desktop.agent.actions import Action, in_words, kind_of, points_of
from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.events import (
    ActionStarted,
    ApprovalDecided,
    EndReason,
    ErrorShown,
    Event,
    RunEnded,
    ScreenshotTaken,
)
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Rect, Size
from cua_desktop.models.dialects import Dialect
from cua_desktop.paths import Profile
from cua_desktop.practice.expectations import Finding, all_ok, judged
from cua_desktop.practice.player import Player
from cua_desktop.practice.process import PracticeProcess
from cua_desktop.practice.stations import stations_for
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen.contact_sheet import Panel, contact_sheet
from cua_desktop.settings import Settings
from cua_desktop.settings_values import with_changes
from cua_desktop.wiring.service import offline

if TYPE_CHECKING:
    from cua_desktop.ui.app import Program

ON_PRIVATE_DISPLAY = "--on-private-display"
"""Tells the child of a headless demo that the display is its own."""

_PRIVATE_SIZE = Size(1920, 1080)
_PRACTICE_PLACE = Rect(40, 40, 600, 640)
_TASK = "Do every exercise of the practice window."
_TITLE = "The offline model works the practice window"
_MOST_SECONDS = 300


@dataclass(slots=True)
class _Part:
    """One run of the demo: one dialect."""

    dialect: Dialect
    ended: RunEnded | None = None
    findings: list[Finding] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    problem: CuaError | None = None

    @property
    def ok(self) -> bool:
        """Whether the practice window received exactly what it should have."""
        return self.ended is not None and self.ended.reason is EndReason.FINISHED and all_ok(self.findings)


def run(
    profile: Profile, settings: Settings, *, headless: bool, private: bool, sheet: str | None, as_json: bool
) -> int:
    """Runs the demo and returns the exit code. Raises CuaError."""
    if not private and (headless or (sys.platform == "linux" and environment.display() is None)):
        return _on_private_display()
    demo = _Demo(profile, settings, private=private, sheet=sheet, as_json=as_json)
    from cua_desktop.ui.app import run_window  # noqa: PLC0415 - Qt only where a window is wanted

    run_window(profile, demo.settings, guide=demo.guide)
    return demo.conclude()


def _on_private_display() -> int:
    """The same command once more, as a child on a display of its own."""
    command = [sys.executable, "-m", "cua_desktop", *sys.argv[1:], ON_PRIVATE_DISPLAY]
    if getattr(sys, "frozen", False):
        command = [sys.executable, *sys.argv[1:], ON_PRIVATE_DISPLAY]
    with virtual_display(_PRIVATE_SIZE) as variables:
        child = environment.for_children({**variables, "QT_QPA_PLATFORM": "xcb"})
        process = subprocess.Popen(command, env=child)
        with _passing_on_signals(process):
            return process.wait()


@contextmanager
def _passing_on_signals(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Ctrl+C and a polite kill are for the child, which then ends as it should."""
    before = {
        number: signal.signal(number, lambda number, _: process.send_signal(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Demo:
    """Guides the window through both dialects, and keeps what is needed to judge and to show."""

    def __init__(
        self, profile: Profile, settings: Settings, *, private: bool, sheet: str | None, as_json: bool
    ) -> None:
        name = time.strftime("demo_%Y-%m-%d_%H-%M-%S.png")
        self._file = Path(sheet).absolute() if sheet else profile.folder / "demo" / name
        self._private = private
        self._as_json = as_json
        self.settings = with_changes(
            settings,
            {
                "provider": "offline",
                "approve": "checks",
                "display_size": "auto",
                "max_seconds": _MOST_SECONDS,
                # What the stand-in presses comes from a program, and counts on the demo's own display alone.
                **({"remote_answers": "on"} if private else {}),
            },
        )
        self._parts: list[_Part] = []
        self._sheet = _Sheet()
        self._sheet_problem: str | None = None
        self._done = False

    async def guide(self, program: "Program") -> None:
        """Both runs, one after the other; on a private display the window closes by itself."""
        from cua_desktop.ui.stand_in import StandIn  # noqa: PLC0415 - Qt

        program.watch(self._on_event)
        stand_in = StandIn()
        try:
            if self._private:
                self._say(
                    "No person sees this display. A stand-in for the person answers the safety check: it\n"
                    "presses the real Allow button through the X server, and the demo counts a press\n"
                    "that a program injects. In a run of yours only a person can answer."
                )
                stand_in.begin()
            else:
                self._say("The demo raises one safety check. Please answer it in the dialog.")
            await self._both_parts(program)
            self._done = True
        except CuaError as error:
            self._parts = self._parts or [_Part(Dialect.PREVIEW)]
            self._parts[-1].problem = error
        finally:
            stand_in.end()
            if self._private:
                self._write_sheet()
                program.close("the end of the demo")
            else:
                self._say("Close the window to end the demo.")

    async def _both_parts(self, program: "Program") -> None:
        for dialect in Dialect:
            part = _Part(dialect)
            self._parts.append(part)
            await self._work_through(program, part)
            if part.ended is None or part.ended.reason is not EndReason.FINISHED:
                break

    async def _work_through(self, program: "Program", part: _Part) -> None:
        held_keys = part.dialect is Dialect.GA
        stations = stations_for(held_keys=held_keys)
        self._say(f"\nThe offline model works the practice window, in the dialect “{part.dialect}”.")
        practice = PracticeProcess(stations, geometry=_PRACTICE_PLACE)
        await practice.open()
        try:
            program.choose(offline(program.settings, part.dialect), Player(raises_check=not held_keys))
            await program.work_on(_TASK)
        finally:
            reports = await practice.close()
        part.findings = judged(reports, stations)

    def _on_event(self, event: Event) -> None:
        if self._as_json:
            terminal.show_as_json(event)
        else:
            terminal.show_in_words(event)
        part = self._parts[-1]
        self._sheet.add(event)
        match event:
            case ActionStarted():
                part.kinds.append(kind_of(event.action))
            case ApprovalDecided():
                part.decisions.append(event.decision)
            case ErrorShown():
                part.problem = CuaError(event.message, event.hint)
            case RunEnded():
                part.ended = event

    def conclude(self) -> int:
        """Prints the summary and gives the exit code."""
        for part in self._parts:
            self._say(_summary(part))
        if self._sheet_problem is not None:
            self._say(f"\n{self._sheet_problem}")
        elif self._private:
            self._say(f"\nContact sheet: {self._file}")
        code = self._exit_code()
        self._say("\nThe demo passed." if code == 0 else "\nThe demo did not pass.")
        return code

    def _exit_code(self) -> int:
        reasons = [part.ended.reason for part in self._parts if part.ended is not None]
        for reason in (EndReason.STOPPED, EndReason.NEEDS_PERSON, EndReason.LIMIT):
            if reason in reasons:
                return terminal.EXIT_CODES[reason]
        if any("denied" in part.decisions for part in self._parts):
            return terminal.EXIT_CODES[EndReason.NEEDS_PERSON]
        if not self._done and self._parts and all(part.problem is None for part in self._parts):
            return terminal.EXIT_CODES[EndReason.STOPPED]
        asked = [decision for part in self._parts for decision in part.decisions]
        complete = len(self._parts) == len(Dialect) and all(part.ok for part in self._parts)
        return 0 if complete and asked == ["allowed"] else terminal.EXIT_CODES[EndReason.ERROR]

    def _write_sheet(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(contact_sheet(self._sheet.panels, _TITLE))
        except OSError as error:
            self._sheet_problem = (
                f"The contact sheet could not be written to {self._file}: {error.strerror}. "
                "Name another place with --sheet."
            )

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr if self._as_json else sys.stdout, flush=True)


class _Sheet:
    """Every screenshot with the actions that were decided on it, as panels of a contact sheet."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._actions: list[Action] = []
        self._panels: list[Panel] = []

    def add(self, event: Event) -> None:
        match event:
            case ScreenshotTaken():
                self._close_panel()
                self._frame = event.frame
            case ActionStarted():
                self._actions.append(event.action)
            case RunEnded():
                self._close_panel()

    @property
    def panels(self) -> list[Panel]:
        """All panels so far."""
        return self._panels

    def _close_panel(self) -> None:
        if self._frame is not None:
            caption = "; ".join(in_words(action) for action in self._actions) or "Done"
            points = tuple(point for action in self._actions for point in points_of(action))
            self._panels.append(Panel(self._frame, caption, points))
        self._frame, self._actions = None, []


def _summary(part: _Part) -> str:
    lines = [f"\nDialect “{part.dialect}”"]
    if part.ended is not None:
        lines.append(f"  {terminal.words_for(part.ended)}")
        lines.append(f"  Actions: {_counted(part.kinds)}")
    if part.decisions:
        lines.append(f"  Safety checks: {', '.join(part.decisions)}")
    if part.problem is not None:
        lines.append(f"  {part.problem}")
    if part.findings:
        lines.append("  What the practice window received:")
        width = max(len(finding.what) for finding in part.findings)
        for finding in part.findings:
            sign = "ok " if finding.ok else "BAD"
            lines.append(f"    {sign} {finding.what:<{width}}  {finding.received}")
            if not finding.ok:
                lines.append(f"        {'':<{width}}  expected: {finding.expected}")
    return "\n".join(lines)


def _counted(kinds: list[str]) -> str:
    return ", ".join(f"{kinds.count(kind)} × {kind}" for kind in sorted(set(kinds)))
