"""One input for each setting, made from its entry in the table of settings."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from cua_desktop.agent.errors import SettingsError
from cua_desktop.agent.geometry import Rect
from cua_desktop.settings import Option, Settings
from cua_desktop.settings_values import with_changes
from cua_desktop.ui.box_editor import BoxField
from cua_desktop.ui.theme import set_role


class Monitor(Protocol):
    """A monitor to choose; `number` counts from 1."""

    @property
    def number(self) -> int: ...
    @property
    def rect(self) -> Rect: ...
    @property
    def name(self) -> str: ...


class SettingField(QObject):
    """A labelled input with help below it, and the problem when its value can't be used."""

    changed = Signal()

    def __init__(self, name: str, kind: type, option: Option, value: Any) -> None:
        super().__init__()
        self.name = name
        self.option = option
        self.input, self._get = _input(kind, option, value, self.changed.emit)
        self.input.setAccessibleName(option.label)
        self.input.setAccessibleDescription(option.help)
        help_label = QLabel(option.help)
        help_label.setWordWrap(True)
        set_role(help_label, "secondary")
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        set_role(self._problem, "problem")
        self._problem.hide()
        self.box = QWidget()
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.input)
        column.addWidget(self._problem)
        column.addWidget(help_label)
        self.changed.connect(self.check)

    @property
    def value(self) -> Any:
        """What is chosen or written."""
        return self._get()

    @property
    def problem(self) -> str:
        """What is wrong with the value, as shown; empty if nothing."""
        return self._problem.text()

    def check(self) -> bool:
        """Shows what is wrong with the value, if anything; True when it can be used."""
        try:
            with_changes(Settings(), {self.name: self.value})
        except SettingsError as error:
            self._problem.setText(f"✕ {error.message} {error.hint}")
        else:
            self._problem.clear()
        self._problem.setVisible(bool(self._problem.text()))
        set_role(self.input, "wrong" if self._problem.text() else "")
        return not self._problem.text()

    def choose(self, value: str) -> None:
        """Chooses one of the choices."""
        if isinstance(self.input, QComboBox):
            self.input.setCurrentIndex(self.input.findData(value))

    def offer_monitors(self, monitors: Sequence[Monitor]) -> None:
        """Turns the choices of a combo box into these monitors, and all of them."""
        if isinstance(self.input, BoxField):
            self.input.offer_monitors([monitor.number for monitor in monitors])
            return
        box = self.input
        if not isinstance(box, QComboBox):
            raise TypeError("only a combo box offers monitors")
        chosen = self.value
        box.blockSignals(True)
        box.clear()
        for monitor in monitors:
            size = f"{monitor.rect.width} × {monitor.rect.height}"
            box.addItem(f"{monitor.number}: {size}  {monitor.name}".strip(), str(monitor.number))
        box.addItem(self.tr("All monitors as one picture"), "all")
        if box.findData(chosen) < 0:
            box.addItem(self.tr("{number}: not connected").format(number=chosen), chosen)
        box.setCurrentIndex(box.findData(chosen))
        box.blockSignals(False)


def _input(
    kind: type, option: Option, value: Any, changed: Callable[[], None]
) -> tuple[QWidget, Callable[[], Any]]:
    if option.choices:
        return _combo([(choice, choice) for choice in option.choices], value, changed)
    if option.label == "Monitor":
        return _combo([(value, value)], value, changed)
    if option.label == "Hidden areas":
        boxes = BoxField(value)
        boxes.changed.connect(changed)
        return boxes, lambda: boxes.value
    if kind is int:
        spin = QSpinBox(minimum=int(option.minimum or 0), maximum=int(option.maximum or 2**31 - 1))
        spin.setValue(value)
        return _number(spin, option, changed)
    if kind is float:
        real = QDoubleSpinBox(minimum=option.minimum or 0.0, maximum=option.maximum or 1e9, decimals=2)
        real.setValue(value)
        return _number(real, option, changed)
    line = QLineEdit(value)
    line.setPlaceholderText(option.form)
    line.textChanged.connect(lambda _: changed())
    return line, lambda: line.text().strip()


def _combo(
    items: Sequence[tuple[str, str]], value: str, changed: Callable[[], None]
) -> tuple[QWidget, Callable[[], Any]]:
    box = QComboBox()
    for words, data in items:
        box.addItem(words, data)
    box.setCurrentIndex(box.findData(value))
    box.currentIndexChanged.connect(lambda _: changed())
    return box, box.currentData


def _number(
    spin: QSpinBox | QDoubleSpinBox, option: Option, changed: Callable[[], None]
) -> tuple[QWidget, Callable[[], Any]]:
    if option.unit:
        spin.setSuffix(f" {option.unit}")
    spin.setGroupSeparatorShown(True)
    spin.valueChanged.connect(lambda _: changed())
    return spin, spin.value
