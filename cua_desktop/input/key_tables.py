"""Canonical keys to pyautogui's names, one table per system.

Checked in the tests against pyautogui's own tables, so that no key of ours means nothing there.
"""

from typing import Literal

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input.keys import NAMED

System = Literal["linux", "windows", "mac"]

_FUNCTION_KEYS = {f"f{number}": f"f{number}" for number in range(1, 25)}
_KEYPAD = {
    **{f"num{digit}": f"num{digit}" for digit in range(10)},
    **{name: name for name in ("add", "subtract", "multiply", "divide", "decimal")},
}
_EVERYWHERE = {
    "ctrl": "ctrl",
    "shift": "shift",
    "enter": "enter",
    "escape": "escape",
    "tab": "tab",
    "space": "space",
    "backspace": "backspace",
    "delete": "delete",
    "home": "home",
    "end": "end",
    "pageup": "pageup",
    "pagedown": "pagedown",
    "left": "left",
    "right": "right",
    "up": "up",
    "down": "down",
    "capslock": "capslock",
    "help": "help",
}
_PC = {
    **_EVERYWHERE,
    **_FUNCTION_KEYS,
    **_KEYPAD,
    "alt": "alt",
    "altgr": "altright",
    "meta": "winleft",
    "insert": "insert",
    "numlock": "numlock",
    "scrolllock": "scrolllock",
    "printscreen": "printscreen",
    "pause": "pause",
    "menu": "apps",
}

LINUX: dict[str, str] = dict(_PC)
WINDOWS: dict[str, str] = dict(_PC)
# A Mac keyboard has no Insert, Print Screen, Pause, lock or menu keys; pyautogui knows its
# function keys up to F20 and nothing of its keypad.
MAC: dict[str, str] = {
    **_EVERYWHERE,
    **{f"f{number}": f"f{number}" for number in range(1, 21)},
    "alt": "option",
    "altgr": "optionright",
    "meta": "command",
}

TABLES: dict[System, dict[str, str]] = {"linux": LINUX, "windows": WINDOWS, "mac": MAC}

_SYSTEM_NAMES: dict[System, str] = {"linux": "Linux", "windows": "Windows", "mac": "macOS"}


def pyautogui_name(system: System, key: str) -> str:
    """What pyautogui calls a canonical key. Raises ActionRefusedError when the system lacks it."""
    if key not in NAMED:
        return key
    name = TABLES[system].get(key)
    if name is None:
        raise ActionRefusedError(
            f"{_SYSTEM_NAMES[system]} has no key “{key}”.", "Use another key, or the mouse."
        )
    return name
