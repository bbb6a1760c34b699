"""What the service says in its headers about how much it still takes.

Source: OpenAI's guide to rate limits as of 2026-11; Azure sends the same names.
"""

import re
from collections.abc import Mapping

from cua_desktop.agent.exchange import RateLimits

_PARTS = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST = 40


def read_rate_limits(headers: Mapping[str, str]) -> RateLimits:
    """Of the headers of an answer; what is not there, or odd, is None."""
    resets = [_duration(headers.get(f"x-ratelimit-reset-{what}", "")) for what in ("requests", "tokens")]
    return RateLimits(
        requests_left=_number(headers.get("x-ratelimit-remaining-requests", "")),
        tokens_left=_number(headers.get("x-ratelimit-remaining-tokens", "")),
        reset_seconds=max((seconds for seconds in resets if seconds is not None), default=None),
    )


def _number(untrusted: str) -> int | None:
    short = len(untrusted) <= _LONGEST and untrusted.isascii()
    return int(untrusted) if short and untrusted.isdigit() else None


def _duration(untrusted: str) -> float | None:
    """`6m0s`, `120ms`, `1s`; Azure's is a plain number of seconds."""
    text = untrusted.strip()
    if not 0 < len(text) <= _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    if not re.fullmatch(f"(?:{_PARTS.pattern})+", text):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in _PARTS.findall(text))
