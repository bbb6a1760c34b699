"""Whatever a model asks for and whenever it is stopped: what is injected is a prefix of what was right,
and then the releases; nothing is outside the shown part of the desktop, nothing is held at the end."""

import io
import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from cua_desktop.agent.errors import ActionRefusedError, InputError, StoppedError, UserActiveError
from cua_desktop.agent.systems import running_on
from cua_desktop.input import orders as orders_module
from cua_desktop.input import process as process_module
from cua_desktop.input import wire
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import Body, Ready
from cua_desktop.input.plan import Carried, Rules, planned
from cua_desktop.input.reserved import reserved_on
from cua_desktop.input.worker import Worker
from tests.input.hostile import SHOWN, actions, sequences
from tests.input.permitted import orders_for
from tests.input.recording_hands import RecordingHands, batches_of, held_after, releases

STOP_CHORD = ("ctrl", "alt", "q")
RULES = Rules(STOP_CHORD, SHOWN, reserved_on(running_on().environment))
LATER = 1000.0


class Scene:
    """A worker in a run; `perform` gives how an action ended."""

    def __init__(self):
        self.stops = []
        self.brake = Brake(self.stops.append)
        self.hands = RecordingHands(self.brake)
        self.worker = Worker(self.brake, self.hands, STOP_CHORD)
        self.worker.start_run()
        self.brake.start_run()
        self.ends = []

    def perform(self, action):
        done, ended = threading.Event(), []
        self.worker.perform(action, SHOWN, lambda error: (ended.append(error), done.set()))
        assert done.wait(10)
        self.ends.append(ended[0])
        return ended[0]

    def stop_at(self, number):
        """Has another thread pull the brake while this event is being sent."""

        def stop():
            threading.Thread(target=self.brake.stop, args=["the test"]).start()
            while self.brake.stopped_by is None:
                pass

        self.hands.at[number] = stop

    def interrupt_at(self, number):
        """Has another thread interrupt while this event is being sent."""

        def interrupt():
            self.hand = threading.Thread(target=self.brake.interrupt)
            self.hand.start()
            while not self.brake.interrupted:
                pass

        self.hands.at[number] = interrupt

    def resume(self):
        """The user has left."""
        self.hand.join(10)
        self.brake.resume()

    def close(self):
        self.worker.close(5)


def right_events(sequence):
    """What is to be injected when nobody stops."""
    events, carried = [], Carried()
    for at, action in enumerate(sequence):
        more, carried = right_events_of(action, carried, LATER * at)
        events += more
    return events


def right_events_of(action, carried, now):
    """The same for one action; what is refused injects nothing, and changes nothing that is carried."""
    try:
        plan, carried = planned(action, RULES, carried, now)
    except ActionRefusedError:
        return [], carried
    return [injected for event in plan for batch in batches_of(event) for injected in batch], carried


@settings(max_examples=150, deadline=None)
@given(sequences)
def test_what_is_injected_is_what_was_asked_and_in_its_order(sequence):
    scene = Scene()
    for action in sequence:
        error = scene.perform(action)
        assert error is None or isinstance(error, ActionRefusedError)
    assert scene.hands.log == right_events(sequence)
    assert held_after(scene.hands.log) == []
    scene.close()


@settings(max_examples=300, deadline=None)
@given(sequences, st.integers(1, 60))
def test_a_stop_leaves_a_prefix_and_the_releases(sequence, number):
    right = right_events(sequence)
    scene = Scene()
    scene.stop_at(number)
    for action in sequence:
        scene.perform(action)
    log = scene.hands.log
    if len(right) < number:
        assert log == right
    else:
        prefix = next(n for n in range(number, len(right) + 1) if log[:n] == right[:n])
        assert log == right[:prefix] + releases(held_after(right[:prefix]))
        assert prefix <= number + 1  # a press and a release that go out as one
        assert isinstance(scene.perform(actions_that_press()), StoppedError)
        assert scene.hands.log == log
    assert held_after(log) == []
    assert scene.brake.held == ()
    scene.close()


def actions_that_press():
    from cua_desktop.agent.actions import Click
    from cua_desktop.agent.geometry import Point

    return Click(Point(200, 200), keys=("CTRL",))


@settings(max_examples=150, deadline=None)
@given(sequences, st.integers(1, 60))
def test_nothing_is_ever_outside_the_shown_part(sequence, number):
    scene = Scene()
    scene.stop_at(number)
    for action in sequence:
        scene.perform(action)
    assert all(event.point in SHOWN for event in scene.hands.log if event.kind == "motion")
    scene.close()


@settings(max_examples=150, deadline=None)
@given(sequences, st.integers(1, 60))
def test_a_display_that_fails_in_mid_action_leaves_nothing_held(sequence, number):
    scene = Scene()

    def fail():
        raise OSError("the connection is gone")

    scene.hands.at[number] = fail
    failed = [scene.perform(action) for action in sequence]
    assert all(error is None or isinstance(error, InputError) for error in failed)
    assert held_after(scene.hands.log) == []
    scene.close()


