"""The window as a program: Qt first, then everything else, and nothing blocking on its thread."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import qasync
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from cua_desktop import paths
from cua_desktop.agent.errors import CredentialsError, CuaError
from cua_desktop.agent.events import Event
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.witness import Witness
from cua_desktop.ending import end_even_if_a_thread_hangs
from cua_desktop.paths import Profile
from cua_desktop.self_check import findings as self_check
from cua_desktop.settings import Settings
from cua_desktop.ui import parts
from cua_desktop.ui.address_question import may_read_addresses
from cua_desktop.ui.display_check import check_display
from cua_desktop.ui.ending import Workers, signals_close
from cua_desktop.ui.fields import Monitor
from cua_desktop.ui.garbage import garbage_collected_here
from cua_desktop.ui.generators import generators_closed_by
from cua_desktop.ui.live_view import LiveView
from cua_desktop.ui.main_window import MainWindow
from cua_desktop.ui.own_windows import QtOwnWindows
from cua_desktop.ui.person import PersonAtWindow
from cua_desktop.ui.run_control import RunControl, Session
from cua_desktop.ui.settings_in_force import SettingsInForce
from cua_desktop.ui.tasks import Tasks
from cua_desktop.ui.theme import apply_theme

_log = logging.getLogger(__name__)

_FIRST_PAINT_SECONDS = 0.15
_ROOM_SECONDS = 0.15
"""How long a window manager takes to move a window."""

_CLOSE_SECONDS = 10.0


def run_window(
    profile: Profile,
    chosen: Settings,
    task: str | None = None,
    start: bool = False,
    guide: "Callable[[Program], Awaitable[None]] | None" = None,
) -> int:
    """Shows the window until it is closed; `task` is put into it, and begun with `start`.

    A `guide` is a coroutine that uses the program as a person would; the demo is one.
    Raises ScreenError where no window can open.
    """
    if QApplication.instance() is None:
        check_display()
    # Before mss and pyautogui load: they would set the process's DPI awareness themselves.
    app = QApplication.instance() or QApplication(["cua-desktop"])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    app.setApplicationName("CUA Desktop")
    app.setDesktopFileName("cua-desktop")
    app.setWindowIcon(QIcon(str(paths.resource("icons/cua-desktop.svg"))))
    app.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    loop.set_default_executor(Workers(max_workers=4, thread_name_prefix="work"))
    with loop, generators_closed_by(loop), garbage_collected_here():
        loop.run_until_complete(Program(app, profile, chosen).run(task, start=start, guide=guide))
    end_even_if_a_thread_hangs(0)
    return 0


class Program:
    """Joins window, runs, settings and keys."""

    def __init__(self, app: QApplication, profile: Profile, chosen: Settings) -> None:
        self._app = app
        self._profile = profile
        self._tasks = Tasks()
        self._closed = asyncio.get_event_loop().create_future()
        self._closing = False
        self._watchers: list[Callable[[Event], None]] = []
        self._player: Any = None
        apply_theme(app, chosen.theme)
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme)
        self._window = window = MainWindow(chosen)
        self._person = PersonAtWindow(chosen.approval_seconds, Witness(), window.screen, window.more_bar)
        self._own_windows = QtOwnWindows(lambda: self._person.asked)
        self._control = RunControl(self._open_session, self._make_room)
        self._live = LiveView(window.screen_view, self._control.live, chosen.live_view)
        self._settings = SettingsInForce(
            profile, chosen, window, self._tasks, may_open=lambda: not self._control.busy
        )
        self._settings.outdated.connect(self._forget_session)
        self._settings.used.connect(self._on_settings_used)
        self._control.refused.connect(window.show_error)
        self._control.busy_changed.connect(self._on_busy)
        window.run_asked.connect(self._on_run)
        window.more_bar.witness = self._person.witness
        window.watch_bar.watched_for = lambda: self._control.watched_for
        window.watch_bar.end_pressed.connect(self._control.end_watch)
        window.pause_bar.goes_on_at = lambda: self._control.goes_on_at
        window.pause_bar.go_on_pressed.connect(self._person.go_on)
        window.pause_asked.connect(self._control.pause)
        window.said.connect(self._control.say)
        window.try_now_asked.connect(self._control.try_now)
        window.stop_asked.connect(lambda: self._control.stop("the Stop button"))
        window.grants_bar.taken_back.connect(self._control.take_back)
        window.close_asked.connect(lambda: self._close("closing the window"))

    # --- For a guide --------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings.now

    def watch(self, watcher: Callable[[Event], None]) -> None:
        """Also gives every event of every run to this watcher."""
        self._watchers.append(watcher)

    def choose(self, chosen: Settings, player: Any = None) -> None:
        """Uses these settings, unsaved, and for the offline provider this player, from the next run on."""
        self._player = player
        self._settings.use(chosen)

    async def work_on(self, task: str) -> None:
        """Presses Run with this task, and returns when the run is over. Raises what kept it from that."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def ended(busy: bool) -> None:
            if not busy and not over.done():
                over.set_result(None)

        def refused(error: CuaError) -> None:
            if not over.done():
                over.set_exception(error)

        self._control.busy_changed.connect(ended)
        self._control.refused.connect(refused)
        try:
            self._window.task_panel.set_text(task)
            self._window.task_panel.submit()
            if self._control.busy:
                await over
        finally:
            self._control.busy_changed.disconnect(ended)
            self._control.refused.disconnect(refused)

    def close(self, by: str) -> None:
        """Stops a run, then closes the window and ends the program."""
        self._close(by)

    async def run(
        self,
        task: str | None,
        *,
        start: bool,
        guide: "Callable[[Program], Awaitable[None]] | None" = None,
    ) -> None:
        """Shows the window, and returns when it has closed for good."""
        with signals_close(self._close):
            self._window.show()
            if task:
                self._window.task_panel.set_text(task)
            self._tasks.do(self._prepare())
            if task and start:
                self._window.task_panel.submit()
            if guide is not None:
                self._tasks.do(guide(self))
            await self._closed

    # --- Runs ---------------------------------------------------------------------------------

    async def _prepare(self) -> None:
        """What takes time and will be needed: the parts of a session, the key."""
        await asyncio.sleep(_FIRST_PAINT_SECONDS)
        await self._settings.show_key()
        self._tasks.do(self._show_machine())
        with suppress(ImportError):  # said when a run is started
            await parts.loaded()
            self._window.welcome.stop_keys.test_by(self)

    async def _show_machine(self) -> None:
        """What an agent led astray could reach. A home on a network may take its time, or never answer."""
        self._window.welcome.machine_notes.show_findings(await parts.in_worker(self_check.look))

    async def proven(self, chord: str) -> bool:
        """Whether the stop keys have arrived once on this computer."""
        return await parts.stop_keys_proven(self._profile, chord)

    async def heard(self, chord: str, seconds: float, listening: Callable[[], None]) -> bool:
        """Whether the stop keys arrive within this time. Raises CuaError."""
        # The open session has claimed the display: only one input process can listen there.
        arrived = await self._control.hear_stop_keys(seconds, listening)
        if arrived is None:
            arrived = await parts.hear_stop_keys(chord, seconds, listening)
        if arrived:
            await parts.remember_stop_keys(self._profile, chord)
        return arrived

    async def _open_session(self) -> Session:
        """Raises CuaError."""
        await self._window.welcome.stop_keys.end()
        await parts.loaded()
        found = await self._settings.key()
        if found.missing and found.problem is not None:
            raise CredentialsError(f"There is no API key: {found.problem.message}", found.problem.hint)
        session = await parts.open_session(
            self._settings.now,
            self._profile,
            person=self._person,
            own_windows=self._own_windows,
            report=self._on_event,
            api_key=found.key,
            player=self._player,
            witness=self._person.witness,
            may_read_addresses=lambda: may_read_addresses(self._window),
        )
        try:
            await session.open()
        except BaseException:
            await session.close()
            raise
        return session

    async def _make_room(self) -> None:
        """Moves the window aside where it would cover what the model is to see."""
        try:
            monitors = await parts.monitors()
        except CuaError:
            monitors = ()
        if self._is_on_worked_monitor(monitors):
            self._window.make_room()
            await asyncio.sleep(_ROOM_SECONDS)

    def _is_on_worked_monitor(self, monitors: Sequence[Monitor]) -> bool:
        worked = [m.rect for m in monitors if self._settings.now.monitor in ("all", str(m.number))]
        return not worked or any(
            isinstance(own, Rect) and own.intersects(each)
            for own in self._own_windows.rectangles()
            for each in worked
        )

    def _on_event(self, event: Event) -> None:
        self._window.show_event(event)
        for watcher in self._watchers:
            watcher(event)

    def _on_run(self, text: str, reply: bool) -> None:
        self._control.start(text, follow_up=reply and self._control.can_follow_up)

    def _on_busy(self, busy: bool) -> None:
        if busy:
            self._live.begin()
        else:
            self._live.end()
            self._window.take_room_back()
        self._window.show_busy(busy, can_follow_up=self._control.can_follow_up)

    # --- Settings -----------------------------------------------------------------------------

    def _on_settings_used(self, changed: set[str]) -> None:
        chosen = self._settings.now
        if "theme" in changed:
            apply_theme(self._app, chosen.theme)
        self._live.per_second = chosen.live_view
        self._person.seconds = chosen.approval_seconds
        self._control.set_approval_mode(chosen.approve)

    def _forget_session(self) -> None:
        """A conversation can't go on with another model, key or screen."""
        self._control.forget_session()
        self._window.task_panel.begin_new_task()

    def _on_color_scheme(self) -> None:
        if self._settings.now.theme == "system":
            apply_theme(self._app, "system")

    # --- The end ------------------------------------------------------------------------------

    def _close(self, by: str) -> None:
        """Stops a run, then closes the window and ends the program."""
        if not self._closing:
            self._closing = True
            self._tasks.do(self._close_all(by))

    async def _close_all(self, by: str) -> None:
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._window.welcome.stop_keys.end()
                await self._control.close(by)
        except TimeoutError:
            _log.warning("the session did not close in time")
        finally:
            self._window.allow_close()
            self._tasks.cancel_others()
            if not self._closed.done():
                self._closed.set_result(None)
