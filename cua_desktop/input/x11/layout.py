"""The keyboard as it is now: which key, with or without Shift, makes which symbol."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cua_desktop.input.x11 import keysyms, xkb
from cua_desktop.input.x11.xkb import Xkb


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key, pressed with Shift held or not."""

    keycode: int
    shifted: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What the active layout can make without help.

    `spare` keycodes have no symbol; `shift` is the keycode of the Shift key, 0 if there is none.
    """

    characters: dict[str, Stroke]
    named: dict[int, Stroke]
    spare: tuple[int, ...]
    modifiers: frozenset[int]
    shift: int


def read(display: Any, keyboard: Xkb) -> Layout:
    """The layout that is active now."""
    group = keyboard.state().group
    modifiers = frozenset(code for row in display.get_modifier_mapping() for code in row if code)
    characters: dict[str, Stroke] = {}
    named: dict[int, Stroke] = {}
    spare = []
    for keycode, raw in keyboard.symbols().items():
        if raw == xkb.EMPTY:
            spare.append(keycode)
            continue
        entry = xkb.parsed(raw)
        named.setdefault(entry.level(group, 0), Stroke(keycode))
        if keycode not in modifiers:
            _add_characters(characters, keycode, entry, group)
    shift = named.get(keysyms.NAMED["shift"], Stroke(0)).keycode
    return Layout(characters, named, tuple(spare), modifiers, shift)


def keycodes_of_chord(
    keyboard: Xkb, keys: tuple[str, ...], borrowed: Callable[[], frozenset[int]]
) -> list[frozenset[int]]:
    """For each canonical key the keycodes that are it, in any layout; `borrowed` keycodes never are.

    Another thread lends them meanwhile: whatever is borrowed before the look or after it does not count.
    """
    before, symbols, after = borrowed(), keyboard.symbols(), borrowed()
    entries = {code: xkb.parsed(raw) for code, raw in symbols.items() if code not in before | after}
    return [_keycodes(key, entries) for key in keys]


def _keycodes(key: str, entries: dict[int, xkb.Entry]) -> frozenset[int]:
    if key in keysyms.EITHER_SIDE:
        wanted = keysyms.EITHER_SIDE[key]
        return frozenset(code for code, entry in entries.items() if wanted & set(entry.symbols))
    keysym = keysyms.NAMED.get(key) or keysyms.of_character(key)
    found = {
        code
        for code, entry in entries.items()
        if any(entry.level(group, 0) == keysym for group in range(entry.groups))
    }
    if not found and key in keysyms.US_KEYCODES:
        found = {keysyms.US_KEYCODES[key]}
    return frozenset(found)


def _add_characters(characters: dict[str, Stroke], keycode: int, entry: xkb.Entry, group: int) -> None:
    for level in (0, 1):
        keysym = entry.level(group, level)
        if not keysym or keysyms.is_keypad(keysym):
            continue
        character = keysyms.character_of(keysym)
        if character is None:
            continue
        known = characters.get(character)
        # The unshifted key wins: “<” has one of its own on many keyboards.
        if known is None or (known.shifted and level == 0):
            characters[character] = Stroke(keycode, level == 1)
