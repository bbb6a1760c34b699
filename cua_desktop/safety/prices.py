"""What tokens cost: the table that comes with the app, and the user's own, which wins."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cua_desktop.agent.errors import SettingsError
from cua_desktop.agent.exchange import Usage

_MILLION = 1_000_000

_ROWS = (
    'Rows are like “"gpt-5.5" = { input = 5.00, output = 30.00 }” below “[usd_per_million_tokens]”; '
    "“as_of” above is their date."
)


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens. `cached` is for input read before; unknown, it costs what input does.

    `as_of` is the date of the table it stands in, like 2026-11-01; empty where the table says none.
    """

    input: float
    output: float
    cached: float | None = None
    as_of: str = ""

    def of(self, usage: Usage) -> float:
        """What these tokens cost, in US dollars."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        fresh = usage.input_tokens - cached
        price_of_cached = self.input if self.cached is None else self.cached
        return (fresh * self.input + cached * price_of_cached + usage.output_tokens * self.output) / _MILLION


def load_prices(file: Path, *, own: Path | None = None) -> Mapping[str, Price]:
    """Model name -> price; a row of the user's `own` file, if there is one, wins. Raises SettingsError."""
    prices = _table(file)
    if own is not None and own.exists():
        prices |= _table(own)
    return prices


def price_for(model: str, prices: Mapping[str, Price]) -> Price | None:
    """The price of a model, also for a dated version of it (`gpt-5.5-2026-04-01` is `gpt-5.5`)."""
    fitting = [name for name in prices if model == name or model.startswith(f"{name}-20")]
    return prices[max(fitting, key=len)] if fitting else None


def parsed(text: str) -> dict[str, Price]:
    """The prices in the text of a table, by model name. Raises SettingsError that says what is wrong."""
    try:
        content = tomllib.loads(text)
        as_of = _date(content.get("as_of", ""))
        return {name: _price(row, as_of) for name, row in content["usd_per_million_tokens"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"This is no price table: {error!r}.", _ROWS) from None


def _table(file: Path) -> dict[str, Price]:
    try:
        return parsed(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The price table {file} can't be read: {error}.", "Correct or delete it."
        ) from None
    except SettingsError as error:
        raise SettingsError(f"{file}: {error.message}", error.hint) from None


def _date(value: object) -> str:
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    return str(value)


def _price(row: Mapping[str, Any], as_of: str) -> Price:
    cached = _dollars(row["cached"]) if "cached" in row else None
    return Price(_dollars(row["input"]), _dollars(row["output"]), cached, as_of)


def _dollars(value: Any) -> float:
    dollars = float(value)
    if not 0 <= dollars < float("inf"):
        raise ValueError(f"{value} is no price")
    return dollars
