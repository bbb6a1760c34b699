"""What happened: who is told of every event."""

from typing import Protocol

from cua_desktop.agent.events import Event


class Reporter(Protocol):
    """Where events go. It returns when the event is written down: intents before they are done."""

    def __call__(self, event: Event) -> None: ...
