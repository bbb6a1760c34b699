"""A monitor that vanishes in the middle of a run: it waits until it is back, or a person chooses another."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from cua_desktop.agent.account import Account
from cua_desktop.agent.errors import MonitorGoneError
from cua_desktop.agent.events import Paused
from cua_desktop.agent.interfaces.person import Person
from cua_desktop.agent.interfaces.screen import Screen, View
from cua_desktop.agent.presence import UserPresence

LOOK_SECONDS = 0.5
"""How often it is looked whether the monitor is back."""

MOST_SECONDS_ALONE = 600.0
"""So long it is waited for where nobody is there who could choose another one."""

_WHY = "{what} The agent goes on when it is back. If you let it go on before, it works on the first one."
_BACK = "The monitor is there again."
_CHOSEN = "You let it go on, on the first one."

Look = Callable[[], Awaitable[View]]


class Vanished:
    """Waits for one run after the other; the time counts for no limit."""

    def __init__(self, *, screen: Screen, person: Person, user: UserPresence, account: Account) -> None:
        self._screen = screen
        self._person = person
        self._user = user
        self._account = account
        self._was_there = False

    def begin(self) -> None:
        """A run begins: a monitor that is not there now is an error."""
        self._was_there = False

    async def look(self, look: Look) -> View:
        """What `look` sees, once there is a monitor to look at. Raises what `look` raises, and InputError."""
        try:
            view = await look()
        except MonitorGoneError as gone:
            if not self._was_there:
                raise
            view = await self._wait(look, gone)
        self._was_there = True
        return view

    async def _wait(self, look: Look, gone: MonitorGoneError) -> View:
        why = _WHY.format(what=gone.message)
        self._account.tell(Paused, why=why)
        self._account.clock.pause()
        try:
            async with self._user.question():
                view, ended_by = await self._back_or_chosen(look, gone, why)
        finally:
            self._account.clock.go_on()
        self._account.tell(Paused, why=ended_by, resumed=True)
        return view

    async def _back_or_chosen(self, look: Look, gone: MonitorGoneError, why: str) -> tuple[View, str]:
        asking = asyncio.ensure_future(self._person.may_go_on(why))
        begun = time.monotonic()
        try:
            while True:
                waiting = asyncio.ensure_future(asyncio.sleep(LOOK_SECONDS))
                await asyncio.wait(
                    [waiting] if asking.done() else [waiting, asking], return_when=asyncio.FIRST_COMPLETED
                )
                waiting.cancel()
                if asking.done() and asking.result():
                    self._screen.use_first_monitor()
                    return await look(), _CHOSEN
                with suppress(MonitorGoneError):
                    return await look(), _BACK
                if asking.done() and time.monotonic() - begun > MOST_SECONDS_ALONE:
                    raise gone
        finally:
            asking.cancel()
