"""The stop keys as a hot key of Carbon: no permission is needed, and no layout is asked for.

Carbon delivers to the main thread only, so that is where `wait` has to be called, again and again.
Source: CarbonEvents.h and CarbonEventsCore.h of the macOS SDK. Unverified on a real machine.
"""

import ctypes
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from cua_desktop.input.direct_ears import modifier_sets

_MODIFIERS = {"meta": 0x0100, "shift": 0x0200, "alt": 0x0800, "altgr": 0x0800, "ctrl": 0x1000}
_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"


def _four(characters: str) -> int:
    return int.from_bytes(characters.encode("ascii"), "big")


class HotKeyId(ctypes.Structure):
    """EventHotKeyID."""

    _fields_: ClassVar = [("signature", ctypes.c_uint32), ("number", ctypes.c_uint32)]


class EventKind(ctypes.Structure):
    """EventTypeSpec."""

    _fields_: ClassVar = [("event_class", ctypes.c_uint32), ("kind", ctypes.c_uint32)]


_HOT_KEY_PRESSED = EventKind(_four("keyb"), 5)


def carbon() -> Any:
    """The library, with the types of what is called here."""
    library = ctypes.CDLL(_CARBON)
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    library.GetEventDispatcherTarget.restype = pointer
    library.RegisterEventHotKey.argtypes = [number, number, HotKeyId, pointer, number, pointer]
    library.ReceiveNextEvent.argtypes = [ctypes.c_ulong, pointer, ctypes.c_double, ctypes.c_ubyte, pointer]
    library.ReleaseEvent.argtypes = [pointer]
    return library


class HotKey:
    """All of it happens on the thread that calls `wait`: the main thread."""

    def __init__(self, library: Any, keycode: int, chord: Iterable[str], pressed: Callable[[], None]) -> None:
        self._library = library
        self._keycode = keycode
        self._modifiers = tuple(modifier_sets(chord, _MODIFIERS))
        self._pressed = pressed
        self.registered: bool | None = None

    def wait(self, seconds: float) -> None:
        """Waits for the stop keys, no longer than so; registers them the first time."""
        if self.registered is None:
            self._register()
        event = ctypes.c_void_p()
        failed = self._library.ReceiveNextEvent(
            1, ctypes.byref(_HOT_KEY_PRESSED), seconds, True, ctypes.byref(event)
        )
        if not failed:
            self._library.ReleaseEvent(event)
            self._pressed()

    def _register(self) -> None:
        """The chord alone has to succeed; the system may keep some of the others to itself."""
        target = self._library.GetEventDispatcherTarget()
        results = [
            self._library.RegisterEventHotKey(
                self._keycode,
                modifiers,
                HotKeyId(_four("CUAD"), number),
                target,
                0,
                ctypes.byref(ctypes.c_void_p()),
            )
            for number, modifiers in enumerate(self._modifiers)
        ]
        self.registered = results[0] == 0
