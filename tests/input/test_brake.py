import threading
import time

import pytest

from cua_desktop.agent.errors import InputError, StoppedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake, Injected

CTRL, A, LEFT = (
    Injected("key_down", 37),
    Injected("key_down", 38),
    Injected("button_down", 1),
)


@pytest.fixture
def stops():
    return []


@pytest.fixture
def released():
    return []


@pytest.fixture
def brake(stops, released):
    made = Brake(stops.append)
    made.release_by(released.extend)
    return made


@pytest.fixture
def running(brake):
    brake.start_run()
    brake.act_for(brake.run)
    return brake


def nowhere(events):
    pass


def test_nothing_passes_before_a_run(brake):
    sent = []
    with pytest.raises(StoppedError):
        brake.inject([A], sent.extend)
    assert not sent


def test_events_pass_during_a_run(running):
    sent = []
    running.inject([CTRL, A], sent.extend)
    assert sent == [CTRL, A]


def test_a_stop_releases_what_is_held_newest_first(running, released):
    running.inject([CTRL, LEFT, A, Injected("key_up", 38)], nowhere)
    running.stop("the test")
    assert released == [Injected("button_up", 1), Injected("key_up", 37)]
    assert not running.held


def test_nothing_passes_after_a_stop_until_a_new_run(running):
    running.stop("the test")
    with pytest.raises(StoppedError, match="the test"):
        running.inject([A], nowhere)
    running.start_run()
    running.act_for(running.run)
    running.inject([A], nowhere)


def test_what_was_under_way_ends_even_when_a_new_run_starts_at_once(running):
    running.stop("the test")
    running.start_run()
    with pytest.raises(StoppedError):
        running.inject([A], nowhere)


def test_a_stop_is_told_once(running, stops):
    assert running.stop("one")
    assert not running.stop("another")
    assert stops == ["one"]
    assert running.stopped_by == "one"


def test_a_quiet_stop_is_not_told(running, stops):
    assert running.stop("the end", quietly=True)
    assert not stops


def test_a_stop_is_told_after_everything_is_released(released):
    seen = []
    brake = Brake(lambda _: seen.append(list(released)))
    brake.release_by(released.extend)
    brake.start_run()
    brake.act_for(brake.run)
    brake.inject([CTRL], nowhere)
    brake.stop("the test")
    assert seen == [[Injected("key_up", 37)]]


def test_a_rest_ends_with_the_stop(running):
    timer = threading.Timer(0.05, running.stop, ["the test"])
    timer.start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        running.pause(30)
    assert time.monotonic() - begun < 10


def test_when_stop_returns_no_event_is_still_on_its_way(running):
    sending, finish, log = threading.Event(), threading.Event(), []

    def slowly(events):
        sending.set()
        finish.wait(5)
        log.append("sent")

    worker = threading.Thread(target=running.inject, args=([A], slowly))
    worker.start()
    sending.wait(5)
    stopper = threading.Thread(target=lambda: (running.stop("the test"), log.append("stopped")))
    stopper.start()
    finish.set()
    stopper.join(5)
    worker.join(5)
    assert log == ["sent", "stopped"]


def test_a_release_does_not_wait_for_ever_for_a_sender_that_hangs(running, released):
    running.inject([CTRL], nowhere)
    hang, sending = threading.Event(), threading.Event()

    def hanging(events):
        sending.set()
        hang.wait(30)

    worker = threading.Thread(target=running.inject, args=([A], hanging))
    worker.start()
    sending.wait(5)
    running.stop("the test")
    hang.set()
    worker.join(5)
    assert Injected("key_up", 37) in released


def test_many_threads_injecting_never_pass_a_stop(running):
    log = []

    def inject_until_stopped():
        try:
            while True:
                running.inject([A, Injected("key_up", 38)], lambda _: log.append("sent"))
        except StoppedError:
            pass

    workers = [threading.Thread(target=inject_until_stopped) for _ in range(4)]
    for worker in workers:
        worker.start()
    time.sleep(0.02)
    running.stop("the test")
    log.append("stopped")
    for worker in workers:
        worker.join(5)
    assert log[-1] == "stopped"


def test_releases_are_own_events_too(running):
    running.own.begin()
    running.inject([CTRL], nowhere)
    running.stop("the test")
    assert running.own.take("key_up", 37)


def test_what_a_hanging_sending_pressed_after_the_stop_is_released_when_it_gets_through(running):
    log, hang, sending = [], threading.Event(), threading.Event()
    running.release_by(log.extend)

    def hanging(events):
        sending.set()
        hang.wait(30)
        log.extend(events)

    worker = threading.Thread(target=running.inject, args=([CTRL, A], hanging))
    worker.start()
    sending.wait(5)
    running.stop("the test")
    hang.set()
    worker.join(5)
    assert log[-4:] == [CTRL, A, Injected("key_up", 38), Injected("key_up", 37)]
    assert running.held == ()


def test_what_could_not_be_released_is_tried_again_at_the_next_stop(running, released, stops):
    def fails(events):
        raise OSError("the connection is gone")

    running.inject([CTRL], nowhere)
    running.release_by(fails)
    with pytest.raises(OSError, match="gone"):
        running.stop("the test")
    assert stops == ["the test"]
    running.release_by(released.extend)
    running.stop("again")
    assert released == [Injected("key_up", 37)]


