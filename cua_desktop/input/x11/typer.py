"""Types any text exactly on X11: under every layout, with CapsLock on, with the user's keys held.

Characters that the layout has are typed with their own keys, the others with borrowed ones.
"""

from collections.abc import Iterator
from typing import Any

from cua_desktop.agent.errors import ActionRefusedError, InputError
from cua_desktop.input.brake import Brake
from cua_desktop.input.x11 import keysyms
from cua_desktop.input.x11.borrowing import Borrowing
from cua_desktop.input.x11.injection import Injection
from cua_desktop.input.x11.layout import Layout, Stroke
from cua_desktop.input.x11.mapping import Mapping
from cua_desktop.input.x11.pace import Pace
from cua_desktop.input.x11.xkb import CAPS_LOCK, Xkb

_PATIENCE_SECONDS = 0.4
_LOOK_SECONDS = 0.01


class Typer:
    """Text and single symbols as key strokes. One thread uses it."""

    def __init__(self, brake: Brake, injection: Injection, display: Any) -> None:
        self._brake = brake
        self._injection = injection
        self._display = display
        self._keyboard = Xkb(display)  # the same connection: its notices come in order with its answers
        self.mapping = Mapping(display, self._keyboard)
        self.pace = Pace()
        self.borrowing = Borrowing(display, self._keyboard, self.pace, brake.pause)

    def layout(self) -> Layout:
        """The layout as it is now."""
        return self.mapping.layout()

    def check(self, text: str) -> None:
        """Raises ActionRefusedError when the keyboard can't make some character, even with help."""
        now = self.layout()
        if now.spare or all(character in now.characters for character in text):
            return
        missing = next(character for character in text if character not in now.characters)
        raise ActionRefusedError(
            f"The keyboard layout has no “{missing}”, and no free key to make it with.",
            "Switch to another keyboard layout.",
        )

    def type(self, text: str) -> None:
        """Types the text, and returns when the program has it, if it can tell.

        Raises StoppedError between two characters, ActionRefusedError.
        """
        self.check(text)
        now = self.layout()
        rest = self._brake.pause
        try:
            self.pace.begin(rest)
            self.borrowing.put_locks_off()
            for at, character in enumerate(text):
                stroke = now.characters.get(character) or self._borrowed(text, at, now)
                self._strike(stroke, now.shift)
                self.pace.struck(rest)
            if self.pace.answers:
                self.pace.keep_up(rest)
        finally:
            self.borrowing.give_back()

    def stroke_of(self, key: str) -> Stroke:
        """How to make a canonical key of a chord, borrowing for it if need be.

        The caller gives back. Raises ActionRefusedError when there is no free key to borrow.
        """
        now = self.layout()
        named = keysyms.NAMED.get(key)
        # On the keypad NumLock decides what a key means; a borrowed one means what it should.
        own = now.characters.get(key) if named is None else now.named.get(named)
        if own is not None and not (named and keysyms.is_keypad(named) and key.startswith("num")):
            return own
        keysym = named or keysyms.of_character(key)
        if not now.spare and keysym not in self.borrowing.strokes:
            raise ActionRefusedError(f"The keyboard has no key “{key}”, and no free key to make it with.")
        return self._lent(keysym, [keysym], now)

    def put_up_users_modifiers(self) -> None:
        """Waits a moment for the user to let go of Ctrl, Shift and the like, then releases them.

        Otherwise they would change what our keys and clicks mean; so would those that sticky keys have
        locked, which are off until the caller gives back. CapsLock is no matter of chords, and the model
        may want to press it. Raises StoppedError, InputError.
        """
        self.borrowing.put_locks_off(but=CAPS_LOCK)
        for _ in range(int(_PATIENCE_SECONDS / _LOOK_SECONDS)):
            if not self._modifiers_held():
                return
            self._brake.pause(_LOOK_SECONDS)
        for keycode in self._keys_down() & self.layout().modifiers:
            self._injection.inject(self._injection.key(keycode, down=False))
        if self._modifiers_held():
            raise InputError(
                "A modifier key is held down and could not be released.",
                "Let go of Ctrl, Shift, Alt and the like, and turn sticky keys off.",
            )

    def _modifiers_held(self) -> bool:
        return bool(self._keyboard.state().held & ~CAPS_LOCK)

    def _keys_down(self) -> frozenset[int]:
        return keys_down(self._display)

    def _borrowed(self, text: str, at: int, now: Layout) -> Stroke:
        keysym = keysyms.of_character(text[at])
        return self.borrowing.strokes.get(keysym) or self._lent(keysym, _missing(text, at, now), now)

    def _lent(self, keysym: int, wanted: list[int], now: Layout) -> Stroke:
        if keysym not in self.borrowing.strokes:
            self.pace.catch_up(self._brake.pause)
            self.borrowing.lend(wanted, sorted({*now.spare, *self.borrowing.keycodes}))
        return self.borrowing.strokes[keysym]

    def _strike(self, stroke: Stroke, shift: int) -> None:
        key = self._injection.key
        events = [key(stroke.keycode, down=True), key(stroke.keycode, down=False)]
        if stroke.shifted:
            events = [key(shift, down=True), *events, key(shift, down=False)]
        self._injection.inject(*events)


def keys_down(display: Any) -> frozenset[int]:
    """The keycodes of all keys that are down, whoever pressed them."""
    return frozenset(_bits(display.query_keymap()))


def _bits(keymap: list[int]) -> Iterator[int]:
    for index, byte in enumerate(keymap):
        for bit in range(8):
            if byte & (1 << bit):
                yield index * 8 + bit


def _missing(text: str, at: int, now: Layout) -> list[int]:
    """The next different keysyms that the layout lacks, as many as could ever be borrowed."""
    found: dict[int, None] = {}
    for character in text[at:]:
        if character not in now.characters:
            found[keysyms.of_character(character)] = None
            if len(found) >= 2 * len(now.spare) + 2:
                break
    return list(found)
