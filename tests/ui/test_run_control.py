import asyncio

import pytest

from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.events import EndReason, RunEnded
from cua_desktop.ui.run_control import RunControl
from tests.ui.doubles import SessionDouble, event


class Scene:
    def __init__(self, failure=None, slow=False):
        self.sessions, self.refused, self.busy, self.rooms = [], [], [], 0
        self.failure, self.slow = failure, slow
        self.control = RunControl(self._open, self._make_room)
        self.control.refused.connect(self.refused.append)
        self.control.busy_changed.connect(self.busy.append)

    async def _open(self):
        if self.slow:
            await asyncio.sleep(3600)
        if self.failure:
            raise self.failure
        self.sessions.append(SessionDouble(lambda _event: None))
        return self.sessions[-1]

    async def _make_room(self):
        self.rooms += 1

    async def started(self, text="a task", *, follow_up=False):
        self.control.start(text, follow_up=follow_up)
        runs = sum(len(s.runs) for s in self.sessions)
        while sum(len(s.runs) for s in self.sessions) == runs:
            await asyncio.sleep(0.005)
        return self.sessions[-1]

    async def idle(self):
        while self.control.busy:
            await asyncio.sleep(0.005)


def test_a_run_is_busy_from_its_start_to_its_end(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        assert scene.control.busy
        session.finish()
        await scene.idle()
        assert scene.busy == [True, False]
        assert scene.rooms == 1

    in_loop(scenario())


def test_a_second_start_during_a_run_does_nothing(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        scene.control.start("another", follow_up=False)
        await asyncio.sleep(0.05)
        assert session.runs == [("a task", False)]
        session.finish()
        await scene.idle()

    in_loop(scenario())


def test_a_reply_goes_on_in_the_same_session(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        session.finish()
        await scene.idle()
        assert scene.control.can_follow_up
        await scene.started("go on", follow_up=True)
        assert session.runs[-1] == ("go on", True)
        session.finish()
        await scene.idle()

    in_loop(scenario())


def test_changed_settings_open_a_new_session_and_close_the_old(in_loop):
    async def scenario():
        scene = Scene()
        (await scene.started()).finish()
        await scene.idle()
        scene.control.forget_session()
        assert not scene.control.can_follow_up
        (await scene.started()).finish()
        await scene.idle()
        assert [session.closed for session in scene.sessions] == [True, False]

    in_loop(scenario())


def test_after_an_error_a_new_task_gets_a_new_session(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        session._end.set_result(event(RunEnded, reason=EndReason.ERROR))
        await scene.idle()
        (await scene.started()).finish()
        await scene.idle()
        assert len(scene.sessions) == 2

    in_loop(scenario())


def test_stop_reaches_the_session_at_once(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        scene.control.stop("the Stop button")
        assert session.stopped_by == ["the Stop button"]
        await scene.idle()

    in_loop(scenario())


def test_stop_also_ends_a_start_that_takes_long(in_loop):
    async def scenario():
        scene = Scene(slow=True)
        scene.control.start("a task", follow_up=False)
        await asyncio.sleep(0.02)
        scene.control.stop("the Stop button")
        await scene.idle()
        assert scene.refused == []

    in_loop(scenario())


def test_a_start_that_fails_is_told(in_loop):
    async def scenario():
        scene = Scene(failure=CuaError("No key.", "Set one."))
        scene.control.start("a task", follow_up=False)
        await scene.idle()
        assert [error.message for error in scene.refused] == ["No key."]

    in_loop(scenario())


def test_a_defect_is_a_sentence_too(in_loop, caplog):
    async def scenario():
        scene = Scene(failure=ZeroDivisionError())
        scene.control.start("a task", follow_up=False)
        await scene.idle()
        assert "ZeroDivisionError" in scene.refused[0].message

    in_loop(scenario())
    assert "could not be started" in caplog.text


def test_closing_stops_the_run_first_and_then_closes_the_session(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        await scene.control.close("closing the window")
        assert session.stopped_by == ["closing the window"]
        assert session.closed
        assert not scene.control.busy

    in_loop(scenario())


@pytest.mark.parametrize("mode", ["every", "changes", "checks"])
def test_the_mode_is_changed_in_the_run_under_way(in_loop, mode):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        scene.control.set_approval_mode(mode)
        assert session.gate.mode == mode
        session.finish()
        await scene.idle()

    in_loop(scenario())


def test_a_start_stopped_before_its_first_step_is_over(in_loop):
    async def scenario():
        scene = Scene()
        scene.control.start("a task", follow_up=False)
        scene.control.stop("the Stop button")
        await asyncio.wait_for(scene.idle(), 5)
        assert scene.busy == [True, False]

    in_loop(scenario())


def test_a_pause_reaches_the_run_under_way_and_no_other(in_loop):
    async def scenario():
        scene = Scene()
        scene.control.pause()
        assert scene.control.goes_on_at is None
        session = await scene.started()
        scene.control.pause()
        session.goes_on_at = 12.5
        assert (session.paused, scene.control.goes_on_at) == (1, 12.5)
        session.finish()
        await scene.idle()
        scene.control.pause()
        assert session.paused == 1

    in_loop(scenario())


def test_the_stop_keys_are_tested_in_the_open_session_which_goes_on(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        session.finish()
        await scene.idle()
        session.can_follow_up = True
        began = []
        assert await scene.control.hear_stop_keys(1.0, lambda: began.append(True)) is True
        assert (began, session.heard_for, session.closed) == ([True], [1.0], False)
        assert scene.control.can_follow_up

    in_loop(scenario())


def test_without_a_session_of_now_nobody_there_hears_the_stop_keys(in_loop):
    async def scenario():
        scene = Scene()
        assert await scene.control.hear_stop_keys(1.0, pytest.fail) is None
        session = await scene.started()
        session.finish()
        await scene.idle()
        scene.control.forget_session()  # the stop keys may be others now
        assert await scene.control.hear_stop_keys(1.0, pytest.fail) is None
        assert session.closed

    in_loop(scenario())


def test_a_close_that_nobody_waits_for_any_more_goes_on_to_its_end(in_loop):
    async def scenario():
        scene = Scene()
        session = await scene.started()
        session.finish()
        await scene.idle()
        session.slow_to_close = 0.1
        closing = asyncio.ensure_future(scene.control.close("the test"))
        await asyncio.sleep(0.02)
        closing.cancel()
        await asyncio.sleep(0.2)
        assert session.closed

    in_loop(scenario())
