"""Whether the user works the computer: agent and user share one mouse and one keyboard.

While the user works, the agent waits, until the user has rested for a while or says that it may
go on. What was decided on a picture from before is not carried out afterwards.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cua_desktop.agent.interfaces import Input, Person

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
        self._by_hand = False
        self._came = 0.0
        self._arrivals = 0
        self._taken = False
        self._untold: str | None = None
        self._waiting: asyncio.Task[bool] | None = None

    def begin(self) -> None:
        """A run begins."""
        self._on = True
        self._question = self._by_hand = self._taken = False
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
        if self._waiting is None:  # else it is known, and told or about to be
            self._take(_USER_WORKED)
            self._wait(_WHY)

    def pause(self) -> None:
        """The user asks for a pause; it lasts until a person ends it."""
        if not self._on or self._by_hand:
            return
        self._by_hand = True
        self._arrivals += 1
        self._take(_USER_PAUSED)
        self._input.interrupt()
        self._wait(_WHY_BY_HAND)

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
        if self._waiting is None or self._by_hand or not self._resume_after:
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

    def _wait(self, why: str) -> None:
        self._changed(Change(why, resumed=False, resume_after=self._idle_seconds()))
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._wait_for_user(why))

    async def _wait_for_user(self, why: str) -> bool:
        while True:
            ended_by = await self._end_of_pause(why)
            if ended_by is None:
                return False
            self._by_hand = False
            arrivals = self._arrivals
            await self._input.resume()
            if arrivals == self._arrivals:
                break
            self._input.interrupt()  # they came back in this very moment
        self._waiting = None
        self._changed(Change(ended_by, resumed=True, resume_after=None))
        return True

    async def _end_of_pause(self, why: str) -> str | None:
        """Why the pause is over; None when nobody will ever say so."""
        asking = asyncio.ensure_future(self._person.may_go_on(why))
        try:
            while True:
                left = self._seconds_left()
                if asking.done():
                    if left is None:
                        return None
                    await asyncio.sleep(left)
                elif (await asyncio.wait([asking], timeout=left))[0] and asking.result():
                    return "You said so."
                if (left := self._seconds_left()) is not None and left <= 0:
                    return f"You have rested for {self._resume_after:g} s."
        finally:
            asking.cancel()

    def _idle_seconds(self) -> float | None:
        return None if self._by_hand or not self._resume_after else self._resume_after

    def _seconds_left(self) -> float | None:
        """Never more than the whole, should the clock be set meanwhile."""
        idle = self._idle_seconds()
        return None if idle is None else max(0.0, min(idle, self._came + idle - time.time()))
