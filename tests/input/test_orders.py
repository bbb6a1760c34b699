"""Orders of the app, in whatever order they arrive: a stop and an interruption overtake what waits."""

import io

import pytest

from cua_desktop.agent.geometry import Rect
from cua_desktop.input import orders as orders_module
from cua_desktop.input import wire
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import Body, Ready
from cua_desktop.input.orders import Orders
from tests.input.recording_hands import RecordingHands

SHOWN = Rect(0, 0, 100, 100)


class Ears:
    deaf_because = None

    def close(self):
        pass


class NoLedger:
    def write(self, held):
        pass

    def left_behind(self):
        return []


class Scene:
    def __init__(self):
        self.said = []
        self.brake = Brake()
        self.orders = Orders(
            self.brake, NoLedger(), lambda **message: self.said.append(message), lambda _: None
        )
        self.follow({"do": "open", "stop_chord": "ctrl+alt+q"})

    def follow(self, *orders):
        self.orders.read(io.BytesIO(b"".join(map(wire.line, orders))))

    def error_of(self, number):
        return next(message["error"] for message in self.said if message.get("id") == number)


@pytest.fixture
def scene(monkeypatch):
    monkeypatch.setattr(
        orders_module,
        "open_body",
        lambda brake, _chord, _heard: Body(RecordingHands(brake), Ears(), Ready("linux", "", "", "", "", "")),
    )
    scene = Scene()
    yield scene
    scene.orders.close(10)


def start(number):
    return {"do": "start_run", "id": number}


def stop(number):
    return {"do": "stop", "by": "the test", "quietly": False, "id": number}


def test_a_run_whose_stop_has_overtaken_it_does_not_start(scene):
    scene.follow(stop(2), start(1))
    assert scene.brake.stopped_by is not None
    assert scene.error_of(1)["kind"] == "stopped"


def test_a_run_after_a_stop_starts(scene):
    scene.follow(stop(1), start(2))
    assert scene.brake.stopped_by is None
    assert scene.error_of(2) is None


def test_a_run_whose_interruption_has_overtaken_it_starts_interrupted(scene):
    scene.follow({"do": "interrupt", "id": 2}, start(1))
    assert (scene.brake.stopped_by, scene.brake.interrupted) == (None, True)


def test_a_resumption_that_the_next_interruption_has_overtaken_lets_go_of_nothing(scene):
    scene.follow(
        start(1), {"do": "interrupt", "id": 2}, {"do": "interrupt", "id": 4}, {"do": "resume", "id": 3}
    )
    assert scene.brake.interrupted
    scene.follow({"do": "resume", "id": 5})
    assert not scene.brake.interrupted


@pytest.mark.parametrize("order", [{"do": "stop"}, {"do": "stop", "id": 9}], ids=["bare", "without a name"])
def test_a_stop_stops_though_half_of_it_is_missing(scene, order):
    scene.follow(start(1), order)
    assert scene.brake.stopped_by is not None
