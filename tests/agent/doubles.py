"""Recording doubles of everything the agent needs; unit tests only."""

import asyncio
import time

from cua_desktop.agent.actions import Click, Screenshot, moved
from cua_desktop.agent.bounds import EndHere
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.errors import UserActiveError
from cua_desktop.agent.exchange import ComputerCall, Decision, Frame, Message, SafetyCheck, Usage
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.agent.interfaces.person import Answer, Decided
from cua_desktop.agent.interfaces.screen import View
from cua_desktop.agent.loop import Agent
from cua_desktop.agent.permit import Stamp
from cua_desktop.safety.gate import ApprovalGate
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.loop_guard import LoopGuard
from cua_desktop.safety.watch import PresenceWatch

SCALE = 2
SHOWN = Rect(0, 0, 200, 100)
TOKENS = Usage(10, 5)
CHECK = SafetyCheck("sc_1", "malicious_instructions", "Beware.")

CLICK = Click(Point(10, 20))
CLICK_ON_SCREEN = Click(Point(20, 40))
OTHER = Click(Point(30, 30))


def call(*actions, call_id="call_1", checks=()):
    return ComputerCall(call_id, tuple(actions), tuple(checks))


def asks_for(*calls, problems=(), response_id="resp_1", messages=(), usage=TOKENS):
    opened = tuple((each.call_id, each.safety_checks) for each in calls)
    return Decision(response_id, calls, messages, problems=problems, open_calls=opened, usage=usage)


def says(text, phase=None, response_id="resp_end"):
    return Decision(response_id, messages=(Message(text, phase),))


class ScriptedModel:
    """Answers from a list; an exception in it is raised; a coroutine function is awaited."""

    name = "scripted"

    def __init__(self, *script):
        self.script = list(script)
        self.requests = []
        self.hurried = 0

    def try_now(self):
        self.hurried += 1

    async def decide(self, request, hear):
        self.requests.append(request)
        next_one = self.script.pop(0)
        if callable(next_one):
            next_one = await next_one()
        if isinstance(next_one, Exception):
            raise next_one
        return next_one


class StillScene:
    """What was asked about; it holds as often as the screen was told."""

    def __init__(self, frame, holding):
        self.frame = frame
        self._holding = holding

    async def holds(self):
        return self._holding.pop(0) if self._holding else True


class StillScreen:
    """Numbers its frames; image pixels are half as many as screen points."""

    def __init__(self, own=(), focus=False):
        self.frames = 0
        self.own = set(own)
        self.hidden = set()
        self.hidden_focus = False
        self.focus = focus
        self.asides = []
        self.scenes = []
        self.holding = []
        self.settled_after = []
        self.notes = []
        self.sketches = []

    def _view(self, settle=0.0):
        self.frames += 1
        frame = Frame(b"frame %d" % self.frames, "image/png", Size(100, 50))
        note = self.notes.pop(0) if self.notes else ""
        sketch = self.sketches.pop(0) if self.sketches else b""
        return View(
            frame, settle_seconds=settle, capture_seconds=0.5, encode_seconds=0.25, note=note, sketch=sketch
        )

    async def look(self):
        return self._view()

    async def look_when_settled(self, after):
        self.settled_after.append(tuple(after))
        return self._view(settle=1.0)

    @property
    def shown(self):
        return SHOWN

    def on_screen(self, action):
        return moved(action, lambda point: Point(point.x * SCALE, point.y * SCALE))

    async def scene(self, actions):
        self.scenes.append(tuple(actions))
        self.frames += 1
        return StillScene(Frame(b"frame %d" % self.frames, "image/png", Size(100, 50)), self.holding)

    def hidden_at(self, point):
        return point in self.hidden

    def own_window_at(self, point):
        return point in self.own

    def step_aside(self, points):
        self.asides.append(tuple(points))
        return True

    def own_window_has_focus(self):
        return self.focus

    async def hidden_window_has_focus(self):
        return self.hidden_focus

    async def look_around(self):
        pass

    def use_first_monitor(self):
        self.on_first_monitor = True


