"""Asks the program that has the keyboard whether it has worked off all keys so far.

Questions that programs answer in turn, after the key events that were there before, serve: a
window manager's (_NET_WM_PING; GTK, Qt, browsers), and where a program does not know that one,
Editres' (everything made with Xt and Xaw, such as xterm). Sources: Extended Window Manager
Hints 1.5; EditresP.h of libXmu.
"""

import contextlib
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from Xlib import X, Xatom
from Xlib.error import XError
from Xlib.protocol import event as x_events

from cua_desktop.input.x11.connection import connected

HANGS_SECONDS = 10.0
"""After how much silence a program hangs: well above what a page or a big import keeps one busy."""

_SILENT_SECONDS = 0.3
"""After this a program that never answered Editres' question is taken for one that does not know it."""

_ANSWERS = X.SubstructureNotifyMask | X.StructureNotifyMask
"""By the standard answers come to the first; those of Qt 6 were seen to come to the second alone."""

_SLICE_SECONDS = 0.01
_MOST_PARENTS = 20
_EDITRES_VERSION = 5


@dataclass(frozen=True, slots=True)
class _Asked:
    """A window, and whether it knows _NET_WM_PING."""

    window: Any
    knows_ping: bool


class Ping:
    """Over a connection of its own. One thread uses it."""

    def __init__(self) -> None:
        self._display = connected()
        self._root = self._display.screen().root
        atom = self._display.get_atom
        self._protocols = atom("WM_PROTOCOLS")
        self._ping = atom("_NET_WM_PING")
        self._state = atom("WM_STATE")
        self._take_focus = atom("WM_TAKE_FOCUS")
        self._sync = atom("_NET_WM_SYNC_REQUEST")
        self._counter = atom("_NET_WM_SYNC_REQUEST_COUNTER")
        self._editres = atom("Editres")
        # Editres answers by asking for a selection that the question names: one of ours.
        self._selection = atom("_CUA_DESKTOP_ASKS")
        self._owner = self._root.create_window(-1, -1, 1, 1, 0, X.CopyFromParent)
        self._owner.set_selection_owner(self._selection, X.CurrentTime)
        self._number = int(time.monotonic() * 1000) & 0x7FFFFFFF
        self._silent: set[int] = set()
        self._talkative: set[int] = set()
        self.found = False
        """Whether a program had the keyboard when it was asked last."""
        self.hangs = False
        """Whether the program asked last has answered before, and this time not."""
        self.knew_ping = False
        """Whether the program asked last knows _NET_WM_PING, as those made with a toolkit of today do."""

    def wait(self, between: Callable[[], object] = lambda: None, seconds: float = HANGS_SECONDS) -> bool:
        """Returns True once the program has answered, or time is up; False if it never answers.

        Then `hangs` says which.

        `between` is called every few milliseconds while waiting, and may raise.
        """
        asked = self._asked_window()
        self.found = asked is not None
        self.knew_ping = asked is not None and asked.knows_ping
        self.hangs = False
        if asked is None:
            return False
        # Answers go to the root window. Listened to only now: there is much else to hear.
        self._root.change_attributes(event_mask=_ANSWERS)
        try:
            if asked.knows_ping:
                self._ask(asked.window)
                return self._heard_of(asked.window, between, seconds, seconds)
            return self._ask_editres(asked.window, between, seconds)
        finally:
            self._root.change_attributes(event_mask=X.NoEventMask)
            self._drain()

    def draws_by_frames(self) -> bool:
        """Whether the program with the keyboard looks at motions once a frame of its picture.

        Seen: GTK 3 has the second counter, of frames; Chromium takes no focus messages; Qt, the one
        toolkit of today that looks at each motion, has one counter and takes them. What has no
        such counter is older, and looks at each motion.
        """
        asked = self._asked_window()
        if asked is None:
            return True
        with contextlib.suppress(XError):
            protocols = asked.window.get_full_property(self._protocols, Xatom.ATOM)
            if protocols is None or self._sync not in protocols.value:
                return False
            counters = asked.window.get_full_property(self._counter, Xatom.CARDINAL)
            one = counters is not None and len(counters.value) == 1
            return not (one and self._take_focus in protocols.value)
        return True

    def input_method_runs(self) -> bool:
        """Whether there is an input method's server (XIM), to which programs may hand their keys."""
        servers = self._root.get_full_property(self._display.get_atom("XIM_SERVERS"), Xatom.ATOM)
        return servers is not None and any(
            self._display.get_selection_owner(server) != X.NONE for server in servers.value
        )

    def close(self) -> None:
        """Ends the connection."""
        self._display.close()

    def _ask_editres(self, window: Any, between: Callable[[], object], seconds: float) -> bool:
        if window.id in self._silent:
            return False
        self._drain()
        self._number = (self._number + 1) & 0x7FFFFFFF
        self._send(window, self._editres, [0, self._selection, self._number, _EDITRES_VERSION, 0])
        can_be_asked = self._heard_of(window, between, seconds, min(seconds, _SILENT_SECONDS))
        if not can_be_asked:
            self._silent.add(window.id)
        return can_be_asked

    def _heard_of(
        self, window: Any, between: Callable[[], object], seconds: float, first_seconds: float
    ) -> bool:
        """Whether this window answers, now or at some other time; `first_seconds` if it never has."""
        known = window.id in self._talkative
        answered = self._wait_for_answer(window, between, seconds if known else first_seconds)
        if answered:
            self._talkative.add(window.id)
        self.hangs = known and not answered and self._is_there(window)
        return answered or known

    def _wait_for_answer(self, window: Any, between: Callable[[], object], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not (answered := self._answered()) and time.monotonic() < until and self._is_there(window):
            between()
            select.select([self._display], [], [], _SLICE_SECONDS)
        return answered

    def _is_there(self, window: Any) -> bool:
        """Whether the window still is on the screen: what was typed may have closed it."""
        with contextlib.suppress(XError):
            return bool(window.get_attributes().map_state == X.IsViewable)
        return False

    def _asked_window(self) -> _Asked | None:
        """The window with the keyboard, or the one it belongs to, that can be asked."""
        with contextlib.suppress(XError, AttributeError):  # gone meanwhile; no window has the keyboard
            window = self._display.get_input_focus().focus
            for _ in range(_MOST_PARENTS):
                if window == self._root:
                    return None
                protocols = window.get_full_property(self._protocols, Xatom.ATOM)
                if protocols is not None and self._ping in protocols.value:
                    return _Asked(window, knows_ping=True)
                # A program's outermost window; its parents belong to the window manager.
                if window.get_full_property(self._state, X.AnyPropertyType) is not None:
                    return _Asked(window, knows_ping=False)
                window = window.query_tree().parent
        return None

    def _ask(self, window: Any) -> None:
        self._drain()
        self._number = (self._number + 1) & 0x7FFFFFFF
        self._send(window, self._protocols, [self._ping, self._number, window.id, 0, 0])

    def _send(self, window: Any, kind: int, numbers: list[int]) -> None:
        message = x_events.ClientMessage(window=window, client_type=kind, data=(32, numbers))
        window.send_event(message, event_mask=X.NoEventMask)
        self._display.sync()

    def _answered(self) -> bool:
        return any([self._is_answer(event) for event in self._drain()])  # noqa: C419 - all are worked off

    def _is_answer(self, event: Any) -> bool:
        if event.type == X.SelectionRequest:
            return self._refused(event)
        if event.type != X.ClientMessage or event.client_type != self._protocols:
            return False
        _, numbers = event.data
        return bool(numbers[0] == self._ping and numbers[1] == self._number)

    def _refused(self, request: Any) -> bool:
        """Refuses what Editres' answer asks for: there is no more to say. True if it is the answer."""
        refusal = x_events.SelectionNotify(
            time=request.time,
            requestor=request.requestor,
            selection=request.selection,
            target=request.target,
            property=X.NONE,
        )
        request.requestor.send_event(refusal, event_mask=X.NoEventMask)
        self._display.flush()
        return bool(request.selection == self._selection)

    def _drain(self) -> list[Any]:
        return [self._display.next_event() for _ in range(self._display.pending_events())]
