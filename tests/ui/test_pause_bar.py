import time

import pytest

from cua_desktop.agent.events import EndReason, Paused, RunEnded, RunStarted
from cua_desktop.settings import Settings
from cua_desktop.ui.main_window import MainWindow
from tests.ui.doubles import event, wait_until

WHY = "You are using the computer."
PAUSED = event(Paused, why=WHY, resume_after=5.0)
RESUMED = event(Paused, why="You have rested for 5 s.", resumed=True)


@pytest.fixture
def window(app):
    window = MainWindow(Settings())
    window.show()
    window.show_busy(True, can_follow_up=False)
    window.show_event(event(RunStarted, task="Save it.", model="m", max_steps=9))
    return window


def test_a_pause_is_shown_with_its_reason_until_the_run_goes_on(window):
    window.show_event(PAUSED)
    assert WHY in window.pause_bar.words
    assert window.strip.words.startswith("Paused")
    window.show_event(RESUMED)
    assert not window.pause_bar.words
    assert window.strip.words.startswith("Acting")


def test_the_seconds_until_it_goes_on_are_counted_down(window):
    at = [time.time() + 99.9]
    window.pause_bar.goes_on_at = lambda: at[0]
    window.show_event(PAUSED)
    assert "in 100 s" in window.pause_bar.words
    at[0] = time.time() + 49.9
    wait_until(lambda: "in 50 s" in window.pause_bar.words)


def test_a_pause_that_only_the_user_ends_says_so(window):
    window.show_event(event(Paused, why="Paused by you."))
    assert "until you let it go on" in window.pause_bar.words


def test_go_on_and_pause_are_passed_on(window):
    asked = []
    window.pause_bar.go_on_pressed.connect(lambda: asked.append("go on"))
    window.pause_asked.connect(lambda: asked.append("pause"))
    window.strip.pause_button.click()
    window.show_event(PAUSED)
    assert not window.strip.pause_button.isEnabled()
    window.pause_bar.button.click()
    assert asked == ["pause", "go on"]


def test_the_end_of_a_run_ends_the_pause(window):
    window.show_event(PAUSED)
    window.show_event(event(RunEnded, reason=EndReason.STOPPED))
    window.show_busy(False, can_follow_up=False)
    assert not window.pause_bar.words
    assert window.strip.words.startswith("Stopped")
    assert not window.strip.pause_button.isVisible()


def test_without_a_run_there_is_nothing_to_pause(app):
    window = MainWindow(Settings())
    window.show()
    assert not window.strip.pause_button.isVisible()
