"""What the window shows of the model at work, and what the user can tell it meanwhile."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cua_desktop.agent.events import (
    ActionStarted,
    EndReason,
    ErrorShown,
    MessageShown,
    ReasoningShown,
    RequestSent,
    ResponseReceived,
    RunEnded,
    RunStarted,
    TextArrived,
    WaitStarted,
)
from cua_desktop.agent.exchange import Usage
from cua_desktop.settings import Settings
from cua_desktop.ui.main_window import MainWindow
from tests.ui.doubles import CLICK, event, wait_until

RECEIVED = {"response_id": "r", "seconds": 1.0, "usage": Usage(100, 20)}


@pytest.fixture
def window(app):
    window = MainWindow(Settings())
    window.show()
    window.heard = []
    window.said.connect(lambda text: window.heard.append(("said", text)))
    window.run_asked.connect(lambda text, reply: window.heard.append(("run", text)))
    window.try_now_asked.connect(lambda: window.heard.append("try now"))
    window.change_asked.connect(lambda name, value: window.heard.append((name, value)))
    window.show_busy(True, can_follow_up=False)
    window.show_event(event(RunStarted, task="Save it.", model="m", max_steps=9))
    window.show_event(event(RequestSent))
    return window


def arrives(window, text, kind="reasoning"):
    window.show_event(event(TextArrived, kind=kind, text=text))


def shown(window):
    return window.transcript.toPlainText()


def test_text_grows_as_it_arrives(window):
    for piece in ("I see ", "a but", "ton."):
        arrives(window, piece)
    assert shown(window).count("I see a button.") == 1
    arrives(window, "Now.", "message")
    assert shown(window).index("I see a button.") < shown(window).index("Now.")


def test_the_whole_text_takes_the_place_of_what_grew(window):
    arrives(window, "I see a but")
    arrives(window, "Now", "message")
    window.show_event(event(ResponseReceived, **RECEIVED))
    window.show_event(event(ReasoningShown, text="I see a button."))
    window.show_event(event(MessageShown, text="Now."))
    assert shown(window).count("I see a but") == 1
    assert shown(window).count("Now") == 1
    assert "Save it." in shown(window)


@pytest.mark.parametrize(
    "end", [event(RequestSent), event(RunEnded, reason=EndReason.STOPPED, message="Stopped by you.")]
)
def test_what_never_became_whole_is_taken_back(window, end):
    arrives(window, "I see a but")
    window.show_event(end)
    assert "I see a but" not in shown(window)
    assert "Save it." in shown(window)


def test_what_happens_meanwhile_stands_above_the_text_on_its_way(window):
    arrives(window, "I see ")
    window.show_event(event(MessageShown, text="Be quick.", by="user"))
    arrives(window, "a button.")
    assert shown(window).count("I see a button.") == 1
    assert shown(window).index("Be quick.") < shown(window).index("I see a button.")


def test_text_on_its_way_is_plain_text(window):
    arrives(window, "<b>bold</b>\u202e")
    assert "<b>bold</b>" in shown(window)
    assert "\u202e" not in shown(window)


def test_the_growing_text_leaves_the_marks_beside_it_right(window):
    arrives(window, "I see a but")
    window.show_event(event(ResponseReceived, **RECEIVED))
    window.show_event(event(ActionStarted, action=CLICK))
    kinds = [look[0] for _, look in window.transcript.marks()]
    assert kinds == ["task", "action"]


def test_a_wait_is_counted_down_and_can_be_cut_short(window):
    window.show_event(event(WaitStarted, why="It is asked too often.", seconds=30.0))
    assert "It is asked too often. Asking again in 30 s." in window.wait_bar.words
    wait_until(lambda: "in 29 s" in window.wait_bar.words)
    QTest.mouseClick(window.wait_bar.button, Qt.MouseButton.LeftButton)
    assert window.heard == ["try now"]
    window.show_event(event(RequestSent))
    assert window.wait_bar.words == ""


def test_silence_has_no_countdown(window):
    window.show_event(event(WaitStarted, why="It has said nothing for 10 s."))
    assert "may still come" in window.wait_bar.words
    arrives(window, "Ah.")
    assert window.wait_bar.words == ""


def test_a_run_that_ends_waits_no_more(window):
    window.show_event(event(WaitStarted, why="It is asked too often.", seconds=30.0))
    window.show_event(event(RunEnded, reason=EndReason.STOPPED))
    assert window.wait_bar.words == ""


def test_money_is_counted_where_the_price_is_known(window):
    window.show_event(event(ResponseReceived, **RECEIVED))
    assert "USD" not in window.strip.words
    for _ in range(2):
        window.show_event(event(ResponseReceived, **RECEIVED, cost=0.02))
    assert "0.04 USD" in window.strip.words


def test_the_model_can_be_told_something_while_it_works(window):
    window.task_panel.set_text("Not that one.")
    assert window.task_panel.run_button.text() == "Send"
    QTest.mouseClick(window.task_panel.run_button, Qt.MouseButton.LeftButton)
    assert window.heard == [("said", "Not that one.")]
    assert window.task_panel.text == ""


def test_nothing_can_be_told_before_the_run_has_begun_or_after_it(app):
    window = MainWindow(Settings())
    window.show_busy(True, can_follow_up=False)
    window.task_panel.set_text("Save it.")
    assert not window.task_panel.run_button.isEnabled()
    window.show_event(event(RunStarted, task="Save it.", model="m", max_steps=9))
    window.show_busy(False, can_follow_up=True)
    assert window.task_panel.run_button.text() == "Reply"


def test_a_setting_that_may_be_the_way_out_is_offered(window):
    window.show_event(
        event(ErrorShown, message="It does not take the tool.", change=("tool", "computer_use_preview"))
    )
    button = window.banner.change_button
    assert button.text() == "&Set “Tool dialect” to “computer_use_preview”"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.heard == [("tool", "computer_use_preview")]
    assert window.banner.words == ""


def test_without_a_way_out_none_is_offered(window):
    window.show_event(event(ErrorShown, message="It broke."))
    assert window.banner.change_button.isHidden()
