"""The one gate that every action passes, and where permits to act are minted.

It has no way to say yes to a safety check: it can only turn one into a question, or find that a
person has said yes to checks of this code for the rest of the run.
"""

from cua_desktop.agent.actions import Action, changes_something
from cua_desktop.agent.exchange import ComputerCall
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.person import Answer, Decided, Question
from cua_desktop.agent.interfaces.safety import Cleared, NotCleared, Wanted
from cua_desktop.agent.permit import Permit, Stamp
from cua_desktop.safety.grants import Grants, grants_for_actions, grants_for_checks

_CHECKS = "The service raised a safety check."
_MODES = {
    "every": "You asked to approve every action.",
    "changes": "You asked to approve what changes something.",
}


class ApprovalGate:
    """Asks before every action, before changes only, or for safety checks only.

    `mode` may be changed during a run; a safety check is asked about in every mode.
    """

    def __init__(self, mode: str = "checks") -> None:
        self.mode = mode
        self._grants = Grants()
        self._stamp = Stamp.fresh()  # until the input has given one out; what it seals is refused there
        self._permits = 0

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What a person has allowed for the rest of the run."""
        return self._grants.given

    def take_back(self, grant: Grant) -> bool:
        """A person wants to be asked again; whether there was such a grant."""
        return self._grants.take_back(grant)

    def end_run(self) -> None:
        """The run is over, and with it all grants."""
        self._grants.end()

    def looking(self, stamp: Stamp) -> None:
        """The screen is looked at anew: from now on permits are sealed with this stamp."""
        self._stamp = stamp
        self._permits = 0

    def review(self, wanted: Wanted) -> Cleared | NotCleared | Question:
        """Clears the call as a whole or makes the question for the person."""
        call = wanted.call
        checks = grants_for_checks(call.safety_checks)
        actions = grants_for_actions(self._asked_about(call))
        if not self._grants.cover(checks):
            return Question(call, call.safety_checks, _CHECKS, wanted.frame, offers=checks or ())
        if not self._grants.cover(actions):
            return Question(call, call.safety_checks, _MODES[self.mode], wanted.frame, offers=actions)
        return Cleared(self._permit(wanted), call.safety_checks, (*(checks or ()), *actions))

    def allowed(self, wanted: Wanted, question: Question, answer: Answer) -> Cleared:
        """Clears what a person has said yes to: these actions and these checks, and what they granted."""
        if answer.decided is not Decided.ALLOWED or not answer.by_person:
            raise AssertionError("no person has said yes")
        if question.call != wanted.call or question.checks != wanted.call.safety_checks:
            raise AssertionError("the question was about something else")
        if not set(answer.grants) <= set(question.offers):
            raise AssertionError("a grant that was not offered")
        self._grants.give(answer.grants)
        return Cleared(self._permit(wanted), question.checks)

    def _asked_about(self, call: ComputerCall) -> tuple[Action, ...]:
        """The actions that the mode asks about."""
        match self.mode:
            case "every":
                return call.actions
            case "changes":
                return tuple(action for action in call.actions if changes_something(action))
            case _:
                return ()

    def _permit(self, wanted: Wanted) -> Permit:
        self._permits += 1
        return self._stamp.mint(self._permits, wanted.on_screen, wanted.shown)
