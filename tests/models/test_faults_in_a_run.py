"""Every fault in the middle of a run, through the real SDK and the real loop: what happens, and what is left.

A run does one thing, then meets the fault, then is replied to when the service is well again. The service
is a strict one: it wants each call that it made answered, and nothing else.
"""

import asyncio
import contextlib
import json
import logging
from dataclasses import replace

import pytest

from cua_desktop.agent.actions import Click
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.events import EndReason, as_json_object
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.loop import Agent
from cua_desktop.journal.recorder import RunRecorder
from cua_desktop.safety.gate import ApprovalGate
from cua_desktop.safety.limits import RunLimits
from tests.agent.doubles import RecordingInput, ScriptedPerson, StillScreen
from tests.models.conftest import KEY, QUICK, open_model
from tests.models.faults import ROWS, Then
from tests.responses_server import computer_call, message, response, running_responses_server, streamed

FIRST, SECOND = Click(Point(20, 40)), Click(Point(60, 80))
TRIES = {Then.RETRIED: 1 + QUICK.retries, Then.ANEW: 2, Then.OFFERED: 1, Then.ENDS: 1}
GOES_ON = {name: row for name, row in ROWS.items() if row.then in (Then.RETRIED, Then.ANEW)}
MODES = pytest.mark.parametrize("stateless", [False, True], ids=["chained", "stateless"])


class StrictService:
    """Answers well, but for its faults; keeps what it must not be asked, as the real one refuses it."""

    def __init__(self):
        click = {"type": "click", "button": "left"}
        self._well = iter(
            [
                response(computer_call({**click, "x": 10, "y": 20}, call_id="call_a")),
                response(computer_call({**click, "x": 30, "y": 40}, call_id="call_b")),
                response(message("Done.")),
            ]
        )
        self._calls = {}
        self.fault = None
        self.faults_left = 0
        self.asked = []
        self.wrongs = []

    def will_fail(self, fault, times=10_000):
        """From the second answer on."""
        self.fault, self.faults_left = fault, times

    def __call__(self, recorded):
        self.asked.append(recorded.body)
        self._examine(recorded.body)
        if self._calls and self.faults_left:
            self.faults_left -= 1
            return as_stream(self.fault)
        whole = next(self._well)
        self._calls[whole["id"]] = [item["call_id"] for item in whole["output"] if "call_id" in item]
        return streamed(whole)

    def _examine(self, body):
        after = body.get("previous_response_id")
        if after is not None and after not in self._calls:
            self.wrongs.append(f"unknown response {after}")
        calls = [item["call_id"] for item in body["input"] if item["type"] == "computer_call"]
        calls += self._calls.get(after, [])
        outputs = [item["call_id"] for item in body["input"] if item["type"] == "computer_call_output"]
        if calls != outputs:
            self.wrongs.append(f"calls {calls}, outputs {outputs}")


def as_stream(fault):
    """What came as 200 comes as a stream, as the app asks for it."""
    if not isinstance(fault, dict):
        return fault
    return streamed(
        fault, kind=fault["status"] if fault["status"] in ("failed", "incomplete") else "completed"
    )


class Run:
    """An agent with a real model and a real record; the rest are doubles."""

    def __init__(self, model, folder, conversation):
        self.input = RecordingInput()
        self.events = []
        self._folder = folder
        self._recorder = RunRecorder(folder)
        self._conversation = conversation
        self.agent = Agent(
            model=model,
            screen=StillScreen(),
            input=self.input,
            gate=ApprovalGate("checks"),
            person=ScriptedPerson(),
            limits=RunLimits(max_steps=9),
            report=self._report,
        )

    def _report(self, event):
        self.events.append(event)
        if not event.passing:
            self._recorder.record(event)

    async def says(self, text):
        ended = await self.agent.run(text, self._conversation)
        assert self.input.log[-1] == ("end_run", None)
        return ended

    def close(self):
        self._recorder.close()

    def of_type(self, name):
        return [event for event in self.events if event.type == name]

    @property
    def written(self):
        return b"".join(file.read_bytes() for file in sorted(self._folder.rglob("*.jsonl")))

    def assert_record_is_whole(self):
        lines = [json.loads(line) for line in self.written.decode().splitlines()]
        kinds = [line["type"] for line in lines]
        assert kinds[0] == "run_started"
        assert kinds[-1] == "run_ended"
        assert kinds.count("run_started") == kinds.count("run_ended")
        assert kinds.count("action_started") == kinds.count("action_done") == len(self.input.performed)

    def assert_key_is_nowhere(self, caplog):
        everything = repr(self.events) + json.dumps([as_json_object(event) for event in self.events])
        everything += caplog.text + self.written.decode()
        assert KEY not in everything
        assert KEY[8:20] not in everything


@contextlib.asynccontextmanager
async def running(base_url, folder, *, stateless=False, quick=False, **how):
    patience = replace(QUICK, read=0.4, silence=0.1) if quick else QUICK
    async with open_model(base_url=base_url, patience=patience, **how) as model:
        run = Run(model, folder, Conversation(stateless=stateless))
        try:
            yield run
        finally:
            run.close()


@pytest.fixture(scope="module")
def server():
    """One for all: to begin and end one takes longer than a fault."""
    with running_responses_server() as server:
        yield server


@pytest.fixture
def service(server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    strict = StrictService()
    server.will_ask(strict)
    return strict


@MODES
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_fault_that_stays_ends_the_run_and_a_reply_goes_on(
    server, service, caplog, tmp_path, row, stateless
):
    caplog.set_level(logging.DEBUG, "cua_desktop")

    async def fail_and_go_on():
        async with running(server.base_url, tmp_path, stateless=stateless, quick=row.quick) as run:
            service.will_fail(row.answer)
            failed = await run.says("Do it.")
            asked = len(service.asked)
            run.assert_record_is_whole()
            service.faults_left = 0
            return run, failed, asked, await run.says("Go on.")

    run, failed, asked, ended = asyncio.run(fail_and_go_on())
    assert failed.reason is EndReason.ERROR
    (told,) = run.of_type("error")
    assert row.says in told.message
    assert row.hints in told.hint
    assert asked == 1 + TRIES[row.then]
    assert (told.change is not None) == (row.then is Then.OFFERED or "keeps no data" in row.says)
    assert bool(run.of_type("waiting")) == (row.then is Then.RETRIED or row.quick)
    assert (ended.reason, ended.message) == (EndReason.FINISHED, "Done.")
    assert run.input.performed == [FIRST, SECOND]
    assert "Go on." in json.dumps(service.asked[asked])
    assert service.wrongs == []
    run.assert_record_is_whole()
    run.assert_key_is_nowhere(caplog)


@MODES
@pytest.mark.parametrize("row", GOES_ON.values(), ids=GOES_ON)
def test_a_fault_that_passes_ends_no_run_and_nothing_is_done_twice(server, service, tmp_path, row, stateless):
    async def fail_once():
        async with running(server.base_url, tmp_path, stateless=stateless) as run:
            service.will_fail(row.answer, times=1)
            return run, await run.says("Do it.")

    run, ended = asyncio.run(fail_once())
    assert (ended.reason, ended.message) == (EndReason.FINISHED, "Done.")
    assert run.input.performed == [FIRST, SECOND]
    assert len(service.asked) == 4
    assert service.wrongs == []