def test_what_is_held_is_written_before_a_press_and_after_a_release(running, released):
    told = []
    running.write_held_by(lambda held: told.append(("written", tuple(held))))
    running.inject([CTRL], lambda events: told.append(("sent", tuple(events))))
    up = Injected("key_up", 37)
    running.inject([up], lambda events: told.append(("sent", tuple(events))))
    assert told == [
        ("written", (CTRL,)),
        ("sent", (CTRL,)),
        ("sent", (up,)),
        ("written", ()),
    ]


def test_a_hand_that_moves_the_pointer_holds_up_motions_but_no_keys(running):
    running.give_way()
    running.inject([A], nowhere)
    begun = time.monotonic()
    running.inject([Injected("motion", 0, Point(1, 1))], nowhere)
    assert time.monotonic() - begun > 0.02


def test_a_stop_ends_the_wait_for_a_hand(running):
    running.give_way()
    running.stop("the test")
    with pytest.raises(StoppedError):
        running.inject([Injected("motion", 0, Point(1, 1))], nowhere)


def test_a_mouse_that_never_rests_holds_motions_up_for_a_second_at_most(running, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("cua_desktop.input.brake.time.monotonic", lambda: now[0])
    for _ in range(40):
        running.give_way()
        now[0] += 0.03
    begun = time.perf_counter()
    running.inject([Injected("motion", 0, Point(1, 1))], nowhere)
    assert time.perf_counter() - begun < 0.02


def test_what_is_being_released_stays_written_down_until_it_is_released(running):
    written, hang, releasing = [], threading.Event(), threading.Event()
    running.inject([CTRL], nowhere)
    running.write_held_by(lambda held: written.append(tuple(held)))

    def hanging(events):
        releasing.set()
        hang.wait(30)

    running.release_by(hanging)
    stopping = threading.Thread(target=running.stop, args=["the test"])
    stopping.start()
    releasing.wait(5)
    other = threading.Thread(target=running.release_all)
    other.start()
    other.join(1)
    assert () not in written
    hang.set()
    stopping.join(5)
    other.join(5)
    assert written[-1] == ()


def test_a_stop_that_comes_late_releases_nothing_of_the_next_run(running, released):
    come_so_far = running._release_while_on

    def begin_anew_first():
        running.start_run()
        running.act_for(running.run)
        running.inject([LEFT], nowhere)
        come_so_far()

    running._release_while_on = begin_anew_first
    running.stop("the test")
    assert running.held == (LEFT,)
    assert not released


def test_a_new_run_begins_with_nothing_held(running, released):
    running.inject([CTRL], nowhere)
    running._stopped_by = "a stop that has not come so far yet"
    running.start_run()
    assert released == [Injected("key_up", 37)]
    assert running.held == ()


def test_a_sender_waits_for_a_listener_that_is_behind(running, monkeypatch):
    monkeypatch.setattr("cua_desktop.input.brake._MOST_BEHIND_SECONDS", 30)
    running.own.begin()
    for _ in range(13):
        running.inject([A], nowhere)
    order = []

    def listen():
        for _ in range(13):
            running.own.take("key_down", 38)
        order.append("heard")

    listening = threading.Timer(0.01, listen)
    listening.start()
    running.inject([LEFT], lambda _: order.append("sent"))
    listening.join(5)
    assert order == ["heard", "sent"]


def test_events_that_are_never_heard_hold_nothing_up_for_long(running):
    running.own.begin()
    sent = []
    for _ in range(15):
        running.inject([A], sent.extend)
    assert len(sent) == 15


def test_a_stop_ends_the_wait_for_a_listener(running, monkeypatch):
    monkeypatch.setattr("cua_desktop.input.brake._MOST_BEHIND_SECONDS", 30)
    running.own.begin()
    for _ in range(13):
        running.inject([A], nowhere)
    stopping = threading.Timer(0.02, running.stop, ["the test"])
    stopping.start()
    with pytest.raises(StoppedError):
        running.inject([A], nowhere)
    stopping.join(5)


def test_a_display_that_hangs_while_a_run_starts_keeps_no_stop_waiting():
    goes_on = threading.Event()
    hanging = threading.Event()
    brake = Brake()
    brake.release_by(lambda _: None)
    brake.start_run()
    brake.act_for(brake.run)
    brake.inject([Injected("key_down", 1)], lambda _: None)

    def hang(_events):
        hanging.set()
        goes_on.wait(10)

    brake.release_by(hang)
    starting = threading.Thread(target=brake.start_run)
    starting.start()
    hanging.wait(10)
    brake.release_by(lambda _: None)
    stopping = threading.Thread(target=brake.stop, args=("the test",))
    stopping.start()
    stopping.join(5)
    stopped_in_time = not stopping.is_alive()
    goes_on.set()
    starting.join(10)
    stopping.join(10)
    assert stopped_in_time


def test_a_run_does_not_start_while_the_sending_of_the_run_before_hangs():
    goes_on = threading.Event()
    sending = threading.Event()
    brake = Brake()
    brake.start_run()
    brake.act_for(brake.run)

    def hang(_events):
        sending.set()
        goes_on.wait(10)

    injecting = threading.Thread(target=brake.inject, args=([Injected("key_up", 1)], hang))
    injecting.start()
    sending.wait(10)
    try:
        with pytest.raises(InputError):
            brake.start_run()
    finally:
        goes_on.set()
        injecting.join(10)
