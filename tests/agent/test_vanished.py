"""A monitor that vanishes in the middle of a run."""

import asyncio

import pytest

from cua_desktop.agent import vanished
from cua_desktop.agent.errors import MonitorGoneError
from cua_desktop.agent.events import EndReason
from tests.agent.doubles import CLICK, CLICK_ON_SCREEN, House, StillScreen, asks_for, call, run, says

GONE = MonitorGoneError("Monitor 2 is not there: this desktop has only one.", "Connect it again.")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(vanished, "LOOK_SECONDS", 0.005)


class ScreenThatVanishes(StillScreen):
    """Of its looks, those with these numbers (from 0) fail."""

    def __init__(self, *gone):
        super().__init__()
        self.gone = set(gone)
        self.looks = 0
        self.on_first_monitor = False

    def _view(self, settle=0.0):
        self.looks += 1
        if self.looks - 1 in self.gone and not self.on_first_monitor:
            raise GONE
        return super()._view(settle)


async def never():
    await asyncio.Event().wait()


def house(*gone, going_on=never):
    made = House(asks_for(call(CLICK)), says("Done."), screen=ScreenThatVanishes(*gone))
    made.person.going_on = going_on
    return made


def test_the_run_is_paused_with_a_sentence_and_goes_on_when_the_monitor_is_back():
    at_home = house(1, 2, 3)
    ended = run(at_home)
    paused, resumed = at_home.of_type("paused")
    assert (ended.reason, ended.message) == (EndReason.FINISHED, "Done.")
    assert GONE.message in paused.why
    assert (paused.resumed, resumed.resumed) == (False, True)
    assert at_home.screen.looks == 5
    assert at_home.input.performed == [CLICK_ON_SCREEN]
    assert at_home.screen.on_first_monitor is False


def test_a_person_who_lets_it_go_on_before_chooses_the_first_monitor():
    async def say_so():
        return True

    at_home = house(*range(1, 1000), going_on=say_so)
    assert run(at_home).reason is EndReason.FINISHED
    assert at_home.screen.on_first_monitor
    assert "on the first one" in at_home.person.paused[0]


def test_nothing_is_asked_of_the_model_while_the_monitor_is_gone():
    at_home = house(*range(1, 20))
    asked = []
    at_home.also_report = lambda event: asked.append((event.type, len(at_home.model.requests)))
    run(at_home)
    assert [number for kind, number in asked if kind == "paused"] == [1, 1]


def test_where_nobody_can_choose_it_ends_with_the_error_once_that_takes_too_long(monkeypatch):
    monkeypatch.setattr(vanished, "MOST_SECONDS_ALONE", 0.05)
    at_home = house(*range(1, 100_000), going_on=None)
    ended = run(at_home)
    assert ended.reason is EndReason.ERROR
    assert GONE.message in ended.message
    assert at_home.screen.looks > 2


def test_a_monitor_that_is_not_there_when_the_run_begins_is_an_error_at_once():
    ended = run(house(0))
    assert (ended.reason, ended.steps) == (EndReason.ERROR, 0)
    assert GONE.message in ended.message


def test_a_stop_ends_the_wait():
    at_home = house(*range(1, 100_000))
    at_home.also_report = lambda event: event.type == "paused" and at_home.agent.stop("the test")
    assert run(at_home).reason is EndReason.STOPPED


def test_the_user_may_work_the_computer_while_the_monitor_is_gone_and_the_agent_may_not():
    at_home = house(*range(1, 1000))
    seen = []

    async def work_and_say_so():
        seen.append(at_home.input.locked)
        at_home.agent.user_came(0.0)
        return True

    at_home.person.going_on = work_and_say_so
    assert run(at_home).reason is EndReason.FINISHED
    assert seen == [True]
    assert at_home.input.locked is False
    assert [pause.resumed for pause in at_home.of_type("paused")] == [False, True]
