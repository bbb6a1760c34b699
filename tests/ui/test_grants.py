"""The wider yes in the question, and its list in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from cua_desktop.agent.events import EndReason, GrantsChanged, RunEnded
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.person import Decided
from cua_desktop.agent.witness import Counting, Witness
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.grants_bar import GrantsBar
from tests.ui.doubles import event, question, wait_until

CODE, CLICKS = Grant("check", "irrelevant_domain"), Grant("action", "click")


class Asked:
    def __init__(self, app, *offers):
        self.answers = []
        self.dialog = ApprovalDialog(question(offers=offers), 60, Witness(Counting.UNHEARD))
        self.dialog.decided.connect(self.answers.append)
        self.dialog.ask(app.primaryScreen())

    def button(self, words):
        (found,) = [b for b in self.dialog.findChildren(QPushButton) if b.text().replace("&", "") == words]
        return found

    def arm(self):
        self.dialog.activateWindow()
        wait_until(lambda: self.dialog.arming.armed)


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def words_of(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def test_allow_is_a_yes_for_this_once_also_where_more_is_offered(app):
    asked = Asked(app, CODE)
    asked.arm()
    press(asked.button("Allow this click"))
    assert [(answer.decided, answer.grants) for answer in asked.answers] == [(Decided.ALLOWED, ())]


def test_allow_for_this_run_grants_what_it_says_and_nothing_else(app):
    asked = Asked(app, CODE)
    asked.arm()
    assert "Do not ask again in this run about safety checks “irrelevant_domain”." in words_of(asked.dialog)
    press(asked.button("Allow for this run"))
    assert [(answer.decided, answer.grants) for answer in asked.answers] == [(Decided.ALLOWED, (CODE,))]


def test_allow_for_this_run_is_as_hard_to_press_as_allow(app):
    asked = Asked(app, CODE)
    button = asked.button("Allow for this run")
    assert not button.isEnabled()
    press(button)
    asked.arm()
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert asked.answers == []


def test_a_press_that_no_hand_made_grants_nothing(app):
    answers = []
    dialog = ApprovalDialog(question(offers=(CODE,)), 60, Witness(Counting.PHYSICAL))
    dialog.decided.connect(answers.append)
    dialog.ask(app.primaryScreen())
    dialog.activateWindow()
    wait_until(lambda: dialog.arming.armed)
    (button,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Allow for this run"]
    press(button)
    wait_until(lambda: not dialog.arming.armed)  # it has been refused, and has to be waited for anew
    assert answers == []
    dialog.withdraw()


def test_where_nothing_is_offered_there_is_no_such_button(app):
    asked = Asked(app)
    assert [b for b in asked.dialog.findChildren(QPushButton) if "for this run" in b.text()] == []


def test_the_question_says_what_deny_and_stop_mean(app):
    asked = Asked(app)
    (said,) = [words for words in words_of(asked.dialog) if words.startswith("Deny:")]
    assert "the task goes on" in said
    assert "Stop ends the task" in said


@pytest.fixture
def bar(app):
    shown = GrantsBar()
    shown.show_event(event(GrantsChanged, grants=(CODE, CLICKS)))
    yield shown
    shown.close()


def test_each_grant_is_listed(bar):
    assert words_of(bar) == [
        "Not asked about in this run: safety checks “irrelevant_domain”",
        "Not asked about in this run: actions of the kind “click”",
    ]
    assert not bar.isHidden()


def test_each_grant_can_be_taken_back(bar):
    taken = []
    bar.taken_back.connect(taken.append)
    for button in bar.findChildren(QPushButton):
        press(button)
    assert taken == [CODE, CLICKS]


def test_the_list_shows_what_is_left(bar, app):
    bar.show_event(event(GrantsChanged, grants=(CLICKS,)))
    wait_until(lambda: len(bar.findChildren(QPushButton)) == 1)
    assert words_of(bar) == ["Not asked about in this run: actions of the kind “click”"]


def test_the_list_is_gone_when_the_run_is_over(bar):
    bar.show_event(event(RunEnded, reason=EndReason.FINISHED))
    assert bar.isHidden()
