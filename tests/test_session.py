"""A session with the real input process, and doubles for everything else."""

import os
import signal

import pytest

from cua_desktop.agent.actions import Drag
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.client import Stopped
from cua_desktop.paths import Profile
from cua_desktop.safety.limits import RunLimits
from cua_desktop.settings import Settings
from cua_desktop.wiring import stop_keys
from cua_desktop.wiring.opening import NoOwnWindows
from cua_desktop.wiring.session import Session
from tests.agent.doubles import ScriptedModel, ScriptedPerson, StillScreen, asks_for, call, says
from tests.input.support import NOTHING, Desk, keys_down

DRAG = Drag(tuple(Point(100 + step % 300, 100) for step in range(3000)), keys=("CTRL", "ALT"))


class Model(ScriptedModel):
    async def close(self):
        pass


class Screen(StillScreen):
    shown = Rect(0, 0, 1280, 800)

    def close(self):
        pass


@pytest.fixture
def desk(display):
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def session(desk, tmp_path):
    model = Model(asks_for(call(DRAG)), says("Done."))
    events = []

    async def made():
        session = Session(Settings(), Profile(tmp_path), events.append, NoOwnWindows())
        session.join(model, Screen(), ScriptedPerson(), RunLimits(max_steps=9))
        return session

    session = desk.do(made())
    session.events = events
    yield session
    desk.do(session.close())


def test_when_the_input_process_is_killed_the_run_says_so_and_the_next_one_has_a_new_process(desk, session):
    desk.do(session.open())
    running = desk.started(session.run("Drag it."))
    desk.wait_for(lambda: len(keys_down()[0]) == 2)
    first = session.input._child.pid
    os.kill(first, signal.SIGKILL)
    assert desk.outcome(running) is None
    ended = running.result()
    assert ended.reason is EndReason.ERROR
    assert "input process is gone: signal 9" in ended.message
    assert "Nothing is left pressed" in ended.message
    assert keys_down() == NOTHING
    again = desk.do(session.run("And now?", follow_up=True))
    assert (again.reason, again.message) == (EndReason.FINISHED, "Done.")
    assert session.input._child.pid != first


def test_an_input_process_that_ignores_a_stop_ends_the_run_all_the_same(desk, session):
    desk.do(session.open())
    running = desk.started(session.run("Drag it."))
    desk.wait_for(lambda: len(keys_down()[0]) == 2)
    os.kill(session.input._child.pid, signal.SIGSTOP)
    desk.call(session.stop, "the Stop button")
    assert desk.outcome(running) is None
    assert running.result().reason is EndReason.STOPPED
    assert keys_down() == NOTHING


def test_stop_keys_that_have_stopped_a_run_are_known_to_arrive(desk, session, tmp_path):
    assert not stop_keys.proven(Profile(tmp_path), "ctrl+alt+q")
    desk.call(session._on_input_report, Stopped("the screen corner"))
    assert not stop_keys.proven(Profile(tmp_path), "ctrl+alt+q")
    desk.call(session._on_input_report, Stopped("the stop keys"))
    assert stop_keys.proven(Profile(tmp_path), "ctrl+alt+q")
