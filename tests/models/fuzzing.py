"""One random answer in a run of the real loop, through the real SDK: only what was in it is performed."""

import asyncio
import json
import re

import httpx2

from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Size
from cua_desktop.agent.interfaces.screen import View
from cua_desktop.agent.loop import Agent
from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.endpoint import Endpoint
from cua_desktop.models.retries import Patience
from cua_desktop.safety.gate import ApprovalGate
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.loop_guard import LoopGuard
from cua_desktop.safety.watch import PresenceWatch
from tests.agent.doubles import NOBODY, RecordingInput, ScriptedPerson, StillScreen
from tests.models.strategies import DISPLAY
from tests.responses_server import message, response


class Screen(StillScreen):
    """Of the size that the answers are about, and as large as its picture."""

    def _view(self, settle=0.0):
        return View(Frame(b"picture", "image/png", Size(*DISPLAY_SIZE)), settle_seconds=settle)

    def on_screen(self, action):
        return action


DISPLAY_SIZE = (DISPLAY.width, DISPLAY.height)


class Fuzzing:
    """Keeps a loop and a client for many runs; `outcomes` counts how they ended."""

    def __init__(self):
        self.outcomes = {}
        self._loop = asyncio.new_event_loop()
        self._bodies = []

    def close(self):
        self._loop.close()

    def run(self, body, dialect):
        """Asserts that nothing is performed but what a whole, completed answer asks for."""
        ended, performed, defects = self._loop.run_until_complete(self._run(body, dialect))
        assert not defects
        assert ended.reason in (EndReason.FINISHED, EndReason.ERROR, EndReason.NEEDS_PERSON)
        assert "inside the app" not in ended.message, ended.message
        asked_for = iter(actions_in(body) if performed else ())
        for action in performed:  # in their order, each once
            assert any(is_same(action, wanted) for wanted in asked_for), action
        name = f"{ended.reason.value}, {'acted' if performed else 'nothing done'}"
        self.outcomes[name] = self.outcomes.get(name, 0) + 1

    async def _run(self, body, dialect):
        bodies = iter([body])

        async def answer(_):
            try:
                return httpx2.Response(200, content=next(bodies))
            except StopIteration:
                return httpx2.Response(200, json=response(message("Done.")))

        model = ResponsesModel(
            model="m",
            dialect=dialect,
            endpoint=Endpoint("http://fuzz.invalid/v1", "k" * 20),
            instructions="",
            patience=Patience(first_pause=0.0),
            transport=httpx2.MockTransport(answer),
        )
        given_input, defects = RecordingInput(), []
        self._loop.set_exception_handler(lambda _, context: defects.append(context))
        agent = Agent(
            model=model,
            screen=Screen(),
            input=given_input,
            gate=ApprovalGate("checks"),
            person=ScriptedPerson(*[NOBODY] * 9),
            limits=RunLimits(max_steps=9),
            loop_guard=LoopGuard(),
            watch=PresenceWatch(30.0),
            report=lambda _: None,
        )
        try:
            ended = await agent.run("Do it.", Conversation())
        finally:
            await model.close()
        assert given_input.log[-1] == ("end_run", None)
        return ended, given_input.performed, defects


def actions_in(body):
    """What a whole, completed answer asks for; read in the simplest way there is, and nothing otherwise."""
    for whole in _wholes(body):
        if not isinstance(whole, dict) or whole.get("error"):
            return []
        items = whole.get("output")
        if whole.get("status") not in ("completed", None) or not isinstance(items, list):
            return []
        calls = [each for each in items if isinstance(each, dict) and each.get("type") == "computer_call"]
        return [action for call in calls for action in call.get("actions") or [call.get("action")]]
    return []


def _wholes(body):
    if not re.match(rb"\s*(event:|data:|id:|retry:|:)", body):
        yield _json(body)
        return
    done = []
    for event in re.split(rb"(?:\r\n|\n|\r){2,}", body):
        data = b"\n".join(line[5:] for line in re.split(rb"\r\n|\n|\r", event) if line.startswith(b"data:"))
        read = _json(data)
        if not isinstance(read, dict):
            continue
        if read.get("type") == "response.output_item.done":
            done.append(read.get("item"))
        if read.get("type") == "response.completed":
            whole = read.get("response")
            if isinstance(whole, dict) and not whole.get("output"):
                whole = {**whole, "output": done}
            yield whole
        elif read.get("type") is None and read.get("object") == "response":
            yield read


def _json(data):
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def is_same(action, wanted):
    """Whether an action is the one that was asked for, by its kind and its place."""
    if not isinstance(wanted, dict):
        return False
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(action).__name__).lower()
    point = getattr(action, "point", None)
    place = point is None or (point.x, point.y) == (wanted.get("x"), wanted.get("y"))
    return wanted.get("type") == kind and place
