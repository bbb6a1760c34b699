"""The windows of an X11 desktop, kept up to date by events: nothing is read again that has not changed.

The order is that of the root's children, which is what is shown; a window manager's frame counts as
the window, and _NET_CLIENT_LIST (Extended Window Manager Hints) tells which window is in it. Menus
and popups of a program are children of the root themselves.
"""

import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from Xlib import X, Xatom
from Xlib.error import XError
from Xlib.ext import shape
from Xlib.protocol import request

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.input.x11.connection import connected
from cua_desktop.input.x11.processes import Processes

_T = TypeVar("_T")

_ALPHA_DEPTH = 32
_OF_A_WINDOW = X.PropertyChangeMask | X.StructureNotifyMask
"""Its end too: the server gives the ids of windows that are gone to new ones."""

_MOST_UNITS = 256
_DEPTH_WITHOUT_LIST = 3
_NAMES = frozenset(("_NET_WM_NAME", "WM_NAME", "WM_CLASS", "WM_TRANSIENT_FOR", "_NET_WM_WINDOW_OPACITY"))


class _Desktop:
    """One connection, and what it has told so far."""

    def __init__(self) -> None:
        self._display: Any = None
        self._names: dict[int, dict[str, Any]] = {}  # window -> its properties
        self._tops: dict[int, int] = {}  # client -> the child of the root that it is in
        self._windows: tuple[DesktopWindow, ...] | None = None
        self._lock = threading.Lock()

    def windows(self) -> tuple[DesktopWindow, ...]:
        with self._lock:
            return self._asked(self._now)

    def active(self) -> int:
        with self._lock:
            return self._asked(self._active)

    def _asked(self, ask: Callable[[], _T]) -> _T:
        try:
            return ask()
        except Exception:  # noqa: BLE001 - the server went, or python-xlib raises one of its many kinds
            self.close()
        try:
            return ask()
        except InputError:
            raise
        except Exception as error:
            self.close()
            raise InputError(
                f"The windows of the desktop can't be listed ({type(error).__name__}), "
                "so those that are to be hidden can't be found.",
                "Is the X server running? Start the app again.",
            ) from error

    def close(self) -> None:
        lost, self._display = self._display, None
        self._names, self._tops, self._windows = {}, {}, None
        if lost is not None:
            with contextlib.suppress(Exception):
                lost.close()

    def _now(self) -> tuple[DesktopWindow, ...]:
        if self._display is None:
            self._open()
        self._display.sync()  # whatever has happened by now has its event in the queue
        while self._display.pending_events():
            self._forget(self._display.next_event())
        if self._windows is None:
            self._windows = self._listed()
        return self._windows

    def _open(self) -> None:
        self._display = connected()
        self._atoms = {name: self._display.get_atom(name) for name in (*_NAMES, "_NET_CLIENT_LIST")}
        self._shapes = self._display.has_extension("SHAPE")
        self._processes = Processes(self._display)
        root = self._root = self._display.screen().root
        root.change_attributes(event_mask=X.SubstructureNotifyMask | X.PropertyChangeMask)

    def _forget(self, event: Any) -> None:
        """What this event has made out of date."""
        if event.type == X.PropertyNotify:
            window = event.window.id
            if window == self._root.id:
                if event.atom == self._atoms["_NET_CLIENT_LIST"]:
                    self._tops, self._windows = {}, None
            elif any(event.atom == self._atoms[name] for name in _NAMES):
                self._names.pop(window, None)
                self._windows = None
            return
        self._windows = None
        if event.type == X.DestroyNotify:
            self._names.pop(event.window.id, None)
        if event.type in (X.ReparentNotify, X.DestroyNotify):
            self._tops = {}

    def _listed(self) -> tuple[DesktopWindow, ...]:
        children = [window.id for window in self._root.query_tree().children]
        clients = self._clients(children)
        shown = self._shown(children)
        self._read_names([each for top in shown for each in (top, *clients.get(top, ()))])
        managed = set(self._tops.values())
        found = []
        for top, (rect, solid, clickable) in shown.items():
            together = (top, *clients.get(top, ()))
            names = [self._names.get(window, {}) for window in together]
            # A compositor lays a window over all others that only shows them: it covers nothing.
            covers = solid and top in managed and not any(each.get("see_through") for each in names)
            for window, each in zip(together, names, strict=True):
                here = covers and window == top
                found.append(DesktopWindow(window, rect, solid=here, clickable=clickable, **_known(each)))
        return tuple(found)

    def _clients(self, children: list[int]) -> dict[int, list[int]]:
        """The programs' windows in each child of the root."""
        told = self._root.get_full_property(self._atoms["_NET_CLIENT_LIST"], Xatom.WINDOW, 1024)
        inside: dict[int, list[int]] = {}
        if told is None:
            return {child: self._below(child, _DEPTH_WITHOUT_LIST) for child in children}
        for client in told.value:
            top = self._tops.get(client) or self._top(client)
            self._tops[client] = top
            if top != client:
                inside.setdefault(top, []).append(client)
        return inside

    def _top(self, window: int) -> int:
        """The child of the root that this window is in."""
        with contextlib.suppress(XError):
            while True:
                parent = self._resource(window).query_tree().parent
                if not parent or parent.id == self._root.id:
                    break
                window = parent.id
        return window

    def _below(self, window: int, depth: int) -> list[int]:
        """Without a list of the window manager: everything inside that has a class."""
        found: list[int] = []
        with contextlib.suppress(XError):
            for child in self._resource(window).query_tree().children:
                if child.get_wm_class() is not None:
                    found.append(child.id)
                elif depth > 1:
                    found += self._below(child.id, depth - 1)
        return found

    def _shown(self, children: list[int]) -> dict[int, tuple[Rect, bool, bool]]:
        """Place and solidity of those that are shown, and whether they take clicks; all asked at once."""
        asked = [
            (
                child,
                self._ask(request.GetWindowAttributes, window=child),
                self._ask(request.GetGeometry, drawable=child),
                self._ask(shape.QueryExtents, opcode=self._shape_code, destination_window=child)
                if self._shapes
                else None,
                self._ask(
                    shape.GetRectangles, opcode=self._shape_code, window=child, source_kind=shape.SK.Input
                )
                if self._shapes
                else None,
            )
            for child in children
        ]
        shown = {}
        for child, attributes, place, shaped, touched in asked:
            try:
                for answer in (attributes, place, shaped, touched):
                    if answer is not None:
                        answer.reply()
            except XError:  # it has just gone
                continue
            if attributes.map_state != X.IsViewable or attributes.win_class == X.InputOnly:
                continue
            edge = 2 * place.border_width
            rect = Rect(place.x, place.y, place.width + edge, place.height + edge)
            solid = place.depth != _ALPHA_DEPTH and not (shaped is not None and shaped.bounding_shaped)
            shown[child] = (rect, solid, touched is None or bool(touched.rectangles))
        return shown

    def _read_names(self, windows: list[int]) -> None:
        new = [window for window in windows if window not in self._names]
        for window in new:
            self._resource(window).change_attributes(event_mask=_OF_A_WINDOW, onerror=_gone)
        asked = [
            (window, {name: self._ask_property(window, self._atoms[name]) for name in _NAMES})
            for window in new
        ]
        for window, answers in asked:
            told = {}
            for name, answer in answers.items():
                with contextlib.suppress(XError):
                    answer.reply()
                    if answer.property_type:
                        told[name] = answer.value[1]
            pid, process = self._processes.of(window)
            self._names[window] = {**_read(told), "pid": pid, "process": process}

    def _active(self) -> int:
        """The listed window that has the keyboard; the one under the pointer where that decides."""
        ids = {window.id for window in self._now()}
        focus = self._display.get_input_focus().focus
        window = getattr(focus, "id", focus)
        if window == X.PointerRoot:
            child = self._root.query_pointer().child
            top = getattr(child, "id", child)
            return int(
                next((inside for inside, it in self._tops.items() if it == top and inside in ids), top)
            )
        with contextlib.suppress(XError):
            while window and window != self._root.id and window not in ids:
                parent = self._resource(window).query_tree().parent
                window = getattr(parent, "id", parent)
        return int(window) if window in ids else 0

    def _ask_property(self, window: int, atom: int) -> Any:
        return self._ask(
            request.GetProperty,
            delete=False,
            window=window,
            property=atom,
            type=X.AnyPropertyType,
            long_offset=0,
            long_length=_MOST_UNITS,
        )

    def _ask(self, kind: Any, **fields: Any) -> Any:
        """Sends a request whose answer is fetched later: one wait for all of them."""
        return kind(self._display.display, True, **fields)

    @property
    def _shape_code(self) -> int:
        return int(self._display.display.get_extension_major("SHAPE"))

    def _resource(self, window: int) -> Any:
        return self._display.create_resource_object("window", window)


