"""What is changed on the keyboard is noted on the root window before it is changed.

So it is put back also after this process was killed: by the app, or by the next process.
"""

import contextlib
from collections.abc import Iterable
from typing import Any

from Xlib import X, Xatom

from cua_desktop.input.x11 import xkb
from cua_desktop.input.x11.xkb import Xkb

Lent = tuple[int, tuple[int, int]]
"""A keycode and the two keysyms it was lent to."""

_NAME = "_CUA_DESKTOP_BORROWED"
_ALL_MODIFIERS = 0xFF


class Note:
    """The note of one display. One thread uses it."""

    def __init__(self, display: Any, keyboard: Xkb) -> None:
        self._display = display
        self._keyboard = keyboard
        self._root = display.screen().root
        self._name = display.get_atom(_NAME)

    def write(self, lent: Iterable[Lent], *, locks: int) -> None:
        """Notes what is or will be lent, and which locks are to be on again, as modifier bits.

        A keycode may be named twice: with what it means still and with what it is about to mean.
        """
        pairs = (number for code, pair in lent for number in (code, *pair))
        numbers = [locks, *pairs]
        self._root.change_property(self._name, Xatom.CARDINAL, 32, numbers, X.PropModeReplace)
        self._display.sync()

    def repair(self) -> bool:
        """Puts back what a killed process had changed. True if there was anything."""
        note = self._root.get_full_property(self._name, Xatom.CARDINAL)
        if note is None:
            return False
        with contextlib.suppress(ValueError):  # not written by us
            locks, *numbers = [int(number) for number in note.value]
            triples = zip(*[iter(numbers)] * 3, strict=True)
            lent = [(code, (first, second)) for code, first, second in triples]
            self.put_back(lent, locks=locks & _ALL_MODIFIERS)
        self._erase()
        return True

    def put_back(self, lent: Iterable[Lent], *, locks: int) -> None:
        """Takes the meaning from these keycodes again, and turns these locks on; erases the note."""
        now = self._keyboard.symbols()
        # Only what is still as we made it: someone may have set another layout meanwhile.
        ours = [code for code, pair in lent if now.get(code) == xkb.two_symbols(*pair)]
        if ours:
            self._keyboard.set_symbols(dict.fromkeys(ours, xkb.EMPTY))
        if locks:
            self._keyboard.set_locks(locks, on=True)
        self._erase()

    def _erase(self) -> None:
        self._root.delete_property(self._name)
        self._display.sync()
