"""The loop: look, decide, clear, act. One run is one task or one reply of the user.

It keeps one rule above all: nothing of a response is executed before every item of it is
validated and cleared, and nothing at all after a stop.
"""

import asyncio
import logging

from cua_desktop.agent.account import Account
from cua_desktop.agent.acting import Acting
from cua_desktop.agent.asking import Asking
from cua_desktop.agent.clearing import Clearing
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.endings import Ended, NotDoneError
from cua_desktop.agent.errors import CuaError, ModelError, StoppedError
from cua_desktop.agent.events import (
    EndReason,
    ErrorShown,
    GrantsChanged,
    MessageShown,
    RunEnded,
    RunStarted,
    StepStarted,
)
from cua_desktop.agent.exchange import Decision, Request
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.input import Input
from cua_desktop.agent.interfaces.model import Model
from cua_desktop.agent.interfaces.person import Person
from cua_desktop.agent.interfaces.reporter import Reporter
from cua_desktop.agent.interfaces.safety import Gate, Limits, LoopGuard, Policy, Watch
from cua_desktop.agent.interfaces.screen import Screen, View
from cua_desktop.agent.limiting import CutOffError, Limiting
from cua_desktop.agent.looking import Looking
from cua_desktop.agent.presence import UserPresence
from cua_desktop.agent.watching import SENSITIVE, WatchedPerson, Watching

_log = logging.getLogger(__name__)

MOST_FRUITLESS_TURNS = 5
"""Answers in a row of which nothing could be done, after which a run ends."""


