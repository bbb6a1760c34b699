"""Where the user says what is to be done, and how much they want to be asked."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cua_desktop.ui.shapes import shape_icon
from cua_desktop.ui.theme import GAP, colours_now, set_role

APPROVAL_MODES = ("every", "changes", "checks")


class TaskPanel(QWidget):
    """A task, or a reply in the conversation; Ctrl+Enter runs."""

    run_asked = Signal(str, bool)
    """The text, and whether it is a reply."""

    said = Signal(str)
    """In the middle of a run."""

    mode_chosen = Signal(str)

    def __init__(self, mode: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._replying = False
        self._busy = False
        self._running = False
        self._heading = QLabel()
        set_role(self._heading, "secondary")
        self.box = _TaskBox()
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._show_state)
        self._heading.setBuddy(self.box)
        self.run_button = QPushButton()
        set_role(self.run_button, "primary")
        self.run_button.clicked.connect(self._on_run)
        self.new_button = QPushButton(self.tr("&New task"))
        self.new_button.clicked.connect(self.begin_new_task)
        self._mode = QComboBox()
        for value, words in zip(
            APPROVAL_MODES,
            (self.tr("every action"), self.tr("changes"), self.tr("safety checks only")),
            strict=True,
        ):
            self._mode.addItem(words, value)
        self.show_mode(mode)
        self._mode.activated.connect(self._on_mode)
        self._mode.setToolTip(self.tr("changes: all but moving the pointer, scrolling and waiting"))
        mode_label = QLabel(self.tr("&Ask me before"))
        mode_label.setBuddy(self._mode)

        modes = QHBoxLayout()
        modes.setSpacing(GAP)
        modes.addWidget(mode_label)
        modes.addWidget(self._mode)
        modes.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addLayout(modes, 1)
        buttons.addWidget(self.new_button)
        buttons.addWidget(self.run_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP - 2)
        column.addWidget(self._heading)
        column.addWidget(self.box)
        column.addLayout(buttons)
        self._show_state()

    @property
    def text(self) -> str:
        """What is written in the box, without blank ends."""
        return self.box.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Puts a task into the box."""
        self.box.setPlainText(text)

    def show_mode(self, mode: str) -> None:
        """Shows what is asked about."""
        self._mode.setCurrentIndex(max(0, self._mode.findData(mode)))

    def set_busy(self, busy: bool) -> None:
        """While a run is being started or under way nothing can be run."""
        self._busy = busy
        self._running = self._running and busy
        self._show_state()

    def begin_run(self) -> None:
        """The run has begun: from now on the model can be told something, until it ends."""
        self._running = self._busy
        self._show_state()

    def begin_reply(self) -> None:
        """The next text goes on with the conversation."""
        self._replying = True
        self._show_state()

    def begin_new_task(self) -> None:
        """The next text is a task of its own."""
        self._replying = False
        self._show_state()
        self.box.setFocus()

    def submit(self) -> None:
        """Runs what is in the box, or tells it to the model at work, if it may."""
        if not self.run_button.isEnabled():
            return
        if self._running:
            text = self.text
            self.set_text("")
            self.said.emit(text)
        else:
            self.run_asked.emit(self.text, self._replying)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if not event.isAutoRepeat():
                    self.submit()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_state()

    def _on_run(self) -> None:
        self.submit()

    def _on_mode(self, index: int) -> None:
        self.mode_chosen.emit(self._mode.itemData(index))

    def _show_state(self) -> None:
        colours = colours_now()
        replying = self._replying
        heading, placeholder, verb = self._words()
        self._heading.setText(heading)
        self.box.setPlaceholderText(placeholder)
        self.box.setAccessibleName(heading.replace("&", ""))
        self.run_button.setText(verb)
        self.run_button.setIcon(shape_icon("play", colours.on_accent, colours.secondary))
        self.run_button.setEnabled((self._running or not self._busy) and bool(self.text))
        self.new_button.setVisible(replying)
        self.new_button.setEnabled(not self._busy)

    def _words(self) -> tuple[str, str, str]:
        """Heading, placeholder, and the verb on the button."""
        if self._running:
            return (
                self.tr("&Tell the model"),
                self.tr("What it should know meanwhile. It hears it at its next step."),
                self.tr("Send"),
            )
        if self._replying:
            placeholder = self.tr("Answer, or say how to go on. Ctrl+Enter sends it.")
            return self.tr("&Reply"), placeholder, self.tr("Reply")
        placeholder = self.tr("What should be done on this desktop? Ctrl+Enter runs it.")
        return self.tr("&Task"), placeholder, self.tr("Run")


class _TaskBox(QPlainTextEdit):
    """A few lines high; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        return QSize(300, self.fontMetrics().lineSpacing() * 4 + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().lineSpacing() * 2 + 16)
