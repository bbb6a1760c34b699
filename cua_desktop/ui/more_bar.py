"""Asks in the window whether the run may go on beyond a limit, or though it repeats itself.

To go on costs something, so that Continue needs a press that a person was heard to make, as Allow
does. It approves no action.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cua_desktop.agent.bounds import MOST_MORE, EndHere, GoOn, More, Unit
from cua_desktop.agent.witness import Verdict, Witness
from cua_desktop.ui.arming import AllowButton, Arming
from cua_desktop.ui.shapes import shape_pixmap
from cua_desktop.ui.theme import GAP, colours_now, set_role
from cua_desktop.ui.vouching import Vouching
from cua_desktop.ui.words import safe_text


class MoreBar(QFrame):
    """Hidden while nothing is asked. `answered` has a GoOn or an EndHere."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "warning")
        self.witness = Witness()
        """Who heard the press; to be set before the first question."""
        self._asked: More | None = None
        self._arming: Arming | None = None
        self._sign = QLabel()
        self._why = _label()
        self._why.setStyleSheet("font-weight: 600")
        self._hint = _label()
        set_role(self._hint, "secondary")
        self._for = QLabel(self.tr("Continue &for"))
        self.amount = QDoubleSpinBox()
        self.amount.setGroupSeparatorShown(True)
        self._for.setBuddy(self.amount)
        self.continue_button: QPushButton | None = None
        self.end_button = QPushButton(self.tr("E&nd the run"))
        self.end_button.setAutoDefault(False)
        self.end_button.clicked.connect(lambda: self._answer(EndHere()))
        amounts = QHBoxLayout()
        amounts.setSpacing(GAP)
        amounts.addWidget(self._for)
        amounts.addWidget(self.amount)
        amounts.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP)
        self._buttons.addWidget(self.end_button)
        self._buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(GAP - 2)
        words.addWidget(self._why)
        words.addLayout(amounts)
        words.addWidget(self._hint)
        words.addLayout(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP + 4, GAP + 2, GAP + 4, GAP + 2)
        row.setSpacing(GAP + 2)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    @property
    def asking(self) -> bool:
        """Whether a question is open."""
        return self._asked is not None

    @property
    def words(self) -> str:
        """What is shown; empty while hidden."""
        return "" if self.isHidden() else f"{self._why.text()} {self._hint.text()}".strip()

    def ask(self, more: More) -> None:
        """Shows the question, without taking the keyboard."""
        self._arm().restart()
        self._asked = more
        self._sign.setPixmap(shape_pixmap("hand", colours_now().warning, 20))
        self._why.setText(safe_text(more.why))
        self._show_hint("")
        self.setAccessibleName(self.tr("Question: {why} Continue?").format(why=more.why))
        for part in (self._for, self.amount):
            part.setVisible(more.unit is not None)
        self.amount.setDecimals(2 if more.unit is Unit.USD else 0)
        self.amount.setRange(0.01 if more.unit is Unit.USD else 1, MOST_MORE)
        self.amount.setSuffix(self._suffix(more.unit))
        self.amount.setValue(more.amount)
        self.show()
        QApplication.alert(self.window())

    def withdraw(self) -> None:
        """Takes the question back."""
        self._asked = None
        self.hide()

    def _arm(self) -> Arming:
        """Continue counts only once the window has been in front and still for a moment."""
        if self._arming is None:
            self._arming = arming = Arming(self.window())
            button = self.continue_button = AllowButton(self.tr("Continue"), arming)
            set_role(button, "primary")
            vouching = Vouching(button, arming, self.witness)
            vouching.vouched.connect(lambda: self._answer(GoOn(self.amount.value())))
            vouching.refused.connect(self._on_refused)
            self._buttons.insertWidget(self._buttons.indexOf(self.end_button), button)
            QWidget.setTabOrder(self.amount, button)
            QWidget.setTabOrder(button, self.end_button)
        return self._arming

    def _answer(self, answer: object) -> None:
        if self._asked is not None:
            self.withdraw()
            self.answered.emit(answer)

    def _on_refused(self, verdict: Verdict) -> None:
        if self._asked is not None:
            injected = self.tr("That press came from another program, not from a mouse or keyboard.")
            unheard = self.tr("That press did not count. Press once more.")
            self._show_hint(injected if verdict is Verdict.INJECTED else unheard)

    def _show_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _suffix(self, unit: Unit | None) -> str:
        return {
            Unit.STEPS: self.tr(" more steps"),
            Unit.SECONDS: self.tr(" more seconds"),
            Unit.TOKENS: self.tr(" more tokens"),
            Unit.USD: self.tr(" USD more"),
            None: "",
        }[unit]


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
