"""While a question to the user is open, the brake lets nothing through, and a stop still stops."""

import pytest

from cua_desktop.agent.errors import ActionRefusedError, StoppedError, UserActiveError
from cua_desktop.input.brake import Brake, Injected

A = Injected("key_down", 38)


def nowhere(events):
    pass


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


def refused(brake):
    sent = []
    with pytest.raises(ActionRefusedError, match="question"):
        brake.inject([A], sent.extend)
    return not sent


def test_nothing_passes_while_locked(running):
    running.lock()
    running.act_for(running.run)
    assert refused(running)


def test_what_was_held_is_released_by_the_lock(running, released):
    running.inject([A], nowhere)
    running.lock()
    assert released == [Injected("key_up", 38)]
    assert running.held == ()


def test_a_rest_under_way_ends_at_the_lock(running):
    running.lock()
    with pytest.raises(ActionRefusedError):
        running.pause(60)


def test_what_was_sent_while_the_lock_came_is_released(running, released):
    running.inject([A], lambda _events: setattr(running, "_locked_for_question", True))
    assert released == [Injected("key_up", 38)]


def test_after_it_new_actions_pass_and_none_from_before(running):
    running.lock()
    running.unlock()
    with pytest.raises(UserActiveError):
        running.inject([A], nowhere)
    running.act_for(running.run)
    running.inject([A], nowhere)
    assert running.held == (A,)


def test_a_stop_while_locked_stays_on(running):
    running.lock()
    running.stop("the test")
    running.unlock()
    running.act_for(running.run)
    with pytest.raises(StoppedError):
        running.inject([A], nowhere)


def test_the_end_of_an_interruption_does_not_unlock(running):
    running.interrupt()
    running.lock()
    running.resume()
    running.act_for(running.run)
    assert refused(running)


def test_the_unlock_does_not_end_an_interruption(running):
    running.lock()
    running.interrupt()
    running.unlock()
    running.act_for(running.run)
    with pytest.raises(UserActiveError):
        running.inject([A], nowhere)


def test_a_new_run_is_not_locked_by_the_question_of_the_one_before(running):
    running.lock()
    running.stop("the test")
    running.start_run()
    running.act_for(running.run)
    running.inject([A], nowhere)
    assert not running.locked
