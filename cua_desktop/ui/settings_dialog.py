"""The settings, generated from their table: one page a group, one for the API key, one a text."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cua_desktop.agent.errors import CuaError
from cua_desktop.profile_text import ProfileText
from cua_desktop.settings import Settings, options
from cua_desktop.settings_values import with_changes
from cua_desktop.ui.box_editor import BoxField
from cua_desktop.ui.connection_test import ConnectionTest, Report
from cua_desktop.ui.fields import Monitor, SettingField
from cua_desktop.ui.key_page import KeyPage
from cua_desktop.ui.keys import Keys
from cua_desktop.ui.text_page import TextPage
from cua_desktop.ui.theme import GAP, larger, set_role

_KEY_PAGE = "API key"


class SettingsDialog(QDialog):
    """Emits `saved` with the new settings once `save` has written them."""

    saved = Signal(object)
    text_saved = Signal()
    """A text of the profile was written: what follows from it must be made anew."""

    def __init__(
        self,
        current: Settings,
        keys: Keys,
        *,
        save: Callable[[dict[str, Any]], Awaitable[Settings]],
        monitors: Callable[[], Awaitable[Sequence[Monitor]]],
        check: Callable[[Settings], Awaitable[Report]],
        picture: Callable[[int], Awaitable[QImage]] | None = None,
        texts: Sequence[ProfileText] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings – CUA Desktop"))
        self._current = current
        self._save = save
        self._monitors = monitors
        self._picture = picture
        self._tasks: set[asyncio.Task[None]] = set()
        self._check = check
        self._asking: asyncio.Task[None] | None = None
        self.fields = {
            name: SettingField(name, kind, option, getattr(current, name))
            for name, kind, _, option in options()
        }
        self.connection_test = ConnectionTest(self._checked)
        self.connection_test.change_chosen.connect(self._on_change_chosen)
        self.key_page = KeyPage(keys, current.provider)
        self.text_pages = [TextPage(text) for text in texts]
        self._pages: dict[str, QWidget] = {}
        self._list = QListWidget()
        self._stack = QStackedWidget()
        self._build()
        self.fields["provider"].changed.connect(self._on_provider)
        self.finished.connect(self._on_finished)

    def show_page(self, name: str) -> None:
        """Turns to a page, by the name of its group or `API key`."""
        self._list.setCurrentRow(list(self._pages).index(name))

    def begin(self) -> None:
        """Opens the dialog and asks for what takes time: the monitors, the key, the texts."""
        self.key_page.show_provider(self.fields["provider"].value)
        self._asking = self._do(self._offer_monitors())
        for page in self.text_pages:
            self._do(page.load())
        self.open()

    @property
    def pages(self) -> tuple[str, ...]:
        """The names of the pages, in their order."""
        return tuple(self._pages)

    def _build(self) -> None:
        by_group: dict[str, list[SettingField]] = {}
        for field in self.fields.values():
            by_group.setdefault(field.option.group, []).append(field)
        for group, fields in by_group.items():
            self._add_page(group, _form(fields), self.connection_test if group == "Model" else None)
            if group == "Model":
                self._add_page(_KEY_PAGE, self.key_page)
        for page in self.text_pages:
            self._add_page(page.name, page, fills=True)
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list.setCurrentRow(0)
        self._list.setFixedWidth(self.fontMetrics().averageCharWidth() * 20)
        self._list.setAccessibleName(self.tr("Pages"))

        self._problem = QLabel()
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._problem, "problem")
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.save_button = QPushButton(self.tr("Save"))
        self.save_button.setDefault(True)
        set_role(self.save_button, "primary")
        self.save_button.clicked.connect(self._on_save)
        foot = QHBoxLayout()
        foot.addWidget(self._problem, 1)
        foot.addWidget(cancel)
        foot.addWidget(self.save_button)

        middle = QHBoxLayout()
        middle.setSpacing(2 * GAP)
        middle.addWidget(self._list)
        middle.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(2 * GAP)
        column.addLayout(middle, 1)
        column.addLayout(foot)
        self.resize(self.fontMetrics().averageCharWidth() * 105, self.fontMetrics().lineSpacing() * 34)

    def _add_page(
        self, name: str, content: QWidget, foot: QWidget | None = None, *, fills: bool = False
    ) -> None:
        title = QLabel(name)
        title.setFont(larger(self.font(), 1.25))
        page = QWidget()
        set_role(page, "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(2 * GAP)
        column.addWidget(title)
        column.addWidget(content, int(fills))
        if foot is not None:
            column.addWidget(foot)
        if not fills:
            column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages[name] = area
        item = QListWidgetItem(name)
        item.setSizeHint(QSize(0, self.fontMetrics().height() * 2 + 2))
        self._list.addItem(item)
        self._stack.addWidget(area)

    def _do(self, work: Awaitable[None]) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _on_finished(self) -> None:
        """What was only asked is no longer wanted; what is being kept is kept to the end."""
        if self._asking is not None:
            self._asking.cancel()
        self.key_page.stop_looking()
        self.connection_test.stop()
        under_way = [*self.key_page.under_way, *self.connection_test.under_way]
        self._do(self._leave([*self._tasks, *under_way]))

    async def _leave(self, under_way: Sequence["asyncio.Task[None]"]) -> None:
        """Deletes the dialog, but only when no task of it can touch it any more."""
        if under_way:
            await asyncio.wait(under_way)
        self.deleteLater()

    async def _offer_monitors(self) -> None:
        try:
            monitors = await self._monitors()
        except CuaError as error:
            self._problem.setText(str(error))
            return
        self.fields["monitor"].offer_monitors(monitors)
        self.fields["hidden_boxes"].offer_monitors(monitors)
        await self._show_pictures(monitors)

    async def _show_pictures(self, monitors: Sequence[Monitor]) -> None:
        """The monitors behind the areas to hide; without them the areas are drawn on nothing."""
        field = self.fields["hidden_boxes"].input
        if self._picture is None or not isinstance(field, BoxField):
            return
        for monitor in monitors:
            with suppress(CuaError):
                field.show_picture(monitor.number, await self._picture(monitor.number))

    async def _checked(self) -> Report:
        """With what stands in the fields, saved or not. Raises CuaError."""
        return await self._check(with_changes(self._current, self._changes()))

    def _changes(self) -> dict[str, Any]:
        return {
            name: field.value
            for name, field in self.fields.items()
            if field.value != getattr(self._current, name)
        }

    def _on_change_chosen(self, name: str, value: str) -> None:
        self.fields[name].choose(value)

    def _on_provider(self) -> None:
        self.key_page.show_provider(self.fields["provider"].value)

    def _on_save(self) -> None:
        wrong = [field for field in self.fields.values() if not field.check()]
        if wrong:
            self.show_page(wrong[0].option.group)
            wrong[0].input.setFocus()
            return
        wrong_texts = [page for page in self.text_pages if not page.check()]
        if wrong_texts:
            self.show_page(wrong_texts[0].name)
            wrong_texts[0].editor.setFocus()
            return
        self.save_button.setEnabled(False)
        self._do(self._saved(self._changes()))

    async def _saved(self, changes: dict[str, Any]) -> None:
        try:
            await self._save_texts()
            chosen = await self._save(changes)
        except CuaError as error:
            self._problem.setText(str(error))
        else:
            if self.isVisible():
                self.accept()
            self.saved.emit(chosen)
        finally:
            self.save_button.setEnabled(True)

    async def _save_texts(self) -> None:
        """Raises SettingsError."""
        for page in self.text_pages:
            if page.is_changed:
                await page.save()
                self.text_saved.emit()


def _form(fields: Sequence[SettingField]) -> QWidget:
    content = QWidget()
    form = QFormLayout(content)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(2 * GAP)
    form.setVerticalSpacing(2 * GAP)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for field in fields:
        label = QLabel(field.option.label)
        label.setBuddy(field.input)
        label.setContentsMargins(0, 6, 0, 0)
        form.addRow(label, field.box)
    return content
