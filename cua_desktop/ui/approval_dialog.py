"""The question before actions are performed. Only a deliberate press of Allow by a person is a yes.

There is no default button; Enter does nothing; Esc, closing and silence mean no.
"""

import time

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QImage,
    QKeyEvent,
    QScreen,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cua_desktop.agent.actions import Action, visible
from cua_desktop.agent.exchange import SafetyCheck
from cua_desktop.agent.grant import all_in_words
from cua_desktop.agent.interfaces.person import Answer, Decided, Question
from cua_desktop.agent.witness import Verdict, Witness
from cua_desktop.ui.arming import AllowButton, Arming
from cua_desktop.ui.cover_watch import CoverWatch
from cua_desktop.ui.pictures import PictureLoader
from cua_desktop.ui.plain_text import PlainText
from cua_desktop.ui.shapes import shape_pixmap
from cua_desktop.ui.synthetic_events import SyntheticEvents
from cua_desktop.ui.target_crop import CROP, TargetCrop, crops_of
from cua_desktop.ui.theme import GAP, colours_now, larger, set_role
from cua_desktop.ui.vouching import Vouching
from cua_desktop.ui.words import allow_verb, clock, exactly

_COUNTDOWN_MILLISECONDS = 250
_SHARE_OF_SCREEN = 0.85


