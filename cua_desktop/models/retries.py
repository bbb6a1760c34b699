"""Which failed requests are worth sending again, and after how long.

The SDK's own retries are switched off: they also repeat what can't succeed, such as a request
to an account without credit, and nobody could see or cut short their waiting.
"""

import ssl
from dataclasses import dataclass

from cua_desktop.models.reachability import causes_of, has, has_named
from cua_desktop.models.refusals import known_refusal, vendor_error

SERVER_ERROR = 500
_TRANSIENT = frozenset({408, 409, 429})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds.

    `read` is the longest silence: without streaming nothing comes before the model has thought
    it all through, which takes the largest models minutes. `write` is for sending a screenshot
    over a slow line. A service that wants to be left alone for longer than `longest_pause` is
    not asked again.
    """

    connect: float = 10.0
    read: float = 300.0
    write: float = 60.0
    retries: int = 2
    first_pause: float = 0.5
    longest_pause: float = 60.0

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


def may_succeed_without_summary(error: Exception) -> bool:
    """Whether it was the wish for reasoning summaries that was refused.

    OpenAI gives them only to verified organizations: 400 with the parameter `reasoning.summary`.
    """
    import openai  # noqa: PLC0415 - see above

    if not isinstance(error, openai.BadRequestError):
        return False
    return vendor_error(error.body).param.partition(".")[0] == "reasoning"


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
