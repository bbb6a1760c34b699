"""Puts hands and ears together for Windows."""

import sys

from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import Body, Heard, Ready
from cua_desktop.input.keys import MODIFIERS

assert sys.platform == "win32"  # noqa: S101 - tells the type checker what this module is for

UNVERIFIED = "Mouse and keyboard on Windows have not been tried on a real machine yet."


def open_body(brake: Brake, stop_chord: tuple[str, ...], heard: Heard) -> Body:
    """Raises InputError, saying what to do."""
    # Here, because the type checker sees these modules on Windows only.
    from cua_desktop.input.windows.ears import WindowsEars  # noqa: PLC0415
    from cua_desktop.input.windows.hands import WindowsHands  # noqa: PLC0415

    hands = WindowsHands(brake)
    last = next(key for key in stop_chord if key not in MODIFIERS)
    virtual_key = hands.keys_of(last)[-1]
    ears = WindowsEars(brake, stop_chord, virtual_key, lambda: hands.target, heard)
    ready = Ready(
        system="windows",
        where="the Windows desktop",
        injection="SendInput",
        listener="RegisterHotKey",
        typing="Unicode key events",
        user_input="The user's own keys and mouse are not heard yet: they don't pause a run.",
        notes=(UNVERIFIED, "Windows of programs that run as administrator can't be worked."),
    )
    return Body(hands, ears, ready)
