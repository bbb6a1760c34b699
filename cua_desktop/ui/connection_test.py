"""“Test connection”: says which of key, model and tool work, and offers the setting that may help."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.agent.errors import CuaError
from cua_desktop.ui.theme import GAP, set_role
from cua_desktop.ui.words import safe_text


class Report(Protocol):
    """What works; None is not known."""

    @property
    def key(self) -> bool | None: ...
    @property
    def model(self) -> bool | None: ...
    @property
    def tool(self) -> bool | None: ...
    @property
    def problem(self) -> CuaError | None: ...


class ConnectionTest(QWidget):
    """`check` asks the service once, with what stands in the fields at that moment. Raises CuaError."""

    change_chosen = Signal(str, str)
    """The name of a setting, and the value of it that may help."""

    def __init__(self, check: Callable[[], Awaitable[Report]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._work: asyncio.Task[None] | None = None
        self._change: tuple[str, str] | None = None
        self.button = QPushButton(self.tr("&Test connection"))
        self.button.setAutoDefault(False)
        self.button.setToolTip(self.tr("Sends one short question, without a picture"))
        self.button.clicked.connect(self._on_test)
        self.change_button = QPushButton()
        self.change_button.setAutoDefault(False)
        self.change_button.clicked.connect(self._on_change)
        self.change_button.hide()
        self._result = _label()
        self._problem = _label()
        set_role(self._problem, "problem")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.button)
        row.addWidget(self._result, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addWidget(self._problem)
        column.addWidget(self.change_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._problem.hide()

    @property
    def words(self) -> str:
        """What is shown."""
        problem = "" if self._problem.isHidden() else self._problem.text()
        return f"{self._result.text()} {problem}".strip()

    @property
    def under_way(self) -> "list[asyncio.Task[None]]":
        """The work that may still touch this widget."""
        return [self._work] if self._work is not None and not self._work.done() else []

    def stop(self) -> None:
        """The answer is no longer wanted."""
        if self._work is not None:
            self._work.cancel()

    def _on_test(self) -> None:
        self.button.setEnabled(False)
        self._result.setText(self.tr("Asking…"))
        self._show_problem(None)
        self._work = asyncio.ensure_future(self._test())

    async def _test(self) -> None:
        try:
            report = await self._check()
        except CuaError as error:
            self._result.clear()
            self._show_problem(error)
        else:
            names = (
                (self.tr("key"), report.key),
                (self.tr("model"), report.model),
                (self.tr("tool"), report.tool),
            )
            self._result.setText("   ".join(_mark(name, works) for name, works in names))
            self._show_problem(report.problem)
        finally:
            self.button.setEnabled(True)

    def _show_problem(self, problem: CuaError | None) -> None:
        self._problem.setText(safe_text(str(problem or "")))
        self._problem.setVisible(problem is not None)
        self._change = problem.change if problem is not None else None
        self.change_button.setVisible(self._change is not None)
        if self._change is not None:
            self.change_button.setText(self.tr("&Use “{value}”").format(value=self._change[1]))

    def _on_change(self) -> None:
        if self._change is not None:
            change = self._change
            self._show_problem(None)
            self._result.clear()
            self.change_chosen.emit(*change)


def _mark(name: str, works: bool | None) -> str:
    return f"{'?' if works is None else '✓' if works else '✕'} {name}"


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
