"""Puts hands and ears together for X11."""

from cua_desktop import environment
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import TOLD_APART, Body, Heard, Ready
from cua_desktop.input.x11 import connection, remote
from cua_desktop.input.x11.ears import X11Ears
from cua_desktop.input.x11.hands import X11Hands
from cua_desktop.input.x11.injection import Injection


def open_body(brake: Brake, stop_chord: tuple[str, ...], heard: Heard) -> Body:
    """Connects to the display and claims it. Raises InputError, saying what to do."""
    display = connection.connected()
    connection.claim(display)
    injection = Injection(brake)
    hands = X11Hands(brake, injection, display)
    ears = X11Ears(brake, injection, hands.typer, stop_chord, heard)
    spare = len(hands.typer.layout().spare)
    notes = []
    if not spare:
        notes.append("The keyboard has no free keycodes: only characters of its layout can be typed.")
    ready = Ready(
        system="linux",
        where=environment.display() or "",
        injection="XTEST",
        listener="XInput 2.2 raw events",
        typing=f"key events for any Unicode text ({spare} free keycodes)",
        user_input=TOLD_APART,
        notes=tuple(notes),
        remote=remote.why_remote(remote.device_names(display), remote.program_names()),
    )
    return Body(hands, ears, ready)
