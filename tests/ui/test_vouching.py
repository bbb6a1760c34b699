"""A press of Allow is a yes only when it was heard to be a person's."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from cua_desktop.agent.geometry import Point
from cua_desktop.agent.interfaces.person import Decided
from cua_desktop.agent.witness import Counting, Press, Witness
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.vouching import WAIT_SECONDS
from tests.ui.doubles import question, wait_until

LEFT = Qt.MouseButton.LeftButton


class Asked:
    """An armed question, and what is heard of the presses that its window gets."""

    def __init__(self, app, counting=Counting.PHYSICAL):
        self.witness = Witness(counting)
        self.answers = []
        self.refused = []
        self.dialog = ApprovalDialog(question(), 60.0, self.witness)
        self.dialog.decided.connect(self.answers.append)
        self.dialog._vouching.refused.connect(self.refused.append)
        self.dialog.ask(app.primaryScreen())
        self.dialog.activateWindow()
        wait_until(lambda: self.dialog.arming.armed)
        self.allow = self.dialog.allow_button

    def heard(self, kind="button", physical=True, **more):
        centre = self.allow.mapToGlobal(self.allow.rect().center())
        self.witness.heard(Press(kind, physical, time.time(), Point(centre.x(), centre.y()), **more))

    @property
    def decided(self):
        return [answer.decided for answer in self.answers]

    @property
    def hint(self):
        return " ".join(label.text() for label in self.dialog.findChildren(QLabel))


@pytest.fixture
def asked(app):
    return Asked(app)


def test_a_click_that_was_heard_before_is_a_yes_at_once(asked):
    asked.heard()
    QTest.mouseClick(asked.allow, LEFT)
    assert asked.decided == [Decided.ALLOWED]


def test_a_click_that_is_heard_a_little_later_is_a_yes(asked):
    QTest.mouseClick(asked.allow, LEFT)
    assert asked.answers == []
    QTest.qWait(100)
    asked.heard()
    wait_until(lambda: asked.answers)
    assert asked.decided == [Decided.ALLOWED]


def test_space_that_was_heard_is_a_yes(asked):
    asked.heard("key", space=True)
    QTest.keyClick(asked.allow, Qt.Key.Key_Space)
    assert asked.decided == [Decided.ALLOWED]


def test_a_click_that_nobody_hears_is_refused_and_that_is_said(asked):
    QTest.mouseClick(asked.allow, LEFT)
    wait_until(lambda: asked.refused)
    assert asked.answers == []
    assert "not heard" in asked.hint
    assert not asked.dialog.arming.armed


def test_an_injected_click_is_refused_and_what_to_do_is_said(asked):
    asked.heard(physical=False)
    QTest.mouseClick(asked.allow, LEFT)
    assert asked.refused
    assert asked.answers == []
    assert "remote control" in asked.hint


def test_after_a_refused_click_a_persons_counts(asked):
    QTest.mouseClick(asked.allow, LEFT)
    wait_until(lambda: asked.refused)
    wait_until(lambda: asked.dialog.arming.armed)
    asked.heard()
    QTest.mouseClick(asked.allow, LEFT)
    assert asked.decided == [Decided.ALLOWED]


def test_a_click_that_is_heard_after_the_window_moved_is_refused(asked):
    QTest.mouseClick(asked.allow, LEFT)
    asked.dialog.arming.restart()
    asked.heard()
    wait_until(lambda: asked.refused)
    assert asked.answers == []


def test_deny_answers_while_a_click_waits_to_be_heard(asked):
    QTest.mouseClick(asked.allow, LEFT)
    asked.dialog._on_deny()
    asked.heard()
    QTest.qWait(int(WAIT_SECONDS * 1000) + 100)
    assert asked.decided == [Decided.DENIED]


@pytest.mark.parametrize("counting", list(Counting))
def test_a_press_without_mouse_and_keyboard_is_never_a_yes(app, counting):
    """As accessibility tools do it, and a mnemonic: by a program, without any event."""
    asked = Asked(app, counting)
    asked.heard()
    asked.allow.click()
    asked.allow.animateClick()
    QTest.qWait(200)
    assert asked.answers == []
