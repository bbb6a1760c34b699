"""The user takes over: the brake holds, but can be let go of again."""

import threading
import time

import pytest

from cua_desktop.agent.errors import StoppedError, UserActiveError
from cua_desktop.input.brake import Brake, Injected

CTRL, A = Injected("key_down", 37), Injected("key_down", 38)


@pytest.fixture
def released():
    return []


@pytest.fixture
def running(released):
    made = Brake()
    made.release_by(released.extend)
    made.start_run()
    made.act_for(made.run)
    return made


def nowhere(events):
    pass


def test_an_interruption_releases_what_is_held_and_lets_nothing_pass(running, released):
    running.inject([CTRL], nowhere)
    assert running.interrupt()
    assert released == [Injected("key_up", 37)]
    assert running.interrupted
    with pytest.raises(UserActiveError):
        running.inject([A], nowhere)


def test_an_interruption_ends_a_rest_at_once(running):
    timer = threading.Timer(0.05, running.interrupt)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(UserActiveError):
        running.pause(30)
    assert time.monotonic() - begun < 10


def test_after_resume_events_pass_again(running):
    running.interrupt()
    running.resume()
    running.act_for(running.run)
    running.inject([A], nowhere)
    assert not running.interrupted


def test_after_resume_a_rest_lasts_again(running):
    running.interrupt()
    running.resume()
    running.act_for(running.run)
    begun = time.monotonic()
    running.pause(0.05)
    assert time.monotonic() - begun >= 0.05


def test_what_was_under_way_ends_even_when_the_agent_resumes_at_once(running):
    running.interrupt()
    running.resume()
    with pytest.raises(UserActiveError):
        running.inject([A], nowhere)


def test_resume_does_not_let_go_of_a_stop(running):
    running.interrupt()
    assert running.stop("the test")
    running.resume()
    running.act_for(running.run)
    with pytest.raises(StoppedError, match="the test"):
        running.inject([A], nowhere)


def test_a_stopped_run_can_not_be_interrupted(running):
    running.stop("the test")
    assert not running.interrupt()
    assert not running.interrupted


def test_what_was_under_way_when_the_run_ended_was_stopped_not_interrupted(running):
    running.interrupt()
    running.start_run()
    with pytest.raises(StoppedError):
        running.inject([A], nowhere)


def test_resume_without_an_interruption_changes_nothing(running):
    running.resume()
    running.inject([A], nowhere)


def test_a_press_that_hung_while_the_user_took_over_is_released(running, released):
    def hanging(events):
        running.interrupt()
        released.clear()

    running.inject([A], hanging)
    assert released == [Injected("key_up", 38)]
