"""Processes that die, freeze, hang or do not answer: nothing goes on, and everything is released."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from cua_desktop.agent.actions import Drag, Move, Type
from cua_desktop.agent.errors import InputError, StoppedError
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.input import wire
from cua_desktop.input.client import ListenerLost, ProcessDied
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.apps import app_at_work, has_ended
from tests.input.keyboard_state import caps_lock_is_on, lock_caps
from tests.input.permitted import orders_for
from tests.input.phases import PATH
from tests.input.recorded import recording
from tests.input.support import NOTHING, Desk, freeze, keymap_dump, keys_down, program, run, until

HOLDING = Drag(PATH, keys=("CTRL", "ALT", "SHIFT"))
PATIENCE = 0.8
DEATHS = [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGINT]


@pytest.fixture
def impatient(display):
    """A desk with a run under way, where three times as little silence counts."""
    desk = Desk(patience=PATIENCE)
    desk.do(desk.input.open())
    desk.do(desk.input.start_run())
    yield desk
    desk.close()


def died(desk):
    desk.wait_for(lambda: any(isinstance(report, ProcessDied) for report in desk.reports))
    return next(report.why for report in desk.reports if isinstance(report, ProcessDied))


def ordered(action):
    """What the app writes to have this performed."""
    orders = [
        {"do": "open", "stop_chord": "ctrl+alt+q"},
        {"do": "start_run", "id": 1},
        *orders_for(action, 2),
    ]
    return b"".join(map(wire.line, orders))


@pytest.mark.parametrize(
    ("number", "work"),
    [*((number, "dragging") for number in DEATHS), (signal.SIGKILL, "typing")],
    ids=lambda value: getattr(value, "name", value),
)
def test_when_the_app_dies_everything_is_released(display, number, work):
    before = keymap_dump()
    with app_at_work(work) as app:
        app.process.send_signal(number)
        assert until(lambda: has_ended(app.child))
        assert keys_down() == NOTHING
        assert keymap_dump() == before


def test_a_frozen_app_stops_the_run_and_releases_everything(display):
    with app_at_work("dragging", patience=PATIENCE) as app, recording() as recorded:
        app.process.send_signal(signal.SIGSTOP)
        assert until(lambda: keys_down() == NOTHING)
        events = recorded.caught_up()
        assert recorded.caught_up() == events
        app.process.send_signal(signal.SIGCONT)
        app.go_on()
        assert app.says() == "Stopped(by='the silence of the app')"


def test_a_window_that_hangs_stops_the_run_though_its_other_threads_live(display):
    with app_at_work("dragging", "time.sleep(2)", PATIENCE) as app:
        app.go_on()
        assert until(lambda: keys_down() == NOTHING, 1.9)
        assert app.says() == "Stopped(by='the silence of the app')"
        assert "silence of the app" in app.says()


def test_a_window_that_is_only_busy_stops_nothing(display):
    with app_at_work("dragging", "time.sleep(0.4)", PATIENCE) as app:
        app.go_on()
        assert not until(lambda: keys_down() == NOTHING, 0.8)


def test_a_window_may_be_busy_for_two_seconds_before_that_counts_as_hanging():
    assert wire.SILENCE_SECONDS * (1 - 1 / wire.BEATS) > 2


def test_silence_is_nothing_while_no_run_is_on(impatient):
    impatient.do(impatient.input.end_run())

    async def hang():
        time.sleep(1.5 * PATIENCE)  # noqa: ASYNC251 - this is what is tested

    impatient.do(hang())
    assert impatient.reports == []
    impatient.do(impatient.input.start_run())
    impatient.perform(Move(Point(7, 8)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_to_the_input_process_releases_everything_and_is_reported(desk, number):
    holding = desk.begin(HOLDING)
    desk.wait_for(lambda: keys_down() != NOTHING)
    os.kill(desk.pid, number)
    assert isinstance(desk.outcome(holding), StoppedError | InputError)
    died(desk)
    assert keys_down() == NOTHING
    with pytest.raises((StoppedError, InputError)):
        desk.perform(Move(Point(5, 5)))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=lambda number: number.name)
def test_what_a_killed_input_process_held_is_released_before_the_app_hears_of_its_death(desk, number):
    holding = desk.begin(HOLDING)
    desk.wait_for(lambda: len(keys_down()[0]) == 3)
    os.kill(desk.pid, number)
    assert isinstance(desk.outcome(holding), InputError)
    assert died(desk) == f"signal {number.value}"
    assert keys_down() == NOTHING
    with pytest.raises((StoppedError, InputError)):
        desk.perform(Move(Point(5, 5)))


def test_a_killed_input_process_gives_the_keymap_back(desk):
    before = keymap_dump()
    typing = desk.begin(Type("漢字" * 5000))
    desk.wait_for(lambda: keymap_dump() != before)
    os.kill(desk.pid, signal.SIGKILL)
    assert isinstance(desk.outcome(typing), InputError)
    died(desk)
    assert keymap_dump() == before


HANGS_WHILE_IT_GIVES_BACK = """
import time
from cua_desktop.input import process
from cua_desktop.input.x11.borrowing import Borrowing
Borrowing.give_back = lambda *_: time.sleep(60)
process.main()
"""


@pytest.fixture
def caps_lock(display):
    """CapsLock is on."""
    lock_caps(on=True)
    yield
    lock_caps(on=False)


def test_what_an_ending_process_can_not_give_back_in_time_its_guardian_does(caps_lock):
    before, orders = keymap_dump(), ordered(Type("漢字"))
    command = [sys.executable, "-c", HANGS_WHILE_IT_GIVES_BACK]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdin.write(orders)
        process.stdin.flush()
        assert until(lambda: keymap_dump() != before and not caps_lock_is_on())
        process.stdin.close()
        process.stdout.read()  # until the guardian too has let go of it
    assert keymap_dump() == before
    assert caps_lock_is_on()


def test_an_orderly_end_gives_keys_back_though_the_program_hangs(desk):
    before = keymap_dump()
    with program("hung", "xterm", "-T", "hung", "-e", "cat") as hung:
        desk.begin(Type("漢字" * 2000))
        desk.wait_for(lambda: keymap_dump() != before)
        freeze(hung.pid)
        try:
            desk.do(desk.input.close())
            assert keymap_dump() == before
        finally:
            os.kill(hung.pid, signal.SIGCONT)


def guardian_of(pid):
    return int(run("pgrep", "-P", str(pid)))


def test_when_its_guardian_is_killed_too_the_next_process_puts_things_right(desk):
    before = keymap_dump()
    typing = desk.begin(Type("漢字" * 5000))
    desk.wait_for(lambda: keymap_dump() != before)
    os.kill(guardian_of(desk.pid), signal.SIGKILL)
    os.kill(desk.pid, signal.SIGKILL)
    assert isinstance(desk.outcome(typing), InputError)
    died(desk)
    assert keymap_dump() != before
    desk.do(desk.input.open())
    assert keymap_dump() == before


def test_the_next_process_releases_what_one_held_whose_guardian_was_killed_too(desk):
    holding = desk.begin(HOLDING)
    desk.wait_for(lambda: len(keys_down()[0]) == 3)
    os.kill(guardian_of(desk.pid), signal.SIGKILL)
    os.kill(desk.pid, signal.SIGKILL)
    desk.outcome(holding)
    died(desk)
    assert keys_down() != NOTHING
    desk.do(desk.input.open())
    assert keys_down() == NOTHING


def test_the_guardian_ends_with_an_input_process_that_ends_in_order(opened):
    guardian = guardian_of(opened.pid)
    opened.do(opened.input.close())
    assert until(lambda: has_ended(guardian))


def test_an_input_process_that_loses_its_guardian_ends_so_that_the_next_run_has_one(impatient):
    desk = impatient
    holding = desk.begin(HOLDING)
    desk.wait_for(lambda: len(keys_down()[0]) == 3)
    os.kill(guardian_of(desk.pid), signal.SIGKILL)
    assert isinstance(desk.outcome(holding), StoppedError | InputError)
    died(desk)
    assert desk.stops() == ["the loss of its guardian"]
    assert keys_down() == NOTHING
    desk.do(desk.input.open())
    assert guardian_of(desk.pid)


def test_the_guardian_outlives_signals_that_end_others(desk):
    holding = desk.begin(HOLDING)
    desk.wait_for(lambda: len(keys_down()[0]) == 3)
    guardian = guardian_of(desk.pid)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(guardian, number)
    os.killpg(desk.pid, signal.SIGKILL)
    desk.outcome(holding)
    died(desk)
    assert keys_down() == NOTHING


def test_an_input_process_that_does_not_answer_a_stop_is_ended_and_all_is_released(desk):
    holding = desk.begin(HOLDING)
    desk.wait_for(lambda: len(keys_down()[0]) == 3)
    freeze(desk.pid)
    desk.call(desk.input.stop_now, "the Stop button")
    assert isinstance(desk.outcome(holding), InputError)
    assert died(desk) == "it did not answer a stop"
    assert keys_down() == NOTHING


def test_an_input_process_that_freezes_is_noticed_without_a_stop(impatient):
    desk = impatient
    holding = desk.begin(HOLDING)
    desk.wait_for(lambda: len(keys_down()[0]) == 3)
    freeze(desk.pid)
    assert isinstance(desk.outcome(holding), InputError)
    assert died(desk) == "it did not answer any more"
    assert keys_down() == NOTHING


def test_an_input_process_that_was_stopped_by_a_chord_need_not_beat(impatient):
    desk = impatient
    run("xdotool", "key", "ctrl+alt+q")
    desk.wait_for(desk.stops)
    desk.do(asyncio.sleep(1.5 * PATIENCE))
    assert desk.input.alive


def our_servers():
    found = subprocess.run(["pgrep", "-P", str(os.getpid()), "-x", "Xvfb"], capture_output=True, check=False)
    return {int(pid) for pid in found.stdout.split()}


def test_a_display_that_freezes_in_mid_action_can_still_be_stopped(monkeypatch):
    before = our_servers()
    with virtual_display(Size(400, 300)) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        (server,) = our_servers() - before
        desk = Desk()
        desk.do(desk.input.open())
        desk.do(desk.input.start_run())
        holding = desk.begin(HOLDING)
        desk.wait_for(lambda: keys_down() != NOTHING)
        freeze(server)
        try:
            desk.call(desk.input.stop_now, "the Stop button")
            assert isinstance(desk.outcome(holding), StoppedError | InputError)
            assert died(desk) == "it did not answer a stop"
        finally:
            os.kill(server, signal.SIGCONT)
        assert until(lambda: keys_down() == NOTHING)
        desk.close()


def test_the_end_of_the_pipe_alone_releases_everything_and_ends_the_process(display):
    command = [sys.executable, "-m", "cua_desktop.input.process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        process.stdin.write(ordered(HOLDING))
        process.stdin.flush()
        assert until(lambda: keys_down() != NOTHING)
        process.stdin.close()
        assert until(lambda: keys_down() == NOTHING, 2)
        assert process.wait(10) == 0


def test_the_loss_of_the_display_is_reported_and_ends_the_run(monkeypatch):
    with virtual_display(Size(400, 300)) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        desk = Desk()
        desk.do(desk.input.open())
        desk.do(desk.input.start_run())
    desk.wait_for(lambda: any(isinstance(report, ListenerLost) for report in desk.reports))
    with pytest.raises(StoppedError):
        desk.perform(Move(Point(5, 5)))
    with pytest.raises(InputError):
        desk.do(desk.input.start_run())
    desk.close()
