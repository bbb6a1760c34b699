"""The pixels of the desktop, by mss. One `Capture` belongs to one thread, which is never the UI's.

How fine a picture is comes from the capture alone. On Windows mss makes the process DPI aware per
monitor (where Qt runs, Qt has done so before), so that a screen point is a physical pixel; on macOS it
captures one pixel a point, on Retina too. Both are unverified on real machines, and nothing relies on
them: a finer capture gives a finer picture with the same points.

mss remembers the monitors it saw first for ever, and says a lost display by a bare
AssertionError; both are seen to here.
"""

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import mss
from mss.exception import ScreenShotError

from cua_desktop import environment
from cua_desktop.agent.errors import MonitorGoneError, ScreenError
from cua_desktop.agent.geometry import PixelSize, Rect, ScreenRect, Size
from cua_desktop.screen.changes import within
from cua_desktop.screen.numbering import Numbering, Place

_T = TypeVar("_T")

_BACKENDS = ("default", "xlib") if sys.platform == "linux" else ("default",)
"""The default backend refuses servers that list a depth twice (TigerVNC does); Xlib takes them."""

_FAILURES = (ScreenShotError, AssertionError, OSError, ValueError)
"""What mss raises when a display is refused, lost, or no longer as large as it was."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """One monitor, for the picker; `number` counts from 1, `rect` is in screen points."""

    number: int
    rect: ScreenRect
    name: str


@dataclass(frozen=True, slots=True)
class Shot:
    """One capture: `shown` in screen points, `size` in captured pixels of four bytes (BGRX).

    The two sizes differ where the system captures more finely than the pointer moves.
    """

    shown: ScreenRect
    size: PixelSize
    pixels: bytearray = field(repr=False)

    @property
    def all_black(self) -> bool:
        """Whether every single pixel is black."""
        row, pixels = 4 * self.size.width, self.pixels
        first = bytes(pixels[:4])
        black = first * self.size.width  # row by row: most pictures are known by their first one
        return first[:3] == b"\0\0\0" and all(
            pixels[start : start + row] == black for start in range(0, len(pixels), row)
        )


class Capture:
    """Captures one monitor or all of them; opens mss late, and anew whenever it must.

    `numbering` is that of the captures before it, if there were any.
    """

    def __init__(self, numbering: Numbering | None = None) -> None:
        self._numbering = numbering or Numbering()
        self._numbered: dict[int, Place] = {}
        self._mss: mss.MSS | None = None
        self._backend = _BACKENDS[0]
        self._layout: list[dict[str, Any]] = []

    def monitors(self) -> tuple[Monitor, ...]:
        """The monitors as they are now. Raises ScreenError."""
        return self._twice(self._monitors_now)

    def grab(self, which: str, *, fresh: bool = True) -> Shot:
        """The pixels of monitor `which`: `1`, `2`, … or `all`. Raises ScreenError.

        `fresh` asks for the monitors as they are now, which costs about a millisecond;
        without it a new layout is noticed only when it makes the capture fail.
        """
        return self._twice(lambda: self._grab(which, fresh=fresh))

    def place(self, which: str) -> ScreenRect:
        """Where monitor `which` is now, in screen points. Raises ScreenError."""
        return self._twice(lambda: self._place_now(which))

    @property
    def places(self) -> dict[int, ScreenRect]:
        """Where each monitor was at the newest capture, by its number; nothing before it."""
        return {number: _rect(place) for number, place in self._numbered.items()}

    def close(self) -> None:
        """Gives back what mss holds; a later capture opens it again."""
        opened, self._mss = self._mss, None
        if opened is not None:
            with contextlib.suppress(*_FAILURES):
                opened.close()

    def _twice(self, job: Callable[[], _T]) -> _T:
        """Does the job, and once more with a new connection if the old one was of no use."""
        refuse_unusable_session()
        had_one = self._mss is not None
        try:
            return job()
        except _FAILURES as error:
            self.close()
            if not had_one:
                raise _as_screen_error(error) from None
        try:
            return job()
        except _FAILURES as error:
            self.close()
            raise _as_screen_error(error) from None

    def _grab(self, which: str, *, fresh: bool) -> Shot:
        opened = self._opened(fresh=fresh)
        place = self._place(which)
        taken = opened.grab(dict(place))
        return Shot(_rect(place), PixelSize(Size(taken.width, taken.height)), taken.raw)

    def _place_now(self, which: str) -> ScreenRect:
        self._opened(fresh=True)
        return _rect(self._place(which))

    def _monitors_now(self) -> tuple[Monitor, ...]:
        self._opened(fresh=True)
        return tuple(
            Monitor(number, _rect(place), place.get("name") or place.get("output") or f"Monitor {number}")
            for number, place in sorted(self._numbered.items())
        )

    def _opened(self, *, fresh: bool) -> mss.MSS:
        if self._mss is not None and fresh and self._layout_now() != self._layout:
            self.close()
        if self._mss is None:
            self._mss = self._open()
            self._layout = _layout_of(self._mss)
            self._numbered = self._numbering.follow(self._layout[1:])
        return self._mss

    def _place(self, which: str) -> Place:
        if which == "all":
            return self._layout[0]
        number, count = int(which), len(self._numbered)
        if number in self._numbered:
            return self._numbered[number]
        there = "this desktop has only one" if count == 1 else f"this desktop has {count}"
        raise MonitorGoneError(
            f"Monitor {number} is not there: {there}.",
            "Connect it again, or choose another monitor in the settings.",
        )

    def _layout_now(self) -> list[dict[str, Any]]:
        with mss.MSS(backend=self._backend) as probe:
            return _layout_of(probe)

    def _open(self) -> mss.MSS:
        failures: list[Exception] = []
        for backend in _BACKENDS:
            try:
                opened = mss.MSS(backend=backend)
            except _FAILURES as error:
                failures.append(error)
            else:
                self._backend = backend
                return opened
        raise failures[0]


def refuse_unusable_session() -> None:
    """Raises ScreenError if this session can't be captured at all: no display, or Wayland."""
    if sys.platform != "linux":
        return
    if environment.is_wayland():
        raise _wayland()
    if environment.display() is None:
        raise ScreenError(
            "There is no display to look at: DISPLAY is not set.",
            "Start the app from a desktop session, or inside a virtual one such as Xvfb.",
        )


