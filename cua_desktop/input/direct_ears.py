"""What the ears of Windows and macOS share: a chord heard in two ways, the corner, the user's own input."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.brake import CORNER, STOP_KEYS, Brake
from cua_desktop.input.corner import corners_of
from cua_desktop.input.corner_poll import CornerPoll, Placed
from cua_desktop.input.hands import Heard, UserInput

_log = logging.getLogger(__name__)

_SAME_PRESS_SECONDS = 0.2
"""The two ways hear one press; it is told of once."""


class DirectEars:
    """Pulls the brake and tells. `placed` gives where the agent has put the pointer lately."""

    def __init__(
        self,
        brake: Brake,
        heard: Heard,
        placed: Callable[[], tuple[Placed, ...]],
        monitors: Iterable[Rect],
    ) -> None:
        self._brake = brake
        self._heard = heard
        self._placed = placed
        self._corner = CornerPoll(corners_of(monitors))
        self._pressed_at = 0.0
        self._user_moved = False

    def _pressed(self) -> None:
        """The stop keys were heard, by one way or the other."""
        self._stop(STOP_KEYS)
        now = time.monotonic()
        again, self._pressed_at = now - self._pressed_at < _SAME_PRESS_SECONDS, now
        if not again:
            self._heard.chord()

    def _user(self, heard: UserInput) -> None:
        """Somebody else moved, pressed or turned something."""
        if heard.kind == "motion":
            self._user_moved = True
            self._brake.give_way()
        try:
            self._heard.user(heard)
        except Exception:  # noqa: BLE001 - the same thread hears the stop keys, and must live on
            _log.exception("who is told of the user's input failed")

    def _stop(self, by: str) -> None:
        try:
            self._brake.stop(by)
        except Exception:  # noqa: BLE001 - the latch is on, and the listening must not end
            _log.exception("what is held could not be released")

    def _look_at(self, here: Point, *, hears_motion: bool) -> None:
        """The pointer is there now. Without hearing motions, every motion may be the user's."""
        by_user, self._user_moved = self._user_moved or not hears_motion, False
        if self._corner.look(here, time.monotonic(), self._placed(), by_user=by_user):
            self._stop(CORNER)
            self._heard.corner()


def modifier_sets(chord: Iterable[str], numbers: Mapping[str, int]) -> Iterator[int]:
    """A hot key's modifiers: those of the chord alone, then with each choice of others held too.

    A hot key is heard with exactly its modifiers; a stop has to be heard with any. `numbers` are
    the system's, by canonical key.
    """
    own = {numbers[key] for key in chord if key in numbers}
    others = sorted(set(numbers.values()) - own)
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            yield sum(own) + sum(more)
