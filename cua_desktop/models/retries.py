"""Which failed requests are worth sending again, and after how long.

The SDK's own retries are switched off: they also repeat what can't succeed, such as a request
to an account without credit, and nobody could see or cut short their waiting.
"""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cua_desktop.models.reachability import causes_of, has, has_named
from cua_desktop.models.refusals import known_refusal, vendor_error
from cua_desktop.models.streams import CutError

SERVER_ERROR = 500
_TRANSIENT = frozenset({408, 409, 429})
_PASSING = frozenset({"server_error", "rate_limit_exceeded", "service_unavailable", "overloaded_error"})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds.

    `read` is the longest silence: even in a stream nothing may come while the model thinks,
    which takes the largest ones minutes. After `silence` a person is told, and may send the
    request again. `write` is for sending a screenshot over a slow line. A service that wants
    to be left alone for longer than `longest_pause` is not asked again.
    """

    connect: float = 10.0
    read: float = 300.0
    write: float = 60.0
    silence: float = 10.0
    retries: int = 4
    first_pause: float = 1.0
    longest_pause: float = 120.0

    def pause_before_retry(self, error: Exception, retry: int) -> float | None:
        """The seconds to wait before the given retry (from 1), or None when it is not worth it."""
        if retry > self.retries or not may_succeed_later(error):
            return None
        asked_for = retry_after(error)
        pause = self.first_pause * 2 ** (retry - 1) if asked_for is None else asked_for
        return pause if pause <= self.longest_pause else None


def may_succeed_later(error: Exception) -> bool:
    """Whether the same request may succeed a little later.

    What timed out is not asked again, unless it never arrived: it would take as long once more.
    """
    import openai  # noqa: PLC0415 - takes 2 s; loaded long before anything can fail

    match error:
        case CutError() | FailedForNowError():
            return True
        case openai.APITimeoutError():
            return has_named(causes_of(error), "ConnectTimeout")
        case openai.APIStatusError():
            said = error.response.headers.get("x-should-retry")
            if said in {"true", "false"}:
                return said == "true"
            if error.status_code >= SERVER_ERROR:
                return True
            return error.status_code in _TRANSIENT and known_refusal(vendor_error(error.body)) is None
        case openai.APIConnectionError():
            causes = causes_of(error)
            return not has(causes, ssl.SSLCertVerificationError) and not has_named(
                causes, "UnsupportedProtocol"
            )
        case _:
            return False


class FailedForNowError(Exception):
    """A response that came as 200 and failed, for a reason that passes."""

    def __init__(self, untrusted: Mapping[str, Any]) -> None:
        super().__init__()
        self.untrusted = untrusted


def failed_for_now(untrusted: Mapping[str, Any]) -> bool:
    """Whether a response failed for a reason that passes. A stream has no status to say it with."""
    error = vendor_error(untrusted.get("error"))
    return untrusted.get("status") == "failed" and not _PASSING.isdisjoint(error.codes)


def may_succeed_without_summary(error: Exception) -> bool:
    """Whether it was the wish for reasoning summaries that was refused.

    OpenAI gives them only to verified organizations: 400 with the parameter `reasoning.summary`.
    """
    import openai  # noqa: PLC0415 - see above

    if not isinstance(error, openai.BadRequestError):
        return False
    return vendor_error(error.body).param.partition(".")[0] == "reasoning"


def may_succeed_without_stream(error: Exception) -> bool:
    """Whether it was the wish for a stream that was refused; some servers and deployments have none."""
    import openai  # noqa: PLC0415 - see above

    if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
        return False
    vendor = vendor_error(error.body)
    return vendor.param == "stream" or bool(re.search(r"\bstream", vendor.text, re.IGNORECASE))


def retry_after(error: Exception) -> float | None:
    """The seconds the service asks to be left alone, if it says so in a number."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None