class Agent:
    """Runs tasks, one at a time. `report` gets every event, intents before they are carried out."""

    def __init__(
        self,
        *,
        model: Model,
        screen: Screen,
        input: Input,
        gate: Gate,
        person: Person,
        limits: Limits,
        loop_guard: LoopGuard,
        watch: Watch,
        report: Reporter,
        resume_after: float = 0.0,
        policy: Policy | None = None,
    ) -> None:
        self._model = model
        self._screen = screen
        self._input = input
        self._gate = gate
        self._limits = limits
        self._account = account = Account(report)
        self._watching = Watching(watch, account)
        person = WatchedPerson(person, self._watching)
        self._user = user = UserPresence(
            input=input, person=person, resume_after=resume_after, changed=account.paused
        )
        self._limiting = Limiting(limits=limits, guard=loop_guard, person=person, user=user, account=account)
        self._watching.join(user, self._limiting.cut_off, self._on_unwatched)
        self._looking = Looking(
            screen=screen, input=input, gate=gate, person=person, user=user, account=account, note=self._note
        )
        self._asking = Asking(model, limits, account)
        self._clearing = Clearing(
            screen=screen, input=input, gate=gate, person=person, user=user, account=account, policy=policy
        )
        self._acting = Acting(screen=screen, input=input, user=user, account=account, policy=policy)
        self._work: asyncio.Task[None] | None = None
        self._stopped_by: str | None = None
        self._failure: CuaError | None = None
        self._conversation: Conversation | None = None

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._work is not None

    def say(self, text: str) -> None:
        """What the user says in the middle of a run: the model is told with the next request."""
        if self._work is not None and self._conversation is not None:
            self._account.tell(MessageShown, text=text, by="user")
            self._conversation.add(text)

    def try_now(self) -> None:
        """Ends a wait for the service: the request is sent again at once."""
        self._model.try_now()

    def stop(self, by: str) -> None:
        """Ends the run at once. Input has its own, faster brake; this ends everything around it."""
        if self._work is not None and self._stopped_by is None:
            self._stopped_by = by
            self._work.cancel()

    def fail(self, error: CuaError) -> None:
        """Ends the run at once, as failed: a part of it is gone."""
        if self._work is not None and self._failure is None:
            self._failure = error
            self._work.cancel()

    def user_came(self, when: float) -> None:
        """The user has just worked the computer (Unix seconds): the run waits until they have rested."""
        self._user.came(when)

    def take_back(self, grant: Grant) -> None:
        """The user wants to be asked again about what they had allowed for the rest of the run."""
        if self._gate.take_back(grant):
            self._account.tell(GrantsChanged, grants=self._gate.grants)

    def pause(self) -> None:
        """The user asks for a pause, until they say that the run may go on."""
        self._user.pause()

    @property
    def watching(self) -> Watching:
        """Watch mode of the run under way: who is there is told to it."""
        return self._watching

    @property
    def goes_on_at(self) -> float | None:
        """When a paused run goes on if the user rests, in Unix seconds; None when it won't by itself."""
        return self._user.goes_on_at

    async def run(self, text: str, conversation: Conversation, *, stopped_by: str | None = None) -> RunEnded:
        """Works on what the user says until the model has no more to do, or something ends it.

        Every failure becomes the reason of the end; only a cancellation from outside is raised.
        `stopped_by` tells of a stop that came while the run was being prepared: it ends at once.
        """
        if self._work is not None:
            raise AssertionError("a run is under way")
        self._stopped_by = stopped_by
        self._failure = None
        self._account.begin()
        self._conversation = conversation
        self._user.begin()
        self._looking.begin()
        self._limiting.begin()
        bounds = self._limits.bounds
        self._account.tell(
            RunStarted, task=text, model=self._model.name, max_steps=bounds.steps, bounds=bounds
        )
        self._work = asyncio.ensure_future(self._steps(text, conversation))
        if stopped_by is not None:
            self._work.cancel()
        try:
            reason, message = await self._outcome(self._work)
        finally:
            self._work.cancel()
            self._user.leave()
            self._gate.end_run()
            self._watching.end()
            await self._input.end_run(self._stopped_by)
            await self._user.end()
            self._work = None
        return self._account.ended(reason, message, self._limits)

    async def _outcome(self, work: "asyncio.Task[None]") -> tuple[EndReason, str]:
        try:
            await work
        except Ended as end:
            return end.reason, end.message
        except StoppedError as stopped:
            return EndReason.STOPPED, stopped.message
        except asyncio.CancelledError:
            if self._stopped_by is not None:
                return EndReason.STOPPED, f"Stopped by {self._stopped_by}."
            if self._failure is not None:
                return self._account.failed(self._failure)
            raise
        except CuaError as error:
            return self._account.failed(error)
        except Exception as error:  # noqa: BLE001 - a defect of ours: the run must still end cleanly
            _log.exception("a run ended unexpectedly")
            message = f"Something went wrong inside the app ({type(error).__name__})."
            self._account.tell(ErrorShown, message=message, hint="The log in the profile folder says more.")
            return EndReason.ERROR, message
        raise AssertionError("a run ends by saying why")

    async def _steps(self, text: str, conversation: Conversation) -> None:
        await self._input.start_run()
        view = await self._looking.look()
        request = conversation.user_says(text, view.frame)
        while True:
            request, view = await self._ready(request, view)
            self._next_step()
            try:
                async with self._limiting.asking():
                    decision = await self._asking.ask(request, conversation, view.frame)
            except CutOffError:
                request = conversation.unanswered or request
                continue
            if not decision.open_calls and not decision.problems:
                request, view = await self._without_call(decision, conversation, view)
                continue
            request, view = await self._with_calls(decision, conversation, view)

    async def _ready(self, request: Request, view: View) -> tuple[Request, View]:
        """The request as it may be sent: within the limits, and with a new picture if it had to wait."""
        while (told := await self._limiting.pass_limits()) or self._user.taken:
            if told:
                self._note(told)
            view = await self._looking.look()
            request = request.showing(view.frame)
        return request, view

    def _next_step(self) -> None:
        tally = self._account.tally
        if tally.fruitless >= MOST_FRUITLESS_TURNS:
            raise ModelError(
                f"The model gave {MOST_FRUITLESS_TURNS} answers in a row of which nothing could be done.",
                "Try saying the task differently, or another model.",
            )
        tally.steps += 1
        self._account.tell(StepStarted)

    async def _without_call(
        self, decision: Decision, conversation: Conversation, view: View
    ) -> tuple[Request, View]:
        final = [message for message in decision.messages if message.phase != "commentary"]
        if final and not conversation.has_words_waiting:
            raise Ended(EndReason.FINISHED, final[-1].text)
        if conversation.has_words_waiting:
            view = await self._looking.look()
        else:
            self._account.tally.fruitless += 1
        return conversation.go_on(view.frame), view

    async def _with_calls(
        self, decision: Decision, conversation: Conversation, view: View
    ) -> tuple[Request, View]:
        """Clears and performs what a response asks for; tells the model when it was not."""
        try:
            told = await self._same_again(decision, view)
            cleared = await self._clearing.clear(decision, view.frame)
        except NotDoneError as refusal:
            return await self._not_done(refusal, conversation)
        if told:
            self._note(told)
        async with self._limiting.acting():
            done = await self._acting.act(decision.calls, cleared)
        tally = self._account.tally
        tally.fruitless = 0 if done.actions or self._user.taken else tally.fruitless + 1
        view = await self._looking.look(done.actions)
        approved = {call.call_id: clear.approved for call, clear in zip(decision.calls, cleared, strict=True)}
        return conversation.performed(view.frame, approved, done.notes), view

    async def _same_again(self, decision: Decision, view: View) -> str:
        """What to tell the model when it does the same again. Raises NotDoneError, Ended."""
        if decision.problems or self._user.taken:
            return ""
        actions = [action for call in decision.calls for action in call.actions]
        return await self._limiting.pass_guard(actions, view.sketch)

    async def _not_done(self, refusal: NotDoneError, conversation: Conversation) -> tuple[Request, View]:
        self._account.tally.fruitless += not self._user.taken
        note = self._account.tell_note(refusal.note)
        view = await self._looking.look()
        return conversation.not_performed(note, view.frame), view

    def _note(self, text: str) -> None:
        """Tells the model with the next request, and the user now."""
        if self._conversation is not None and self._conversation.begun:
            self._conversation.note(self._account.tell_note(text))

    def _on_unwatched(self) -> None:
        """What was allowed for the rest of the run was so because it would be watched."""
        self.take_back(Grant("check", SENSITIVE))
