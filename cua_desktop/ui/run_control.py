"""Starts, stops and ends runs for the window. Nothing here blocks; every failure is told, none raised."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.events import EndReason, RunEnded
from cua_desktop.agent.grant import Grant

_log = logging.getLogger(__name__)


class ApprovalMode(Protocol):
    """The gate, as far as the window changes it."""

    mode: str


class Session(Protocol):
    """What `cua_desktop.wiring.opening` opens, as far as the window needs it."""

    @property
    def gate(self) -> ApprovalMode:
        """What is asked about; may be changed during a run."""
        ...

    @property
    def can_follow_up(self) -> bool:
        """Whether a reply can go on with the conversation."""
        ...

    def expect_run(self) -> None:
        """The user has asked for a run: from now on a stop counts, though it has not begun."""
        ...

    async def open(self) -> None:
        """Starts what a run needs. Raises CuaError."""
        ...

    async def run(self, text: str, *, follow_up: bool = False) -> RunEnded:
        """Works until the run ends."""
        ...

    def stop(self, by: str) -> None:
        """Stops at once."""
        ...

    def take_back(self, grant: Grant) -> None:
        """The user wants to be asked again about what they had allowed for the rest of the run."""
        ...

    def pause(self) -> None:
        """Pauses until the user lets it go on."""
        ...

    @property
    def goes_on_at(self) -> float | None:
        """When a paused run goes on by itself, in Unix seconds; None when it won't."""
        ...

    @property
    def watched_for(self) -> float | None:
        """For how many seconds the user counts as there, in watch mode; None without it."""
        ...

    def end_watch(self) -> None:
        """The user does not want to watch any more."""
        ...

    def say(self, text: str) -> None:
        """What the user says in the middle of the run."""
        ...

    def try_now(self) -> None:
        """Ends a wait for the service."""
        ...

    async def live(self, width: int, height: int) -> Any:
        """The desktop now as a QImage in this box; None while there is none. Raises CuaError."""
        ...

    async def hear_stop_keys(self, seconds: float) -> bool:
        """Whether the stop keys are pressed within this time; between runs. Raises CuaError."""
        ...

    async def close(self) -> None:
        """Ends everything the session started."""
        ...


class RunControl(QObject):
    """One run at a time.

    `open_session` builds and opens a session with the settings of the moment; `make_room` is
    awaited before each run.
    """

    busy_changed = Signal(bool)
    """A run is being started or is under way, or no longer."""

    refused = Signal(object)
    """A `CuaError`: the run could not be started."""

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        make_room: Callable[[], Awaitable[None]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_session = open_session
        self._make_room = make_room
        self._session: Session | None = None
        self._work: asyncio.Task[None] | None = None
        self._running = False
        self._outdated = False
        self._failed = False

    @property
    def busy(self) -> bool:
        """Whether a run is being started or is under way."""
        return self._work is not None

    @property
    def can_follow_up(self) -> bool:
        """Whether the user can reply in the conversation of the last run."""
        return self._session is not None and not self._outdated and self._session.can_follow_up

    def start(self, text: str, *, follow_up: bool) -> None:
        """Begins a run with this text; does nothing while one is under way."""
        if self._work is None:
            self._work = asyncio.ensure_future(self._run(text, follow_up=follow_up))
            # Not in a `finally` of `_run`: a task cancelled before its first step never gets there.
            self._work.add_done_callback(self._on_work_done)
            self.busy_changed.emit(True)

    def stop(self, by: str) -> None:
        """Stops the run, or its start, at once."""
        if self._running and self._session is not None:
            self._session.stop(by)
        elif self._work is not None:
            self._work.cancel()

    def pause(self) -> None:
        """Pauses the run under way until the user lets it go on."""
        if self._running and self._session is not None:
            self._session.pause()

    @property
    def goes_on_at(self) -> float | None:
        """When the paused run goes on by itself, in Unix seconds; None when it won't."""
        return self._session.goes_on_at if self._session is not None else None

    @property
    def watched_for(self) -> float | None:
        """For how many seconds the user counts as there, in watch mode; None without it."""
        return self._session.watched_for if self._running and self._session is not None else None

    def end_watch(self) -> None:
        """The user does not want to watch any more; the run goes on."""
        if self._session is not None:
            self._session.end_watch()

    def say(self, text: str) -> None:
        """Tells the model of the run under way, with its next request."""
        if self._running and self._session is not None:
            self._session.say(text)

    def try_now(self) -> None:
        """Ends a wait for the service: the request is sent again at once."""
        if self._session is not None:
            self._session.try_now()

    async def live(self, size: QSize) -> QImage | None:
        """The desktop now, in this box of physical pixels, while a run is under way. Raises CuaError."""
        if not self._running or self._session is None:
            return None
        picture: QImage | None = await self._session.live(size.width(), size.height())
        return picture

    def take_back(self, grant: Grant) -> None:
        """The user wants to be asked again about what they had allowed for the rest of the run."""
        if self._session is not None:
            self._session.take_back(grant)

    def set_approval_mode(self, mode: str) -> None:
        """What is asked about from now on, also in the run under way."""
        if self._session is not None:
            self._session.gate.mode = mode

    def forget_session(self) -> None:
        """The settings have changed: the next run opens a new session."""
        self._outdated = True

    async def hear_stop_keys(self, seconds: float, listening: Callable[[], None]) -> bool | None:
        """Whether the stop keys arrive at the open session within this time; None where none is open.

        `listening` is called when it has begun. Raises CuaError.
        """
        if self._outdated and self._work is None:
            await self._drop_session()
        if self._session is None:
            return None
        listening()
        return await self._session.hear_stop_keys(seconds)

    async def close(self, by: str) -> None:
        """Stops what is under way, waits for its end, and closes the session."""
        work = self._work
        self.stop(by)
        if work is not None:
            await asyncio.wait([work])
        await self._drop_session()

    async def _run(self, text: str, *, follow_up: bool) -> None:
        try:
            session = await self._ready(follow_up=follow_up)
            await self._make_room()
            self._running = True
            ended = await session.run(text, follow_up=follow_up)
            self._failed = ended.reason is EndReason.ERROR
        except CuaError as error:
            self.refused.emit(error)
        except Exception as error:  # noqa: BLE001 - a defect of ours must reach the user in a sentence
            _log.exception("a run could not be started")
            problem = f"Something went wrong inside the app ({type(error).__name__})."
            self.refused.emit(CuaError(problem, "The log in the profile folder says more."))
        finally:
            self._running = False

    def _on_work_done(self, work: "asyncio.Task[None]") -> None:
        self._work = None
        if not work.cancelled() and (error := work.exception()) is not None:
            _log.error("a run ended by a defect", exc_info=error)
        self.busy_changed.emit(False)

    async def _ready(self, *, follow_up: bool) -> Session:
        """The open session, or a new one. After an error a new task gets a new one: it may be broken."""
        if self._session is not None:
            self._session.expect_run()
        if self._outdated or (self._failed and not follow_up):
            await self._drop_session()
        if self._session is None:
            self._session = await self._open_session()
            self._outdated = self._failed = False
        return self._session

    async def _drop_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(CuaError):
                # Whoever asked for it may be cancelled; half a session left would keep the display.
                await asyncio.shield(session.close())
