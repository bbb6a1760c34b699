"""Keeps a run within its limits, and from doing the same for ever: a person is asked for more.

At a limit nothing is broken off: the step under way may end, and then the run waits for an answer.
Only a step that does not end within a grace is cut short, so that a service that hangs can't
hold the question up. No answer here approves any action.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from cua_desktop.agent.account import Account
from cua_desktop.agent.actions import Action
from cua_desktop.agent.bounds import Bounds, EndHere, GoOn, More, PauseCause, Repetition, Unit, Used
from cua_desktop.agent.endings import Ended, NotDoneError
from cua_desktop.agent.events import EndReason, Paused
from cua_desktop.agent.interfaces.person import Person
from cua_desktop.agent.interfaces.safety import Limits, LoopGuard
from cua_desktop.agent.presence import UserPresence

MOST_GRACE_SECONDS = 60.0
"""For so long, and never for longer than the limit itself, may the step under way go on beyond the limit."""

_LET_GO_ON = "Your work was paused at a limit of the user's, and the user has let it go on."
_TIME_IS_UP = "The user's limit of time was reached."
_SAME_AGAIN = (
    "You have asked for the same {times} times, and the screen has not changed. Try another way, or say "
    "what keeps you from going on."
)
_NOT_AGAIN = (
    "You have asked for the same {times} times, and the screen has not changed. It was not done this time. "
    "The user lets you go on, but look at the screen anew, and try another way."
)
_ASK_AGAIN = "The model has asked for the same {times} times, and the screen has not changed."


class CutOffError(Exception):
    """A request was cut off, because it took too long or nobody is there; it may be sent anew."""


class Limiting:
    """What one run after the other may use. `guard` notices when it does the same again and again."""

    def __init__(
        self, *, limits: Limits, guard: LoopGuard, person: Person, user: UserPresence, account: Account
    ) -> None:
        self._first = self._limits = limits
        self._guard = guard
        self._person = person
        self._user = user
        self._account = account
        self._cut: Callable[[], None] | None = None

    def begin(self) -> None:
        """A new run: the limits are those of the settings again."""
        self._limits = self._first
        self._guard.begin()

    @property
    def bounds(self) -> Bounds:
        """The limits of now."""
        return self._limits.bounds

    async def pass_limits(self) -> str:
        """Asks at every limit that is reached; what to tell the model if anybody was asked. Raises Ended."""
        told = ""
        while more := self._limits.reached(self._used()):
            answer = await self._ask(more, "limit")
            if more.unit is not None:
                self._limits = self._limits.raised(self._used(), more.unit, answer.amount)
            self._resumed(_words(more.unit, answer.amount), "limit")
            told = _LET_GO_ON
        return told

    async def pass_guard(self, actions: Sequence[Action], sketch: bytes) -> str:
        """What to tell the model of a repetition, if anything. Asks, and raises Ended or NotDoneError."""
        match self._guard.look(actions, sketch):
            case Repetition(times=times, ask=False):
                return _SAME_AGAIN.format(times=times)
            case Repetition(times=times):
                await self._ask(More(_ASK_AGAIN.format(times=times)), "repetition")
                self._guard.begin()
                self._resumed("You let it go on.", "repetition")
                raise NotDoneError(_NOT_AGAIN.format(times=times))
        return ""

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[None]:
        """A request within may be cut off. Raises CutOffError."""
        try:
            async with asyncio.timeout(None) as timeout:

                def cut() -> None:
                    if not timeout.expired():
                        timeout.reschedule(asyncio.get_running_loop().time())

                async with self._with_alarm(cut):
                    yield
        except TimeoutError:
            if not timeout.expired():
                raise
            raise CutOffError from None

    def cut_off(self) -> None:
        """Ends a request under way: nobody is there."""
        if self._cut is not None:
            self._cut()

    @asynccontextmanager
    async def acting(self) -> AsyncIterator[None]:
        """After the grace no further action within is begun."""
        self._set_alarm(lambda: self._user.cut_short(_TIME_IS_UP))
        try:
            yield
        finally:
            self._account.clock.clear_alarm()

    @asynccontextmanager
    async def _with_alarm(self, cut: Callable[[], None]) -> AsyncIterator[None]:
        self._cut = cut
        self._set_alarm(cut)
        try:
            yield
        finally:
            self._cut = None
            self._account.clock.clear_alarm()

    def _set_alarm(self, ring: Callable[[], None]) -> None:
        limit = self._limits.bounds.seconds
        if limit is not None:
            self._account.clock.set_alarm(limit + min(MOST_GRACE_SECONDS, limit), ring)

    async def _ask(self, more: More, cause: PauseCause) -> GoOn:
        """Returns when a person says that it may go on. Raises Ended."""
        account = self._account
        account.tell(Paused, why=more.why, cause=cause)
        account.clock.pause(cause)
        try:
            async with self._user.question():
                answer = await self._person.continue_for(more)
        finally:
            account.clock.go_on(cause)
        match answer:
            case GoOn():
                return answer
            case EndHere(by_person=by_person):
                raise Ended(_reason(cause, by_person=by_person), more.why)

    def _resumed(self, why: str, cause: PauseCause) -> None:
        self._account.tell(Paused, why=why, resumed=True, cause=cause, bounds=self.bounds)

    def _used(self) -> Used:
        tally = self._account.tally
        usage = tally.usage
        tokens = usage.input_tokens + usage.output_tokens
        return Used(tally.steps, self._account.clock.worked(), tokens, self._first.cost(usage))


def _reason(cause: PauseCause, *, by_person: bool) -> EndReason:
    """A limit is a limit whoever ends there; what repeats itself needs a person, who may have ended it."""
    if cause == "limit":
        return EndReason.LIMIT
    return EndReason.STOPPED if by_person else EndReason.NEEDS_PERSON


def _words(unit: Unit | None, amount: float) -> str:
    number = f"{amount:,.2f}" if unit is Unit.USD else f"{amount:,.0f}"
    return f"You let it go on for {number} {unit or 'times'} more."
