"""Watch mode, carried out: while nobody is there, the run is paused, and nothing is sent or done.

It begins when a person approves a safety check that wants it, and ends with the run or when
the user ends it.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cua_desktop.agent.account import Account
from cua_desktop.agent.bounds import GoOn, More, MoreAnswer
from cua_desktop.agent.events import MessageShown
from cua_desktop.agent.interfaces.person import Answer, Decided, Person, Question
from cua_desktop.agent.interfaces.safety import Watch
from cua_desktop.agent.presence import UserPresence

SENSITIVE = "sensitive_domain"
"""The code of safety checks that want the user to be watching: see OpenAI's guide to computer use."""

_PRESS_SECONDS = 1.0

_BEGUN = (
    "Watch mode: from now on the agent acts only while you are there. "
    "It pauses {seconds:g} s after it has last seen you."
)
_UNSEEN = (
    " This system does not tell your input from that of programs: only this window in front, and what you "
    "answer, show that you are there."
)
_ENDED = "Watch mode is over: you have ended it."
_AWAY = "Watch mode: nobody seems to be there. Use mouse or keyboard, and the agent goes on."
_TOLD = "The user was away for a while, and you were paused: this has to be watched by a person."


class Watching:
    """Follows one run between `begin` and `end`. `absent` is called when nobody is there any more."""

    def __init__(self, watch: Watch, account: Account, clock: Callable[[], float] = time.monotonic) -> None:
        self._watch = watch
        self._account = account
        self._clock = clock
        self._user: UserPresence | None = None
        self._absent: Callable[[], None] = lambda: None
        self._unwatched: Callable[[], None] = lambda: None
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None
        self._questions = 0
        self._wants_end = -math.inf

    def join(self, user: UserPresence, absent: Callable[[], None], unwatched: Callable[[], None]) -> None:
        """Who is told; `absent` when nobody is there any more, `unwatched` when the user ends it."""
        self._user, self._absent, self._unwatched = user, absent, unwatched

    @property
    def left(self) -> float | None:
        """For how many seconds the user still counts as there; None without watch mode.

        Infinite while they keep the window in front; 0 when they are away.
        """
        return self._watch.left(self._clock()) if self._watch.on else None

    def put_in(self) -> None:
        """The user's own input was heard."""
        now = self._clock()
        self._watch.put_in(now)
        if now - self._wants_end <= _PRESS_SECONDS:
            self.end_by_user()
        self._look()

    def in_front(self, front: bool) -> None:
        """Whether the app's window is in front now."""
        self._watch.in_front(front, self._clock())
        self._look()

    def answered(self) -> None:
        """A person has answered."""
        self._watch.answered(self._clock())
        self._look()

    def begin(self) -> None:
        """A person has approved what has to be watched."""
        if not self._watch.on:
            self._wants_end = -math.inf
            self._watch.begin(self._clock())
            unseen = "" if self._watch.sees_input else _UNSEEN
            words = _BEGUN.format(seconds=self._watch.seconds) + unseen
            self._account.tell(MessageShown, text=words, by="notice")
        self.answered()

    def end(self) -> None:
        """The run ends."""
        self._watch.end()
        self._look()

    def end_by_user(self) -> None:
        """The user does not want to watch any more: if it is they, and no program that presses a button.

        Their press may be heard here a little later than in the window.
        """
        now = self._clock()
        if not self._watch.on:
            return
        if self._watch.pressed_by_person(now):
            self.end()
            self._account.tell(MessageShown, text=_ENDED, by="notice")
            self._unwatched()
        else:
            self._wants_end = now

    @contextmanager
    def question(self) -> Iterator[None]:
        """While a person is asked something, nothing is done, and nobody is away."""
        self._questions += 1
        try:
            yield
        finally:
            self._questions -= 1
            self._look()

    def _look(self) -> None:
        """Says whether somebody is there, and looks again when that may change by itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        left = self.left
        if self._user is None:
            return
        if left is None or left > 0:
            self._user.back()
            if left is not None and math.isfinite(left):
                self._timer = asyncio.get_running_loop().call_later(left, self._look)
        elif not self._questions:
            self._user.away(_AWAY, _TOLD, may_return=self._watch.sees_input)
            self._absent()


class WatchedPerson:
    """The same person; what they answer shows that they are there, and may begin watch mode."""

    def __init__(self, person: Person, watching: Watching) -> None:
        self._person = person
        self._watching = watching

    async def approve(self, question: Question) -> Answer:
        """Asks and waits."""
        with self._watching.question():
            answer = await self._person.approve(question)
            if answer.by_person and answer.decided is Decided.ALLOWED:
                self._watching.answered()
                if any(check.code == SENSITIVE for check in question.checks):
                    self._watching.begin()
        return answer

    async def may_go_on(self, why: str) -> bool:
        """Waits until a person says so."""
        said = await self._person.may_go_on(why)
        if said:
            self._watching.answered()
        return said

    async def continue_for(self, more: More) -> MoreAnswer:
        """Asks and waits."""
        with self._watching.question():
            answer = await self._person.continue_for(more)
            if isinstance(answer, GoOn):
                self._watching.answered()
        return answer
