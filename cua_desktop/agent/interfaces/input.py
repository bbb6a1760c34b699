"""What the model does: what the agent needs of mouse and keyboard."""

from collections.abc import Sequence
from typing import Protocol

from cua_desktop.agent.actions import Action
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.permit import Permit, Stamp


class Input(Protocol):
    """What the model does. Points here are screen points."""

    async def start_run(self) -> None:
        """Releases the latch for a new run that a person started. Raises InputError."""
        ...

    async def check(self, actions: Sequence[Action], within: Rect | None = None) -> None:
        """Raises ActionRefusedError if any of them could not be performed; injects nothing.

        Nor could be what reaches out of `within`, in screen points.
        """
        ...

    def new_stamp(self) -> Stamp:
        """For the permits of the look at the screen that now begins; all before are void. Never raises."""
        ...

    async def admit(self, permit: Permit) -> None:
        """From now on `perform` takes this permit, and none before it.

        Raises InputError when it is not of the newest look, or was admitted before.
        """
        ...

    async def perform(self, action: Action, permit: Permit) -> None:
        """Performs the next action of the permit admitted last; returns when its last event is injected.

        All of it within what was shown. Raises ActionRefusedError, UserActiveError, StoppedError, or
        InputError, as for whatever is not permitted; whatever it raises, nothing stays pressed.
        """
        ...

    def interrupt(self) -> None:
        """Ends the action under way and refuses all others until `resume`. Never raises."""
        ...

    async def resume(self) -> None:
        """After the user worked the computer: actions are performed again. Raises InputError."""
        ...

    async def lock(self) -> None:
        """Refuses all actions until `unlock`, because a person is about to be asked. Raises InputError."""
        ...

    def unlock(self) -> None:
        """The question is answered or gone. Never raises."""
        ...

    async def end_run(self, stopped_by: str | None = None) -> None:
        """Puts the latch on again and releases everything; never raises."""
        ...
