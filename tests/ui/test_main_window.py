from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cua_desktop.agent.errors import CredentialsError, CuaError
from cua_desktop.agent.events import (
    ActionStarted,
    ApprovalRequested,
    EndReason,
    ErrorShown,
    RequestSent,
    ResponseReceived,
    RunEnded,
    RunStarted,
    ScreenshotTaken,
    StepStarted,
)
from cua_desktop.agent.exchange import ComputerCall, RateLimits, Usage
from cua_desktop.settings import Settings
from cua_desktop.ui.keys import FoundKey, KeyPlace
from cua_desktop.ui.main_window import MainWindow
from tests.ui.doubles import CLICK, event, frame, wait_until


@pytest.fixture
def window(app):
    window = MainWindow(Settings(stop_chord="ctrl+alt+x"))
    window.show()
    window.asked = []
    window.run_asked.connect(lambda text, reply: window.asked.append((text, reply)))
    return window


def start(window):
    window.show_busy(True, can_follow_up=False)
    window.show_event(event(RunStarted, task="Save it.", model="m", max_steps=9))


def finish(window, reason=EndReason.FINISHED, *, can_follow_up=True):
    window.show_event(event(RunEnded, reason=reason, steps=2, seconds=65))
    window.show_busy(False, can_follow_up=can_follow_up)


