import pytest

from cua_desktop.agent import clock as clock_module
from cua_desktop.agent.clock import RunClock


@pytest.fixture
def time(monkeypatch):
    """A clock that stands still until it is set."""

    class Time:
        now = 100.0

        def monotonic(self):
            return self.now

    time = Time()
    monkeypatch.setattr(clock_module, "time", time)
    return time


def test_a_pause_is_no_work(time):
    clock = RunClock()
    time.now += 1
    clock.pause()
    time.now += 10
    assert clock.worked() == 1
    clock.go_on()
    time.now += 1
    assert (clock.worked(), clock.elapsed()) == (2, 12)


def test_a_pause_within_a_pause_changes_nothing(time):
    clock = RunClock()
    clock.pause()
    time.now += 5
    clock.pause()
    time.now += 5
    clock.go_on()
    clock.go_on()
    assert clock.worked() == 0
