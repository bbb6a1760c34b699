"""An error in the window: what happened, what to do, details to copy. No box that blocks."""

import platform
import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop import __version__
from cua_desktop.agent.errors import CredentialsError, CuaError
from cua_desktop.settings import options
from cua_desktop.ui.shapes import shape_pixmap
from cua_desktop.ui.theme import GAP, colours_now, set_role
from cua_desktop.ui.words import safe_text


class Banner(QFrame):
    """Hidden until there is something to say."""

    key_asked = Signal()
    change_asked = Signal(str, str)
    """The name of a setting, and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "error")
        self._details = ""
        self._sign = QLabel()
        self._message = _label()
        self._message.setStyleSheet("font-weight: 600")
        self._hint = _label()
        self._copy = QPushButton(self.tr("&Copy details"))
        self._copy.clicked.connect(self._on_copy)
        self._key = QPushButton(self.tr("Set the &key…"))
        self._key.clicked.connect(self.key_asked)
        self._change: tuple[str, str] | None = None
        self.change_button = QPushButton()
        self.change_button.clicked.connect(self._on_change)
        self._dismiss = QPushButton(self.tr("&Dismiss"))
        self._dismiss.clicked.connect(self.hide)

        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for button in (self._key, self.change_button, self._copy, self._dismiss):
            buttons.addWidget(button)
        buttons.addStretch(1)
        words.addSpacing(4)
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP + 2, GAP + 4, GAP + 2)
        row.setSpacing(GAP + 2)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    def show_error(self, error: CuaError) -> None:
        """Shows the error until it is dismissed or the next run begins."""
        self._sign.setPixmap(shape_pixmap("cross", colours_now().danger, 20))
        self._message.setText(safe_text(error.message))
        self._hint.setText(safe_text(error.hint))
        self._hint.setVisible(bool(error.hint))
        self._change = error.change
        self.change_button.setVisible(error.change is not None)
        if error.change is not None:
            name, value = error.change
            self.change_button.setText(
                self.tr("&Set “{name}” to “{value}”").format(name=_label_of(name), value=value)
            )
        self._key.setVisible(isinstance(error, CredentialsError))
        when = time.strftime("%Y-%m-%d %H:%M:%S %z")
        machine = f"{platform.platform()}, Python {platform.python_version()}, {when}"
        about = f"{type(error).__name__}, CUA Desktop {__version__}, {machine}"
        self._details = f"{error.message}\n{error.hint}\n{about}"
        self.setAccessibleName(self.tr("Error: {error}").format(error=str(error)))
        self.show()

    @property
    def words(self) -> str:
        """What is shown; empty while hidden."""
        return "" if self.isHidden() else f"{self._message.text()} {self._hint.text()}".strip()

    def _on_change(self) -> None:
        if self._change is not None:
            self.hide()
            self.change_asked.emit(*self._change)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


def _label_of(setting: str) -> str:
    return next((option.label for name, _, _, option in options() if name == setting), setting)


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
