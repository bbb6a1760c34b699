"""Key names of models to canonical keys: one spelling per key, whatever the model wrote.

A canonical key is a name of `NAMED`, or one character that the key types unshifted or shifted.
"""

import re
from collections.abc import Iterable

from cua_desktop.agent.actions import visible
from cua_desktop.agent.errors import ActionRefusedError

MODIFIERS = ("ctrl", "shift", "alt", "meta", "altgr")
"""Keys that are held while others are pressed. `meta` is the system's own key: ⌘, Windows, Super."""

MOST_KEYS = 12
"""The most keys of one chord; nobody has more fingers to spare."""

_ALIASES = {
    "ctrl": "CTRL CONTROL CTL CONTROLL CONTROLR CTRLL CTRLR CTRLLEFT CTRLRIGHT CONTROLLEFT CONTROLRIGHT "
    "LEFTCTRL RIGHTCTRL LCTRL RCTRL",
    "shift": "SHIFT SHIFTL SHIFTR SHIFTLEFT SHIFTRIGHT LEFTSHIFT RIGHTSHIFT LSHIFT RSHIFT",
    "alt": "ALT OPTION OPT ALTL ALTR ALTLEFT ALTRIGHT LEFTALT RIGHTALT LALT RALT OPTIONLEFT OPTIONRIGHT",
    "meta": "META CMD COMMAND WIN WINDOWS SUPER SUPERL SUPERR METAL METAR METALEFT METARIGHT OS OSLEFT "
    "OSRIGHT WINLEFT WINRIGHT LWIN RWIN CMDLEFT CMDRIGHT COMMANDLEFT COMMANDRIGHT",
    "altgr": "ALTGR ALTGRAPH ISOLEVEL3SHIFT",
    "enter": "ENTER RETURN KPENTER NUMPADENTER LINEFEED",
    "escape": "ESC ESCAPE",
    "tab": "TAB ISOLEFTTAB",
    "space": "SPACE SPACEBAR",
    "backspace": "BACKSPACE BKSP BS",
    "delete": "DELETE DEL FORWARDDELETE KPDELETE",
    "insert": "INSERT INS KPINSERT",
    "home": "HOME KPHOME",
    "end": "END KPEND",
    "pageup": "PAGEUP PGUP PRIOR KPPAGEUP KPPRIOR",
    "pagedown": "PAGEDOWN PGDN PGDOWN NEXT KPPAGEDOWN KPNEXT",
    "left": "LEFT ARROWLEFT LEFTARROW KPLEFT",
    "right": "RIGHT ARROWRIGHT RIGHTARROW KPRIGHT",
    "up": "UP ARROWUP UPARROW KPUP",
    "down": "DOWN ARROWDOWN DOWNARROW KPDOWN",
    "capslock": "CAPSLOCK CAPS",
    "numlock": "NUMLOCK",
    "scrolllock": "SCROLLLOCK SCRLK",
    "printscreen": "PRINTSCREEN PRTSCR PRTSC PRTSCN PRINT PRNTSCRN SNAPSHOT SYSRQ",
    "pause": "PAUSE BREAK PAUSEBREAK",
    "menu": "MENU CONTEXTMENU APPS APP APPLICATION",
    "help": "HELP",
    "add": "KPADD NUMPADADD NUMPADPLUS ADD",
    "subtract": "KPSUBTRACT NUMPADSUBTRACT NUMPADMINUS SUBTRACT",
    "multiply": "KPMULTIPLY NUMPADMULTIPLY MULTIPLY",
    "divide": "KPDIVIDE NUMPADDIVIDE DIVIDE",
    "decimal": "KPDECIMAL NUMPADDECIMAL DECIMAL",
    # Characters by the names of X11 and of the web's KeyboardEvent.code.
    "+": "PLUS",
    "-": "MINUS DASH HYPHEN",
    "=": "EQUAL EQUALS",
    ",": "COMMA",
    ".": "PERIOD DOT",
    "/": "SLASH",
    "\\": "BACKSLASH",
    ";": "SEMICOLON",
    ":": "COLON",
    "'": "QUOTE APOSTROPHE",
    '"': "QUOTEDBL DOUBLEQUOTE",
    "`": "BACKQUOTE GRAVE BACKTICK",
    "[": "BRACKETLEFT LEFTBRACKET",
    "]": "BRACKETRIGHT RIGHTBRACKET",
    "{": "BRACELEFT",
    "}": "BRACERIGHT",
    "(": "PARENLEFT",
    ")": "PARENRIGHT",
    "!": "EXCLAM",
    "?": "QUESTION",
    "@": "AT",
    "#": "NUMBERSIGN HASH",
    "$": "DOLLAR",
    "%": "PERCENT",
    "^": "ASCIICIRCUM CARET",
    "&": "AMPERSAND",
    "*": "ASTERISK",
    "_": "UNDERSCORE",
    "|": "BAR PIPE",
    "~": "ASCIITILDE TILDE",
    "<": "LESS",
    ">": "GREATER",
}

