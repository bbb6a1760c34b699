"""The few requests of the XKEYBOARD extension that are needed and that python-xlib lacks.

Key symbols are read and written as the server keeps them, types and groups included, so that
what is put back is exactly what was there. Source: "The X Keyboard Extension: Protocol
Specification", version 1.0, and xkbproto.h.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from Xlib.protocol import rq

from cua_desktop.agent.errors import InputError

EXTENSION = "XKEYBOARD"
_CORE_KEYBOARD = 0x100
_SYMBOLS = 1 << 1
_TWO_LEVELS = 1  # the index of the type TWO_LEVEL, the same in every keymap
CAPS_LOCK = 1 << 1
_NUM_LOCK = 1 << 4  # Mod2, in every keymap of xkeyboard-config

_ENTRY = struct.Struct("=4sBBH")
"""Types of the four groups, group information, width, number of symbols."""

_SET_MAP = struct.Struct("=6BH2BH12BH")
"""Keycodes of the keymap, types, keys with symbols, their number; then what is not changed."""


@dataclass(frozen=True, slots=True)
class State:
    """`held`, `locked` and `latched` are modifier bits: of pressed keys, of locks, and of sticky keys that
    hold for one key more; `group` is the layout, from 0.
    """

    held: int
    locked: int
    group: int
    latched: int = 0

    @property
    def changing(self) -> int:
        """The locks that change what a key types: all but NumLock, which matters to the keypad alone."""
        return self.locked & ~_NUM_LOCK


_NEW_KEYBOARD, _MAP_CHANGED = 1, 2
_ALL_OF_THE_MAP = 0xFF


class _UseExtension(rq.ReplyRequest):  # type: ignore[misc] # python-xlib has no types
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(0), rq.RequestLength(), rq.Card16("major"), rq.Card16("minor")
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("supported"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(24),
    )


class _SelectEvents(rq.Request):  # type: ignore[misc] # python-xlib has no types
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(1),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("which"),
        rq.Card16("clear"),
        rq.Card16("all"),
        rq.Card16("affected_maps"),
        rq.Card16("maps"),
    )


class _GetState(rq.ReplyRequest):  # type: ignore[misc] # python-xlib has no types
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(4), rq.RequestLength(), rq.Card16("device"), rq.Pad(2))
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card8("modifiers"),
        rq.Card8("base_modifiers"),
        rq.Card8("latched_modifiers"),
        rq.Card8("locked_modifiers"),
        rq.Card8("group"),
        rq.Card8("locked_group"),
        rq.Pad(18),
    )


class _LatchLockState(rq.Request):  # type: ignore[misc] # python-xlib has no types
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(5),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card8("affect_locks"),
        rq.Card8("locks"),
        rq.Card8("lock_group"),
        rq.Card8("group"),
        rq.Card8("affect_latches"),
        rq.Card8("latches"),
        rq.Pad(1),
        rq.Card8("latch_group"),
        rq.Card16("latched_group"),
    )


class _GetMap(rq.ReplyRequest):  # type: ignore[misc] # python-xlib has no types
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(8),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("full"),
        rq.Card16("partial"),
        rq.Binary("rest", pad=0),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(2),
        rq.Card8("lowest"),
        rq.Card8("highest"),
        rq.Card16("present"),
        rq.Pad(3),
        rq.Card8("first_symbols"),
        rq.Card16("all_symbols"),
        rq.Card8("keys"),
        rq.Pad(19),
        rq.Binary("symbols", pad=0),
    )


class _SetMap(rq.Request):  # type: ignore[misc] # python-xlib has no types
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(9),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("present"),
        rq.Card16("flags"),
        rq.Binary("rest", pad=0),
    )


class Xkb:
    """XKEYBOARD over one connection. Raises InputError when the server lacks it."""

    def __init__(self, display: Any) -> None:
        self._display = display
        extension = display.query_extension(EXTENSION)
        if not extension:
            raise InputError("The X server has no XKEYBOARD extension.", "Use Xorg, Xvfb or a VNC server.")
        self._opcode = extension.major_opcode
        self.notice: int = extension.first_event
        """The type of the events that `ask_for_notices` brings."""
        answer = _UseExtension(display=display.display, opcode=self._opcode, major=1, minor=0)
        if not answer.supported:
            raise InputError("The X server's XKEYBOARD extension is too old.")

    def state(self) -> State:
        """The locks and the layout that are on."""
        answer = _GetState(display=self._display.display, opcode=self._opcode, device=_CORE_KEYBOARD)
        return State(answer.base_modifiers, answer.locked_modifiers, answer.group, answer.latched_modifiers)

    def ask_for_notices(self) -> None:
        """From now on every change of the keymap comes as an event.

        Connections that speak XKEYBOARD are spared the core protocol's MappingNotify.
        """
        which = _NEW_KEYBOARD | _MAP_CHANGED
        _SelectEvents(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            which=which,
            clear=0,
            all=which,
            affected_maps=_ALL_OF_THE_MAP,
            maps=_ALL_OF_THE_MAP,
        )
        self._display.sync()

    def set_locks(self, locks: int, *, on: bool, latches: int = 0) -> None:
        """Turns locks on or off, given as modifier bits, without touching any key.

        `latches`, modifier bits too, are turned the same way: sticky keys that hold for one key more.
        """
        _LatchLockState(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            affect_locks=locks,
            locks=locks if on else 0,
            lock_group=0,
            group=0,
            affect_latches=latches,
            latches=latches if on else 0,
            latch_group=0,
            latched_group=0,
        )
        self._display.sync()

    def symbols(self) -> dict[int, bytes]:
        """Keycode -> its symbols, as the server keeps them."""
        answer = _GetMap(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            full=_SYMBOLS,
            partial=0,
            rest=bytes(18),
        )
        entries: dict[int, bytes] = {}
        data = bytes(answer.symbols)
        at = 0
        for keycode in range(answer.first_symbols, answer.first_symbols + answer.keys):
            length = _ENTRY.size + 4 * _ENTRY.unpack_from(data, at)[3]
            entries[keycode] = data[at : at + length]
            at += length
        return entries

    def set_symbols(self, changes: Mapping[int, bytes]) -> None:
        """Changes these keycodes and no other, in one request: every program hears of each request."""
        entries = self.symbols()
        lowest, highest = min(entries), max(entries)
        first, last = min(changes), max(changes)
        written = [changes.get(keycode, entries[keycode]) for keycode in range(first, last + 1)]
        total = sum(_ENTRY.unpack_from(entry)[3] for entry in written)
        head = _SET_MAP.pack(lowest, highest, 0, 0, first, len(written), total, 0, 0, 0, *bytes(12), 0)
        _SetMap(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            present=_SYMBOLS,
            flags=0,
            rest=head + b"".join(written),
        )
        self._display.sync()


EMPTY = _ENTRY.pack(bytes(4), 0, 0, 0)
"""The entry of a keycode that has no symbols."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's symbols: `groups` of `width` levels each, one after the other."""

    groups: int
    width: int
    symbols: tuple[int, ...]

    def level(self, group: int, level: int) -> int:
        """The keysym of a level in a layout; 0 if there is none. A key with fewer layouts repeats them."""
        if not self.groups or level >= self.width:
            return 0
        return self.symbols[(group % self.groups) * self.width + level]


def parsed(entry: bytes) -> Entry:
    """An entry as the server keeps it, taken apart."""
    _, groups, width, count = _ENTRY.unpack_from(entry)
    symbols = struct.unpack_from(f"={count}I", entry, _ENTRY.size)
    return Entry(min(groups & 0x0F, count // width if width else 0), width, symbols)


def two_symbols(unshifted: int, shifted: int) -> bytes:
    """The entry of a key with these keysyms, the same in every layout."""
    types = bytes([_TWO_LEVELS] * 4)
    return _ENTRY.pack(types, 1, 2, 2) + struct.pack("=II", unshifted, shifted)