class RecordingInput:
    """Keeps the order of everything; refuses or raises what it is told to.

    `interrupted` is the brake that the user's own input pulls, as the real one has it.
    """

    def __init__(self, refuse=None, fail=None):
        self.log = []
        self.within = []
        self.refuse = refuse or {}
        self.fail = fail or {}
        self.interrupted = False
        self.locked = False

    @property
    def performed(self):
        return [what for kind, what in self.log if kind == "perform"]

    async def start_run(self):
        self.interrupted = False
        self.log.append(("start_run", None))

    async def check(self, actions, within=None):
        self.within.append(within)
        for action in actions:
            if action in self.refuse:
                raise self.refuse[action]

    def new_stamp(self):
        self.stamp = Stamp.fresh()
        return self.stamp

    async def admit(self, permit):
        assert self.stamp.sealed(permit)
        self.permitted = list(permit.actions)
        self.permit = permit

    async def perform(self, action, permit):
        assert permit is self.permit
        assert action == self.permitted.pop(0)
        self.within.append(permit.shown)
        assert not self.locked
        if self.interrupted:
            raise UserActiveError
        if action in self.fail:
            failure = self.fail[action]
            if callable(failure):
                await failure()
            else:
                raise failure
        if not isinstance(action, Screenshot):
            self.log.append(("perform", action))

    async def lock(self):
        self.locked = True

    def unlock(self):
        self.locked = False

    def interrupt(self):
        self.interrupted = True
        self.log.append(("interrupt", None))

    async def resume(self):
        self.interrupted = False
        self.log.append(("resume", None))

    async def end_run(self, stopped_by=None):
        self.log.append(("end_run", stopped_by))


class ScriptedPerson:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.questions = []
        self.asked_for_more = []
        self.more = []
        self.paused = []
        self.going_on = None

    async def approve(self, question):
        self.questions.append(question)
        answer = self.answers.pop(0)
        return await answer() if callable(answer) else answer

    async def continue_for(self, more):
        self.asked_for_more.append(more)
        if not self.more:
            return EndHere(by_person=False)
        answer = self.more.pop(0)
        return await answer() if callable(answer) else answer

    async def may_go_on(self, why):
        self.paused.append(why)
        return await self.going_on() if self.going_on else False


ALLOW = Answer(Decided.ALLOWED)
DENY = Answer(Decided.DENIED, "the person said no")
NOBODY = Answer(Decided.DENIED, "Nobody is here to ask.", by_person=False)
STOP = Answer(Decided.STOPPED)


class House:
    """An agent with all its doubles."""

    def __init__(
        self,
        *script,
        screen=None,
        input=None,
        answers=(),
        mode="checks",
        limits=None,
        resume_after=0.05,
        watch_seconds=30.0,
    ):
        self.model = ScriptedModel(*script)
        self.screen = screen or StillScreen()
        self.input = input or RecordingInput()
        self.person = ScriptedPerson(*answers)
        self.events = []
        self.guard = LoopGuard()
        self.watch = PresenceWatch(watch_seconds)
        self.conversation = Conversation()
        self.agent = Agent(
            model=self.model,
            screen=self.screen,
            input=self.input,
            gate=ApprovalGate(mode),
            person=self.person,
            limits=limits or RunLimits(max_steps=20),
            loop_guard=self.guard,
            watch=self.watch,
            report=self._report,
            resume_after=resume_after,
        )

    def _report(self, event):
        self.events.append(event)
        self.also_report(event)

    def also_report(self, event):
        """For tests that want to know when."""

    def user_works(self):
        """The user touches mouse or keyboard: input breaks off by itself, and tells."""
        self.input.interrupted = True
        self.agent.user_came(time.time())

    async def run(self, text="Do it."):
        return await self.agent.run(text, self.conversation)

    def of_type(self, name):
        return [event for event in self.events if event.type == name]


def run(house, text="Do it."):
    """Runs the house's agent on the text, to the end."""
    return asyncio.run(house.run(text))
