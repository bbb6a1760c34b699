"""Hears the stop keys on macOS by two ways, and the user's own input by the event tap.

The tap needs a permission and can be turned off; the hot key needs neither, but the main thread.
Unverified on a real machine.
"""

import threading
from collections.abc import Callable
from typing import Any

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.brake import Brake
from cua_desktop.input.corner_poll import LOOK_SECONDS, Placed
from cua_desktop.input.direct_ears import DirectEars
from cua_desktop.input.hands import Heard
from cua_desktop.input.mac.hot_key import HotKey
from cua_desktop.input.mac.keycodes import flags_of
from cua_desktop.input.mac.tap import Tap

_MOST_DISPLAYS = 16


class MacEars(DirectEars):
    """A tap, a hot key, and a thread that looks where the pointer is."""

    def __init__(
        self,
        brake: Brake,
        quartz: Any,
        stop_chord: tuple[str, ...],
        keycode: int,
        carbon: Any,
        heard: Heard,
        where: Callable[[], Point],
        placed: Callable[[], tuple[Placed, ...]],
    ) -> None:
        super().__init__(brake, heard, placed, displays(quartz))
        self._where = where
        self._flags = flags_of(stop_chord)
        self._keycode = keycode
        self.hot_key = HotKey(carbon, keycode, stop_chord, self._pressed)
        self.tap = Tap(quartz, self._key, self._user)
        self._closing = threading.Event()
        self._looker = threading.Thread(target=self._look, name="corner", daemon=True)
        self._looker.start()

    @property
    def deaf_because(self) -> str | None:
        """Why the stop keys are not heard; None while one of the two ways hears them."""
        if self.tap.alive or self.hot_key.registered:
            return None
        if self.hot_key.registered is None:
            return "they are not registered yet, and macOS does not let the app listen to the keyboard"
        return "another program has them, and macOS does not let the app listen to the keyboard"

    def close(self) -> None:
        """Ends the threads."""
        self._closing.set()
        self.tap.close()
        self._looker.join(1)

    def _key(self, keycode: int, flags: int) -> None:
        if keycode == self._keycode and flags & self._flags == self._flags:
            self._pressed()

    def _look(self) -> None:
        while not self._closing.wait(LOOK_SECONDS):
            self._look_at(self._where(), hears_motion=self.tap.alive)


def displays(quartz: Any) -> list[Rect]:
    """Every display, in screen points; empty when the system does not tell."""
    _error, numbers, _count = quartz.CGGetActiveDisplayList(_MOST_DISPLAYS, None, None)
    bounds = [quartz.CGDisplayBounds(number) for number in numbers or ()]
    return [
        Rect(int(each.origin.x), int(each.origin.y), int(each.size.width), int(each.size.height))
        for each in bounds
    ]
