"""The loop: look, decide, clear, act. One run is one task or one reply of the user.

It keeps one rule above all: nothing of a response is executed before every item of it is
validated and cleared, and nothing at all after a stop.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, assert_never

from cua_desktop.agent.actions import (
    Action,
    Click,
    DoubleClick,
    Keypress,
    Screenshot,
    Type,
    in_words,
    points_of,
)
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.errors import (
    ActionRefusedError,
    ChainLostError,
    CuaError,
    ModelError,
    NothingKeptError,
    StoppedError,
    UserActiveError,
)
from cua_desktop.agent.events import (
    ActionDone,
    ActionStarted,
    ApprovalDecided,
    ApprovalRequested,
    EndReason,
    ErrorShown,
    Event,
    MessageShown,
    Paused,
    ReasoningShown,
    RequestSent,
    ResponseReceived,
    RunEnded,
    RunStarted,
    ScreenshotTaken,
    StepStarted,
    TextArrived,
    WaitStarted,
)
from cua_desktop.agent.exchange import (
    Decision,
    Delta,
    Frame,
    Progress,
    Request,
    SafetyCheck,
    SentAgain,
    Waiting,
)
from cua_desktop.agent.interfaces import (
    Answer,
    Cleared,
    Decided,
    Gate,
    Input,
    Limits,
    Model,
    NotCleared,
    Person,
    Question,
    Reporter,
    Screen,
    View,
)
from cua_desktop.agent.presence import Change, UserPresence
from cua_desktop.agent.tally import Tally

_log = logging.getLogger(__name__)

MOST_FRUITLESS_TURNS = 5
"""Answers in a row of which nothing could be done, after which a run ends."""

FOCUS_SECONDS = 0.1
"""A window manager hands on the keyboard after a click in its own time: some 10 to 50 ms, measured
with openbox. Keys of the same answer wait so long; after a whole answer the screen settles anyway."""

MOST_FOCUS_SECONDS = 0.5
"""How long our own window may take to notice that it has lost the keyboard."""

_OWN_WINDOW = (
    "Nothing was done there: that place belongs to the window of the app that runs you, "
    "which you can neither see nor use."
)
_OWN_FOCUS = (
    "Nothing was typed: the keyboard is with the window of the app that runs you. "
    "Click where the text should go first."
)
_USER_WORKED = (
    "{done} of {all} actions of your last answer were done; the user has used the computer meanwhile. "
    "What was not done will not be done by itself, and may have been broken off in the middle. "
    "Look at the screen as it is now, and decide anew."
)
_NOBODY = "The user used the computer, and nobody is there to say that the run may go on."


class _Ended(Exception):  # noqa: N818 - leaving a run is a reason, not an error
    def __init__(self, reason: EndReason, message: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


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
        report: Reporter,
        resume_after: float = 0.0,
    ) -> None:
        self._model = model
        self._screen = screen
        self._input = input
        self._gate = gate
        self._person = person
        self._limits = limits
        self._report = report
        self._work: asyncio.Task[None] | None = None
        self._stopped_by: str | None = None
        self._failure: CuaError | None = None
        self._user = UserPresence(
            input=input, person=person, resume_after=resume_after, changed=self._on_presence
        )
        self._timeout: asyncio.Timeout | None = None
        self._seconds_left: float | None = None
        self._tally = Tally()
        self._conversation: Conversation | None = None

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._work is not None

    def say(self, text: str) -> None:
        """What the user says in the middle of a run: the model is told with the next request."""
        if self._work is not None and self._conversation is not None:
            self._tell(MessageShown, text=text, by="user")
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

    def pause(self) -> None:
        """The user asks for a pause, until they say that the run may go on."""
        self._user.pause()

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
        self._tally = Tally()
        self._conversation = conversation
        self._user.begin()
        self._tell(RunStarted, task=text, model=self._model.name, max_steps=self._limits.max_steps)
        self._work = asyncio.ensure_future(self._steps(text, conversation))
        if stopped_by is not None:
            self._work.cancel()
        try:
            reason, message = await self._outcome(self._work)
        finally:
            self._work.cancel()
            await self._input.end_run(self._stopped_by)
            await self._user.end()
            self._work = None
        ended = RunEnded(
            time=time.time(),
            step=self._tally.steps,
            reason=reason,
            message=message,
            steps=self._tally.steps,
            seconds=self._tally.elapsed(),
            phases=self._tally.phases(),
            usage=self._tally.usage,
            cost=self._limits.cost(self._tally.usage),
        )
        self._report(ended)
        return ended

    async def _outcome(self, work: "asyncio.Task[None]") -> tuple[EndReason, str]:
        try:
            await work
        except _Ended as end:
            return end.reason, end.message
        except StoppedError as stopped:
            return EndReason.STOPPED, stopped.message
        except asyncio.CancelledError:
            if self._stopped_by is not None:
                return EndReason.STOPPED, f"Stopped by {self._stopped_by}."
            if self._failure is not None:
                return self._failed(self._failure)
            raise
        except CuaError as error:
            return self._failed(error)
        except Exception as error:  # noqa: BLE001 - a defect of ours: the run must still end cleanly
            _log.exception("a run ended unexpectedly")
            message = f"Something went wrong inside the app ({type(error).__name__})."
            self._tell(ErrorShown, message=message, hint="The log in the profile folder says more.")
            return EndReason.ERROR, message
        raise AssertionError("a run ends by saying why")

    def _failed(self, error: CuaError) -> tuple[EndReason, str]:
        self._tell(ErrorShown, message=error.message, hint=error.hint, change=error.change)
        return EndReason.ERROR, str(error)

    async def _steps(self, text: str, conversation: Conversation) -> None:
        seconds = self._limits.max_seconds
        try:
            async with asyncio.timeout(seconds) as timeout:
                self._timeout = timeout
                await self._work_through(text, conversation)
        except TimeoutError:
            if not timeout.expired():
                raise
            raise _Ended(EndReason.LIMIT, f"The limit of {seconds:g} seconds is reached.") from None

    async def _work_through(self, text: str, conversation: Conversation) -> None:
        await self._input.start_run()
        view = await self._look()
        request = conversation.user_says(text, view.frame)
        while True:
            self._next_step()
            decision = await self._ask(request, conversation, view)
            if not decision.open_calls and not decision.problems:
                request, view = await self._without_call(decision, conversation, view)
                continue
            request, view = await self._with_calls(decision, conversation, view)

    def _next_step(self) -> None:
        if reached := self._limits.reached(self._tally.steps, self._tally.worked(), self._tally.usage):
            raise _Ended(EndReason.LIMIT, reached)
        if self._tally.fruitless >= MOST_FRUITLESS_TURNS:
            raise ModelError(
                f"The model gave {MOST_FRUITLESS_TURNS} answers in a row of which nothing could be done.",
                "Try saying the task differently, or another model.",
            )
        self._tally.steps += 1
        self._tell(StepStarted)

    async def _ask(self, request: Request, conversation: Conversation, view: View) -> Decision:
        """Asks once, or once more in a new chain where the service can't go on with this one."""
        try:
            return await self._answered(request, conversation)
        except ChainLostError as lost:
            if not conversation.begun:
                raise
            self._told_model(f"{lost.message} The conversation is begun anew.")
            stateless = isinstance(lost, NothingKeptError) or None
        return await self._answered(conversation.begin_anew(view.frame, stateless=stateless), conversation)

    async def _answered(self, request: Request, conversation: Conversation) -> Decision:
        request = conversation.sent(request)
        self._tell(RequestSent)
        begun = time.monotonic()
        try:
            decision = await self._model.decide(request, self._heard)
        finally:
            seconds = time.monotonic() - begun
            self._tally.model += seconds
        conversation.received(decision)
        self._tally.usage += decision.usage
        self._tell(
            ResponseReceived,
            response_id=decision.response_id,
            seconds=seconds,
            usage=decision.usage,
            cost=self._limits.cost(decision.usage),
            rate_limits=decision.rate_limits,
        )
        for reasoning in decision.reasoning:
            self._tell(ReasoningShown, text=reasoning.text)
        for message in decision.messages:
            self._tell(MessageShown, text=message.text)
        return decision

    def _heard(self, progress: Progress) -> None:
        match progress:
            case Delta(kind=kind, text=text):
                self._tell(TextArrived, kind=kind, text=text)
            case Waiting(why=why, seconds=seconds):
                self._tell(WaitStarted, why=why, seconds=seconds)
            case SentAgain():
                self._tell(RequestSent)
            case _:
                assert_never(progress)

    async def _without_call(
        self, decision: Decision, conversation: Conversation, view: View
    ) -> tuple[Request, View]:
        final = [message for message in decision.messages if message.phase != "commentary"]
        if final and not conversation.has_words_waiting:
            raise _Ended(EndReason.FINISHED, final[-1].text)
        if conversation.has_words_waiting:
            view = self._seen(await self._screen.look())
        else:
            self._tally.fruitless += 1
        return conversation.go_on(view.frame), view

    async def _with_calls(
        self, decision: Decision, conversation: Conversation, view: View
    ) -> tuple[Request, View]:
        """Clears and performs what a response asks for; tells the model when it was not."""
        try:
            approved = await self._cleared(decision, view.frame)
        except _NotDoneError as refusal:
            return await self._not_done(refusal, conversation)
        actions = [action for call in decision.calls for action in call.actions]
        done = 0
        notes: tuple[str, ...] = ()
        try:
            for before, action in zip((None, *actions), actions, strict=False):
                self._refuse_own_windows(action)
                if isinstance(action, Type | Keypress):
                    await self._keyboard_arrived(before)
                await self._act(action)
                done += 1
        except ActionRefusedError as refusal:
            note = self._told_model(f"{done} of {len(actions)} actions were done. {refusal}")
            notes = (note,)
        except UserActiveError:
            self._user.came(time.time())
            notes = (self._told_model(_USER_WORKED.format(done=done, all=len(actions))),)
        self._tally.fruitless = 0 if done or self._user.taken else self._tally.fruitless + 1
        view = await self._look(actions[:done])
        return conversation.performed(view.frame, approved, notes), view

    async def _not_done(self, refusal: "_NotDoneError", conversation: Conversation) -> tuple[Request, View]:
        self._tally.fruitless += not self._user.taken
        note = self._told_model(refusal.note)
        view = await self._look()
        return conversation.not_performed(note, view.frame), view

    async def _cleared(self, decision: Decision, frame: Frame) -> dict[str, tuple[SafetyCheck, ...]]:
        """The checks that may be acknowledged, by call. Raises _NotDoneError, _Ended."""
        if decision.problems:
            raise _NotDoneError("Nothing of your last answer was done. " + " ".join(decision.problems))
        actions = [action for call in decision.calls for action in call.actions]
        if self._user.taken:  # while the model was thinking
            raise _NotDoneError(_USER_WORKED.format(done=0, all=len(actions)))
        try:
            on_screen = [self._screen.on_screen(action) for action in actions]
            await self._input.check(on_screen, self._screen.shown)
            for action in actions:
                self._refuse_own_windows(action)
        except ActionRefusedError as refusal:
            raise _NotDoneError(f"Nothing of your last answer was done. {refusal}") from None
        approved: dict[str, tuple[SafetyCheck, ...]] = {}
        for call in decision.calls:
            match self._gate.review(call, frame):
                case Cleared() as cleared:
                    approved[call.call_id] = cleared.approved
                case NotCleared(tell_model=why):
                    raise _NotDoneError(why)
                case Question() as question:
                    await self._approved(question)
                    approved[call.call_id] = question.checks
        return approved

    async def _approved(self, question: Question) -> None:
        """Returns when a person said yes. Raises _NotDoneError, _Ended."""
        if self._user.taken:  # in this very moment: the picture is old, and so would the question be
            raise _NotDoneError(_USER_WORKED.format(done=0, all=len(question.call.actions)))
        self._tell(ApprovalRequested, call=question.call, checks=question.checks)
        try:
            with self._user.question():
                answer = await self._person.approve(question)
        except asyncio.CancelledError:
            self._tell(ApprovalDecided, decision=Decided.STOPPED.value, why="The run was stopped.")
            raise
        self._tell(ApprovalDecided, decision=answer.decided.value, why=answer.why)
        match answer:
            case Answer(decided=Decided.ALLOWED, by_person=True):
                await self._input.resume()  # what the user did to answer interrupts nothing
            case Answer(by_person=False):
                raise _Ended(EndReason.NEEDS_PERSON, answer.why)
            case Answer(decided=Decided.STOPPED):
                raise _Ended(EndReason.STOPPED, answer.why or "Stopped by the user.")
            case _:
                what = "; ".join(in_words(action) for action in question.call.actions)
                raise _NotDoneError(
                    f"The user declined this, and it was not done: {what}. Do not try it again; "
                    "go on without it, or say that you can't."
                )

    def _refuse_own_windows(self, action: Action) -> None:
        on_own = [point for point in points_of(action) if self._screen.own_window_at(point)]
        if on_own:
            moved = self._screen.step_aside(on_own)
            more = "It has moved aside; look again." if moved else "It can't be moved aside."
            raise ActionRefusedError(_OWN_WINDOW, more)

    async def _keyboard_arrived(self, before: Action | None) -> None:
        """Keys must not overtake the focus that a click gives, nor go to our own window."""
        if isinstance(before, Click | DoubleClick):
            await asyncio.sleep(FOCUS_SECONDS)
        deadline = time.monotonic() + MOST_FOCUS_SECONDS
        while self._screen.own_window_has_focus():
            if before is None or time.monotonic() > deadline:
                raise ActionRefusedError(_OWN_FOCUS)
            await asyncio.sleep(FOCUS_SECONDS / 4)

    async def _act(self, action: Action) -> None:
        if self._user.taken:
            raise UserActiveError
        self._tell(ActionStarted, action=action)
        begun = time.monotonic()
        if not isinstance(action, Screenshot):
            await self._input.perform(self._screen.on_screen(action), self._screen.shown)
        seconds = time.monotonic() - begun
        self._tally.act += seconds
        self._tell(ActionDone, action=action, seconds=seconds)

    async def _look(self, after: Sequence[Action] | None = None) -> View:
        """The screen once the user has left it; settled, where actions were done before."""
        while True:
            if not await self._user.gone():
                raise _Ended(EndReason.NEEDS_PERSON, _NOBODY)
            self._user.looking()
            looked = self._screen.look() if after is None else self._screen.look_when_settled(after)
            view = self._seen(await looked)
            if not self._user.taken:
                return view

    def _on_presence(self, change: Change) -> None:
        """A paused run waits; the time counts for no limit."""
        (self._tally.go_on if change.resumed else self._tally.pause)()
        if (timeout := self._timeout) is not None and not timeout.expired():
            now = asyncio.get_running_loop().time()
            if not change.resumed:
                until = timeout.when()
                self._seconds_left = None if until is None else until - now
                timeout.reschedule(None)
            elif self._seconds_left is not None:
                timeout.reschedule(now + self._seconds_left)
        self._tell(Paused, why=change.why, resumed=change.resumed, resume_after=change.resume_after)

    def _seen(self, view: View) -> View:
        self._tally.saw(view)
        seconds = view.settle_seconds + view.capture_seconds + view.encode_seconds
        self._tell(ScreenshotTaken, frame=view.frame, seconds=seconds, settled=view.settled)
        return view

    def _told_model(self, note: str) -> str:
        self._tell(MessageShown, text=note, by="app")
        return note

    def _tell(self, kind: Callable[..., Event], /, **what: Any) -> None:
        self._report(kind(time=time.time(), step=self._tally.steps, **what))


class _NotDoneError(Exception):
    """Nothing of a response was done; `note` is what the model is told."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note
