"""Puts hands and ears together for Windows. Unverified on a real machine."""

import ctypes
import sys
from typing import Any

from cua_desktop.agent.errors import InputError
from cua_desktop.input import third_party
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import TOLD_APART, Body, Heard, Ready
from cua_desktop.input.keys import MODIFIERS
from cua_desktop.input.reserved import reserved_on
from cua_desktop.input.windows import user32
from cua_desktop.input.windows.ears import WindowsEars
from cua_desktop.input.windows.hands import WindowsHands

UNVERIFIED = "Mouse and keyboard on Windows have not been tried on a real machine yet."
ELEVATED = "Windows of programs that run as administrator can't be worked."
TAKEN = "Another program has the stop keys as its own: they are heard by a hook, which Windows may turn off."
REMOTE = "This is a remote desktop session, whose mouse and keyboard Windows may take for injected."
NOT_HEARD = "The user's own keys and mouse are not heard: Windows refused the hooks. They don't pause a run."

TYPED = (
    "This keyboard types “{}” by AltGr with the stop keys' letter: that stops the agent, and types nothing "
    "while the app runs. Choose stop keys with another letter in the settings."
)

_SHIFT = 0x10
_REMOTE_SESSION = 0x1000  # SM_REMOTESESSION
_ALTGR = (0x11, 0x12)
_PER_MONITOR_AWARE_2 = -4


def open_body(brake: Brake, stop_chord: tuple[str, ...], heard: Heard) -> Body:
    """Raises InputError, saying what to do."""
    library = user32.library()
    see_pixels(library)
    gui = third_party.pyautogui()
    hands = WindowsHands(brake, user32.User32(library), gui.platformModule.keyboardMapping, gui.moveTo)
    hands.leave_to_the_user(stop_chord, reserved_on("windows"))
    last = next(key for key in stop_chord if key not in MODIFIERS)
    virtual_key = hands.hot_key_code(last)
    ears = WindowsEars(brake, library, _kernel32(), stop_chord, virtual_key, heard, lambda: hands.placed)
    notes = [UNVERIFIED, ELEVATED]
    if not ears.registered:
        notes.append(TAKEN)
    notes += typed_by_the_stop_keys(user32.User32(library), stop_chord, virtual_key)
    ready = Ready(
        system="windows",
        where="the Windows desktop",
        injection="SendInput",
        listener="RegisterHotKey and a low-level hook",
        typing="Unicode key events",
        user_input=TOLD_APART if ears.hooked else NOT_HEARD,
        notes=tuple(notes),
        remote=REMOTE if library.GetSystemMetrics(_REMOTE_SESSION) else "",
    )
    return Body(hands, ears, ready)


def typed_by_the_stop_keys(system: user32.User32, stop_chord: tuple[str, ...], virtual_key: int) -> list[str]:
    """A sentence if the user types a character with them: AltGr is Ctrl and Alt to RegisterHotKey.

    By the layout of the window in front; another may be chosen later.
    """
    chord = set(stop_chord)
    if "meta" in chord or not ({"ctrl", "alt"} <= chord or "altgr" in chord):
        return []
    layout = system.layout_in_front()
    for held in [(*_ALTGR, _SHIFT)] if "shift" in chord else [_ALTGR, (*_ALTGR, _SHIFT)]:
        if character := system.character_of(virtual_key, held, layout):
            return [TYPED.format(character)]
    return []


def see_pixels(library: Any) -> None:
    """Has places counted in real pixels on every monitor, as captures are.

    Before pyautogui's import, which would settle for those of the first monitor.
    """
    library.SetProcessDpiAwarenessContext.argtypes = [ctypes.c_void_p]
    library.SetProcessDpiAwarenessContext(_PER_MONITOR_AWARE_2)


def _kernel32() -> Any:
    if sys.platform != "win32":
        raise InputError("kernel32 is on Windows alone.")
    return ctypes.WinDLL("kernel32", use_last_error=True)
