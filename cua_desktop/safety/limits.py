"""How far a run may go: steps, seconds, money."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cua_desktop.agent.errors import SettingsError
from cua_desktop.agent.exchange import Usage

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens. `cached` is for input read before; unknown, it costs what input does."""

    input: float
    output: float
    cached: float | None = None

    def of(self, usage: Usage) -> float:
        """What these tokens cost, in US dollars."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        fresh = usage.input_tokens - cached
        price_of_cached = self.input if self.cached is None else self.cached
        return (fresh * self.input + cached * price_of_cached + usage.output_tokens * self.output) / _MILLION


@dataclass(frozen=True, slots=True)
class RunLimits:
    """The most steps, seconds and US dollars of one run; None is no limit.

    Without a known price the money limit can't be kept, and does nothing.
    """

    max_steps: int | None = None
    max_seconds: float | None = None
    max_cost: float | None = None
    price: Price | None = None

    def cost(self, usage: Usage) -> float | None:
        """What these tokens cost, in US dollars; None where the price is not known."""
        return None if self.price is None else self.price.of(usage)

    def reached(self, steps: int, seconds: float, usage: Usage) -> str | None:
        """The limit that is reached, as a sentence, or None. Asked before each step."""
        if self.max_steps is not None and steps >= self.max_steps:
            return f"The limit of {self.max_steps} steps is reached."
        if self.max_seconds is not None and seconds >= self.max_seconds:
            return f"The limit of {self.max_seconds:g} seconds is reached."
        if self.max_cost is not None and self.price is not None:
            cost = self.price.of(usage)
            if cost >= self.max_cost:
                return f"The limit of {self.max_cost:g} USD is reached: about {cost:.2f} USD are spent."
        return None


def load_prices(file: Path) -> Mapping[str, Price]:
    """The price table: model name -> price. Raises SettingsError when it can't be read."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))["usd_per_million_tokens"]
        return {name: _price(row) for name, row in table.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"The price table {file} can't be read: {error!r}.") from None


def _price(row: Mapping[str, float]) -> Price:
    cached = float(row["cached"]) if "cached" in row else None
    return Price(float(row["input"]), float(row["output"]), cached)


def price_for(model: str, prices: Mapping[str, Price]) -> Price | None:
    """The price of a model, also for a dated version of it (`gpt-5.5-2026-04-01` is `gpt-5.5`)."""
    fitting = [name for name in prices if model == name or model.startswith(f"{name}-20")]
    return prices[max(fitting, key=len)] if fitting else None