class ApprovalDialog(QDialog):
    """Asks one question; emits `decided` exactly once with an `Answer`. Never modal: Stop stays in reach."""

    decided = Signal(object)

    def __init__(self, question: Question, seconds: float, witness: Witness) -> None:
        flags = (
            Qt.WindowType.Dialog
            | Qt.WindowType.CustomizeWindowHint
            | Qt.WindowType.WindowTitleHint
            | Qt.WindowType.WindowCloseButtonHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        super().__init__(None, flags)
        self._question = question
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._answered = False
        self._witness = witness
        self._refused: Verdict | None = None
        self._synthetic = SyntheticEvents()
        self._crops: list[TargetCrop] = []
        self._for_run: AllowButton | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(self.tr("May this be done? – CUA Desktop"))
        self.arming = Arming(self)
        self.arming.changed.connect(self._on_armed)
        self._cover = CoverWatch(self, self.arming, witness)
        self._cover.changed.connect(self._show_hint)
        self._build()
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._on_image)
        self._loader.load(question.frame, QSize())
        self._countdown = QTimer(self, interval=_COUNTDOWN_MILLISECONDS)
        self._countdown.timeout.connect(self._on_countdown)
        self._on_countdown()
        self._show_hint()

    @property
    def allow_button(self) -> QPushButton:
        """The one way to a yes; where it is on the screen is no secret."""
        return self._allow

    def ask(self, screen: QScreen) -> None:
        """Shows the question on this screen, above everything, without taking the keyboard."""
        available = screen.availableGeometry()
        self.setMaximumSize(available.size())
        self.resize(self._wanted_size(available.size()))
        centre = available.center() - QPoint(self.width() // 2, self.height() // 2)
        self.move(centre.x(), max(available.y(), centre.y()))
        self._synthetic.drop()
        self.show()
        self.raise_()
        self._countdown.start()
        self._cover.begin()
        QApplication.alert(self)
        QApplication.beep()
        announcement = QAccessibleAnnouncementEvent(self, self._spoken())
        announcement.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(announcement)

    def withdraw(self) -> None:
        """Closes the question without an answer: its run is over."""
        self._answered = True
        self._synthetic.let_pass()
        self._countdown.stop()
        self._cover.end()
        self.hide()

    # --- What it is made of -------------------------------------------------------------------

    def _build(self) -> None:
        actions = self._question.call.actions
        self._allow = AllowButton(allow_verb(actions), self.arming)
        set_role(self._allow, "primary")
        self._vouching = Vouching(self._allow, self.arming, self._witness)
        self._vouching.vouched.connect(self._on_vouched)
        self._vouching.refused.connect(self._on_refused)
        self._deny = _plain_button(self.tr("&Deny"))
        self._deny.clicked.connect(self._on_deny)
        self._stop = _plain_button(self.tr("&Stop the task"))
        self._stop.clicked.connect(self._on_stop)

        self._hint = QLabel()
        self._hint.setWordWrap(True)
        set_role(self._hint, "secondary")
        self._left = QLabel()
        self._bar = QProgressBar(maximum=1000, textVisible=False)
        self._bar.setAccessibleName(self.tr("Time left to answer"))

        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._stop)
        buttons.addStretch(1)
        buttons.addWidget(self._deny)
        buttons.addWidget(self._allow)
        foot = QHBoxLayout()
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._left)

        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(GAP + GAP // 2)
        layout.addLayout(self._head())
        self._details = self._body()
        layout.addWidget(self._details, 1)
        self._more = QLabel(self.tr("▼ There is more below: scroll to see all of it."))
        self._more.hide()
        layout.addWidget(self._more)
        layout.addWidget(self._bar)
        layout.addLayout(foot)
        if self._question.offers:
            layout.addLayout(self._run_row())
        layout.addLayout(buttons)
        layout.addWidget(
            _secondary(
                self.tr(
                    "Deny: this is not done, the model is told so, and the task goes on. Stop ends the task."
                )
            )
        )
        for first, second in (
            (self._details, self._allow),
            (self._allow, self._deny),
            (self._deny, self._stop),
        ):
            self.setTabOrder(first, second)
        if self._for_run is not None:
            self.setTabOrder(self._stop, self._for_run)
        self._details.setFocus()
        self.setMinimumWidth(360)

    def _run_row(self) -> QHBoxLayout:
        """The wider yes, apart from the one for this once."""
        row = QHBoxLayout()
        row.setSpacing(GAP)
        words = self.tr("Do not ask again in this run about {what}.")
        row.addWidget(_secondary(words.format(what=all_in_words(self._question.offers))), 1)
        self._for_run = button = AllowButton(self.tr("Allow for this run"), self.arming)
        vouching = Vouching(button, self.arming, self._witness)
        vouching.vouched.connect(self._on_vouched_for_run)
        vouching.refused.connect(self._on_refused)
        row.addWidget(button)
        return row

    def _head(self) -> QHBoxLayout:
        headline = QLabel(self.tr("May this be done?"))
        headline.setFont(larger(self.font(), 1.4))
        sign = QLabel()
        sign.setPixmap(shape_pixmap("hand", colours_now().warning, 30))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(headline)
        why = QLabel(self._question.why)
        why.setTextFormat(Qt.TextFormat.PlainText)
        why.setWordWrap(True)
        set_role(why, "secondary")
        words.addWidget(why)
        head = QHBoxLayout()
        head.setSpacing(GAP + GAP // 2)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _body(self) -> QScrollArea:
        self._page = page = QWidget()
        set_role(page, "page")
        self._cards = column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(GAP)
        for check in self._question.checks:
            column.addWidget(self._check_card(check))
        actions = self._question.call.actions
        for number, action in enumerate(actions, start=1):
            column.addWidget(self._action_card(number if len(actions) > 1 else None, action))
        if not actions:
            column.addWidget(QLabel(self.tr("The call holds no action: only a new screenshot is taken.")))
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(page)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(self.tr("What would be done"))
        area.setAccessibleDescription(self._spoken())
        area.verticalScrollBar().rangeChanged.connect(self._show_more)
        area.verticalScrollBar().valueChanged.connect(self._show_more)
        return area

    def _check_card(self, check: SafetyCheck) -> QFrame:
        card, column = _card("warning")
        code = QLabel(visible(check.code or self.tr("Safety check without a code")))
        code.setTextFormat(Qt.TextFormat.PlainText)
        code.setWordWrap(True)
        code.setFont(larger(self.font(), 1.0))
        column.addWidget(code)
        column.addWidget(PlainText(check.message or self.tr("The service gave no message.")))
        return card

    def _action_card(self, number: int | None, action: Action) -> QFrame:
        card, column = _card("card")
        text = exactly(action)
        column.addWidget(PlainText(f"{number}.  {text}" if number else text))
        for part in crops_of(action, self._question.frame.size):
            crop = TargetCrop(action, part)
            self._crops.append(crop)
            column.addWidget(crop)
        return card

    def _wanted_size(self, available: QSize) -> QSize:
        """High enough for the whole question, if the screen is; else the question scrolls."""
        width = min(CROP.width + 8 * GAP, round(available.width() * _SHARE_OF_SCREEN))
        page = self._page
        for text in page.findChildren(PlainText):
            text.fit(width - 8 * GAP)
        for card in page.findChildren(QFrame):
            card.updateGeometry()  # unasked, a window not yet shown keeps the heights from before
        self._cards.invalidate()
        around = self._column.sizeHint().height() - self._details.sizeHint().height()
        height = around + page.sizeHint().height() + GAP
        return QSize(width, min(height, round(available.height() * _SHARE_OF_SCREEN)))

    def _spoken(self) -> str:
        checks = [f"{check.code or ''}: {check.message or ''}" for check in self._question.checks]
        actions = [exactly(action) for action in self._question.call.actions]
        return visible(". ".join([self.tr("May this be done?"), self._question.why, *checks, *actions]))

    # --- What it answers ----------------------------------------------------------------------

    def _on_vouched(self) -> None:
        if self.arming.armed:
            self._decide(Answer(Decided.ALLOWED))

    def _on_vouched_for_run(self) -> None:
        if self.arming.armed:
            self._decide(Answer(Decided.ALLOWED, grants=self._question.offers))

    def _on_refused(self, verdict: Verdict) -> None:
        """Nobody's press: says so, and waits anew."""
        self._refused = verdict
        self.arming.restart()
        self._show_hint()

    def _on_deny(self) -> None:
        self._decide(Answer(Decided.DENIED))

    def _on_stop(self) -> None:
        self._decide(Answer(Decided.STOPPED, self.tr("Stopped at the question.")))

    def _on_countdown(self) -> None:
        left = self._deadline - time.monotonic()
        self._left.setText(self.tr("Denied in {time} if not answered").format(time=clock(left + 0.99)))
        self._bar.setValue(round(1000 * max(0.0, left) / self._seconds))
        if left <= 0:
            why = self.tr("Nobody answered within {time}.").format(time=clock(self._seconds))
            self._decide(Answer(Decided.DENIED, why))

    def _decide(self, answer: Answer) -> None:
        if self._answered:
            return
        self.withdraw()
        self.decided.emit(answer)

    # --- Qt -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc denies; Enter, on any button too, does nothing."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._on_deny()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._on_deny()
        super().closeEvent(event)

    def reject(self) -> None:
        self._on_deny()

    def accept(self) -> None:
        """Nothing: a yes comes from the Allow button alone."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._show_hint()

    def _on_armed(self, armed: bool) -> None:
        if not armed and isinstance(self.focusWidget(), AllowButton):
            self._details.setFocus()  # a disabled button would hand the focus to the next one
        self._show_hint()

    def _on_image(self, image: QImage) -> None:
        for crop in self._crops:
            crop.show_image(image)

    def _show_hint(self) -> None:
        if self._cover.covered:
            words = self.tr("Another window lies over this one: Allow counts once all of it can be seen.")
        elif self._refused is Verdict.INJECTED:
            words = self.tr(
                "That press came from a program, not from a mouse or keyboard, and does not count. If you "
                "work here by remote control, allow it in the settings (Safety), and start anew."
            )
        elif self._refused is not None:
            words = self.tr("That press was not heard from a mouse or keyboard. Press Allow once more.")
        elif self.arming.armed:
            words = ""
        elif self.isActiveWindow():
            words = self.tr("Allow can be pressed in a moment.")
        else:
            words = self.tr("To answer, click into this window first.")
        self._hint.setText(words)

    def _show_more(self) -> None:
        bar = self._details.verticalScrollBar()
        self._more.setVisible(bar.value() < bar.maximum())


def _secondary(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    set_role(label, "secondary")
    return label


def _plain_button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button


def _card(role: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    set_role(card, role)
    column = QVBoxLayout(card)
    column.setContentsMargins(GAP + 4, GAP + 2, GAP + 4, GAP + 2)
    column.setSpacing(GAP)
    return card, column