_desktop = _Desktop()


def windows() -> tuple[DesktopWindow, ...]:
    """Every window that is shown, the lowest first. Raises InputError."""
    return _desktop.windows()


def active_window() -> int:
    """The id of the window that keys go to; 0 for none. Raises InputError."""
    return _desktop.active()


def _gone(error: Any, failed: Any) -> bool:  # noqa: ARG001 - python-xlib's signature
    """The window has just been closed: no matter."""
    return True


def _read(told: dict[str, Any]) -> dict[str, Any]:
    """Properties as text and ids."""
    title = _text(told.get("_NET_WM_NAME")) or _text(told.get("WM_NAME"))
    programs = tuple(part for part in _text(told.get("WM_CLASS")).split("\0") if part)
    of = told.get("WM_TRANSIENT_FOR")
    read = {"title": title, "programs": programs, "of": int(of[0]) if of is not None and len(of) else 0}
    return {**read, "see_through": "_NET_WM_WINDOW_OPACITY" in told} if told else {}


def _text(value: Any) -> str:
    if isinstance(value, bytes | bytearray):
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            return bytes(value).decode("latin-1")
    return value if isinstance(value, str) else ""


def _known(names: dict[str, Any]) -> dict[str, Any]:
    unknown = {"title": "", "programs": (), "of": 0, "pid": 0, "process": ""}
    return {name: names.get(name, nothing) for name, nothing in unknown.items()}
