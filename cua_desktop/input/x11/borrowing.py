"""Keycodes without a meaning, borrowed to type symbols that the keyboard layout lacks.

What is borrowed is noted on the root window, so that it is given back even when this process
was killed: by the next one that starts.
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from Xlib import X, Xatom

from cua_desktop.input.x11 import xkb
from cua_desktop.input.x11.layout import Stroke
from cua_desktop.input.x11.ping import Ping
from cua_desktop.input.x11.xkb import Xkb

_Lent = tuple[int, tuple[int, int]]
"""A keycode and its two keysyms."""

_NOTE = "_CUA_DESKTOP_BORROWED"

SETTLE_SECONDS = 0.05
"""How long programs are given to hear of a changed keyboard map before and after it is used.

Measured: with 30 ms a busy window manager's changes of focus were late; with 50 nothing was lost.
"""

SECONDS_A_STROKE = 0.0015
"""How long a slow program works on one key; it must be done before a keycode means something else."""


class Borrowing:
    """Gives keysyms a keycode. One thread uses it; `keycodes` may be read from any."""

    def __init__(self, display: Any, keyboard: Xkb) -> None:
        self._display = display
        self._keyboard = keyboard
        self._root = display.screen().root
        self._note = display.get_atom(_NOTE)
        self._lent: dict[int, tuple[int, int]] = {}
        self._strokes: dict[int, Stroke] = {}
        self._busy_until = 0.0
        self._ping = Ping()
        self._answers = False
        self._caps_lock_was_on = False
        self.keycodes: frozenset[int] = frozenset()

    @property
    def strokes(self) -> dict[int, Stroke]:
        """Keysym -> how to make it now."""
        return self._strokes

    def lend(self, keysyms: Sequence[int], spare: Sequence[int]) -> float:
        """Gives keycodes to as many of the keysyms, in their order, as there is room for.

        Before it the caller has to `wait_until_done`, and to wait the answer, in seconds, after it.
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
            return 0.0
        fresh = not self._lent
        self._put_down([*self._lent.items(), *new.items()])
        self._keyboard.set_symbols({code: xkb.two_symbols(*pair) for code, pair in new.items()})
        self._lent = {**self._lent, **new}
        self._put_down(self._lent.items())
        self.keycodes = frozenset(self._lent)
        self._strokes = {
            keysym: Stroke(code, shifted=bool(level))
            for code, pair in self._lent.items()
            for level, keysym in enumerate(pair)
            if keysym
        }
        return SETTLE_SECONDS if fresh or not self._answers else 0.0

    def used(self) -> None:
        """A borrowed key was struck just now."""
        self._busy_until = max(self._busy_until, time.monotonic()) + SECONDS_A_STROKE

    def wait_until_done(self, pause: Callable[[float], object] = time.sleep) -> None:
        """Until the program has seen the strokes so far, and keys may change their meaning.

        It is asked; one that does not answer such questions is given time. `pause` waits
        some seconds, and may raise.
        """
        if not self._busy_until:
            return
        self._answers = self._ping.wait(lambda: pause(0))
        if not self._answers:
            pause(max(0.0, self._busy_until + SETTLE_SECONDS - time.monotonic()))

    def put_caps_lock_off(self) -> None:
        """Turns CapsLock off until `give_back`."""
        if self._keyboard.state().caps_lock:
            self._caps_lock_was_on = True
            self._put_down(self._lent.items())
            self._keyboard.set_caps_lock(on=False)

    def give_back(self) -> None:
        """Puts everything back as it was, once programs are done with it. Takes as long as that."""
        if self._lent:
            self.wait_until_done()
        self._restore(self._lent.items(), caps_lock=self._caps_lock_was_on)
        self._lent, self._strokes, self._busy_until = {}, {}, 0.0
        self._caps_lock_was_on = False
        self.keycodes = frozenset()

    def repair(self) -> bool:
        """Gives back what a killed process had borrowed. True if there was anything."""
        note = self._root.get_full_property(self._note, Xatom.CARDINAL)
        if note is None:
            return False
        with contextlib.suppress(ValueError):  # not written by us
            caps_lock, *numbers = [int(number) for number in note.value]
            triples = zip(*[iter(numbers)] * 3, strict=True)
            lent = [(code, (first, second)) for code, first, second in triples]
            self._restore(lent, caps_lock=bool(caps_lock))
        self._root.delete_property(self._note)
        self._display.sync()
        return True

    def _restore(self, lent: Iterable[_Lent], *, caps_lock: bool) -> None:
        now = self._keyboard.symbols()
        # Only what is still as we made it: someone may have set another layout meanwhile.
        ours = [code for code, pair in lent if now.get(code) == xkb.two_symbols(*pair)]
        if ours:
            self._keyboard.set_symbols(dict.fromkeys(ours, xkb.EMPTY))
        if caps_lock:
            self._keyboard.set_caps_lock(on=True)
        self._root.delete_property(self._note)
        self._display.sync()

    def _put_down(self, lent: Iterable[_Lent]) -> None:
        """Writes the note, before anything is changed."""
        numbers: list[int] = [
            int(self._caps_lock_was_on),
            *(number for code, pair in lent for number in (code, *pair)),
        ]
        self._root.change_property(self._note, Xatom.CARDINAL, 32, numbers, X.PropModeReplace)
        self._display.sync()


def _pairs(keysyms: Sequence[int]) -> list[tuple[int, int]]:
    """Two keysyms to a keycode, one with Shift."""
    even = [*keysyms, 0] if len(keysyms) % 2 else [*keysyms]
    return list(zip(even[::2], even[1::2], strict=True))
