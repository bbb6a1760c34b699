"""Does what was cleared, one action after the other, and says how far it came."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from cua_desktop.agent.account import Account
from cua_desktop.agent.actions import Action, Click, DoubleClick, Keypress, Screenshot, Type
from cua_desktop.agent.clearing import USER_WORKED, Clearing
from cua_desktop.agent.errors import ActionRefusedError, UserActiveError
from cua_desktop.agent.events import ActionDone, ActionStarted
from cua_desktop.agent.interfaces import Input, Screen
from cua_desktop.agent.presence import UserPresence

FOCUS_SECONDS = 0.1
"""A window manager hands on the keyboard after a click in its own time: some 10 to 50 ms, measured
with openbox. Keys of the same answer wait so long; after a whole answer the screen settles anyway."""

MOST_FOCUS_SECONDS = 0.5
"""How long our own window may take to notice that it has lost the keyboard."""

_OWN_FOCUS = (
    "Nothing was typed: the keyboard is with the window of the app that runs you. "
    "Click where the text should go first."
)


@dataclass(frozen=True, slots=True)
class Done:
    """The actions that were carried out whole, and what the model has to be told of the others."""

    actions: Sequence[Action]
    notes: tuple[str, ...] = ()


class Acting:
    """Carries out actions; every intent is reported before it is done."""

    def __init__(
        self, *, screen: Screen, input: Input, clearing: Clearing, user: UserPresence, account: Account
    ) -> None:
        self._screen = screen
        self._input = input
        self._clearing = clearing
        self._user = user
        self._account = account

    async def act(self, actions: Sequence[Action]) -> Done:
        """Until all are done, one is refused, or the user takes over. Raises StoppedError, InputError."""
        done = 0
        try:
            for before, action in zip((None, *actions), actions, strict=False):
                self._clearing.refuse_own_windows([action])
                if isinstance(action, Type | Keypress):
                    await self._keyboard_arrived(before)
                await self._do(action)
                done += 1
        except ActionRefusedError as refusal:
            note = f"{done} of {len(actions)} actions were done. {refusal}"
        except UserActiveError:
            self._user.came(time.time())
            note = USER_WORKED.format(done=done, all=len(actions))
        else:
            return Done(actions)
        return Done(actions[:done], (self._account.tell_note(note),))

    async def _do(self, action: Action) -> None:
        if self._user.taken:
            raise UserActiveError
        self._account.tell(ActionStarted, action=action)
        begun = time.monotonic()
        if not isinstance(action, Screenshot):
            await self._input.perform(self._screen.on_screen(action), self._screen.shown)
        seconds = time.monotonic() - begun
        self._account.tally.act += seconds
        self._account.tell(ActionDone, action=action, seconds=seconds)

    async def _keyboard_arrived(self, before: Action | None) -> None:
        """Keys must not overtake the focus that a click gives, nor go to our own window."""
        if isinstance(before, Click | DoubleClick):
            await asyncio.sleep(FOCUS_SECONDS)
        deadline = time.monotonic() + MOST_FOCUS_SECONDS
        while self._screen.own_window_has_focus():
            if before is None or time.monotonic() > deadline:
                raise ActionRefusedError(_OWN_FOCUS)
            await asyncio.sleep(FOCUS_SECONDS / 4)
