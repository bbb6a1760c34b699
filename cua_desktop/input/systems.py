"""Chooses hands and ears for the system this runs on."""

import sys

from cua_desktop.agent.errors import InputError
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import Body, Heard


def open_body(brake: Brake, stop_chord: tuple[str, ...], heard: Heard) -> Body:
    """Hands and ears of this system. Raises InputError, saying what to do."""
    # Imported here: each loads its system's libraries, and those of others would be missing.
    if sys.platform == "win32":
        from cua_desktop.input.windows import body  # noqa: PLC0415
    elif sys.platform == "darwin":
        from cua_desktop.input.mac import body  # noqa: PLC0415
    elif sys.platform == "linux":
        from cua_desktop.input.x11 import body  # noqa: PLC0415
    else:
        raise InputError(f"Mouse and keyboard can't be worked on {sys.platform}.", "Use Linux with X11.")
    return body.open_body(brake, stop_chord, heard)
