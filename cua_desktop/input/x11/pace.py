"""How fast to type: as fast as the program that has the keyboard works its keys off.

X11 keeps order, so a program hears of a changed keyboard map before the keys that were pressed
after the change, and nothing has to be waited for then. But it looks a key up when it gets to it,
in the map of that moment: a keycode may change its meaning only once its strokes are worked off.
And a program that is far behind would go on writing long after a stop.
"""

import math
import time
from collections.abc import Callable

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input.x11.ping import HANGS_SECONDS, Ping

MOST_AHEAD = 100
"""Strokes that a program may be behind before it is waited for; the slowest seen works off 1,300 a second."""

NOBODY_SECONDS = 0.3
"""How long to wait where no program has the keyboard: it is being handed on, and keys would be lost."""

SILENT_SECONDS = 0.05
SECONDS_A_STROKE = 0.0015
SILENT_MOST_SECONDS = 5.0
"""What a program is given that can't be asked: this much, and more for each stroke, up to a limit."""

DETOUR_SECONDS = 0.1
DETOUR_SECONDS_A_STROKE = 0.003
"""The same for a program whose keys may go by way of an input method's server; measured with ibus."""

HANGING_SECONDS = 0.3
"""How long a program is waited for that hangs."""

Rest = Callable[[float], object]
"""Waits some seconds; may raise."""


class Pace:
    """Asks the program. One thread uses it.

    Raises ActionRefusedError when it hangs: what it gets then may be lost, or come long after a stop.
    """

    def __init__(self) -> None:
        self._ping = Ping()
        self._answers = False
        self._hangs = False
        self._detour = False
        self._ahead = 0
        self._busy_until = 0.0

    @property
    def answers(self) -> bool:
        """Whether the program can be asked."""
        return self._answers

    def begin(self, rest: Rest) -> None:
        """Finds out, before any stroke, whether the program answers."""
        self._hangs = False
        until = time.monotonic() + NOBODY_SECONDS
        self.keep_up(rest)
        while not self._ping.found and time.monotonic() < until:
            rest(0.01)
            self.keep_up(rest)
        # Toolkits of today have a better way to an input method, which keeps the order.
        self._detour = not self._ping.knew_ping and self._ping.input_method_runs()

    def struck(self, rest: Rest) -> None:
        """A key was struck just now. Waits for a program that is too far behind."""
        self._ahead += 1
        spent = DETOUR_SECONDS_A_STROKE if self._detour else SECONDS_A_STROKE
        self._busy_until = max(self._busy_until, time.monotonic()) + spent
        if self._ahead >= MOST_AHEAD:
            self.keep_up(rest)

    def keep_up(self, rest: Rest, most_seconds: float = HANGS_SECONDS) -> None:
        """Waits until the program has seen all strokes so far, if it can be asked.

        Less than the whole time is not enough to find out that it hangs.
        """
        patience = HANGING_SECONDS if self._hangs else HANGS_SECONDS
        self._answers = self._ping.wait(lambda: rest(0), min(most_seconds, patience))
        self._ahead = 0
        if most_seconds < HANGS_SECONDS:
            return
        self._hangs = self._ping.hangs
        if self._hangs:
            raise ActionRefusedError(
                "The program with the keyboard hangs: it does not work off what is typed.",
                "Some of it may be missing, or still come. Wait until the program goes on, and look.",
            )

    def catch_up(self, rest: Rest, most_seconds: float = math.inf) -> None:
        """Waits until the program has worked off all strokes so far, so that keys may change their meaning.

        Each of the two waits, for an answer and after it, takes `most_seconds` at most.
        Through an input method's server keys make a detour, and come back to the program after
        it has answered.
        """
        if not self._busy_until:
            return
        self.keep_up(rest, most_seconds)
        if self._detour or not self._answers:
            more = DETOUR_SECONDS if self._detour else SILENT_SECONDS
            wait = self._busy_until + more - time.monotonic()
            rest(min(max(0.0, wait), SILENT_MOST_SECONDS, most_seconds))
        self._busy_until = 0.0
