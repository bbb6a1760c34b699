"""A yes that a person gives for the rest of a run: to one code of safety checks, or one kind of action."""

from dataclasses import dataclass
from typing import Literal, assert_never


@dataclass(frozen=True, slots=True)
class Grant:
    """`name` is the code of a safety check, or the kind of an action as on the wire."""

    scope: Literal["check", "action"]
    name: str

    def in_words(self) -> str:
        """For a person, e.g. `safety checks “irrelevant_domain”`. The name is never the model's own text."""
        match self.scope:
            case "check":
                return f"safety checks “{self.name}”"
            case "action":
                return f"actions of the kind “{self.name}”"
            case _:
                assert_never(self.scope)


def all_in_words(grants: tuple[Grant, ...]) -> str:
    """Several of them, in one sentence fragment."""
    return " and ".join(grant.in_words() for grant in grants)
