"""Does what was cleared, one action after the other, and says how far it came."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from cua_desktop.agent.account import Account
from cua_desktop.agent.actions import Action, Keypress, Type
from cua_desktop.agent.errors import ActionRefusedError, UserActiveError
from cua_desktop.agent.events import ActionDone, ActionStarted
from cua_desktop.agent.exchange import ComputerCall
from cua_desktop.agent.interfaces.input import Input
from cua_desktop.agent.interfaces.safety import Cleared, Policy
from cua_desktop.agent.interfaces.screen import Screen
from cua_desktop.agent.own_windows import keyboard_arrived, refuse_what_came
from cua_desktop.agent.permit import Permit
from cua_desktop.agent.presence import UserPresence


@dataclass(frozen=True, slots=True)
class Done:
    """The actions that were carried out whole, and what the model has to be told of the others."""

    actions: Sequence[Action]
    notes: tuple[str, ...] = ()


class Acting:
    """Carries out actions; every intent is reported before it is done."""

    def __init__(
        self,
        *,
        screen: Screen,
        input: Input,
        user: UserPresence,
        account: Account,
        policy: Policy | None = None,
    ) -> None:
        self._policy = policy
        self._screen = screen
        self._input = input
        self._user = user
        self._account = account

    async def act(self, calls: Sequence[ComputerCall], cleared: Sequence[Cleared]) -> Done:
        """Until all is done, one is refused, or the user takes over. Raises StoppedError, InputError."""
        actions = [action for call in calls for action in call.actions]
        done = 0
        try:
            for call, clear in zip(calls, cleared, strict=True):
                permit = clear.permit
                await self._input.admit(permit)
                for action, on_screen in zip(call.actions, permit.actions, strict=True):
                    await refuse_what_came(self._screen, action)
                    if isinstance(action, Type | Keypress):
                        await keyboard_arrived(self._screen, actions[done - 1] if done else None)
                    if self._policy is not None:
                        await self._policy.review_now(on_screen)
                    await self._do(action, on_screen, permit)
                    done += 1
        except ActionRefusedError as refusal:
            note = f"{done} of {len(actions)} actions were done. {refusal}"
        except UserActiveError:
            self._user.interrupted()
            note = self._user.told(done, len(actions), broken_off=True)
        except _NotBegunError:
            note = self._user.told(done, len(actions))
        else:
            return Done(actions)
        return Done(actions[:done], (self._account.tell_note(note),))

    async def _do(self, action: Action, on_screen: Action, permit: Permit) -> None:
        if self._user.taken:
            raise _NotBegunError
        self._account.tell(ActionStarted, action=action)
        begun = time.monotonic()
        await self._input.perform(on_screen, permit)
        seconds = time.monotonic() - begun
        self._account.tally.act += seconds
        self._account.tell(ActionDone, action=action, seconds=seconds)


class _NotBegunError(Exception):
    """The user came before the action was begun."""
