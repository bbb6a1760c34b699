"""How fast to type: as fast as the program that has the keyboard works its keys off.

X11 keeps order, so a program hears of a changed keyboard map before the keys that were pressed
after the change, and nothing has to be waited for then. But it looks a key up when it gets to it,
in the map of that moment: a keycode may change its meaning only once its strokes are worked off.
And a program that is far behind would go on writing long after a stop.
"""

import time
from collections.abc import Callable

from cua_desktop.input.x11.ping import Ping

MOST_AHEAD = 100
"""Strokes that a program may be behind before it is waited for; the slowest seen works off 1,300 a second."""

SILENT_SECONDS = 0.05
SECONDS_A_STROKE = 0.0015
SILENT_MOST_SECONDS = 3.0
"""What a program that does not answer is given: this much, and more for each stroke, up to a limit."""

Rest = Callable[[float], object]
"""Waits some seconds; may raise."""


class Pace:
    """Asks the program. One thread uses it."""

    def __init__(self) -> None:
        self._ping = Ping()
        self._answers = False
        self._ahead = 0
        self._busy_until = 0.0

    @property
    def answers(self) -> bool:
        """Whether the program can be asked."""
        return self._answers

    def begin(self, rest: Rest) -> None:
        """Finds out, before any stroke, whether the program answers."""
        self._ahead = 0
        self._answers = self._ping.wait(lambda: rest(0))

    def struck(self, rest: Rest) -> None:
        """A key was struck just now. Waits for a program that is too far behind."""
        self._ahead += 1
        self._busy_until = max(self._busy_until, time.monotonic()) + SECONDS_A_STROKE
        if self._answers and self._ahead >= MOST_AHEAD:
            self.catch_up(rest)

    def catch_up(self, rest: Rest = time.sleep) -> None:
        """Waits until the program has worked off all strokes so far."""
        if not self._ahead:
            return
        self._answers = self._ping.wait(lambda: rest(0))
        if not self._answers:
            wait = self._busy_until + SILENT_SECONDS - time.monotonic()
            rest(min(max(0.0, wait), SILENT_MOST_SECONDS))
        self._ahead, self._busy_until = 0, 0.0
