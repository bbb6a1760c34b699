"""A page of the settings for one text of the profile: plain text, checked while it is written."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from cua_desktop.agent.errors import SettingsError
from cua_desktop.profile_text import ProfileText
from cua_desktop.ui.theme import GAP, set_role

_T = TypeVar("_T")

_PAUSE_MILLISECONDS = 250
"""After the last key; then the text is checked."""

_LEAST_LINES = 10


class TextPage(QWidget):
    """Nothing is written before `save`. Files are read and written off the window's thread."""

    changed = Signal()

    def __init__(self, text: ProfileText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._before = ""
        self._loaded = False
        about = _label(text.about)
        set_role(about, "secondary")
        self._problem = _label("")
        set_role(self._problem, "problem")
        self._problem.hide()
        self._count = QLabel()
        set_role(self._count, "secondary")
        self.editor = QPlainTextEdit()
        self.editor.setTabChangesFocus(True)
        self.editor.setAccessibleName(text.name)
        self.editor.setAccessibleDescription(text.about)
        if text.code:
            self.editor.setFont(_fixed_font())
            self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setMinimumHeight(self.editor.fontMetrics().lineSpacing() * _LEAST_LINES)
        self.editor.setReadOnly(True)
        self.restore_button = QPushButton(self.tr("&Restore default"))
        self.restore_button.setAutoDefault(False)
        self.restore_button.clicked.connect(self._on_restore)
        self._pause = QTimer(self, interval=_PAUSE_MILLISECONDS, singleShot=True)
        self._pause.timeout.connect(self.check)
        self.editor.textChanged.connect(self._on_changed)

        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.restore_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(about)
        column.addWidget(self.editor, 1)
        column.addWidget(self._problem)
        column.addLayout(foot)
        self._show_state()

    @property
    def name(self) -> str:
        """The page's name."""
        return self._text.name

    @property
    def text(self) -> str:
        """What stands in the page."""
        return self.editor.toPlainText()

    @property
    def problem(self) -> str:
        """What is wrong with the text, as shown; empty if nothing."""
        return self._problem.text()

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return self._loaded and self.text != self._before

    async def load(self) -> None:
        """Shows the text, and what is wrong with it; nothing where it can't be read."""
        problem = None
        try:
            self._before = await _in_worker(self._text.read_unchecked)
            self._text.refuse_unusable(self._before)
        except SettingsError as error:
            problem = error
        self._loaded = True
        self.editor.setReadOnly(False)
        self.editor.setPlainText(self._before)
        self._pause.stop()
        self._show(problem)

    async def save(self) -> None:
        """Keeps what was changed. Raises SettingsError."""
        if self.is_changed:
            text = self.text
            await _in_worker(partial(self._text.write, text))
            self._before = text

    def check(self) -> bool:
        """Shows what is wrong with the text, if anything; True when it can be used."""
        self._pause.stop()
        if not self.is_changed:
            return True
        try:
            self._text.refuse_unusable(self.text)
        except SettingsError as error:
            self._show(error)
            return False
        self._show(None)
        return True

    def _show(self, problem: SettingsError | None) -> None:
        self._problem.setText(f"✕ {problem.message} {problem.hint}" if problem else "")
        self._problem.setVisible(problem is not None)

    def _on_restore(self) -> None:
        """As typed over the text, so that Ctrl+Z brings the user's own back."""
        cursor = self.editor.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(self._text.default)
        self.editor.moveCursor(cursor.MoveOperation.Start)
        self.check()

    def _on_changed(self) -> None:
        self._pause.start()
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        text = self.text
        self._count.setText(
            self.tr("{now} of at most {most} characters").format(
                now=f"{len(text):,}", most=f"{self._text.longest:,}"
            )
        )
        self.restore_button.setEnabled(self._loaded and text != self._text.default)


async def _in_worker(job: Callable[[], _T]) -> _T:
    return await asyncio.get_running_loop().run_in_executor(None, job)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _fixed_font() -> QFont:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
