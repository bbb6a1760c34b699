"""What the service says no to, by its error code or its words, and what a person can do about it.

The codes are those of OpenAI's API and its SDK's `ResponseError`; Azure's own are named beside
them. Where only words tell, they are matched as loosely as is safe. Texts may hold `{model}`,
`{host}`, `{tool}` and `{other}` (the other tool dialect).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_LONGEST_READ = 4_000
_ANEW = "Start a new task: this conversation can't go on from here."


@dataclass(frozen=True, slots=True)
class VendorError:
    """What the service said, untrusted; texts that were missing are empty, codes are in lower case."""

    codes: frozenset[str] = frozenset()
    param: str = ""
    text: str = ""


def vendor_error(untrusted: object) -> VendorError:
    """Of the `error` object of an answer. A code may stand in `type`, or in Azure's inner error."""
    if not isinstance(untrusted, Mapping):
        return VendorError(text=_text(untrusted))
    inner = untrusted.get("innererror")
    codes = [untrusted.get("code"), untrusted.get("type")]
    codes += [inner.get("code")] if isinstance(inner, Mapping) else []
    known = frozenset(code.lower() for code in codes if isinstance(code, str))
    return VendorError(known, _text(untrusted.get("param")), _text(untrusted.get("message")))


def _text(untrusted: object) -> str:
    return untrusted[:_LONGEST_READ] if isinstance(untrusted, str) else ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One known no: it is meant when the code is one of `codes`, or the vendor's text has `words`."""

    name: str
    message: str
    hint: str
    codes: frozenset[str] = field(default_factory=frozenset)
    words: str = ""
    params: str = ""

    def is_meant_by(self, error: VendorError) -> bool:
        """Whether the vendor's error is this one."""
        return (
            not self.codes.isdisjoint(error.codes)
            or bool(self.words and re.search(self.words, error.text, re.IGNORECASE))
            or bool(self.params and re.fullmatch(self.params, error.param))
        )


# In this order: the first that is meant counts.
KNOWN = (
    Refusal(
        "tool",
        "The model {model} does not take the tool “{tool}”.",
        "Set the tool dialect to “{other}” in the settings, or choose a model that can use a computer.",
        words=r"tool '?computer(_use_preview)?'?.{0,40}not supported|does not support.{0,40}computer",
        params=r"tools(\[0\](\.type)?)?",
    ),
    Refusal(
        "unanswered call",
        "The service is still waiting for the answer to an earlier action of the model.",
        _ANEW,
        words=r"no tool output found",
    ),
    Refusal(
        "unacknowledged check",
        "The service wants a safety check acknowledged that nobody approved.",
        _ANEW,
        words=r"safety.?check",
    ),
    Refusal(
        "zero data retention",
        "This organization keeps no data at the provider, so a conversation can't be continued there.",
        "Set “Conversation” to “stateless” in the settings: then all of it is sent each time.",
        words=r"zero data retention",
    ),
    Refusal(
        "previous response",
        "The service no longer knows the earlier part of this conversation.",
        _ANEW,
        codes=frozenset({"previous_response_not_found"}),
        words=r"previous.?response\b.*\bnot (be )?found",
    ),
    Refusal(
        "context",
        "The conversation has become too long for the model {model}.",
        "Start a new task; a smaller display size makes longer ones possible.",
        codes=frozenset({"context_length_exceeded", "string_above_max_length"}),
        words=r"context (length|window)|maximum context",
    ),
    Refusal(
        "quota",
        "The account has no credit left for the model {model}.",
        "Add credit, or raise the spending limit, in the account of the provider.",
        codes=frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}),
        words=r"exceeded your current quota",
    ),
    Refusal(
        "model",
        "There is no model or deployment “{model}” at {host} that this key may use.",
        "Check the model's name in the settings (with Azure: the deployment's name), and the base URL.",
        codes=frozenset({"model_not_found", "deploymentnotfound", "unknown_model"}),
        words=r"\b(model|deployment)\b.{0,120}\bdoes not exist",
    ),
    Refusal(
        "content",
        "The provider's content filter refused the request.",
        "Say the task differently, or close what is on the screen that may have set it off.",
        codes=frozenset(
            {
                "content_filter",
                "content_policy_violation",
                "responsibleaipolicyviolation",
                "image_content_policy_violation",
                "invalid_prompt",
                "bio_policy",
                "misalignment_policy_violation",
            }
        ),
        words=r"content.?(filter|management policy)",
    ),
    Refusal(
        "image",
        "The service could not use the screenshot.",
        "Set a smaller display size in the settings.",
        codes=frozenset(
            {
                "invalid_image",
                "invalid_image_format",
                "invalid_base64_image",
                "invalid_image_url",
                "image_too_large",
                "image_too_small",
                "image_parse_error",
                "invalid_image_mode",
                "image_file_too_large",
                "unsupported_image_media_type",
                "empty_image_file",
                "failed_to_download_image",
                "image_file_not_found",
            }
        ),
        words=r"\bimage\b.{0,80}\b(large|small|size|invalid|unsupported|pixels|patches|dimensions)\b"
        r"|\b(large|invalid|unsupported)\b.{0,40}\bimage\b",
    ),
    Refusal(
        "place",
        "The provider does not serve this country or region.",
        "Use a provider that does, such as Azure OpenAI.",
        codes=frozenset({"unsupported_country_region_territory"}),
    ),
)


def known_refusal(error: VendorError) -> Refusal | None:
    """The first known refusal that the vendor's error is, or None."""
    return next((each for each in KNOWN if each.is_meant_by(error)), None)
