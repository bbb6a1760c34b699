"""The API key of the chosen provider: where it is, and putting it into the keyring."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cua_desktop import environment
from cua_desktop.agent.errors import CredentialsError
from cua_desktop.ui.keys import FoundKey, KeyPlace, Keys
from cua_desktop.ui.theme import GAP, set_role


class KeyPage(QWidget):
    """Never shows a key; what is pasted leaves the field as soon as it is kept."""

    key_changed = Signal()

    def __init__(self, keys: Keys, provider: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._provider = provider
        self._work: asyncio.Task[None] | None = None
        self._busy = False
        self._changing = False
        self._status = _text()
        self._problem = _text()
        set_role(self._problem, "problem")
        self._field = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self._field.setPlaceholderText(self.tr("Paste the key here"))
        self._field.setAccessibleName(self.tr("API key"))
        self._field.textChanged.connect(self._show_buttons)
        self._store = QPushButton(self.tr("Store in the &keyring"))
        self._store.clicked.connect(self._on_store)
        self._use = QPushButton(self.tr("Use for this &session only"))
        self._use.clicked.connect(self._on_use)
        self._remove = QPushButton(self.tr("&Remove"))
        self._remove.clicked.connect(self._on_remove)
        for button in (self._store, self._use, self._remove):
            button.setAutoDefault(False)
        note = _text()
        note.setText(
            self.tr(
                "The keyring is the system's own safe for passwords. A key for this session only is kept in "
                "memory and forgotten when the app ends. It is never written to a file."
            )
        )
        set_role(note, "secondary")

        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._store)
        buttons.addWidget(self._use)
        buttons.addStretch(1)
        buttons.addWidget(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP + 2)
        column.addWidget(self._status)
        column.addWidget(self._field)
        column.addLayout(buttons)
        column.addWidget(self._problem)
        column.addWidget(note)
        column.addStretch(1)
        self._found = FoundKey(KeyPlace.NONE)
        self._problem.hide()

    def show_provider(self, provider: str) -> None:
        """Asks where this provider's key is."""
        self._provider = provider
        self._field.clear()
        if not self._changing:  # which looks again when it is done
            self._do(self._nothing)

    def stop_looking(self) -> None:
        """What is being looked up is no longer wanted; a change under way goes on."""
        if self._work is not None and not self._changing:
            self._work.cancel()

    @property
    def under_way(self) -> "list[asyncio.Task[None]]":
        """The work that may still touch this page."""
        return [self._work] if self._work is not None and not self._work.done() else []

    @property
    def words(self) -> str:
        """What is said about the key, and what went wrong."""
        problem = "" if self._problem.isHidden() else self._problem.text()
        return f"{self._status.text()} {problem}".strip()

    def _change(self, change: Callable[[], Awaitable[None]]) -> None:
        """Does nothing while a change is under way: the keyring can't be told to forget one half done."""
        if not self._changing:
            self._changing = True
            self._do(change)

    def _do(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work, then looks where the key is. The newest look wins."""
        if self._work is not None:
            self._work.cancel()
        self._busy = True
        self._problem.hide()
        self._status.setText(self.tr("Asking the keyring…"))
        self._show_buttons()
        self._work = asyncio.ensure_future(self._guarded(work))

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        problem: CredentialsError | None = None
        try:
            await work()
        except CredentialsError as error:
            problem = error
        finally:
            self._changing = False
        self._found = await self._keys.find(self._provider)
        self._busy = False
        self._show(problem or self._found.problem)

    async def _nothing(self) -> None:
        pass

    async def _store_key(self, provider: str, key: str) -> None:
        await self._keys.store(provider, key)
        self._kept(key)

    async def _use_key(self, provider: str, key: str) -> None:
        self._keys.use_for_session(provider, key)
        self._kept(key)

    async def _remove_key(self, provider: str) -> None:
        await self._keys.remove(provider)
        self.key_changed.emit()

    def _kept(self, key: str) -> None:
        if self._field.text() == key:  # another may have been pasted since
            self._field.clear()
        self.key_changed.emit()

    def _on_store(self) -> None:
        self._change(partial(self._store_key, self._provider, self._field.text()))

    def _on_use(self) -> None:
        self._change(partial(self._use_key, self._provider, self._field.text()))

    def _on_remove(self) -> None:
        self._change(partial(self._remove_key, self._provider))

    def _show(self, problem: CredentialsError | None) -> None:
        variable = environment.KEY_VARIABLES.get(self._provider, "")
        words = {
            KeyPlace.SESSION: self.tr("A key for {provider} is set for this session only."),
            KeyPlace.KEYRING: self.tr("The key for {provider} is stored in the keyring."),
            KeyPlace.ENVIRONMENT: self.tr("The key for {provider} comes from the environment ({variable})."),
            KeyPlace.NONE: self.tr("There is no key for {provider} yet."),
            KeyPlace.NOT_NEEDED: self.tr("The practice model needs no key."),
        }[self._found.place]
        self._status.setText(words.format(provider=_vendor(self._provider), variable=variable))
        self._problem.setText(str(problem or ""))
        self._problem.setVisible(problem is not None)
        self._show_buttons()

    def _show_buttons(self, *_: object) -> None:
        busy = self._busy
        needed = self._found.place is not KeyPlace.NOT_NEEDED
        written = bool(self._field.text().strip())
        self._field.setEnabled(needed)
        self._store.setEnabled(needed and written and not busy)
        self._use.setEnabled(needed and written and not busy)
        self._remove.setEnabled(self._found.place in (KeyPlace.SESSION, KeyPlace.KEYRING) and not busy)


def _vendor(provider: str) -> str:
    return {"openai": "OpenAI", "azure": "Azure OpenAI"}.get(provider, provider)


def _text() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
