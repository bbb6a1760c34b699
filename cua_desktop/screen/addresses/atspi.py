"""Pages of browsers on Linux, as they tell assistive programs: AT-SPI over D-Bus.

Only this module knows jeepney. Firefox tells an address as `DocURL` (unverified), Chromium as `URI`.
Chromium tells nothing unless its accessibility is on: the session's `org.a11y.Status.IsEnabled` (or
`ACCESSIBILITY_ENABLED=1`) when it starts, and `--force-renderer-accessibility`; seen with Chromium 156.
Nothing is switched on from here: the switch is the whole session's, and GNOME takes the one for screen
readers as a wish to be spoken to.

Source: the D-Bus interfaces of at-spi2-core.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from jeepney import DBusAddress, MessageFlag, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page
from cua_desktop.screen.addresses.browsers import Shown, is_browser, outermost_first, pages_in

_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_SHOWING = 25  # of Accessibility.StateType
_DOCUMENTS = (82, 95)  # document frame and document web, of Accessibility.Role
_ALL, _ANY = 1, 2
_IN_SCREEN_POINTS = 0
_MOST_DOCUMENTS = 64

_Object = tuple[str, str]
"""A program's name on the bus, and the path of a thing of its."""


class NotToldError(Exception):
    """The bus, the registry or a program refused to answer."""


def pages(window: DesktopWindow, seconds: float) -> tuple[Page, ...] | None:
    """The pages in a browser's window; None if it tells of none.

    Blocks for `seconds` at most. Raises OSError (TimeoutError too), NotToldError, and what jeepney raises.
    """
    until = time.monotonic() + seconds
    with closing(_Bus("SESSION", until)) as session:
        (address,) = session.ask(("org.a11y.Bus", "/org/a11y/bus"), "org.a11y.Bus", "GetAddress")
    with closing(_Bus(address, until)) as bus:
        told = [shown for program in bus.programs_of(window) for shown in bus.windows_of(program)]
    return pages_in(window, told)


class _Bus:
    """A connection, every answer of which is waited for until the same moment."""

    def __init__(self, address: str, until: float) -> None:
        self._until = until
        self._connection: DBusConnection = open_dbus_connection(address, auth_timeout=self._left())

    def close(self) -> None:
        self._connection.close()

    def ask(self, of: _Object, interface: str, method: str, kinds: str = "", *values: Any) -> Any:
        """The values of an answer; nobody is started to give it."""
        name, path = of
        question = new_method_call(DBusAddress(path, name, interface), method, kinds or None, values)
        question.header.flags |= MessageFlag.no_auto_start
        answer = self._connection.send_and_get_reply(question, timeout=self._left())
        if answer.header.message_type is not MessageType.method_return:
            raise NotToldError(method)
        return answer.body

    def programs_of(self, window: DesktopWindow) -> Sequence[_Object]:
        """The program of the window, by its process; or, where that is not known, every browser."""
        (programs,) = self.ask(_ROOT, _ACCESSIBLE, "GetChildren")
        # The bus itself knows this: a program that hangs holds up nobody.
        own = [each for each in programs if window.pid and self._pid(each) == window.pid]
        return own or [each for each in programs if is_browser(_named(self._name(each)))]

    def windows_of(self, program: _Object) -> Iterator[Shown]:
        (windows,) = self.ask(program, _ACCESSIBLE, "GetChildren")
        for window in windows:
            yield Shown(self._name(window), self._place(window), outermost_first(self._pages_in(window)))

    def _pages_in(self, window: _Object) -> Iterator[Page]:
        rule: tuple[Any, ...] = (
            _bits(2, (_SHOWING,)),
            _ALL,
            {},
            _ALL,
            _bits(4, _DOCUMENTS),
            _ANY,
            [],
            _ALL,
            False,
        )
        (documents,) = self.ask(
            window,
            "org.a11y.atspi.Collection",
            "GetMatches",
            "(aiia{ss}iaiiasib)uib",
            rule,
            1,
            _MOST_DOCUMENTS,
            True,
        )
        for document in documents:
            (told,) = self.ask(document, "org.a11y.atspi.Document", "GetAttributes")
            yield Page(told.get("URI") or told.get("DocURL") or "", self._place(document))

    def _name(self, of: _Object) -> str:
        ((_, name),) = self.ask(of, "org.freedesktop.DBus.Properties", "Get", "ss", _ACCESSIBLE, "Name")
        return str(name)

    def _place(self, of: _Object) -> Rect:
        ((x, y, width, height),) = self.ask(
            of, "org.a11y.atspi.Component", "GetExtents", "u", _IN_SCREEN_POINTS
        )
        return Rect(x, y, width, height)

    def _pid(self, of: _Object) -> int:
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        (pid,) = self.ask(bus, "org.freedesktop.DBus", "GetConnectionUnixProcessID", "s", of[0])
        return int(pid)

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _named(program: str) -> DesktopWindow:
    return DesktopWindow(0, Rect(0, 0, 0, 0), "", (program,))


def _bits(words: int, numbers: Sequence[int]) -> list[int]:
    """A set of numbers as AT-SPI has it: signed words of 32 bits."""
    whole = sum(1 << number for number in numbers)
    return [
        int.from_bytes((whole >> 32 * word & 0xFFFFFFFF).to_bytes(4, "big"), "big", signed=True)
        for word in range(words)
    ]
