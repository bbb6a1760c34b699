import asyncio
import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cua_desktop.agent.bounds import Bounds, EndHere, GoOn, More, Unit
from cua_desktop.agent.events import EndReason, Paused, ResponseReceived, RunEnded, RunStarted, StepStarted
from cua_desktop.agent.exchange import Usage
from cua_desktop.agent.witness import Counting, Witness
from cua_desktop.settings import Settings
from cua_desktop.ui.main_window import MainWindow
from cua_desktop.ui.person import PersonAtWindow
from cua_desktop.ui.status import RunProgress, Status, progress_after
from tests.ui.doubles import event, wait_until

MORE = More("The limit of 5.00 USD is reached.", Unit.USD, 5.0)
BOUNDS = Bounds(100, 3600, 2_000_000, 5.0, "2026-11-01")


@pytest.fixture
def window(app):
    window = MainWindow(Settings())
    window.show()
    window.activateWindow()
    window.show_busy(True, can_follow_up=False)
    window.show_event(event(RunStarted, task="Save it.", model="m", max_steps=100, bounds=BOUNDS))
    return window


def asked(window, witness, more=MORE):
    answers = []
    window.more_bar.witness = witness
    window.more_bar.answered.connect(answers.append)
    window.more_bar.ask(more)
    wait_until(window.isActiveWindow)
    return answers


def press(window):
    wait_until(window.more_bar.continue_button.isEnabled)
    QTest.mouseClick(window.more_bar.continue_button, Qt.MouseButton.LeftButton)


def test_continue_answers_with_the_amount_that_stands_there(window):
    answers = asked(window, Witness(Counting.UNHEARD))
    assert window.more_bar.amount.value() == 5.0
    window.more_bar.amount.setValue(2.5)
    press(window)
    wait_until(lambda: answers)
    assert answers == [GoOn(2.5)]
    assert not window.more_bar.words


def test_a_press_that_nobody_was_heard_to_make_gives_no_more(window):
    answers = asked(window, Witness(Counting.PHYSICAL))
    press(window)
    wait_until(lambda: "did not count" in window.more_bar.words)
    assert answers == []
    assert window.more_bar.asking


def test_continue_can_not_be_pressed_the_moment_it_appears(window):
    asked(window, Witness(Counting.UNHEARD))
    assert not window.more_bar.continue_button.isEnabled()


def test_end_counts_at_once(window):
    answers = asked(window, Witness(Counting.PHYSICAL))
    window.more_bar.end_button.click()
    assert answers == [EndHere()]


def test_where_nothing_is_counted_there_is_no_amount(window):
    asked(window, Witness(), More("The same 5 times."))
    assert not window.more_bar.amount.isVisible()


def test_the_person_at_the_window_is_asked_in_its_bar_and_a_cancelled_question_goes(window, in_loop):
    person = PersonAtWindow(5, Witness(), more=window.more_bar)

    async def asking():
        waiting = asyncio.ensure_future(person.continue_for(MORE))
        await asyncio.sleep(0)
        assert person.asked
        waiting.cancel()
        await asyncio.wait([waiting])
        assert not person.asked
        waiting = asyncio.ensure_future(person.continue_for(MORE))
        await asyncio.sleep(0)
        window.more_bar.end_button.click()
        return await waiting

    assert in_loop(asking()) == EndHere()


def test_a_limit_needs_the_user_and_raises_what_is_shown(window):
    window.show_event(event(Paused, why=MORE.why, cause="limit"))
    assert window.strip.words.startswith("Needs you")
    assert not window.pause_bar.words
    raised = Bounds(100, 3600, 2_000_000, 10.5, "2026-11-01")
    window.show_event(event(Paused, why="More.", resumed=True, cause="limit", bounds=raised))
    assert "of 10.50" in window.strip.words


def test_what_is_used_stands_beside_what_may_be_with_the_date_of_the_prices(window):
    window.show_event(event(StepStarted, step=3))
    usage = Usage(1_000, 234)
    window.show_event(event(ResponseReceived, response_id="r", seconds=1, usage=usage, cost=0.5))
    for words in (
        "Step 3 of 100",
        "of 1:00:00",
        "1,234 of 2,000,000 tokens",
        "0.50 USD of 5.00, by prices of 2026-11-01",
    ):
        assert words in window.strip.words


def test_a_limit_of_money_without_a_price_says_that_it_can_not_be_kept(app):
    window = MainWindow(Settings())
    window.show_event(event(RunStarted, task="t", model="m", max_steps=1, bounds=Bounds(usd=5.0)))
    assert "price of this model is not known" in window.strip.words


def test_watch_mode_counts_down_until_it_is_over(window):
    left = [23.0]
    window.watch_bar.watched_for = lambda: left[0]
    window.show_event(event(StepStarted, step=1))
    assert "in 23 s" in window.watch_bar.words
    left[0] = 0.0
    wait_until(lambda: "nobody seems to be here" in window.watch_bar.words)
    left[0] = math.inf
    wait_until(lambda: "in front" in window.watch_bar.words)
    left[0] = None
    wait_until(lambda: not window.watch_bar.words)


def test_the_pause_of_watch_mode_has_no_button_that_a_program_could_press(window):
    window.show_event(event(Paused, why="Nobody is there.", cause="watch"))
    assert window.strip.words.startswith("Paused")
    assert not window.pause_bar.words


def test_the_end_of_a_run_ends_watch_mode_in_the_window(window):
    window.watch_bar.watched_for = lambda: 5.0
    window.show_event(event(StepStarted, step=1))
    window.show_event(event(RunEnded, reason=EndReason.FINISHED))
    assert not window.watch_bar.words


def test_pauses_are_no_time_of_work():
    progress = RunProgress()
    for kind, time, what in (
        (RunStarted, 100.0, {"task": "t", "model": "m", "max_steps": 1}),
        (Paused, 110.0, {"why": "w", "cause": "limit"}),
        (Paused, 150.0, {"why": "w", "cause": "limit", "resumed": True}),
        (Paused, 155.0, {"why": "w", "cause": "watch"}),
        (Paused, 160.0, {"why": "w", "cause": "user"}),
    ):
        progress = progress_after(progress, kind(time=time, step=1, **what))
    assert progress.status is Status.PAUSED
    assert progress.worked(999.0) == 15.0
