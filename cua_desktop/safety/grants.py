"""What a person has allowed for the rest of a run: offered, given, used, taken back. Pure.

A grant is a yes to what a person could know beforehand. So it is offered for the codes of safety
checks whose meaning is documented, and never for a code that nobody here knows, nor for a check
without one: that could be about anything, and the next one about something else. A call is covered
only when everything about it that has to be asked is granted.
"""

from collections.abc import Iterable

from cua_desktop.agent.actions import Action, kind_of
from cua_desktop.agent.exchange import SafetyCheck
from cua_desktop.agent.grant import Grant

KNOWN_CODES = ("malicious_instructions", "irrelevant_domain", "sensitive_domain")
"""Of OpenAI's guide to computer use."""


class Grants:
    """Those of one run."""

    def __init__(self) -> None:
        self._given: dict[Grant, None] = {}

    @property
    def given(self) -> tuple[Grant, ...]:
        """In the order in which they were given."""
        return tuple(self._given)

    def give(self, grants: Iterable[Grant]) -> None:
        """A person has given them."""
        self._given.update(dict.fromkeys(grants))

    def take_back(self, grant: Grant) -> bool:
        """Whether there was such a grant."""
        return self._given.pop(grant, self) is None

    def end(self) -> None:
        """The run is over."""
        self._given.clear()

    def cover(self, grants: tuple[Grant, ...] | None) -> bool:
        """Whether all of them are given; what can't be granted (None) is never covered."""
        return grants is not None and all(grant in self._given for grant in grants)


def grants_for_checks(checks: Iterable[SafetyCheck]) -> tuple[Grant, ...] | None:
    """What would cover these checks; None when one of them can't be granted."""
    codes = dict.fromkeys(check.code for check in checks)
    if any(code not in KNOWN_CODES for code in codes):
        return None
    return tuple(Grant("check", code) for code in codes if code is not None)


def grants_for_actions(actions: Iterable[Action]) -> tuple[Grant, ...]:
    """What would cover these actions."""
    return tuple(Grant("action", kind) for kind in dict.fromkeys(map(kind_of, actions)))
