"""The one gate that every action passes, and where permits to act are minted.

It has no way to say yes to a safety check: it can only turn one into a question.
"""

from cua_desktop.agent.actions import changes_something
from cua_desktop.agent.interfaces import Answer, Cleared, Decided, NotCleared, Question, Wanted
from cua_desktop.agent.permit import Permit, Stamp


class ApprovalGate:
    """Asks before every action, before changes only, or for safety checks only.

    `mode` may be changed during a run; a safety check is asked about in every mode.
    """

    def __init__(self, mode: str = "checks") -> None:
        self.mode = mode
        self._stamp = Stamp.fresh()  # until the input has given one out; what it seals is refused there
        self._permits = 0

    def looking(self, stamp: Stamp) -> None:
        """The screen is looked at anew: from now on permits are sealed with this stamp."""
        self._stamp = stamp
        self._permits = 0

    def review(self, wanted: Wanted) -> Cleared | NotCleared | Question:
        """Clears the call as a whole or makes the question for the person."""
        call, frame = wanted.call, wanted.frame
        if call.safety_checks:
            return Question(call, call.safety_checks, "The service raised a safety check.", frame)
        if self.mode == "every":
            return Question(call, (), "You asked to approve every action.", frame)
        if self.mode == "changes" and any(changes_something(action) for action in call.actions):
            return Question(call, (), "You asked to approve what changes something.", frame)
        return Cleared(self._permit(wanted))

    def allowed(self, wanted: Wanted, question: Question, answer: Answer) -> Cleared:
        """Clears what a person has said yes to: these actions and these checks."""
        if answer.decided is not Decided.ALLOWED or not answer.by_person:
            raise AssertionError("no person has said yes")
        if question.call != wanted.call or question.checks != wanted.call.safety_checks:
            raise AssertionError("the question was about something else")
        return Cleared(self._permit(wanted), question.checks)

    def _permit(self, wanted: Wanted) -> Permit:
        self._permits += 1
        return self._stamp.mint(self._permits, wanted.on_screen, wanted.shown)
