"""Key names of models to canonical keys: one spelling per key, whatever the model wrote.

A canonical key is a name of `key_names.NAMED`, or one character that the key types unshifted or shifted.
"""

import re
from collections.abc import Iterable

from cua_desktop.agent.actions import visible
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input.key_names import ALIASES, NOT_SUPPORTED

MODIFIERS = ("ctrl", "shift", "alt", "meta", "altgr")
"""Keys that are held while others are pressed. `meta` is the system's own key: ⌘, Windows, Super."""

MOST_KEYS = 12
"""The most keys of one chord; nobody has more fingers to spare."""

_LETTER_OR_DIGIT = re.compile(r"(?:KEY([A-Z])|DIGIT([0-9]))")
_SPECIAL_CHARACTERS = {" ": "space", "\n": "enter", "\r": "enter", "\t": "tab", "\x1b": "escape"}


def chord(names: Iterable[str]) -> tuple[str, ...]:
    """The canonical keys of one chord, in the model's order, each once.

    Accepts `["CTRL", "A"]`, `["CTRL+A"]` and `["Ctrl A"]`. Raises ActionRefusedError when a name is
    unknown: no part of such a chord is pressed, or its letter would arrive alone.
    """
    keys = tuple(dict.fromkeys(key for name in names for key in _keys_in(name)))
    if not keys:
        raise ActionRefusedError("No key was named.", "Name at least one key, for example ENTER.")
    if len(keys) > MOST_KEYS:
        raise ActionRefusedError(
            f"{len(keys)} keys at once are too many.", f"Press at most {MOST_KEYS}; use type for text."
        )
    return keys


def held(names: Iterable[str]) -> tuple[str, ...]:
    """The canonical keys to hold during a mouse action; none is fine. Raises ActionRefusedError."""
    listed = tuple(names)
    return chord(listed) if listed else ()


def _keys_in(name: str) -> tuple[str, ...]:
    if single := _key(name):
        return (single,)
    if keys := next(filter(None, (_split(name, separator) for separator in "+-_ ")), ()):
        return keys
    shown = visible(name[:80])
    if _folded(name.strip().removeprefix("XF86")) in NOT_SUPPORTED:
        raise ActionRefusedError(
            f"The key “{shown}” is not supported.", "Use the mouse, or a key chord that does the same."
        )
    raise ActionRefusedError(
        f"There is no key “{shown}”.",
        "Use names like CTRL, SHIFT, ALT, META, ENTER, ESC, TAB, ARROWUP, PAGEDOWN, F5, or one character.",
    )


def _split(name: str, separator: str) -> tuple[str, ...]:
    """The keys of `CTRL+A`; of `CTRL++` too. Empty if any part is unknown.

    Only a plus joins any keys. Where others join, all before the last are modifiers: `C-x` of
    some programs' manuals means Ctrl and x, and must not become the letters c and x.
    """
    text = re.sub(r"\s*\+\s*", "+", name.strip())
    doubled = text.endswith(separator * 2)
    parts = text[:-2].split(separator) if doubled else text.split(separator)
    keys = [key for part in parts if (key := _key(part))]
    if len(keys) < len(parts) or (len(parts) < 2 and not doubled):  # noqa: PLR2004 - one is no chord
        return ()
    keys += [separator] * doubled
    joins = separator == "+" or all(key in MODIFIERS for key in keys[:-1])
    return tuple(keys) if joins else ()


def _key(name: str) -> str | None:
    if name in _SPECIAL_CHARACTERS:
        return _SPECIAL_CHARACTERS[name]
    name = name.strip()
    if len(name) == 1:
        return ALIASES.get(name) or _character(name)
    folded = _folded(name)
    if folded in ALIASES:
        return ALIASES[folded]
    if match := _LETTER_OR_DIGIT.fullmatch(folded):
        return (match[1] or match[2]).lower()
    return None


def _folded(name: str) -> str:
    """Without what stands between the parts of a name; the key of `CTRL-_` is not Ctrl."""
    return re.sub(r"(?<=\w)[\s_-]+(?=[^\s_-])", "", name).upper()


def _character(character: str) -> str | None:
    """The key of a character: a letter is its key, without Shift. None if it can't be typed."""
    lower = character.lower()
    key = lower if len(lower) == 1 else character
    return key if key.isprintable() and not key.isspace() else None
