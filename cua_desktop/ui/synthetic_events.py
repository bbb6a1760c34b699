"""Drops X events that a program has sent straight to our windows, while a question is open.

XSendEvent reaches a window past every device and grab; the server marks what came so. Qt does not look at
the mark. Of other systems: what is posted to a window there is never heard by the input process.
"""

import ctypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

_XCB = b"xcb_generic_event_t"
_SENT = 0x80
"""The bit that the server sets in the type of an event that a client has sent."""

_KEYS_TO_FOCUS = range(2, 11)
"""Keys, buttons, motion, entering and leaving, the focus. Window managers send others, rightly."""
_GENERIC_EVENT = 35


class SyntheticEvents(QAbstractNativeEventFilter):
    """Takes effect between `drop` and `let_pass`."""

    def drop(self) -> None:
        """From now on they are dropped."""
        if (application := QCoreApplication.instance()) is not None:
            application.installNativeEventFilter(self)

    def let_pass(self) -> None:
        """Nothing is dropped any more."""
        if (application := QCoreApplication.instance()) is not None:
            application.removeNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        if kind != _XCB:
            return False, 0
        return is_synthetic(ctypes.c_uint8.from_address(int(message)).value), 0


def is_synthetic(response_type: int) -> bool:
    """Whether an X event with this first byte is input that a client has sent."""
    kind = response_type & ~_SENT
    return bool(response_type & _SENT) and (kind in _KEYS_TO_FOCUS or kind == _GENERIC_EVENT)
