"""Canonical keys to pyautogui's names, one table per system.

Checked in the tests against pyautogui's own tables, so that no key of ours means nothing there.
"""

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.systems import Environment, of_environment
from cua_desktop.input.key_names import NAMED

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
    "capslock": "capslock",
    "numlock": "numlock",
    "scrolllock": "scrolllock",
    "printscreen": "printscreen",
    "pause": "pause",
    "menu": "apps",
}

LINUX: dict[str, str] = dict(_PC)
WINDOWS: dict[str, str] = dict(_PC)
# A Mac keyboard has no Insert, Print Screen, Pause, NumLock, ScrollLock or menu keys, and function keys
# up to F20. A program that presses its CapsLock toggles nothing. pyautogui knows nothing of its
# keypad: mac/keycodes.py does.
MAC: dict[str, str] = {
    **_EVERYWHERE,
    **_KEYPAD,
    **{f"f{number}": f"f{number}" for number in range(1, 21)},
    "alt": "option",
    "altgr": "optionright",
    "meta": "command",
}

TABLES: dict[Environment, dict[str, str]] = {"linux": LINUX, "windows": WINDOWS, "mac": MAC}


def pyautogui_name(system: Environment, key: str) -> str:
    """What pyautogui calls a canonical key. Raises ActionRefusedError when the system lacks it."""
    if key not in NAMED:
        return key
    name = TABLES[system].get(key)
    if name is None:
        raise ActionRefusedError(
            f"{of_environment(system).name} has no key “{key}”.", "Use another key, or the mouse."
        )
    return name
