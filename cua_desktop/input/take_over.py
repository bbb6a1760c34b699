"""The user takes over: the brake is pulled until `resume`, and the app is told since when."""

import math
import time
from collections.abc import Callable, Sequence

from cua_desktop.agent.geometry import Rect
from cua_desktop.input.brake import Brake
from cua_desktop.input.hands import UserInput
from cua_desktop.input.user_watch import UserWatch

_TELL_SECONDS = 0.25
"""How often the app is told, at most, that the user still works."""


class TakeOver:
    """Hears all input that is not ours, on the listener's thread; `tell` must not block.

    `types` says whether the agent is using the keyboard: then a click on an own window counts
    too, because the keyboard goes where the click goes.
    """

    def __init__(
        self, brake: Brake, tell: Callable[[UserInput], None], types: Callable[[], bool] = lambda: False
    ) -> None:
        self._brake = brake
        self._tell = tell
        self._types = types
        self._watch = UserWatch()
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
        takes_keyboard = user_input.kind == "button" and self._types()
        if not (self._watch.counts(user_input, now) or takes_keyboard) or self._brake.stopped_by is not None:
            return
        news = self._interrupts and not self._brake.interrupted
        if news or now - self._told >= _TELL_SECONDS:
            self._told = now
            self._tell(user_input)  # first, so that the app knows of it before the action ends
        if news:
            self._brake.interrupt()
