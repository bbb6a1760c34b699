import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from cua_desktop.ui.arming import ARMING_SECONDS, AllowButton, Arming
from tests.ui.doubles import wait_until

LEFT, SPACE = Qt.MouseButton.LeftButton, Qt.Key.Key_Space


class Clock:
    """Time that passes only when told."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


class Stage:
    """A window with an Allow button, and the ticks of its arming in our hands."""

    def __init__(self):
        self.clock = Clock()
        self.window = QWidget()
        self.arming = Arming(self.window, self.clock)
        self.button = AllowButton("Allow", self.arming)
        QVBoxLayout(self.window).addWidget(self.button)
        self.clicks = []
        self.button.clicked.connect(lambda: self.clicks.append(1))
        self.window.resize(300, 100)
        self.window.show()
        self.window.activateWindow()
        wait_until(self.window.isActiveWindow)
        QApplication.processEvents()
        self.arming.restart()
        self.arming._timer.stop()

    def pass_time(self, seconds, step=0.05):
        for _ in range(round(seconds / step)):
            self.clock.now += step
            self.arming._on_tick()

    def arm(self):
        self.pass_time(ARMING_SECONDS + 0.1)
        assert self.arming.armed


@pytest.fixture
def stage(app):
    return Stage()


def test_it_is_not_armed_before_its_time(stage):
    stage.pass_time(ARMING_SECONDS - 0.05)
    assert not stage.arming.armed
    assert not stage.button.isEnabled()


def test_it_is_armed_after_its_time(stage):
    stage.arm()
    assert stage.button.isEnabled()


def test_losing_the_front_disarms_it(stage):
    stage.arm()
    QApplication.sendEvent(stage.window, QEvent(QEvent.Type.WindowDeactivate))
    assert not stage.arming.armed
    assert not stage.button.isEnabled()


@pytest.mark.parametrize("change", ["move", "resize"])
def test_moving_or_resizing_the_window_starts_it_anew(stage, change):
    stage.arm()
    if change == "move":
        stage.window.move(stage.window.pos() + QPoint(40, 40))
    else:
        stage.window.resize(400, 200)
    QApplication.processEvents()
    assert not stage.arming.armed


def test_typing_text_starts_it_anew(stage):
    stage.arm()
    QTest.keyClick(stage.window, Qt.Key.Key_A)
    assert not stage.arming.armed


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Down])
def test_the_keys_that_answer_do_not_start_it_anew(stage, key):
    stage.arm()
    QTest.keyClick(stage.window, key)
    assert stage.arming.armed


def test_a_window_that_hung_waits_anew(stage):
    stage.pass_time(0.5)
    stage.clock.now += 2
    stage.arming._on_tick()
    assert not stage.arming.armed
    stage.pass_time(ARMING_SECONDS - 0.1)
    assert not stage.arming.armed


def test_a_late_tick_does_not_arm(stage):
    stage.pass_time(ARMING_SECONDS - 0.05)
    stage.clock.now += 0.2
    stage.arming._on_tick()
    assert not stage.arming.armed


def test_a_click_while_armed_counts(stage):
    stage.arm()
    QTest.mouseClick(stage.button, LEFT)
    assert stage.clicks == [1]


def test_a_press_before_and_a_release_after_arming_do_not_count(stage):
    QTest.mousePress(stage.button, LEFT)
    stage.arm()
    QTest.mouseRelease(stage.button, LEFT)
    assert stage.clicks == []


def test_a_press_and_a_release_with_a_disarming_between_do_not_count(stage):
    stage.arm()
    QTest.mousePress(stage.button, LEFT)
    stage.arming.restart()
    stage.arming._timer.stop()
    stage.arm()
    QTest.mouseRelease(stage.button, LEFT)
    assert stage.clicks == []


def test_a_click_too_early_does_not_count(stage):
    QTest.mouseClick(stage.button, LEFT)
    stage.arm()
    assert stage.clicks == []


def test_clicking_on_and_on_never_arms(stage):
    for _ in range(20):
        stage.pass_time(0.15)
        QTest.mouseClick(stage.button, LEFT)
        stage.arming._timer.stop()
    assert not stage.arming.armed
    assert stage.clicks == []


def test_the_second_click_of_a_double_click_does_not_count(stage):
    stage.arm()
    QTest.mouseDClick(stage.button, LEFT)
    assert len(stage.clicks) <= 1
    stage.clicks.clear()
    double = QEvent.Type.MouseButtonDblClick
    place = QPointF(stage.button.rect().center())
    pressed = QMouseEvent(double, place, place, LEFT, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(stage.button, pressed)
    QTest.mouseRelease(stage.button, LEFT)
    assert stage.clicks == []


def test_space_while_armed_counts(stage):
    stage.arm()
    QTest.keyClick(stage.button, SPACE)
    assert stage.clicks == [1]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select])
def test_enter_never_counts(stage, key):
    stage.arm()
    QTest.keyClick(stage.button, key)
    assert stage.clicks == []


def test_a_key_that_repeats_by_itself_never_counts(stage):
    stage.arm()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        repeat = QKeyEvent(kind, SPACE, Qt.KeyboardModifier.NoModifier, " ", True, 1)
        QApplication.sendEvent(stage.button, repeat)
    assert stage.clicks == []


def test_space_held_since_before_arming_does_not_count_when_let_go(stage):
    QTest.keyPress(stage.button, SPACE)
    stage.arm()
    QTest.keyRelease(stage.button, SPACE)
    assert stage.clicks == []


def test_with_real_time_it_arms_by_itself(stage):
    arming = Arming(stage.window)
    arming.restart()
    wait_until(lambda: arming.armed)
