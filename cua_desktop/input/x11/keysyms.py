"""X11's numbers for keys: canonical keys and characters to keysyms and back.

Source: keysymdef.h and the keysym encoding in appendix A of the X11 protocol.
"""

from functools import cache

RETURN, TAB = 0xFF0D, 0xFF09

NAMED: dict[str, int] = {
    "ctrl": 0xFFE3,
    "shift": 0xFFE1,
    "alt": 0xFFE9,
    "meta": 0xFFEB,
    "altgr": 0xFE03,
    "enter": RETURN,
    "escape": 0xFF1B,
    "tab": TAB,
    "space": 0x20,
    "backspace": 0xFF08,
    "delete": 0xFFFF,
    "insert": 0xFF63,
    "home": 0xFF50,
    "left": 0xFF51,
    "up": 0xFF52,
    "right": 0xFF53,
    "down": 0xFF54,
    "pageup": 0xFF55,
    "pagedown": 0xFF56,
    "end": 0xFF57,
    "capslock": 0xFFE5,
    "numlock": 0xFF7F,
    "scrolllock": 0xFF14,
    "printscreen": 0xFF61,
    "pause": 0xFF13,
    "menu": 0xFF67,
    "help": 0xFF6A,
    "multiply": 0xFFAA,
    "add": 0xFFAB,
    "subtract": 0xFFAD,
    "decimal": 0xFFAE,
    "divide": 0xFFAF,
    **{f"num{digit}": 0xFFB0 + digit for digit in range(10)},
    **{f"f{number}": 0xFFBD + number for number in range(1, 25)},
}
"""Canonical key -> keysym."""

EITHER_SIDE: dict[str, frozenset[int]] = {
    "ctrl": frozenset({0xFFE3, 0xFFE4}),
    "shift": frozenset({0xFFE1, 0xFFE2}),
    "alt": frozenset({0xFFE9, 0xFFEA, 0xFFE7, 0xFFE8}),
    "meta": frozenset({0xFFEB, 0xFFEC, 0xFFED, 0xFFEE}),
    "altgr": frozenset({0xFE03}),
}
"""Modifier -> the keysyms of all keys that are it; Alt is called Meta when Shift is held."""

US_KEYCODES: dict[str, int] = {
    **{key: 10 + at for at, key in enumerate("1234567890")},
    **{key: 24 + at for at, key in enumerate("qwertyuiop")},
    **{key: 38 + at for at, key in enumerate("asdfghjkl")},
    **{key: 52 + at for at, key in enumerate("zxcvbnm")},
}
"""Where letters and digits are on a US keyboard under X11; for layouts that have no Latin letters."""

_KEYPAD = range(0xFF80, 0xFFBE)
_UNICODE = 0x01000000
_FIRST_BEYOND_CHARACTERS = 0xFD00


def of_character(character: str) -> int:
    """The keysym that types a character."""
    if character == "\n":
        return RETURN
    if character == "\t":
        return TAB
    code = ord(character)
    return code if 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF else _UNICODE | code  # noqa: PLR2004


def is_keypad(keysym: int) -> bool:
    """Whether the keysym stands on the keypad, where NumLock decides what a key means."""
    return keysym in _KEYPAD


def character_of(keysym: int) -> str | None:
    """The character a keysym types by itself; None for named keys and dead keys."""
    if keysym == RETURN:
        return "\n"
    if keysym == TAB:
        return "\t"
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:  # noqa: PLR2004
        return chr(keysym)
    if _UNICODE < keysym <= _UNICODE + 0x10FFFF:
        return chr(keysym - _UNICODE)
    return _older().get(keysym) if keysym < _FIRST_BEYOND_CHARACTERS else None


@cache
def _older() -> dict[int, str]:
    """The keysyms of the time before Unicode, e.g. Cyrillic and Greek letters."""
    from pynput._util.xorg_keysyms import SYMBOLS  # noqa: PLC0415 - only where X11 is

    return {keysym: character for keysym, character in SYMBOLS.values() if character}
