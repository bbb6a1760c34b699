"""How far a run may go, what it has used of that, and what a person is asked at a limit."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

MOST_MORE = 1e9
"""The most of anything that a person can add at a limit."""


class Unit(StrEnum):
    """What is limited; the name is that of its amount, for people and scripts."""

    STEPS = "steps"
    SECONDS = "seconds"
    TOKENS = "tokens"
    USD = "USD"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most steps, seconds of work, tokens and US dollars of one run; None is no limit.

    `prices_of` is the date of the price that money is counted by, like 2026-11-01; empty where the
    model's price is not known.
    """

    steps: int | None = None
    seconds: float | None = None
    tokens: int | None = None
    usd: float | None = None
    prices_of: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """What a run has used so far; `seconds` without pauses, `usd` None where no price is known."""

    steps: int = 0
    seconds: float = 0.0
    tokens: int = 0
    usd: float | None = None


@dataclass(frozen=True, slots=True)
class More:
    """A question to a person: may the run go on, for so much more?

    `why` in a sentence. `amount` is what is offered, in `unit`; without them it is only asked whether.
    """

    why: str
    unit: Unit | None = None
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class GoOn:
    """The run may go on, for so much more in the unit of the question. No action is approved by it."""

    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class EndHere:
    """The run is to end; `by_person` is False when nobody was there to ask."""

    by_person: bool = True


MoreAnswer = GoOn | EndHere

PauseCause = Literal["user", "watch", "limit", "repetition"]
"""Why a run waits: the user works the computer or has paused it; nobody is present in watch mode;
a limit is reached; the same was done again and again."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """The same actions on the same picture, for so many times; `ask` when a person is to be asked."""

    times: int
    ask: bool
