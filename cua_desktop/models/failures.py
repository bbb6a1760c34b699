"""Everything that can go wrong with a request, as a ModelError: one plain sentence and a hint.

No text here holds the key or a piece of it, whatever the vendor echoes (see quoting.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cua_desktop.agent.errors import (
    ChainLostError,
    KeyRefusedError,
    ModelError,
    ModelUnknownError,
    NothingKeptError,
    ToolRefusedError,
)
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.quoting import quote
from cua_desktop.models.reachability import TRY_AGAIN, why_broken, why_timed_out, why_unreachable
from cua_desktop.models.refusals import VendorError, known_refusal, vendor_error
from cua_desktop.models.retries import SERVER_ERROR, FailedForNowError, retry_after
from cua_desktop.models.streams import CutError, NotAnAnswerError

_KINDS: Mapping[str, type[ModelError]] = {
    "unanswered call": ChainLostError,
    "unacknowledged check": ChainLostError,
    "previous response": ChainLostError,
    "zero data retention": NothingKeptError,
    "tool": ToolRefusedError,
    "model": ModelUnknownError,
}
"""The refusals that somebody may find a way around."""

_STATELESS = ("conversation", "stateless")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, and how. `secrets` are the key and what else no text may hold."""

    model: str
    host: str
    dialect: Dialect
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def filled(self, text: str) -> str:
        """The text with its names filled in."""
        return text.format(
            model=self.model, host=self.host, tool=self.dialect.value, other=self.dialect.other.value
        )


def explained(error: Exception, asked: Asked) -> ModelError:
    """The failure of a request in words; `error` is what the SDK raised."""
    import openai  # noqa: PLC0415 - takes 2 s; loaded long before anything can fail

    match error:
        case ModelError():
            return error
        case NotAnAnswerError():
            return not_an_answer(asked)
        case CutError():
            return ModelError(*why_broken(asked.host))
        case FailedForNowError():
            return unfinished(error.untrusted, asked) or not_an_answer(asked)
        case openai.APITimeoutError():
            return ModelError(*why_timed_out(error, asked.host))
        case openai.APIStatusError():
            vendor = vendor_error(error.body)
            known = _known(vendor, asked) if error.status_code < SERVER_ERROR else None
            return known or _by_status(error.status_code, vendor, retry_after(error), asked)
        case openai.APIConnectionError():
            return ModelError(*why_unreachable(error, asked.host))
        case _:
            return ModelError(
                f"The request to {asked.host} could not be made ({type(error).__name__}).",
                "Check the base URL and the key in the settings.",
            )


def _known(vendor: VendorError, asked: Asked) -> ModelError | None:
    refusal = known_refusal(vendor)
    if refusal is None:
        return None
    kind = _KINDS.get(refusal.name, ModelError)
    changes = {"tool": ("tool", asked.dialect.other.value), "zero data retention": _STATELESS}
    return kind(asked.filled(refusal.message), asked.filled(refusal.hint), change=changes.get(refusal.name))


def _by_status(status: int, vendor: VendorError, wait: float | None, asked: Asked) -> ModelError:
    """By the HTTP status alone. The text of a 401 is not quoted: it often has a part of the key in it."""
    host = asked.host
    match status:
        case 401:
            return KeyRefusedError(
                f"{host} does not accept the API key.", "Set the right key in the settings."
            )
        case 403:
            return ModelError(
                f"The API key may not do this at {host}{_saying(vendor, asked)}.",
                "Check what the key, its project and this network are allowed to use.",
            )
        case 404:
            return ModelUnknownError(
                f"Nothing answers to “{asked.model}” at {host}.",
                "Check the base URL and the model's name (with Azure: the deployment's name).",
            )
        case 408:
            return ModelError(f"{host} gave up waiting for the request.", TRY_AGAIN)
        case 409:
            return ModelError(f"{host} was busy with another request of this conversation.", TRY_AGAIN)
        case 413:
            return ModelError(
                "The request is too large for the service.",
                "Set a smaller display size, or start a new task.",
            )
        case 429:
            return ModelError(f"{host} is asked too often with this key.", _when(wait))
        case _ if 300 <= status < 400:  # noqa: PLR2004 - the range of redirections
            return ModelError(
                f"{host} sends requests to another address ({status}).",
                "Check the base URL; the login page of a network may stand in between.",
            )
        case _ if status >= SERVER_ERROR:
            return ModelError(f"The service at {host} has a problem of its own ({status}).", _when(wait))
        case _:
            return ModelError(
                f"{host} refused the request ({status}){_saying(vendor, asked)}.",
                "Try another model or the other tool dialect, or start a new task.",
            )


def _saying(vendor: VendorError, asked: Asked) -> str:
    said = quote(vendor.text, *asked.secrets)
    return f", saying {said}" if said else ""


def _when(wait: float | None) -> str:
    if wait is None or wait < 1:
        return TRY_AGAIN
    return f"Try again in {wait:.0f} s; your conversation is kept."


def unfinished(response: Mapping[str, Any], asked: Asked) -> ModelError | None:
    """Why a response that came as 200 can't be used, or None.

    `failed` and `incomplete` don't raise in the SDK, and nothing in them may be acted on.
    """
    status, error = response.get("status"), response.get("error")
    if status == "failed" or error:
        vendor = vendor_error(error)
        message = f"The service failed to answer{_saying(vendor, asked)}."
        return _known(vendor, asked) or ModelError(message, TRY_AGAIN)
    if status == "incomplete":
        return _incomplete(response.get("incomplete_details"), asked)
    if status not in (None, "completed"):
        return ModelError("The service ended the answer before it was complete.", TRY_AGAIN)
    response_id = response.get("id")
    return None if isinstance(response_id, str) and response_id else not_an_answer(asked)


def _incomplete(untrusted: object, asked: Asked) -> ModelError:
    reason = untrusted.get("reason") if isinstance(untrusted, Mapping) else None
    if reason == "max_output_tokens":
        message = "The model's answer was cut off: it grew longer than allowed."
        return ModelError(message, "Give the task in smaller parts.")
    known = _known(VendorError(frozenset({reason} if isinstance(reason, str) else ())), asked)
    return known or ModelError("The model's answer is not complete.", TRY_AGAIN)


def not_an_answer(asked: Asked) -> ModelError:
    """What came is no response of a Responses API."""
    return ModelError(
        f"What {asked.host} sent is not an answer of a model.",
        "Check the base URL; a proxy or the login page of a network may stand in between.",
    )


def empty(asked: Asked) -> ModelError:
    """A complete response with nothing in it."""
    message = f"The model {asked.model} gave an empty answer."
    return ModelError(message, "Try again, or say the task differently.")


def heard_before(asked: Asked) -> ModelError:
    """A response whose id came before: to act on it would do everything a second time."""
    return ModelError(
        f"{asked.host} sent an earlier answer once more, and nothing of it is done again.",
        "A proxy in between may keep answers: check the base URL, then reply to go on.",
    )
