"""The settings in force in the window: changed in the dialog or beside the task, used at once, and kept."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal

from cua_desktop import credentials, settings_file
from cua_desktop.agent.errors import CuaError
from cua_desktop.paths import Profile
from cua_desktop.profile_text import ProfileText
from cua_desktop.settings import Settings, options
from cua_desktop.settings_values import with_changes
from cua_desktop.ui import parts
from cua_desktop.ui.connection_test import Report
from cua_desktop.ui.keys import FoundKey, Keys
from cua_desktop.ui.main_window import MainWindow
from cua_desktop.ui.settings_dialog import SettingsDialog
from cua_desktop.ui.tasks import Tasks

_NOT_A_NEW_SESSION = {"approve", "theme", "approval_seconds", "live_view"}


class SettingsInForce(QObject):
    """Opens the dialog where `may_open` says so, and tells what has changed."""

    outdated = Signal()
    """A session that was opened before does not fit any more."""

    used = Signal(object)
    """Other settings are in force; which names differ, as a set."""

    def __init__(
        self,
        profile: Profile,
        chosen: Settings,
        window: MainWindow,
        tasks: Tasks,
        may_open: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._profile = profile
        self._now = chosen
        self._window = window
        self._tasks = tasks
        self._may_open = may_open
        self._keys = Keys(credentials)
        self._opening = False
        window.settings_asked.connect(self._on_asked)
        window.mode_chosen.connect(self._on_mode)
        window.change_asked.connect(self._on_change)

    @property
    def now(self) -> Settings:
        """The settings in force."""
        return self._now

    def use(self, chosen: Settings) -> None:
        """Puts these in force, unsaved."""
        before, self._now = self._now, chosen
        changed = {name for name, *_ in options() if getattr(before, name) != getattr(chosen, name)}
        if changed - _NOT_A_NEW_SESSION:
            self.outdated.emit()
        self.used.emit(changed)
        self._window.show_settings(chosen)
        self._tasks.do(self.show_key())

    async def key(self) -> FoundKey:
        """The API key that these settings need."""
        return await self._keys.find(self._now.key_of)

    async def show_key(self) -> None:
        """Has the first page say whether there is a key."""
        self._window.welcome.show_key(await self.key())

    def _on_asked(self, page: str) -> None:
        if not self._opening:
            self._opening = True
            self._tasks.do(self._open(page))

    async def _open(self, page: str) -> None:
        texts: Sequence[ProfileText] = ()
        try:
            with suppress(ImportError):  # said when a run is started
                texts = await parts.profile_texts(self._profile)
        finally:
            self._opening = False
        if self._may_open():
            self._show(page, texts)

    def _show(self, page: str, texts: Sequence[ProfileText]) -> None:
        dialog = SettingsDialog(
            self._now,
            self._keys,
            save=self._save,
            monitors=parts.monitors,
            check=self._check,
            picture=parts.picture_of,
            texts=texts,
            parent=self._window,
        )
        dialog.saved.connect(self.use)
        dialog.text_saved.connect(self.outdated)
        dialog.key_page.key_changed.connect(self._on_key_changed)
        if page:
            dialog.show_page(page)
        dialog.begin()

    async def _check(self, chosen: Settings) -> Report:
        """Raises CuaError."""
        key = (await self._keys.find(chosen.key_of)).key
        return await parts.check_connection(chosen, self._profile, key)

    async def _save(self, changes: dict[str, Any]) -> Settings:
        """Writes the changes into the file, beside what stands there. Raises SettingsError."""
        file = self._profile.settings_file

        def write() -> None:
            settings_file.save(with_changes(settings_file.load(file), changes), file)

        chosen = with_changes(self._now, changes)
        await asyncio.get_running_loop().run_in_executor(None, write)
        return chosen

    def _on_mode(self, mode: str) -> None:
        self._on_change("approve", mode)

    def _on_change(self, name: str, value: str) -> None:
        """Uses one changed setting at once, and keeps it."""
        self.use(with_changes(self._now, {name: value}))
        self._tasks.do(self._keep({name: value}))

    async def _keep(self, changes: dict[str, Any]) -> None:
        try:
            await self._save(changes)
        except CuaError as error:
            self._window.show_error(error)

    def _on_key_changed(self) -> None:
        self.outdated.emit()
        self._tasks.do(self.show_key())
