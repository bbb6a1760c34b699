"""The user takes over: the brake is pulled until `resume`, and the app is told since when.

The app is also told of all input that shows that somebody is there, wherever it goes.
"""

import math
import time
from collections.abc import Callable, Sequence

from cua_desktop.agent.geometry import Rect
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import UserInput
from cua_desktop.input.user_watch import SignsOfLife, UserWatch

_TELL_SECONDS = 0.25
"""How often the app is told, at most, that the user still works."""

_PRESENT_SECONDS = 0.5
"""How often, at most, that somebody is there; physical and other input each by itself."""


class TakeOver:
    """Hears all input that is not ours, on the listener's thread; `tell` and `tell_present` must not block.

    `types` says whether the agent is using the keyboard: then a click on an own window counts
    too, because the keyboard goes where the click goes.
    """

    def __init__(
        self,
        brake: Brake,
        tell: Callable[[UserInput], None],
        types: Callable[[], bool] = lambda: False,
        tell_present: Callable[[UserInput], None] = lambda _: None,
    ) -> None:
        self._brake = brake
        self._tell = tell
        self._tell_present = tell_present
        self._types = types
        self._watch = UserWatch()
        self._signs = {True: SignsOfLife(), False: SignsOfLife()}
        self._present_told = {True: -math.inf, False: -math.inf}
        self._interrupts = False
        self._told = -math.inf

    def begin(self, *, interrupts: bool) -> None:
        """A person has just started a run, which their input `interrupts` or is only told of."""
        self._interrupts = interrupts
        self._told = -math.inf
        self._watch.started(time.monotonic())

    def own_windows(self, places: Sequence[Rect], *, focused: bool) -> None:
        """Where the app's own windows are now, in screen points, and whether one has the keyboard."""
        self._watch.own_windows(places, focused=focused)

    def heard(self, user_input: UserInput) -> None:
        """Something that is not ours was heard."""
        now = time.monotonic()  # the time of the input is a wall clock's, which may be set
        self._take_over(user_input, now)
        physical = bool(user_input.physical)
        if (
            self._signs[physical].shown_by(user_input, now)
            and now - self._present_told[physical] >= _PRESENT_SECONDS
            and self._brake.stopped_by is None
        ):
            self._present_told[physical] = now
            self._tell_present(user_input)

    def _take_over(self, user_input: UserInput, now: float) -> None:
        takes_keyboard = user_input.kind == "button" and self._types()
        if not (self._watch.counts(user_input, now) or takes_keyboard) or self._brake.stopped_by is not None:
            return
        news = self._interrupts and not self._brake.interrupted
        if news or now - self._told >= _TELL_SECONDS:
            self._told = now
            self._tell(user_input)  # first, so that the app knows of it before the action ends
        if news:
            self._brake.interrupt()
