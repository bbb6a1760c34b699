"""Starts the practice window as a child process, collects what it reports, and ends it.

A thread reads the reports, so it works under any event loop and a busy loop loses none.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Self

from cua_desktop import environment
from cua_desktop.agent.errors import ScreenError
from cua_desktop.agent.geometry import Rect
from cua_desktop.practice.stations import Station

Report = Mapping[str, Any]

_START_SECONDS = 30.0
_END_SECONDS = 5.0


class PracticeProcess:
    """One practice window. Use `open`, read `reports`, then `close`; or `async with` it.

    `geometry` is in logical pixels; `variables` lead to another display than ours.
    """

    def __init__(
        self,
        stations: Sequence[Station] = tuple(Station),
        *,
        geometry: Rect | None = None,
        theme: str = "auto",
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._command = [*_program(), "--stations", ",".join(stations), "--theme", theme]
        if geometry is not None:
            place = f"{geometry.x},{geometry.y},{geometry.width},{geometry.height}"
            self._command.append(f"--geometry={place}")
        self._variables = variables
        self._reports: list[Report] = []
        self._ended = False
        self._news = asyncio.Event()
        self._process: subprocess.Popen[str] | None = None
        self._complaints: IO[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def reports(self) -> tuple[Report, ...]:
        """Everything the window has received so far, in order."""
        return tuple(self._reports)

    @property
    def area(self) -> Rect:
        """Where the window's content is, in screen pixels. Only after `open`."""
        ready = next(report for report in self._reports if report["what"] == "ready")
        return Rect(*ready["geometry"])

    async def open(self) -> None:
        """Starts the window; returns when it is up. Raises ScreenError."""
        self._start(asyncio.get_running_loop())
        try:
            await self.wait_for("ready", _START_SECONDS)
        except (TimeoutError, ScreenError):
            why = self._last_complaint()
            await self.close()
            raise ScreenError(
                f"The practice window did not start{f': {why}' if why else ''}.",
                "Is there a display that this user may open windows on?",
            ) from None
        except asyncio.CancelledError:
            await self.close()
            raise

    async def wait_for(self, what: str, seconds: float) -> Report:
        """The first report of that kind, now or within so many seconds.

        Raises TimeoutError, or ScreenError when the window is gone.
        """
        return await self.wait_until(lambda report: report["what"] == what, seconds)

    async def wait_until(self, wanted: Callable[[Report], bool], seconds: float) -> Report:
        """The first report that is wanted, now or within so many seconds; raises as `wait_for` does."""
        async with asyncio.timeout(seconds):
            while True:
                self._news.clear()
                found = next((report for report in self._reports if wanted(report)), None)
                if found is not None:
                    return found
                if self._ended:
                    raise ScreenError("The practice window was closed.", "Start it again.")
                await self._news.wait()

    async def close(self) -> tuple[Report, ...]:
        """Closes the window and gives all its reports; the last one is its summary. Never raises."""
        process, self._process = self._process, None
        if process is None:
            return self.reports
        if process.stdin is not None:
            process.stdin.close()
        try:
            await self._until_ended()
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            # A thread that is still inside Qt's wake-up when Python exits brings the process down.
            if self._reader is not None:
                self._reader.join(_END_SECONDS)
            if self._complaints is not None:
                self._complaints.close()
        return self.reports

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        # `close` closes it: this object outlives the call.
        self._complaints = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            self._command,
            env=environment.for_children(self._variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            encoding="utf-8",
        )
        self._reader = threading.Thread(
            target=self._read, args=(loop, self._process), name="practice", daemon=True
        )
        self._reader.start()

    async def _until_ended(self) -> None:
        try:
            async with asyncio.timeout(_END_SECONDS):
                while not self._ended:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return

    def _read(self, loop: asyncio.AbstractEventLoop, process: subprocess.Popen[str]) -> None:
        if process.stdout is not None:
            with process.stdout as lines:
                for line in lines:
                    self._told(loop, _parsed(line))
        process.wait()
        self._ended = True
        self._told(loop, None)

    def _told(self, loop: asyncio.AbstractEventLoop, report: Report | None) -> None:
        if report is not None:
            self._reports.append(report)
        try:
            loop.call_soon_threadsafe(self._news.set)
        except RuntimeError:  # the loop is closed: nobody waits any more
            return

    def _last_complaint(self) -> str:
        if self._complaints is None or self._complaints.closed:
            return ""
        self._complaints.seek(0)
        lines = [line.strip() for line in self._complaints.read().splitlines() if line.strip()]
        return lines[-1].rstrip(".") if lines else ""


def _program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--practice-window"]
    return [sys.executable, "-m", "cua_desktop.practice.window"]


def _parsed(line: str) -> Report | None:
    try:
        report = json.loads(line)
    except ValueError:
        return None
    return report if isinstance(report, dict) and "what" in report else None
