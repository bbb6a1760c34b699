"""Watch mode: is a person there? Pure: what is seen of them and when comes from outside.

A person is there for some time after their own input, and while the app's window is in front. That
a window came to the front proves nobody by itself: a window manager puts it there when another
closes, and so can a program. Where the system can tell a person's input, it counts only
together with such input.
"""

import math

TOGETHER_SECONDS = 1.5
"""How long before or after their input a window that comes to the front was put there by a person."""


class PresenceWatch:
    """Off at first. Times are in seconds, by one clock that nobody sets.

    `seconds` is how long what was seen of a person counts; what counts of it is `either`, `input` or
    `window`.
    """

    def __init__(self, seconds: float, counts: str = "either") -> None:
        self.seconds = seconds
        self.sees_input = True
        """Whether the system tells a person's own input from what programs inject."""
        self._input_counts = counts != "window"
        self._window_counts = counts != "input"
        self._on = False
        self._present_at = self._input_at = -math.inf
        self._front_since: float | None = None
        self._by_person = False

    @property
    def on(self) -> bool:
        """Whether watch mode is on."""
        return self._on

    def begin(self, now: float) -> None:
        """From now on a person has to be there; one has just shown that they are."""
        self._on = True
        self.answered(now)

    def end(self) -> None:
        """Nobody has to be there any more."""
        self._on = False

    def answered(self, now: float) -> None:
        """A person has answered a question, or has said that the run may go on."""
        self._present_at = max(self._present_at, now)

    def put_in(self, now: float) -> None:
        """A person's own input was heard."""
        self._input_at = max(self._input_at, now)
        if self._input_counts:
            self._present_at = max(self._present_at, now)
        if self._front_since is not None:
            self._by_person = True

    def in_front(self, front: bool, now: float) -> None:
        """Whether the app's window is in front now; to be told whenever that changes."""
        if front and self._front_since is None:
            self._front_since = now
            self._by_person = not self.sees_input or now - self._input_at <= TOGETHER_SECONDS
        elif not front and self._front_since is not None:
            if self._in_front_counts:
                self._present_at = max(self._present_at, now)
            self._front_since, self._by_person = None, False

    def pressed_by_person(self, now: float) -> bool:
        """Whether a press in the window just now may be a person's: their own input was heard."""
        return not self.sees_input or now - self._input_at <= TOGETHER_SECONDS

    def left(self, now: float) -> float:
        """For how many seconds a person still counts as there: 0 is absent, infinite is no end in sight."""
        if not self._on or self._in_front_counts:
            return math.inf
        return max(0.0, self._present_at + self.seconds - now)

    @property
    def _in_front_counts(self) -> bool:
        return self._window_counts and self._front_since is not None and self._by_person
