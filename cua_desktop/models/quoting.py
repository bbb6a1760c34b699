"""What a vendor wrote, made fit to be shown: short, on one line, and without any piece of the key."""

import re

from cua_desktop.agent.actions import visible

_LONGEST_QUOTE = 240
_MOST_READ = 4_000
_SHORTEST_PIECE = 6
"""So many characters of a key in a row give it away; vendors echo a key's beginning and end."""

_LOOKS_LIKE_A_KEY = re.compile(r"\bsk-[\w*.…-]+|\bBearer\s+\S+", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(r"\s*<(!doctype|html|head|body|\?xml)", re.IGNORECASE)


def quote(untrusted_text: str, *secrets: str) -> str:
    """The vendor's text in quotation marks, as the end of a sentence's clause; empty when there is none."""
    text = untrusted_text[:_MOST_READ]
    if _LOOKS_LIKE_HTML.match(text):
        return ""
    words = visible(" ".join(without_secrets(text, *secrets).split()))
    if not words:
        return ""
    return f"“{words[:_LONGEST_QUOTE]}…”" if len(words) > _LONGEST_QUOTE else f"“{words}”"


def without_secrets(text: str, *secrets: str) -> str:
    """The text with every piece of a secret, and all that looks like a key, replaced by [key]."""
    for secret in secrets:
        text = _without_pieces(text, secret)
    return _LOOKS_LIKE_A_KEY.sub("[key]", text)


def _without_pieces(text: str, secret: str) -> str:
    size = min(_SHORTEST_PIECE, len(secret))
    if not size:
        return text
    pieces = {secret[start : start + size].lower() for start in range(len(secret) - size + 1)}
    lowered = text.lower()
    hidden = [False] * len(text)
    for start in range(len(lowered) - size + 1):
        if lowered[start : start + size] in pieces:
            hidden[start : start + size] = [True] * size
    kept = "".join("\0" if hide else character for character, hide in zip(text, hidden, strict=True))
    return re.sub("\0+", "[key]", kept)
