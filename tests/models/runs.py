"""Runs of the real loop with a real model, a real record, and doubles of the rest; and a strict service."""

import contextlib
import json
from dataclasses import replace

from cua_desktop.agent.actions import Click
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.events import as_json_object
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.loop import Agent
from cua_desktop.journal.recorder import RunRecorder
from cua_desktop.safety.gate import ApprovalGate
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.loop_guard import LoopGuard
from cua_desktop.safety.watch import PresenceWatch
from tests.agent.doubles import RecordingInput, ScriptedPerson, StillScreen
from tests.models.conftest import KEY, QUICK, open_model
from tests.responses_server import computer_call, message, response, streamed

FIRST, SECOND = Click(Point(20, 40)), Click(Point(60, 80))
"""What the strict service has done, as it is performed on the screen."""


def assert_no_piece_of_the_key_in(text, key=KEY):
    """Not even its beginning or end, which vendors echo."""
    found = [key[start : start + 6] for start in range(len(key) - 5) if key[start : start + 6] in text]
    assert not found


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
        self.model = model
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
            loop_guard=LoopGuard(),
            watch=PresenceWatch(30.0),
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
        assert_no_piece_of_the_key_in(everything + caplog.text + self.written.decode())


@contextlib.asynccontextmanager
async def running(base_url, folder, *, stateless=False, quick=False, **how):
    patience = replace(QUICK, read=0.4, silence=0.1) if quick else QUICK
    async with open_model(base_url=base_url, patience=patience, **how) as model:
        run = Run(model, folder, Conversation(stateless=stateless))
        try:
            yield run
        finally:
            run.close()
