"""Who decides: what the agent needs of a model."""

from collections.abc import Callable
from typing import Protocol

from cua_desktop.agent.exchange import Decision, Progress, Request


class Model(Protocol):
    """Who decides."""

    @property
    def name(self) -> str:
        """The model's name, for people."""
        ...

    async def decide(self, request: Request, hear: Callable[[Progress], None]) -> Decision:
        """Asks the model; `hear` gets what is heard meanwhile. Cancelling ends the request in flight.

        Raises ModelError, with a sentence and a hint, when there is no usable answer; ChainLostError
        when there may be one in a new chain.
        """
        ...

    def try_now(self) -> None:
        """Ends a wait that `hear` was told of: the request is sent again at once."""
        ...
