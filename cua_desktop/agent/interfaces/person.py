"""Who is asked: questions, answers, and the person who gives them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cua_desktop.agent.bounds import More, MoreAnswer
from cua_desktop.agent.exchange import ComputerCall, Frame, SafetyCheck
from cua_desktop.agent.grant import Grant


class Decided(StrEnum):
    """A person's answer to a question."""

    ALLOWED = "allowed"
    DENIED = "denied"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked before actions are performed.

    `frame` is the screen the model saw; `checks` are the vendor's safety checks, verbatim;
    `why` is our own reason in words when there is no check; `offers` is what a yes may be given to
    for the rest of the run.
    """

    call: ComputerCall
    checks: tuple[SafetyCheck, ...]
    why: str
    frame: Frame
    offers: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`by_person` is False when nobody was there to ask, so that headless runs can say so.

    `grants` are those of the question's offers that go with a yes; by default it is for this once.
    """

    decided: Decided
    why: str = ""
    by_person: bool = True
    grants: tuple[Grant, ...] = ()


class Person(Protocol):
    """Who may say yes. Nothing else in the house can."""

    async def approve(self, question: Question) -> Answer:
        """Asks and waits. Cancelling closes the question and means no."""
        ...

    async def may_go_on(self, why: str) -> bool:
        """Waits until a person says that a paused run may go on; False when nobody is there to say so."""
        ...

    async def continue_for(self, more: More) -> MoreAnswer:
        """Asks whether the run may go on, and waits. Cancelling closes the question."""
        ...
