"""A program that hangs gets no more text, and the model is told; one that is gone is not waited for."""

import os
import signal
import threading
import time

import pytest

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input.x11.pace import HANGING_SECONDS, MOST_AHEAD, Pace
from cua_desktop.input.x11.ping import HANGS_SECONDS, Ping
from tests.input.support import freeze, until


class Program:
    """Stands for what asks it."""

    found = knew_ping = True
    hangs = False

    def __init__(self):
        self.waited = []

    def wait(self, between, seconds):
        self.waited.append(seconds)
        return True

    def input_method_runs(self):
        return False


@pytest.fixture
def program():
    return Program()


@pytest.fixture
def pace(display, program):
    made = Pace()
    made._ping.close()
    made._ping = program
    return made


def test_nothing_is_typed_into_a_program_that_hangs(pace, program):
    program.hangs = True
    with pytest.raises(ActionRefusedError, match="hangs"):
        pace.begin(time.sleep)


def test_typing_ends_where_the_program_begins_to_hang(pace, program):
    pace.begin(time.sleep)
    program.hangs = True
    for _ in range(MOST_AHEAD - 1):
        pace.struck(time.sleep)
    with pytest.raises(ActionRefusedError):
        pace.struck(time.sleep)


def test_no_key_changes_its_meaning_while_the_program_hangs(pace, program):
    pace.begin(time.sleep)
    pace.struck(time.sleep)
    program.hangs = True
    with pytest.raises(ActionRefusedError):
        pace.catch_up(time.sleep)


def test_a_program_that_hangs_is_waited_for_once_and_anew_for_the_next_text(pace, program):
    program.hangs = True
    for _ in range(2):
        with pytest.raises(ActionRefusedError):
            pace.begin(time.sleep)
        with pytest.raises(ActionRefusedError):
            pace.keep_up(time.sleep)
    assert program.waited == [HANGS_SECONDS, HANGING_SECONDS] * 2


def test_after_a_stop_a_program_that_is_slow_is_no_reason_to_refuse(pace, program):
    pace.begin(time.sleep)
    pace.struck(time.sleep)
    program.hangs = True
    pace.catch_up(time.sleep, 0.01)
    with pytest.raises(ActionRefusedError):
        pace.keep_up(time.sleep)
    pace.struck(time.sleep)
    pace.catch_up(time.sleep, 0.01)


def test_a_program_hangs_when_it_answered_before_until_it_answers_again(xterm):
    ping = Ping()
    assert ping.wait()
    assert not ping.hangs
    freeze(xterm.process.pid)
    ping.wait(seconds=0.1)
    assert ping.hangs
    os.kill(xterm.process.pid, signal.SIGCONT)
    ping.wait()
    assert not ping.hangs
    ping.close()


def test_a_program_that_has_ended_is_not_waited_for_and_does_not_hang(xterm):
    ping = Ping()
    assert ping.wait()
    freeze(xterm.process.pid)
    waits = threading.Event()
    waiting = threading.Thread(target=ping.wait, args=(waits.set, 60))
    waiting.start()
    assert waits.wait(20)
    xterm.process.kill()
    waiting.join(20)
    assert not waiting.is_alive()
    assert not ping.hangs
    assert until(lambda: xterm.process.poll() is not None)
    ping.close()
