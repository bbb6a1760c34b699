"""Puts right what a killed input process left behind: held keys and buttons, borrowed keycodes.

An X server keeps a key down for ever when who pressed it through XTEST is gone.
"""

from collections.abc import Sequence
from typing import Any

from cua_desktop.input.brake import Injected, releases_of
from cua_desktop.input.x11.connection import connected
from cua_desktop.input.x11.injection import send
from cua_desktop.input.x11.note import Note
from cua_desktop.input.x11.xkb import Xkb


class Leftovers:
    """Over a connection of its own. Raises InputError where there is no display."""

    def __init__(self) -> None:
        self._display: Any = connected()
        self._note = Note(self._display, Xkb(self._display))

    def put_right(self, held: Sequence[Injected]) -> None:
        """Releases what was held and gives back what is noted on the display."""
        if held:
            send(self._display, releases_of(held))
        self._note.repair()
