"""Puts hands and ears together for macOS. Unverified on a real machine."""

import ctypes

from cua_desktop.input import third_party
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import TOLD_APART, Body, Heard, Ready
from cua_desktop.input.keys import MODIFIERS
from cua_desktop.input.mac import hot_key, permissions
from cua_desktop.input.mac.ears import MacEars
from cua_desktop.input.mac.hands import MacHands
from cua_desktop.input.mac.sending import Sender
from cua_desktop.input.reserved import reserved_on

_SERVICES = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"


def open_body(brake: Brake, stop_chord: tuple[str, ...], heard: Heard) -> Body:
    """Raises InputError, saying what to do."""
    import Quartz  # noqa: PLC0415 - only macOS has it

    permissions.require_posting(Quartz)
    notes = permissions.notes(Quartz, ctypes.CDLL(_SERVICES))
    sender = Sender(Quartz)
    hands = MacHands(brake, sender, third_party.pyautogui().platformModule.keyboardMapping)
    hands.leave_to_the_user(stop_chord, reserved_on("mac"))
    last = next(key for key in stop_chord if key not in MODIFIERS)
    ears = MacEars(
        brake,
        Quartz,
        stop_chord,
        hands.hot_key_code(last),
        hot_key.carbon(),
        heard,
        sender.where,
        lambda: hands.placed,
    )
    ready = Ready(
        system="mac",
        where="the macOS desktop",
        injection="CGEvent",
        listener="a Carbon hot key and a listen-only event tap",
        typing="Unicode key events",
        user_input=TOLD_APART if ears.tap.alive else permissions.NO_LISTENING,
        notes=notes,
        remote=permissions.why_remote(Quartz.CGSessionCopyCurrentDictionary()),
    )
    return Body(hands, ears, ready, main_loop=ears.hot_key.wait)
