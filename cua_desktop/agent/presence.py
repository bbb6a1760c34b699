"""Whether the user works the computer: agent and user share one mouse and one keyboard.

While the user works, the agent waits, until the user has rested for a while or says that it may
go on. So it does while nobody is there in watch mode. What was decided on a picture from before
is not carried out afterwards.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cua_desktop.agent.bounds import PauseCause
from cua_desktop.agent.interfaces.input import Input
from cua_desktop.agent.interfaces.person import Person

_WHY = "You are using the computer."
_WHY_BY_HAND = "Paused by you."
_USER_WORKED = "The user has used the computer since your last picture of it."
_USER_PAUSED = "The user has paused you for a while, and may have used the computer."
_DECIDE_ANEW = (
    "What was not done will not be done by itself. Look at the screen as it is now, and decide anew."
)


@dataclass(frozen=True, slots=True)
class Change:
    """The agent has to wait, or may go on (`resumed`), and why.

    `resume_after` is after how many seconds without input of the user it goes on by itself;
    None when only a person can say so.
    """

    why: str
    resumed: bool
    resume_after: float | None
    cause: PauseCause = "user"


class UserPresence:
    """Follows one run between `begin` and `end`. `changed` is called with every change.

    `resume_after` seconds without input end it; with 0 only a person does. All of it
    happens on the event loop's thread.
    """

    def __init__(
        self, *, input: Input, person: Person, resume_after: float, changed: Callable[[Change], None]
    ) -> None:
        self._input = input
        self._person = person
        self._resume_after = resume_after
        self._changed = changed
        self._on = False
        self._question = False
        self._worked = self._by_hand = self._absent = False
        self._why_absent = ""
        self._may_return = True
        self._returned = asyncio.Event()
        self._came = 0.0
        self._arrivals = 0
        self._taken = False
        self._untold: str | None = None
        self._waiting: asyncio.Task[bool] | None = None

    def begin(self) -> None:
        """A run begins."""
        self._on = True
        self._question = self._taken = False
        self._worked = self._by_hand = self._absent = False
        self._untold = None

    def leave(self) -> None:
        """The run is ending: whatever the user does from now on is no concern of it."""
        self._on = False

    async def end(self) -> None:
        """The run has ended."""
        self.leave()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.cancel()
            await asyncio.wait([waiting])
            if not waiting.cancelled():
                waiting.exception()  # whatever it was, the run has ended

    def came(self, when: float) -> None:
        """The user has just worked the computer (Unix seconds); a question's answer is no such thing."""
        if not self._on or self._question:
            return
        self._came = when
        self._arrivals += 1
        if self._worked or self._by_hand:  # it is known, and told
            return
        self._worked = True
        if self._waiting is None or self._absent:
            self._take(_USER_WORKED)
            self._wait()

    def interrupted(self) -> None:
        """An action was broken off: by the user, if the agent is not waiting for another reason."""
        if self._waiting is None:
            self.came(time.time())

    def away(self, why: str, untold: str, *, may_return: bool) -> None:
        """Nobody is there, where somebody has to be: it waits until `back`, or until a person says so.

        `untold` is what the model is told of it. Without `may_return` `back` will never come.
        """
        if not self._on or self._absent:
            return
        self._absent, self._why_absent, self._may_return = True, why, may_return
        self._returned.clear()
        self._arrivals += 1
        self._take(untold)
        self._input.interrupt()
        self._wait()

    def back(self) -> None:
        """Somebody is there again."""
        if self._absent:
            self._absent = False
            self._returned.set()
            if self._on and (self._worked or self._by_hand):
                self._tell_wait()

    def cut_short(self, untold: str) -> None:
        """Nothing more of the answer under way is to be begun; the model is told why."""
        if self._on:
            self._take(untold)

    def pause(self) -> None:
        """The user asks for a pause; it lasts until a person ends it."""
        if not self._on or self._by_hand:
            return
        self._by_hand = True
        self._arrivals += 1
        self._take(_USER_PAUSED)
        self._input.interrupt()
        self._wait()

    @property
    def taken(self) -> bool:
        """Whether the user has worked the computer, or paused the run, since the last look at the screen."""
        return self._taken

    def told(self, done: int, asked: int, *, broken_off: bool = False) -> str:
        """What the model is told when the user came in the middle of an answer.

        `done` of the `asked` actions were; the next one may have been `broken_off`.
        """
        what, self._untold = self._untold or _USER_WORKED, None
        said = [f"{done} of {asked} actions of your last answer were done.", what]
        if broken_off:
            said.append("The action after them may have been broken off in the middle.")
        return " ".join([*said, _DECIDE_ANEW])

    def looking(self) -> str | None:
        """The screen is being looked at: what the user did before will be seen.

        The answer is what the model has to be told of it, if it was not told yet.
        """
        self._taken = False
        untold, self._untold = self._untold, None
        return untold

    @property
    def goes_on_at(self) -> float | None:
        """When the agent goes on if the user rests, in Unix seconds; None when it won't by itself."""
        if self._waiting is None or self._absent or self._idle_seconds() is None:
            return None
        return self._came + self._resume_after

    async def gone(self) -> bool:
        """Waits until the agent may act; False when nobody will ever say so. Raises InputError."""
        while (waiting := self._waiting) is not None:
            await asyncio.wait([waiting])
            if not waiting.result():
                return False
        return True

    @asynccontextmanager
    async def question(self) -> AsyncIterator[None]:
        """While a question is open the user may do anything, and takes over nothing but by a pause.

        The agent may do nothing: its input is locked before the question can be seen. Raises InputError.
        """
        self._question = True
        try:
            await self._input.lock()
            yield
        finally:
            self._question = False
            self._input.unlock()
        if self._waiting is None:  # what the user did to answer has pulled the brake
            await self._input.resume()

    def _take(self, untold: str) -> None:
        self._taken = True
        self._untold = untold

    def _wait(self) -> None:
        self._tell_wait()
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._wait_for_user())

    def _tell_wait(self) -> None:
        """Says what keeps the agent from going on; by hand counts most, then that nobody is there."""
        if self._absent and not self._by_hand:
            self._changed(Change(self._why, resumed=False, resume_after=None, cause="watch"))
        else:
            self._changed(Change(self._why, resumed=False, resume_after=self._idle_seconds()))

    @property
    def _why(self) -> str:
        if self._by_hand:
            return _WHY_BY_HAND
        return self._why_absent if self._absent else _WHY

    async def _wait_for_user(self) -> bool:
        while True:
            ended_by = await self._end_of_pause()
            if ended_by is None:
                return False
            self._worked = self._by_hand = False
            arrivals = self._arrivals
            await self._input.resume()
            if arrivals == self._arrivals:
                break
            self._input.interrupt()  # they came back, or went away, in this very moment
        self._waiting = None
        self._changed(Change(ended_by, resumed=True, resume_after=None))
        return True

    async def _end_of_pause(self) -> str | None:
        """Why the pause is over; None when nobody will ever say so."""
        asking = asyncio.ensure_future(self._person.may_go_on(self._why))
        returning = asyncio.ensure_future(self._returned.wait())
        try:
            while True:
                if asking.done() and asking.result():
                    self._absent = False
                    return "You said so."
                left = self._seconds_left()
                if left is not None and left <= 0:
                    return self._why_over()
                if asking.done() and left is None and not (self._absent and self._may_return):
                    return None
                waits = [each for each in (asking, returning) if not each.done()]
                if returning.done() and self._absent:  # away once more
                    returning = asyncio.ensure_future(self._returned.wait())
                    waits.append(returning)
                if waits:
                    await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                else:
                    await asyncio.sleep(left or 0.0)
        finally:
            asking.cancel()
            returning.cancel()

    def _why_over(self) -> str:
        return f"You have rested for {self._resume_after:g} s." if self._worked else "You are there again."

    def _idle_seconds(self) -> float | None:
        return None if self._by_hand or not self._resume_after else self._resume_after

    def _seconds_left(self) -> float | None:
        """None while it can't be said. Never more than the whole, should the clock be set meanwhile."""
        if self._absent or self._by_hand:
            return None
        if not self._worked:
            return 0.0
        idle = self._idle_seconds()
        return None if idle is None else max(0.0, min(idle, self._came + idle - time.time()))
