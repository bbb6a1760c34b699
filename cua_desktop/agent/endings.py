"""How a part of a run tells the loop that it can't go on as usual."""

from cua_desktop.agent.events import EndReason


class Ended(Exception):  # noqa: N818 - leaving a run is a reason, not an error
    """The run is over. `message` is for people."""

    def __init__(self, reason: EndReason, message: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class NotDoneError(Exception):
    """Nothing of a response was done; `note` is what the model is told."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note