def _wayland() -> ScreenError:
    return ScreenError(
        "This is a Wayland session, where one app can neither see nor work the others.",
        "Log out and choose a session “on Xorg” or “(X11)”, or use a virtual X display such as Xvfb.",
    )


def _layout_of(opened: mss.MSS) -> list[dict[str, Any]]:
    """The whole desktop, then each monitor; a server that names no monitors is one.

    A monitor ends where the desktop does: a server that has just become smaller (Xephyr, by its window)
    goes on naming the monitor as it was.
    """
    whole, *listed = opened.monitors
    if any(str(place.get("output", "")).startswith("XWAYLAND") for place in listed):
        raise _wayland()
    clipped = ({**place, **_of_rect(within(_rect(place), _rect(whole)))} for place in listed)
    return [whole, *([place for place in clipped if place["width"] and place["height"]] or [whole])]


def _rect(place: Place) -> ScreenRect:
    return ScreenRect(Rect(place["left"], place["top"], place["width"], place["height"]))


def _of_rect(rect: Rect) -> dict[str, int]:
    return {"left": rect.x, "top": rect.y, "width": rect.width, "height": rect.height}


def _as_screen_error(error: Exception) -> ScreenError:
    lost = isinstance(error, AssertionError) or "connect" in str(error).lower()
    if lost and sys.platform == "linux":
        return ScreenError(
            f"The display {environment.display()} does not answer.",
            "Has the desktop session ended? Start the app again inside a running one.",
        )
    return ScreenError(
        f"The desktop could not be captured: {str(error).rstrip('.') or type(error).__name__}.",
        "Is the screen locked, or this session disconnected? Then unlock or reconnect it.",
    )
