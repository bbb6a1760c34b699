"""May it happen? Every item of a response is validated and cleared before any of it is done."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from cua_desktop.agent.account import Account
from cua_desktop.agent.actions import Action, in_words
from cua_desktop.agent.endings import Ended, NotDoneError
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.events import ApprovalDecided, ApprovalRequested, EndReason, GrantsChanged
from cua_desktop.agent.exchange import ComputerCall, Decision, Frame
from cua_desktop.agent.grant import all_in_words
from cua_desktop.agent.interfaces.input import Input
from cua_desktop.agent.interfaces.person import Answer, Decided, Person, Question
from cua_desktop.agent.interfaces.safety import Cleared, Gate, NotCleared, Policy, Wanted
from cua_desktop.agent.interfaces.screen import Screen
from cua_desktop.agent.own_windows import refuse_own_windows
from cua_desktop.agent.presence import UserPresence

MOST_VOID_ANSWERS = 3
"""So often a person is asked anew because the screen has changed; then the model has to look again."""

VOID = "void"
_BY_GRANT = "You have allowed it for the rest of this run: {what}."
_CHANGED = "The screen changed while you were asked: your yes no longer counts."
_CHANGED_LOOK = "The screen has changed, so you are asked again: look at the new picture."
_NEVER_THE_SAME = (
    "Nothing of your last answer was done: whenever the user allowed it, the screen had changed there "
    "meanwhile. Look at the screen as it is now, and decide anew."
)


class Clearing:
    """Asks the input, the gate and, where it must be, a person."""

    def __init__(
        self,
        *,
        screen: Screen,
        input: Input,
        gate: Gate,
        person: Person,
        user: UserPresence,
        account: Account,
        policy: Policy | None = None,
    ) -> None:
        self._policy = policy
        self._screen = screen
        self._input = input
        self._gate = gate
        self._person = person
        self._user = user
        self._account = account

    async def clear(self, decision: Decision, frame: Frame) -> list[Cleared]:
        """A permit for each call, with the checks that may be acknowledged. Raises NotDoneError, Ended."""
        if decision.problems:
            raise NotDoneError("Nothing of your last answer was done. " + " ".join(decision.problems))
        actions = [action for call in decision.calls for action in call.actions]
        if self._user.taken:  # while the model was thinking
            raise NotDoneError(self._user.told(0, len(actions)))
        await self._validate(actions)
        asked: set[str] = set()
        for _ in range(MOST_VOID_ANSWERS):
            try:
                return [
                    await self._cleared(self._wanted(call, frame), actions, asked) for call in decision.calls
                ]
            except _VoidError:
                self._account.tell(ApprovalDecided, decision=VOID, why=_CHANGED)
        raise NotDoneError(_NEVER_THE_SAME)

    async def _validate(self, actions: list[Action]) -> None:
        try:
            on_screen = [self._screen.on_screen(action) for action in actions]
            await self._input.check(on_screen, self._screen.shown)
            refuse_own_windows(self._screen, actions)
            if self._policy is not None:
                await self._policy.review(on_screen)
        except ActionRefusedError as refusal:
            raise NotDoneError(f"Nothing of your last answer was done. {refusal}") from None

    def _wanted(self, call: ComputerCall, frame: Frame) -> Wanted:
        on_screen = tuple(self._screen.on_screen(action) for action in call.actions)
        return Wanted(call, frame, on_screen, self._screen.shown)

    async def _cleared(self, wanted: Wanted, actions: Sequence[Action], asked: set[str]) -> Cleared:
        """`actions` are all of the answer: whatever a question holds up, its picture has to last for them.

        `asked` are the calls that were asked about. Raises _VoidError when the screen has changed:
        then the yes to each of them is void.
        """
        match self._gate.review(wanted):
            case Cleared() as cleared:
                if by := cleared.by_grants:
                    why = _BY_GRANT.format(what=all_in_words(by))
                    self._account.tell(ApprovalDecided, decision=Decided.ALLOWED.value, why=why, by_grants=by)
                return cleared
            case NotCleared(tell_model=why):
                raise NotDoneError(why)
            case Question() as question:
                if wanted.call.call_id in asked:
                    question = replace(question, why=f"{_CHANGED_LOOK} {question.why}")
                asked.add(wanted.call.call_id)
                return self._allowed(wanted, question, await self._lasting_yes(question, actions))

    def _allowed(self, wanted: Wanted, question: Question, answer: Answer) -> Cleared:
        cleared = self._gate.allowed(wanted, question, answer)
        if answer.grants:
            self._account.tell(GrantsChanged, grants=self._gate.grants)
        return cleared

    async def _lasting_yes(self, question: Question, actions: Sequence[Action]) -> Answer:
        """A person's yes to a screen that is still the same. Raises _VoidError, NotDoneError, Ended."""
        try:
            scene = await self._screen.scene(actions)
        except ActionRefusedError as refusal:
            raise NotDoneError(f"Nothing of your last answer was done. {refusal}") from None
        answer = await self._yes(replace(question, frame=scene.frame))
        if not await scene.holds():
            raise _VoidError
        self._refuse_if_taken(question)
        return answer

    def _refuse_if_taken(self, question: Question) -> None:
        """They have paused the run: the yes was for the screen before."""
        if self._user.taken:
            raise NotDoneError(self._user.told(0, len(question.call.actions)))

    async def _yes(self, question: Question) -> Answer:
        """A person's yes. Raises NotDoneError, Ended for anything else."""
        tell = self._account.tell
        self._refuse_if_taken(question)  # in this very moment: the picture would be old
        tell(ApprovalRequested, call=question.call, checks=question.checks)
        try:
            async with self._user.question():
                answer = await self._person.approve(question)
        except asyncio.CancelledError:
            tell(ApprovalDecided, decision=Decided.STOPPED.value, why="The run was stopped.")
            raise
        tell(ApprovalDecided, decision=answer.decided.value, why=answer.why)
        match answer:
            case Answer(decided=Decided.ALLOWED, by_person=True):
                self._refuse_if_taken(question)
                return answer
            case Answer(by_person=False):
                raise Ended(EndReason.NEEDS_PERSON, answer.why)
            case Answer(decided=Decided.STOPPED):
                raise Ended(EndReason.STOPPED, answer.why or "Stopped by the user.")
            case _:
                what = "; ".join(in_words(action) for action in question.call.actions)
                raise NotDoneError(
                    f"The user declined this, and it was not done: {what}. Do not try it again; "
                    "go on without it, or say that you can't."
                )


class _VoidError(Exception):
    """The screen has changed while a person was asked."""
