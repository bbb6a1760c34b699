"""Keycodes without a meaning, borrowed to type symbols that the keyboard layout lacks."""

import time
from collections.abc import Sequence
from typing import Any

from cua_desktop.agent.errors import ActionRefusedError, CuaError
from cua_desktop.input.x11 import xkb
from cua_desktop.input.x11.layout import Stroke
from cua_desktop.input.x11.note import Lent, Note
from cua_desktop.input.x11.pace import Pace, Rest
from cua_desktop.input.x11.xkb import Xkb

STOPPED_SECONDS = 0.5
"""How long, twice at most, a program is waited for after a stop.

Strokes that it works off later are lost; one that does not hang is not so far behind.
"""


class Borrowing:
    """Gives keysyms a keycode. One thread uses it; `keycodes` may be read from any.

    `rest` waits some seconds, and raises CuaError when the action has to end.
    """

    def __init__(self, display: Any, keyboard: Xkb, pace: Pace, rest: Rest) -> None:
        self._keyboard = keyboard
        self._note = Note(display, keyboard)
        self._note.repair()
        self._pace = pace
        self._rest = rest
        self._lent: dict[int, tuple[int, int]] = {}  # replaced, never changed: other threads read it
        self._strokes: dict[int, Stroke] = {}
        self._locks = 0

    @property
    def keycodes(self) -> frozenset[int]:
        """What is borrowed now: told before a key gets its meaning, and until that is gone."""
        return frozenset(self._lent)

    @property
    def strokes(self) -> dict[int, Stroke]:
        """Keysym -> how to make it now."""
        return self._strokes

    def lend(self, keysyms: Sequence[int], spare: Sequence[int]) -> None:
        """Gives keycodes to as many of the keysyms, in their order, as there is room for.

        Before it the program must have caught up with all strokes.
        """
        wanted = list(dict.fromkeys(keysyms))[: 2 * len(spare)]
        kept = {code: pair for code, pair in self._lent.items() if set(pair) & set(wanted)}
        placed = {keysym for pair in kept.values() for keysym in pair}
        missing = [keysym for keysym in wanted if keysym not in placed]
        free = [code for code in spare if code not in kept]
        pairs = _pairs(missing)
        if len(pairs) > len(free):  # half-used pairs take the room: start afresh
            kept, free = {}, list(spare)
            pairs = _pairs(wanted)
        new = dict(zip(free, pairs, strict=False))
        if not new:
            return
        self._write_note(*new.items())
        # First: the listener looks at the keyboard as soon as it changes.
        self._lent = {**self._lent, **new}
        self._keyboard.set_symbols({code: xkb.two_symbols(*pair) for code, pair in new.items()})
        self._write_note()
        self._strokes = {
            keysym: Stroke(code, shifted=bool(level))
            for code, pair in self._lent.items()
            for level, keysym in enumerate(pair)
            if keysym
        }

    def put_locks_off(self, but: int = 0) -> None:
        """Turns off, until `give_back`, CapsLock and every other lock that changes what keys type.

        Some layouts have a ShiftLock, and sticky keys lock any modifier; one that holds for the next
        key alone is off for good, as after that key. `but` are locks to leave alone, as modifier bits.
        """
        state = self._keyboard.state()
        locks = state.changing & ~but
        if locks:
            self._locks |= locks
            self._write_note()
        if locks or state.latched:
            self._keyboard.set_locks(locks, on=False, latches=state.latched)

    def give_back(self) -> None:
        """Puts everything back as it was, once programs are done with it.

        Takes as long as that, but after a stop not long: the process may be about to end.
        Raises ActionRefusedError afterwards when the program hangs.
        """
        if not self._lent and not self._locks:
            return
        try:
            if self._lent:
                self._wait_for_the_program()
        finally:
            self._note.put_back(self._lent.items(), locks=self._locks)
            self._lent, self._strokes = {}, {}
            self._locks = 0

    def _wait_for_the_program(self) -> None:
        try:
            self._pace.catch_up(self._rest)
        except ActionRefusedError:
            raise
        except CuaError:
            self._pace.catch_up(time.sleep, STOPPED_SECONDS)

    def _write_note(self, *coming: Lent) -> None:
        self._note.write([*self._lent.items(), *coming], locks=self._locks)


def _pairs(keysyms: Sequence[int]) -> list[tuple[int, int]]:
    """Two keysyms to a keycode, one with Shift."""
    even = [*keysyms, 0] if len(keysyms) % 2 else [*keysyms]
    return list(zip(even[::2], even[1::2], strict=True))
