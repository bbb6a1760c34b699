"""Does what was cleared, one action after the other, and says how far it came."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from cua_desktop.agent.account import Account
from cua_desktop.agent.actions import Action, Keypress, Screenshot, Type
from cua_desktop.agent.errors import ActionRefusedError, UserActiveError
from cua_desktop.agent.events import ActionDone, ActionStarted
from cua_desktop.agent.interfaces import Input, Screen
from cua_desktop.agent.own_windows import keyboard_arrived, refuse_own_windows
from cua_desktop.agent.presence import UserPresence


@dataclass(frozen=True, slots=True)
class Done:
    """The actions that were carried out whole, and what the model has to be told of the others."""

    actions: Sequence[Action]
    notes: tuple[str, ...] = ()


class Acting:
    """Carries out actions; every intent is reported before it is done."""

    def __init__(self, *, screen: Screen, input: Input, user: UserPresence, account: Account) -> None:
        self._screen = screen
        self._input = input
        self._user = user
        self._account = account

    async def act(self, actions: Sequence[Action]) -> Done:
        """Until all are done, one is refused, or the user takes over. Raises StoppedError, InputError."""
        done = 0
        try:
            for before, action in zip((None, *actions), actions, strict=False):
                refuse_own_windows(self._screen, [action])
                if isinstance(action, Type | Keypress):
                    await keyboard_arrived(self._screen, before)
                await self._do(action)
                done += 1
        except ActionRefusedError as refusal:
            note = f"{done} of {len(actions)} actions were done. {refusal}"
        except UserActiveError:
            self._user.came(time.time())
            note = self._user.told(done, len(actions), broken_off=True)
        except _NotBegunError:
            note = self._user.told(done, len(actions))
        else:
            return Done(actions)
        return Done(actions[:done], (self._account.tell_note(note),))

    async def _do(self, action: Action) -> None:
        if self._user.taken:
            raise _NotBegunError
        self._account.tell(ActionStarted, action=action)
        begun = time.monotonic()
        if not isinstance(action, Screenshot):
            await self._input.perform(self._screen.on_screen(action), self._screen.shown)
        seconds = time.monotonic() - begun
        self._account.tally.act += seconds
        self._account.tell(ActionDone, action=action, seconds=seconds)


class _NotBegunError(Exception):
    """The user came before the action was begun."""