_FUNCTION_KEYS = {f"F{number}": f"f{number}" for number in range(1, 25)}
_KEYPAD_DIGITS = {
    f"{prefix}{digit}": f"num{digit}" for digit in range(10) for prefix in ("KP", "NUMPAD", "NUM")
}

ALIASES: dict[str, str] = {
    **{name: key for key, names in _ALIASES.items() for name in names.split()},
    **_FUNCTION_KEYS,
    **_KEYPAD_DIGITS,
}
"""Folded model name (upper case, without blanks, `_` and `-`) -> canonical key."""

NAMED = tuple(dict.fromkeys(key for key in ALIASES.values() if len(key) > 1))
"""Every canonical key that is not a character."""

_LETTER_OR_DIGIT = re.compile(r"(?:KEY([A-Z])|DIGIT([0-9]))")
_SPECIAL_CHARACTERS = {" ": "space", "\n": "enter", "\r": "enter", "\t": "tab", "\x1b": "escape"}


def chord(names: Iterable[str]) -> tuple[str, ...]:
    """The canonical keys of one chord, in the model's order, each once.

    Accepts `["CTRL", "A"]` and `["CTRL+A"]`. Raises ActionRefusedError when a name is unknown.
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


def contains(keys: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether pressing `keys` presses all of `wanted`, in whatever order and with whatever else."""
    return set(wanted) <= set(keys)


def _keys_in(name: str) -> tuple[str, ...]:
    if single := _key(name):
        return (single,)
    for separator in ("+", "-"):
        if keys := _split(name, separator):
            return keys
    raise ActionRefusedError(
        f"There is no key “{visible(name[:80])}”.",
        "Use names like CTRL, SHIFT, ALT, META, ENTER, ESC, TAB, ARROWUP, PAGEDOWN, F5, or one character.",
    )


def _split(name: str, separator: str) -> tuple[str, ...]:
    """The keys of `CTRL+A`; of `CTRL++` too. Empty if any part is unknown."""
    text = name.strip()
    doubled = text.endswith(separator * 2)
    parts = text[:-2].split(separator) if doubled else text.split(separator)
    keys = [_key(part) for part in parts]
    if len(parts) < 2 and not doubled:  # noqa: PLR2004 - one part is not a chord
        return ()
    return tuple(key for key in keys if key) + (separator,) * doubled if all(keys) else ()


def _key(name: str) -> str | None:
    if name in _SPECIAL_CHARACTERS:
        return _SPECIAL_CHARACTERS[name]
    if len(name) == 1:
        return _character(name)
    folded = re.sub(r"[\s_-]", "", name).upper()
    if folded in ALIASES:
        return ALIASES[folded]
    if match := _LETTER_OR_DIGIT.fullmatch(folded):
        return (match[1] or match[2]).lower()
    return _character(name.strip()) if len(name.strip()) == 1 else None


def _character(character: str) -> str | None:
    """The key of a character: a letter is its key, without Shift. None if it can't be typed."""
    lower = character.lower()
    key = lower if len(lower) == 1 else character
    return key if key.isprintable() and not key.isspace() else None
