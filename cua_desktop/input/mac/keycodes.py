"""The key codes and flags of a Mac keyboard, for canonical keys. Pure.

pyautogui's table has most codes; it lacks the keypad. Source: HIToolbox/Events.h for the codes, and
IOKit's IOLLEvent.h for the flags. Unverified on a real machine.
"""

from collections.abc import Iterable, Mapping

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input.key_tables import pyautogui_name

KEYPAD: dict[str, int] = {
    "decimal": 0x41,
    "multiply": 0x43,
    "add": 0x45,
    "divide": 0x4B,
    "subtract": 0x4E,
    "num0": 0x52,
    "num1": 0x53,
    "num2": 0x54,
    "num3": 0x55,
    "num4": 0x56,
    "num5": 0x57,
    "num6": 0x58,
    "num7": 0x59,
    "num8": 0x5B,
    "num9": 0x5C,
}

SHIFT, CONTROL, OPTION, COMMAND = 1 << 17, 1 << 18, 1 << 19, 1 << 20
NUMERIC_PAD, FUNCTION = 1 << 21, 1 << 23
CAPS_LOCK = 1 << 16

MODIFIER_FLAGS: dict[str, int] = {
    "shift": SHIFT,
    "ctrl": CONTROL,
    "alt": OPTION,
    "altgr": OPTION,
    "meta": COMMAND,
}

EITHER_SIDE: dict[str, frozenset[int]] = {
    "meta": frozenset({0x37, 0x36}),
    "shift": frozenset({0x38, 0x3C}),
    "alt": frozenset({0x3A, 0x3D}),
    "altgr": frozenset({0x3D}),
    "ctrl": frozenset({0x3B, 0x3E}),
}
"""Modifier -> the codes of all keys that are it."""

_ARROWS = frozenset({"left", "right", "up", "down"})
_WITH_FN = frozenset(
    {"home", "end", "pageup", "pagedown", "delete", "help", *(f"f{number}" for number in range(1, 21))}
)
_SHIFTED = frozenset('~!@#$%^&*()_+{}|:"<>?')


def code_of(key: str, pyautoguis: Mapping[str, int | None]) -> int:
    """The key code of a canonical key; `pyautoguis` is its table. Raises ActionRefusedError."""
    name = pyautogui_name("mac", key)
    code = KEYPAD.get(key, pyautoguis.get(name))
    if code is None:
        raise ActionRefusedError(f"macOS has no key “{key}”.", "Use type for text.")
    return code


def flags_of(held: Iterable[str]) -> int:
    """The flags of the modifiers that are held."""
    flags = 0
    for key in held:
        flags |= MODIFIER_FLAGS.get(key, 0)
    return flags


def own_flags(key: str) -> int:
    """The flags that a keyboard sets on the events of this key alone.

    System shortcuts such as Control and an arrow look for them. Said with every event, they can't
    stay behind for the next key, as pyautogui's do (its issues 513, 796 and 807).
    """
    if key in _ARROWS:
        return NUMERIC_PAD | FUNCTION
    if key in _WITH_FN:
        return FUNCTION
    if key in KEYPAD:
        return NUMERIC_PAD
    # The codes of characters are those of a US keyboard.
    return SHIFT if key in _SHIFTED else 0
