"""The gate every computer call passes: which calls a person must be asked about.

It has no way to say yes to a safety check: it can only turn one into a question.
"""

from cua_desktop.agent.actions import changes_something
from cua_desktop.agent.exchange import ComputerCall, Frame
from cua_desktop.agent.interfaces import Cleared, NotCleared, Question


class ApprovalGate:
    """Asks before every action, before changes only, or for safety checks only.

    `mode` may be changed during a run; a safety check is asked about in every mode.
    """

    def __init__(self, mode: str = "checks") -> None:
        self.mode = mode

    def review(self, call: ComputerCall, frame: Frame) -> Cleared | NotCleared | Question:
        """Clears the call as a whole or makes the question for the person."""
        if call.safety_checks:
            return Question(call, call.safety_checks, "The service raised a safety check.", frame)
        if self.mode == "every":
            return Question(call, (), "You asked to approve every action.", frame)
        if self.mode == "changes" and any(changes_something(action) for action in call.actions):
            return Question(call, (), "You asked to approve what changes something.", frame)
        return Cleared()
