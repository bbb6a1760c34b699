"""How far a run may go: steps, seconds, tokens, money. At a limit a person is asked for more."""

from dataclasses import dataclass, replace
from typing import assert_never

from cua_desktop.agent.bounds import Bounds, More, Unit, Used
from cua_desktop.agent.exchange import Usage
from cua_desktop.safety.prices import Price


@dataclass(frozen=True, slots=True)
class RunLimits:
    """The most steps, seconds, tokens and US dollars of one run; None is no limit.

    Without a known price the money limit can't be kept, and does nothing. `first` is what held
    before any of it was raised: the same amount again is what is offered.
    """

    max_steps: int | None = None
    max_seconds: float | None = None
    max_tokens: int | None = None
    max_cost: float | None = None
    price: Price | None = None
    first: "RunLimits | None" = None

    @property
    def bounds(self) -> Bounds:
        """The limits of now."""
        return Bounds(
            self.max_steps,
            self.max_seconds,
            self.max_tokens,
            self.max_cost,
            (self.price.as_of or "an unknown date") if self.price else "",
        )

    def cost(self, usage: Usage) -> float | None:
        """What these tokens cost, in US dollars; None where the price is not known."""
        return None if self.price is None else self.price.of(usage)

    def reached(self, used: Used) -> More | None:
        """The question for the first limit that is reached, if any."""
        first = self.first or self
        if self.max_steps is not None and used.steps >= self.max_steps:
            return More(
                f"The limit of {self.max_steps:,} steps is reached.", Unit.STEPS, first.max_steps or 0
            )
        if self.max_seconds is not None and used.seconds >= self.max_seconds:
            why = f"The limit of {self.max_seconds:,.0f} seconds is reached."
            return More(why, Unit.SECONDS, first.max_seconds or 0)
        if self.max_tokens is not None and used.tokens >= self.max_tokens:
            why = f"The limit of {self.max_tokens:,} tokens is reached: {used.tokens:,} are used."
            return More(why, Unit.TOKENS, first.max_tokens or 0)
        if self.max_cost is not None and used.usd is not None and used.usd >= self.max_cost:
            why = f"The limit of {self.max_cost:.2f} USD is reached: about {used.usd:.2f} USD are spent."
            return More(why, Unit.USD, first.max_cost or 0)
        return None

    def raised(self, used: Used, unit: Unit, amount: float) -> "RunLimits":
        """The limits that let a run go on for so much more than it has `used`."""
        first = self.first or self
        match unit:
            case Unit.STEPS:
                return replace(self, max_steps=used.steps + int(amount), first=first)
            case Unit.SECONDS:
                return replace(self, max_seconds=used.seconds + amount, first=first)
            case Unit.TOKENS:
                return replace(self, max_tokens=used.tokens + int(amount), first=first)
            case Unit.USD:
                return replace(self, max_cost=(used.usd or 0.0) + amount, first=first)
            case _:
                assert_never(unit)
