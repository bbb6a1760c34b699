"""What a person should know before the first task: what leaves, how to stop, which key, what is in reach."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cua_desktop import environment
from cua_desktop.settings import Settings
from cua_desktop.ui.keys import FoundKey, KeyPlace
from cua_desktop.ui.machine_notes import MachineNotes
from cua_desktop.ui.shapes import Shape, shape_pixmap
from cua_desktop.ui.stop_keys_test import StopKeysTest
from cua_desktop.ui.theme import GAP, colours_now, larger, set_role
from cua_desktop.ui.words import chord_in_words


class Welcome(QScrollArea):
    """Stands where the transcript will be."""

    key_asked = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signs: list[tuple[QLabel, Shape]] = []
        self._leaves = QLabel()
        self._stop = QLabel()
        self.stop_keys = StopKeysTest(settings.stop_chord)
        self._asks = QLabel()
        self._machine = QLabel(
            self.tr("A page or a mail may lead the model astray. What could it reach on this machine?")
        )
        self.machine_notes = MachineNotes()
        self._key = QLabel()
        self._key_button = QPushButton(self.tr("Set the &key…"))
        self._key_button.clicked.connect(self.key_asked)
        headline = QLabel(self.tr("A model works this desktop for you"))
        headline.setFont(larger(self.font(), 1.4))
        headline.setWordWrap(True)

        page = QWidget()
        set_role(page, "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(4, GAP, 4, GAP)
        column.setSpacing(2 * GAP)
        column.addWidget(headline)
        for shape, label in (
            ("screen", self._leaves),
            ("square", self._stop),
            ("hand", self._asks),
            ("key", self._key),
            ("warning", self._machine),
        ):
            column.addLayout(self._line(shape, label))  # type: ignore[arg-type]  # a Shape by construction
            if label is self._stop:
                column.addLayout(self._indented(self.stop_keys))
            if label is self._key:
                key_row = self._indented(self._key_button)
                key_row.addStretch(1)
                column.addLayout(key_row)
        column.addLayout(self._indented(self.machine_notes))
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(page)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._key_button.hide()
        self.show_settings(settings)
        self._paint_signs()

    def show_settings(self, settings: Settings) -> None:
        """Says what follows from these settings."""
        if settings.provider == "offline":
            leaves = self.tr("Nothing leaves this machine: the practice model is built in.")
        else:
            vendor = {"openai": "OpenAI", "azure": "Azure OpenAI"}[settings.provider]
            to = settings.base_url or environment.base_url(settings.provider) or vendor
            which = (
                self.tr("all monitors")
                if settings.monitor == "all"
                else self.tr("monitor {number}").format(number=settings.monitor)
            )
            leaves = self.tr(
                "While a task runs, screenshots of {monitor} and what you write here go to {to}. "
                "At other times nothing does. Close what it must not see."
            ).format(monitor=which, to=to)
        self._leaves.setText(leaves)
        self.stop_keys.show_chord(settings.stop_chord)
        self._stop.setText(
            self.tr(
                "Stop at any time: press {keys}, slam the mouse into a corner of the screen, or press Stop. "
                "It works even if this window hangs."
            ).format(keys=chord_in_words(settings.stop_chord))
        )
        asks = {
            "every": self.tr("You are asked before every action."),
            "changes": self.tr("You are asked before every action that changes something."),
            "checks": self.tr("You are asked when the service raises a safety check, and only then."),
        }
        self._asks.setText(asks[settings.approve])

    def show_key(self, found: FoundKey) -> None:
        """Says whether there is a key, and offers to set one."""
        words = {
            KeyPlace.SESSION: self.tr("An API key is set for this session."),
            KeyPlace.KEYRING: self.tr("Your API key is in the system's keyring."),
            KeyPlace.ENVIRONMENT: self.tr("Your API key comes from the environment."),
            KeyPlace.NONE: self.tr("There is no API key yet. Without one no task can run."),
            KeyPlace.NOT_NEEDED: self.tr("No API key is needed."),
        }[found.place]
        problem = f" {found.problem}" if found.problem is not None else ""
        self._key.setText(words + problem)
        self._key_button.setVisible(found.missing)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_signs()

    def _indented(self, widget: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addSpacing(32)
        row.addWidget(widget)
        return row

    def _line(self, shape: Shape, label: QLabel) -> QHBoxLayout:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        sign = QLabel()
        self._signs.append((sign, shape))
        row = QHBoxLayout()
        row.setSpacing(GAP + 4)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        return row

    def _paint_signs(self) -> None:
        for sign, shape in self._signs:
            sign.setPixmap(shape_pixmap(shape, colours_now().accent, 20))