@settings(max_examples=150, deadline=None)
@given(sequences, st.integers(1, 60))
def test_what_is_held_is_written_down_before_it_is_pressed(sequence, number):
    scene = Scene()
    scene.stop_at(number)
    for action in sequence:
        scene.perform(action)
    assert scene.hands.unwritten == []
    assert scene.hands.written == ()
    scene.close()


@settings(max_examples=100, deadline=None)
@given(sequences, sequences, st.integers(1, 40))
def test_a_new_run_after_a_stop_begins_with_its_own_events_alone(before, after, number):
    scene = Scene()
    scene.stop_at(number)
    for action in before:
        scene.perform(action)
    scene.brake.stop("the test")
    scene.hands.log.clear()
    scene.hands.at.clear()
    scene.worker.start_run()
    scene.brake.start_run()
    for action in after:
        scene.perform(action)
    assert scene.hands.log == right_events(after)
    scene.close()


@settings(max_examples=300, deadline=None)
@given(sequences, st.integers(1, 40), st.integers(0, 2))
def test_an_interrupt_leaves_a_prefix_and_the_releases_and_after_it_whole_actions_alone(
    sequence, number, while_away
):
    scene, carried = Scene(), Carried()
    scene.interrupt_at(number)
    log, left = scene.hands.log, while_away
    for at, action in enumerate([*sequence, *sequence]):
        if scene.brake.interrupted and left == 0:
            scene.resume()
            left = while_away
            scene.interrupt_at(len(log) + number)
        right, new_carried = right_events_of(action, carried, LATER * at)
        before, away = len(log), scene.brake.interrupted
        error = scene.perform(action)
        new = log[before:]
        if away:
            left -= 1
            assert isinstance(error, UserActiveError)
            assert new == []
        elif isinstance(error, UserActiveError):
            sent = next(n for n in range(len(right), -1, -1) if new[:n] == right[:n])
            assert new == right[:sent] + releases(held_after(right[:sent]))
        else:
            assert new == right
            carried = new_carried
        assert held_after(log) == []
    scene.close()


class Answers(io.BytesIO):
    def flush(self):
        pass


class _Ears:
    deaf_because = None

    def close(self):
        pass


garbage = st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b"") + b"\n")
odd = st.sampled_from(
    [
        b"\n",
        b"{}\n",
        b"[]\n",
        b'{"do":"fly","id":1}\n',
        b'{"do":"perform","id":2}\n',
        b'{"do":"perform","action":{"kind":"nothing"},"permit":1,"id":3}\n',
        b'{"do":"perform","action":{"kind":"move","point":{"x":300,"y":300},"keys":[]},"permit":1,"id":4}\n',
        b'{"do":"admit","permit":7}\n',
        b'{"do":"stamp","key":"no"}\n',
        b'{"do":"check","actions":7,"within":null}\n',
        b'{"do":"stop"}\n',
        b'{"do":"beat"}\n' * 500,
        b"[" * 100_000 + b"\n",
        b"x" * 200_000 + b"\n",
    ]
)
performing = actions.map(lambda action: b"".join(map(wire.line, orders_for(action, 10, SHOWN))))
halves = st.builds(lambda line, part: line[: len(line) * part // 10] + b"\n", performing, st.integers(1, 9))
stop = st.just(wire.line({"do": "stop", "by": "the test", "quietly": False, "id": 11}))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(performing, performing, garbage, odd, halves, stop), max_size=12), st.integers(0, 30)
)
def test_a_pipe_that_goes_wrong_neither_ends_the_brake_nor_presses_anything(lines, cut):
    opened = orders_module.open_body
    made = []

    def open_body(brake, stop_chord, heard):
        made.append(RecordingHands(brake))
        return Body(made[0], _Ears(), Ready("linux", "", "", "", "", ""))

    stream = wire.line({"do": "open", "stop_chord": "ctrl+alt+q"}) + wire.line({"do": "start_run", "id": 1})
    broken_off = b"".join(lines)
    stream += broken_off[: max(0, len(broken_off) - cut)]
    orders_module.open_body = open_body
    process = process_module._Process(Answers(), NoLedger())
    try:
        process.orders.read(io.BytesIO(stream))
    finally:
        orders_module.open_body = opened
    process.orders.close(10)
    process._brake.stop("the end")
    assert held_after(made[0].log) == []
    assert all(event.point in SHOWN for event in made[0].log if event.kind == "motion")
    process._outbox.put(None)
    process._end_heard.close()
    process._end_said.close()


class NoLedger:
    def write(self, held):
        pass

    def left_behind(self):
        return []
