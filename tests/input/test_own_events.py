import pytest

from cua_desktop.input.brake import Injected
from cua_desktop.input.own_events import OwnEvents

A, MOVE = Injected("key_down", 38), Injected("motion")


@pytest.fixture
def own():
    made = OwnEvents()
    made.begin()
    return made


def send(own, *events):
    with own.sending(events):
        pass


def test_own_events_are_taken_once_each(own):
    send(own, A, A)
    assert [own.take("key_down", 38) for _ in range(3)] == [True, True, False]
    assert not own.take("key_up", 38)


def test_own_events_stay_known_however_late_they_are_heard(own, monkeypatch):
    send(own, A)
    monkeypatch.setattr("time.monotonic", lambda: 1e9)
    send(own, MOVE)
    assert own.take("key_down", 38)


def test_what_was_never_heard_is_forgotten_once_the_listener_has_caught_up(own):
    send(own, A)
    own.forget(own.sent)
    assert not own.take("key_down", 38)


def test_catching_up_forgets_nothing_that_was_sent_later(own):
    send(own, MOVE)
    sent = own.sent
    send(own, A)
    own.forget(sent)
    assert own.take("key_down", 38)
    assert not own.take("motion", 0)


def test_what_is_still_being_sent_does_not_count_as_sent(own):
    send(own, MOVE)
    with own.sending([A]):
        assert own.sent == 1
        send(own, A)  # a release, which does not wait for a sending that hangs
        assert own.sent == 1
    assert own.sent == 3


def test_nothing_is_kept_where_nobody_listens():
    own = OwnEvents()
    send(own, A)
    assert not own.take("key_down", 38)
