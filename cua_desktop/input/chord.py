"""The stop chord: what it is, and when it is pressed. Pure: fed with keycodes, not with a keyboard."""

from collections.abc import Iterable

from cua_desktop.agent.errors import ActionRefusedError, InputError
from cua_desktop.input import keys as key_names
from cua_desktop.input.keys import MODIFIERS


def parsed(setting: str) -> tuple[str, ...]:
    """The canonical keys of a stop chord like `ctrl+alt+q`.

    Raises InputError when it is none: it needs a modifier and exactly one other key.
    """
    hint = "Set stop keys like ctrl+alt+q in the settings."
    try:
        keys = key_names.chord([setting])
    except ActionRefusedError as error:
        raise InputError(f"The stop keys “{setting}” are not understood. {error.message}", hint) from None
    others = [key for key in keys if key not in MODIFIERS]
    if len(others) != 1 or len(keys) == 1:
        raise InputError(f"The stop keys “{setting}” must be modifiers and one other key.", hint)
    return keys


class ChordWatch:
    """Hears a chord: any order, any other keys held too, either of two equal modifiers.

    `wanted` has one set of keycodes per key of the chord; one of each must be down, and the last
    of them by another's press. Keys that we hold count among the others: while the agent holds
    Ctrl, the server does not tell of a second Ctrl that comes through VNC. It is heard once per
    press, when its last key goes down.
    """

    def __init__(self) -> None:
        self._wanted: tuple[frozenset[int], ...] = ()
        self._down: set[int] = set()
        self._held_by_us: set[int] = set()
        self._put_up: set[int] = set()
        self._doubts: dict[int, int] = {}

    def listen_for(self, wanted: Iterable[frozenset[int]]) -> None:
        """The keycodes of the chord, now; they change with the keyboard layout."""
        self._wanted = tuple(wanted)

    def pressed(self, keycode: int) -> bool:
        """A key went down that we did not press; True when that completes the chord."""
        repeated = keycode in self._down
        self._down.add(keycode)
        self._put_up.discard(keycode)
        doubted = self._doubts.pop(keycode, None) is not None
        return doubted or (not repeated and self._completes(keycode))

    def released(self, keycode: int) -> None:
        """A key went up that we did not release."""
        for keys in (self._down, self._held_by_us, self._put_up):
            keys.discard(keycode)

    def pressed_by_us(self, keycode: int, begun: int) -> None:
        """A key went down that we pressed, for all one knows: it completes no chord.

        When another presses it at the same time, either press may be taken for ours: if it was
        theirs that would have completed the chord, ours passes for theirs when it comes. Until we
        have heard of all our events that had been `begun`, such a press counts as theirs.
        """
        if self._completes(keycode):
            self._doubts[keycode] = begun
        self._held_by_us.add(keycode)

    def heard_all(self, sent: int) -> None:
        """We have heard of all that we had sent by then."""
        self._doubts = {keycode: begun for keycode, begun in self._doubts.items() if begun > sent}

    def _completes(self, keycode: int) -> bool:
        """Whether this key, being down, makes the chord complete."""
        down = self._down | self._held_by_us | {keycode}
        part = any(keycode in codes for codes in self._wanted)
        return part and all(codes & down for codes in self._wanted)

    def released_by_us(self, keycode: int) -> None:
        """A key went up that we released; if another had pressed it, their finger is on it still."""
        if keycode in self._held_by_us:
            self._held_by_us.discard(keycode)
        elif keycode in self._down:
            self._put_up.add(keycode)

    def really_down(self, keycodes: Iterable[int]) -> None:
        """All keys that are down for the system: forgets those whose release was missed.

        Not those that we put up: they are forgotten when their user lets go of them or presses
        them anew. Should that be missed, the worst is a stop for less than the whole chord.
        """
        down = set(keycodes)
        self._down &= down | self._put_up
        self._held_by_us &= down

    def already_down(self, keycodes: Iterable[int]) -> None:
        """Keys that were down before listening began."""
        self._down |= set(keycodes)
