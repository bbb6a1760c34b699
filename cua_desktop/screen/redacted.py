"""Where what the user hides is now: boxes on monitors, and windows. For the worker thread."""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import Box, DesktopWindow, WindowRules, hidden_ids, hidden_places
from cua_desktop.screen.capture import Capture

_LINGER_SECONDS = 0.3
"""A hidden window that goes, moves or is covered stays hidden where it was: a compositor fades and glides."""

_MARGIN = 2
"""Screen points around a hidden window: the display may be a frame behind."""


def _no_windows() -> tuple[DesktopWindow, ...]:
    return ()


def _no_window() -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Redaction:
    """What the user hides.

    `windows` lists the desktop's windows, the lowest first, and `active` gives the id of the one that
    has the keyboard; both may raise CuaError.
    """

    boxes: tuple[Box, ...] = ()
    rules: WindowRules = field(default_factory=WindowRules)
    windows: Callable[[], Sequence[DesktopWindow]] = _no_windows
    active: Callable[[], int] = _no_window


class Redacted:
    """The places to fill, in screen points."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._listed: Sequence[DesktopWindow] | None = None
        self._places: tuple[Rect, ...] = ()
        self._seen: deque[tuple[float, tuple[Rect, ...]]] = deque()

    @property
    def anything(self) -> bool:
        """Whether there is anything to hide at all."""
        return bool(self._redaction.boxes or self._redaction.rules)

    def places(self, capture: Capture) -> tuple[Rect, ...]:
        """All of them, on the monitors as the newest capture had them. Raises CuaError."""
        return *self.boxes(capture.places), *self.windows()

    def boxes(self, monitors: Mapping[int, Rect]) -> tuple[Rect, ...]:
        """The boxes on these monitors, by number; a box of a monitor that is not there is nowhere."""
        return tuple(
            box.on(monitors[box.monitor]) for box in self._redaction.boxes if box.monitor in monitors
        )

    def has_keyboard(self) -> bool:
        """Whether a hidden window has the keyboard. Raises CuaError when that can't be known."""
        rules, active = self._redaction.rules, self._redaction.active
        return bool(rules) and active() in hidden_ids(self._redaction.windows(), rules)

    def windows(self) -> tuple[Rect, ...]:
        """Where hidden windows are, and were a moment ago. Raises CuaError when that can't be known."""
        if not self._redaction.rules:
            return ()
        now = time.monotonic()
        windows = self._redaction.windows()
        if windows is not self._listed:  # the same answer again is the same object
            self._listed = windows
            self._places = tuple(_grown(place) for place in hidden_places(windows, self._redaction.rules))
        self._seen.append((now, self._places))
        while self._seen[0][0] < now - _LINGER_SECONDS:
            self._seen.popleft()
        return tuple(dict.fromkeys(rect for _, rects in self._seen for rect in rects))


def _grown(rect: Rect) -> Rect:
    return Rect(rect.x - _MARGIN, rect.y - _MARGIN, rect.width + 2 * _MARGIN, rect.height + 2 * _MARGIN)
