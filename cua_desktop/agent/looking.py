"""Each look of a run at the screen: once the user has left it, and there is a monitor to look at."""

from collections.abc import Callable, Sequence
from functools import partial

from cua_desktop.agent.account import Account
from cua_desktop.agent.actions import Action
from cua_desktop.agent.endings import Ended
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.interfaces.input import Input
from cua_desktop.agent.interfaces.person import Person
from cua_desktop.agent.interfaces.safety import Gate
from cua_desktop.agent.interfaces.screen import Screen, View
from cua_desktop.agent.presence import UserPresence
from cua_desktop.agent.vanished import Vanished

_NOBODY = "The run is paused, and nobody is there to say that it may go on."


class Looking:
    """Looks for one run after the other; `note` tells the model and the user what a look brings up."""

    def __init__(
        self,
        *,
        screen: Screen,
        input: Input,
        gate: Gate,
        person: Person,
        user: UserPresence,
        account: Account,
        note: Callable[[str], None],
    ) -> None:
        self._screen = screen
        self._input = input
        self._gate = gate
        self._user = user
        self._account = account
        self._note = note
        self._vanished = Vanished(screen=screen, person=person, user=user, account=account)

    def begin(self) -> None:
        """A run begins."""
        self._vanished.begin()

    async def look(self, after: Sequence[Action] | None = None) -> View:
        """The screen once the user has left it; settled, where actions were done before.

        Raises Ended when the user does not leave it, ScreenError, and InputError.
        """
        while True:
            if not await self._user.gone():
                raise Ended(EndReason.NEEDS_PERSON, _NOBODY)
            if untold := self._user.looking():
                self._note(untold)
            self._gate.looking(self._input.new_stamp())  # what was permitted before is void
            view = await self._vanished.look(partial(self._look_once, after))
            if view.note:
                self._note(view.note)
            self._account.saw(view)
            if not self._user.taken:
                return view

    async def _look_once(self, after: Sequence[Action] | None) -> View:
        return await (self._screen.look() if after is None else self._screen.look_when_settled(after))
