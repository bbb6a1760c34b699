"""Asks the program that has the keyboard whether it has worked off all keys so far.

A window manager's question (_NET_WM_PING) serves: a program answers it in turn, after the key
events that were there before. Source: Extended Window Manager Hints 1.5.
"""

import contextlib
import select
import time
from collections.abc import Callable
from typing import Any

from Xlib import X, Xatom
from Xlib.error import XError
from Xlib.protocol import event as x_events

from cua_desktop.input.x11.connection import connected

MOST_SECONDS = 3.0
"""How long to wait for a program that does not answer: it hangs, and would for longer."""

_ANSWERS = X.SubstructureNotifyMask | X.StructureNotifyMask
"""By the standard answers come to the first; those of Qt 6 were seen to come to the second alone."""

_SLICE_SECONDS = 0.01
_MOST_PARENTS = 20


class Ping:
    """Over a connection of its own. One thread uses it."""

    def __init__(self) -> None:
        self._display = connected()
        self._root = self._display.screen().root
        self._protocols = self._display.get_atom("WM_PROTOCOLS")
        self._ping = self._display.get_atom("_NET_WM_PING")
        self._number = int(time.monotonic() * 1000) & 0x7FFFFFFF

    def wait(self, between: Callable[[], object] = lambda: None, seconds: float = MOST_SECONDS) -> bool:
        """Returns True once the program has answered, or time is up; False if it never answers.

        `between` is called every few milliseconds while waiting, and may raise.
        """
        window = self._asked_window()
        if window is None:
            return False
        # Answers go to the root window. Listened to only now: there is much else to hear.
        self._root.change_attributes(event_mask=_ANSWERS)
        try:
            self._ask(window)
            self._wait_for_answer(between, seconds)
        finally:
            self._root.change_attributes(event_mask=X.NoEventMask)
            self._drain()
        return True

    def close(self) -> None:
        """Ends the connection."""
        self._display.close()

    def _wait_for_answer(self, between: Callable[[], object], seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._answered() and time.monotonic() < until:
            between()
            select.select([self._display], [], [], _SLICE_SECONDS)

    def _asked_window(self) -> Any:
        """The window with the keyboard, or the one it belongs to, that says it answers."""
        with contextlib.suppress(XError, AttributeError):  # gone meanwhile; no window has the keyboard
            window = self._display.get_input_focus().focus
            for _ in range(_MOST_PARENTS):
                if window == self._root:
                    return None
                protocols = window.get_full_property(self._protocols, Xatom.ATOM)
                if protocols is not None and self._ping in protocols.value:
                    return window
                window = window.query_tree().parent
        return None

    def _ask(self, window: Any) -> None:
        self._drain()
        self._number = (self._number + 1) & 0x7FFFFFFF
        data = (32, [self._ping, self._number, window.id, 0, 0])
        message = x_events.ClientMessage(window=window, client_type=self._protocols, data=data)
        window.send_event(message, event_mask=X.NoEventMask)
        self._display.sync()

    def _answered(self) -> bool:
        return any(self._is_answer(event) for event in self._drain())

    def _is_answer(self, event: Any) -> bool:
        if event.type != X.ClientMessage or event.client_type != self._protocols:
            return False
        _, numbers = event.data
        return bool(numbers[0] == self._ping and numbers[1] == self._number)

    def _drain(self) -> list[Any]:
        return [self._display.next_event() for _ in range(self._display.pending_events())]
