"""What may be performed now: the actions of the newest permit, each once, in their order.

Kept in the input process, on the thread that reads the orders.
"""

from collections import deque

from cua_desktop.agent.actions import Action
from cua_desktop.agent.errors import ActionRefusedError, InputError
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.permit import Permit, Stamp

_AGAIN = "Start the task anew. If this comes again, please report it."


class Permits:
    """Holds one permit at a time; at first there is none, nor a stamp to know one by.

    `turn` is the number of the run, or of the agent's turn within it: what was admitted in an
    earlier one is void.
    """

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._newest = 0
        self._permit: Permit | None = None
        self._left: deque[Action] = deque()
        self._turn = 0

    def renew(self, stamp: Stamp | None) -> None:
        """The screen is looked at anew, or, without a stamp, a run begins: what was permitted is void."""
        self._stamp = stamp
        self._newest = 0
        self._permit = None

    def admit(self, permit: Permit, turn: int) -> None:
        """From now on this permit holds, and none before it. Raises InputError for a void or false one."""
        self._permit = None
        if self._stamp is None or not self._stamp.sealed(permit):
            raise InputError("This permit is not of the newest look at the screen.", _AGAIN)
        if permit.number <= self._newest:
            raise InputError("This permit has been used already.", _AGAIN)
        self._newest = permit.number
        self._permit = permit
        self._left = deque(permit.actions)
        self._turn = turn

    def take(self, number: int, action: Action, turn: int) -> Rect:
        """Uses the permit for its next action; gives the part of the desktop it must keep to.

        Raises InputError when this is not what is permitted next, ActionRefusedError when the user
        has worked the computer since.
        """
        permit = self._permit
        if permit is None or number != permit.number:
            raise InputError("There is no permit for this action.", _AGAIN)
        if turn != self._turn:
            self._permit = None
            raise ActionRefusedError(
                "The user has used the computer since this was allowed.", "Look at the screen as it is now."
            )
        if not self._left or self._left[0] != action:
            self._permit = None
            raise InputError("This is not the action that was permitted next.", _AGAIN)
        self._left.popleft()
        return permit.shown