def press(box, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(box, key, modifier)


def test_control_enter_runs_what_is_written(window):
    window.task_panel.set_text("  Save it.\nThen close.  ")
    press(window.task_panel.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.asked == [("Save it.\nThen close.", False)]


def test_enter_alone_is_a_new_line(window):
    window.task_panel.set_text("Save it.")
    press(window.task_panel.box, Qt.Key.Key_Return)
    assert window.asked == []
    assert "\n" in window.task_panel.box.toPlainText()


def test_an_empty_task_can_not_be_run(window):
    window.task_panel.set_text("   \n ")
    assert not window.task_panel.run_button.isEnabled()
    press(window.task_panel.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.asked == []


def test_during_a_run_stop_can_be_pressed_and_nothing_run(window):
    stopped = []
    window.stop_asked.connect(lambda: stopped.append(1))
    start(window)
    window.task_panel.set_text("next")
    window.task_panel.submit()
    assert window.asked == []
    assert not window.strip.settings_button.isEnabled()
    QTest.mousePress(window.strip.stop_button, Qt.MouseButton.LeftButton)
    assert stopped == [1]


def test_escape_does_not_stop(window):
    stopped = []
    window.stop_asked.connect(lambda: stopped.append(1))
    start(window)
    press(window, Qt.Key.Key_Escape)
    assert stopped == []
    assert window.isVisible()


def test_how_to_stop_is_always_in_view(window):
    for act in (lambda: None, lambda: start(window), lambda: finish(window)):
        act()
        assert window._how_to_stop.isVisible()
        assert (
            window._how_to_stop.text() == "Stop: Ctrl+Alt+X (not tested here) or slam the mouse into a corner"
        )


def test_status_step_time_and_tokens_are_in_words(window):
    start(window)
    window.show_event(event(StepStarted, step=3))
    window.show_event(event(RequestSent, step=3))
    assert "Waiting for model" in window.strip.words
    assert "Step 3 of 9" in window.strip.words
    answer = event(ResponseReceived, response_id="r", seconds=1, usage=Usage(1000, 234))
    window.show_event(answer)
    assert "1,234 tokens" in window.strip.words
    window.show_event(event(ActionStarted, action=CLICK))
    assert window.strip.words.startswith("Acting")
    finish(window)
    assert window.strip.words.startswith("Done")
    assert "1:05" in window.strip.words


def test_the_strip_tells_when_the_service_takes_few_more_requests(window):
    start(window)
    answer = event(ResponseReceived, response_id="r", seconds=1, usage=Usage(1000, 234))
    window.show_event(answer)
    assert "room" not in window.strip.words
    window.show_event(replace(answer, rate_limits=RateLimits(requests_left=2)))
    assert "room for 2 more requests now" in window.strip.words


def test_the_action_is_drawn_before_it_is_done(window):
    start(window)
    window.show_event(event(ScreenshotTaken, frame=frame(), seconds=0.1))
    window.show_event(event(ActionStarted, action=CLICK))
    assert window.screen_view.marked == (CLICK,)
    assert window._next.words == "Now: Click at (300, 200)"


def test_the_actions_of_a_question_are_drawn(window):
    start(window)
    window.show_event(event(ApprovalRequested, call=ComputerCall("c", (CLICK,)), checks=()))
    assert window.screen_view.marked == (CLICK,)
    assert "Needs you" in window.strip.words


def test_after_a_run_one_can_reply_or_begin_anew(window):
    start(window)
    finish(window)
    panel = window.task_panel
    panel.set_text("Go on.")
    panel.submit()
    assert window.asked[-1] == ("Go on.", True)
    panel.begin_new_task()
    panel.submit()
    assert window.asked[-1] == ("Go on.", False)
    assert panel.new_button.isHidden()


def test_without_a_conversation_there_is_no_reply(window):
    start(window)
    finish(window, EndReason.ERROR, can_follow_up=False)
    window.task_panel.set_text("Again.")
    window.task_panel.submit()
    assert window.asked[-1] == ("Again.", False)


def test_what_was_written_during_a_run_is_kept(window):
    start(window)
    window.task_panel.set_text("a draft")
    finish(window)
    assert window.task_panel.text == "a draft"


def test_a_task_that_could_not_start_stays_in_the_box(window):
    window.task_panel.set_text("Save it.")
    window.show_busy(True, can_follow_up=False)
    window.show_error(CredentialsError("No key.", "Set one."))
    window.show_busy(False, can_follow_up=False)
    assert window.task_panel.text == "Save it."
    assert "Idle" in window.strip.words
    assert window.banner.words == "No key. Set one."


def test_an_error_of_a_run_stands_in_the_window(window):
    start(window)
    window.show_event(event(ErrorShown, message="No network.", hint="Check the cable."))
    finish(window, EndReason.ERROR)
    assert window.banner.words == "No network. Check the cable."
    assert "Failed" in window.strip.words


def test_details_of_an_error_can_be_copied(window):
    window.show_error(CuaError("No network.", "Check the cable."))
    window.banner._on_copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("No network.\nCheck the cable.\nCuaError, CUA Desktop")


def test_the_next_run_takes_the_error_away(window):
    window.show_error(CuaError("No network."))
    start(window)
    assert window.banner.words == ""


def test_a_missing_key_offers_to_set_one(window):
    asked = []
    window.settings_asked.connect(asked.append)
    window.welcome.show_key(FoundKey(KeyPlace.NONE))
    QTest.mouseClick(window.welcome._key_button, Qt.MouseButton.LeftButton)
    window.show_error(CredentialsError("No key."))
    QTest.mouseClick(window.banner._key, Qt.MouseButton.LeftButton)
    assert asked == ["API key", "API key"]


def test_closing_asks_first(window):
    asked = []
    window.close_asked.connect(lambda: asked.append(1))
    window.close()
    assert asked == [1]
    assert window.isVisible()
    window.allow_close()
    assert not window.isVisible()


def test_it_makes_room_at_the_edge_and_takes_it_back(window, app):
    window.resize(700, 600)
    app.processEvents()
    before = window.geometry()
    window.make_room()
    app.processEvents()
    available = app.primaryScreen().availableGeometry()
    assert window.width() == 420
    assert window.frameGeometry().right() == available.right()
    window.take_room_back()
    assert window.geometry() == before


@pytest.mark.parametrize(
    ("width", "orientation"), [(1200, Qt.Orientation.Horizontal), (420, Qt.Orientation.Vertical)]
)
def test_wide_it_is_side_by_side_and_narrow_one_above_the_other(window, width, orientation):
    window.resize(width, 700)
    QApplication.processEvents()
    assert window._splitter.orientation() is orientation
    picture = window._splitter.indexOf(window._picture)
    assert picture == (1 if orientation is Qt.Orientation.Horizontal else 0)


def test_f1_turns_to_what_to_know_and_back(window):
    start(window)
    window._on_help()
    assert window.welcome.isVisible()
    window._on_help()
    assert window.transcript.isVisible()


def test_the_welcome_says_where_screenshots_go(window):
    texts = window.welcome._leaves.text
    assert "OpenAI" in texts()
    window.show_settings(Settings(provider="azure", base_url="https://r.example/v1/"))
    assert "https://r.example/v1/" in texts()
    window.show_settings(Settings(provider="offline"))
    assert "Nothing leaves this machine" in texts()


def test_a_thousand_steps_do_not_make_it_slow(window):
    start(window)
    shot = frame()
    for step in range(1000):
        window.show_event(event(StepStarted, step=step))
        window.show_event(event(ActionStarted, action=CLICK))
    window.show_event(event(ScreenshotTaken, frame=shot, seconds=0.1))
    wait_until(lambda: not window.screen_view.image.isNull())


def test_after_an_error_the_words_are_back_in_the_box(window):
    start(window)
    assert window.task_panel.text == ""
    finish(window, EndReason.ERROR, can_follow_up=False)
    assert window.task_panel.text == "Save it."


def test_what_was_written_during_a_run_that_fails_stays(window):
    start(window)
    window.task_panel.set_text("next")
    finish(window, EndReason.ERROR, can_follow_up=False)
    assert window.task_panel.text == "next"


def test_after_a_good_end_the_box_stays_empty(window):
    start(window)
    finish(window)
    assert window.task_panel.text == ""


def test_the_welcome_names_the_receiver_that_the_environment_chooses(window, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "https://proxy.example/v1")
    window.show_settings(Settings())
    assert "go to https://proxy.example/v1." in window.welcome._leaves.text()
