"""Puts hands and ears together for macOS."""

from cua_desktop.agent.errors import InputError
from cua_desktop.input import third_party
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import Body, Heard, Ready
from cua_desktop.input.keys import MODIFIERS
from cua_desktop.input.mac.ears import MacEars
from cua_desktop.input.mac.hands import MacHands

UNVERIFIED = "Mouse and keyboard on macOS have not been tried on a real machine yet."


def open_body(brake: Brake, stop_chord: tuple[str, ...], heard: Heard) -> Body:
    """Raises InputError, saying what to do."""
    import Quartz  # noqa: PLC0415 - only macOS has it

    if not Quartz.CGPreflightPostEventAccess():
        Quartz.CGRequestPostEventAccess()
        raise InputError(
            "macOS does not let the app work mouse and keyboard.",
            "Allow it in System Settings, Privacy & Security, Accessibility; then start it again.",
        )
    hands = MacHands(brake, Quartz, third_party.pyautogui().platformModule.keyboardMapping)
    last = next(key for key in stop_chord if key not in MODIFIERS)
    ears = MacEars(brake, Quartz, stop_chord, hands.keycode_of(last), heard)
    ready = Ready(
        system="mac",
        where="the macOS desktop",
        injection="CGEvent",
        listener="a listen-only event tap",
        typing="Unicode key events",
        user_input="The user's own keys and mouse are not heard yet: they don't pause a run.",
        notes=(UNVERIFIED,),
    )
    return Body(hands, ears, ready)
