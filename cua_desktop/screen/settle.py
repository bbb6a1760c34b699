"""When has the picture stopped changing? Pure: samples and times come from outside.

The picture counts as settled when, after an action, it has shown its reaction and then been quiet
for a moment. What blinks in a small place (a caret) does not break the quiet. What still moved
when patience ended the last time (a spinner, a video) is ignored from then on while it goes on
moving, so that it costs the full wait once and not at every step.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from cua_desktop.agent.actions import (
    Action,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
)
from cua_desktop.agent.geometry import PixelSize, Rect

INTERVAL = 0.025
"""Seconds between two samples."""

_SHORTEST = 0.001

_SMALL = 1 / 1000
"""The share of the picture that a caret, a clock or a tick box covers at most."""

_SLIGHT = 1 / 100
"""The share up to which a change may be no more than a button that shows it is pressed, or typed
text that shows up: what these bring about can still come, so the reaction is waited for in full."""

_MUCH = 1 / 10
_WIDE = 1 / 2
"""A change is of a new window or page from this share of the picture on, or this share of its width.
These come in pieces; a menu is neither."""

_PIECES = 3
"""How many times the usual quiet such a window or page has to keep."""

_MOST_RESTLESS = 1 / 2
"""A share of the picture; where more than this never rests, nothing is ignored."""

_RESTLESS_WITHIN = 0.5
_FORGOTTEN_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A small picture: four bytes for each of its cells, row by row; `hidden` areas do not count."""

    size: PixelSize
    cells: bytes = field(repr=False)
    hidden: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds after the action.

    Not settled before `floor`, nor before `reaction` if nothing has changed at all, nor
    before `quiet` has passed since the last change; at `ceiling` the wait ends anyway.
    """

    floor: float
    reaction: float
    quiet: float
    ceiling: float


TIMINGS: Mapping[str, Timing] = {
    "click": Timing(floor=0.08, reaction=0.45, quiet=0.1, ceiling=3.0),
    "start": Timing(floor=0.5, reaction=0.8, quiet=0.12, ceiling=3.0),
    "shortcut": Timing(floor=0.08, reaction=0.8, quiet=0.1, ceiling=3.0),
    "key": Timing(floor=0.06, reaction=0.3, quiet=0.1, ceiling=3.0),
    "type": Timing(floor=0.06, reaction=0.2, quiet=0.1, ceiling=2.0),
    "scroll": Timing(floor=0.06, reaction=0.25, quiet=0.12, ceiling=2.0),
    "move": Timing(floor=0.06, reaction=0.15, quiet=0.1, ceiling=1.0),
    "look": Timing(floor=0.06, reaction=0.0, quiet=0.0, ceiling=1.0),
}
"""By kind of action; “start” is what runs a command, sends a form or starts a program.

Chosen by `tests/benchmarks/bench_settle.py`: a menu is there within 0.1 s, the pieces of a page follow
each other within 0.3 s, and a page that has to ask its server answers a click within 0.4 s.
"""

_OPENING = ("F", "SUPER", "META", "CMD", "WIN")


def timings_with(floors: str, ceilings: str) -> dict[str, Timing]:
    """The timings with these floors and ceilings, as `click=0.1 type=0.2`, in seconds.

    What is not named stays; a ceiling is never below its floor.
    """
    changed = dict(TIMINGS)
    for name, seconds in _numbers(floors):
        changed[name] = replace(changed[name], floor=seconds)
    for name, seconds in _numbers(ceilings):
        changed[name] = replace(changed[name], ceiling=seconds)
    return {
        name: replace(timing, ceiling=max(timing.floor, timing.ceiling)) for name, timing in changed.items()
    }


def _numbers(setting: str) -> list[tuple[str, float]]:
    pairs = (each.partition("=") for each in setting.split())
    return [(name, float(seconds)) for name, _, seconds in pairs]


def timing_after(actions: Sequence[Action], timings: Mapping[str, Timing] = TIMINGS) -> Timing:
    """How patient to be after these actions: as after the most demanding since the last wait."""
    asked = [timings["look"]]
    for action in reversed(actions):
        if isinstance(action, Wait):
            break
        asked.append(timings[_kind(action)])
    return Timing(
        max(timing.floor for timing in asked),
        max(timing.reaction for timing in asked),
        max(timing.quiet for timing in asked),
        max(timing.ceiling for timing in asked),
    )


def _kind(action: Action) -> str:
    match action:
        case Click() | Drag():
            return "click"
        case DoubleClick():
            return "start"
        case Keypress():
            return _kind_of_keys(action.keys)
        case Type():
            return "start" if "\n" in action.text else "type"
        case Scroll():
            return "scroll"
        case Move():
            return "move"
        case Screenshot() | Wait():
            return "look"
        case _:
            assert_never(action)


def _kind_of_keys(keys: Sequence[str]) -> str:
    """Enter runs a command or sends a form; a shortcut, F5 or the system key opens something."""
    match keys:
        case ["ENTER" | "RETURN"]:
            return "start"
        case [key] if len(key) == 1 or not key.startswith(_OPENING):
            return "key"
        case _:
            return "shortcut"


class Settler:
    """Decides for one screen, and remembers from one action to the next what never rests there."""

    def __init__(self) -> None:
        self._last: Sample | None = None
        self._restless: dict[int, float] = {}  # cell -> seconds watched since it last changed
        self._begin(Timing(0, 0, 0, 0))

    def _begin(self, timing: Timing) -> None:
        self._timing = timing
        self._reacted = False
        self._quiet_since = 0.0
        self._quiet = timing.quiet
        self._shown: dict[int, set[bytes]] = {}
        self._changes: deque[tuple[float, set[int]]] = deque()  # of the last half second
        self._moved: dict[int, float] = {}  # restless cell -> when it last changed

    @property
    def restless(self) -> frozenset[int]:
        """The cells that never rest, counted row by row."""
        return frozenset(self._restless)

    async def wait(
        self,
        timing: Timing,
        take: Callable[[], Awaitable[Sample]],
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> bool:
        """Takes samples until the picture has settled; False if it had not at the ceiling."""
        self._begin(timing)
        begun = clock()
        while True:
            sample = await take()
            seconds = clock() - begun
            if self.observe(sample, seconds):
                self._remember(seconds, at_ceiling=False)
                return True
            if seconds >= timing.ceiling:
                self._remember(seconds, at_ceiling=True)
                return False
            await sleep(min(INTERVAL, max(self._due() - seconds, _SHORTEST)))

    def observe(self, sample: Sample, seconds: float) -> bool:
        """Takes in the picture as it is `seconds` after the action; True when it has settled."""
        changed = self._changed(sample)
        self._changes.append((seconds, changed))
        while self._changes[0][0] < seconds - _RESTLESS_WITHIN:
            self._changes.popleft()
        self._moved.update(dict.fromkeys(changed & self._restless.keys(), seconds))
        noticed = changed - self._restless.keys()
        cells = sample.size.width * sample.size.height
        small = len(noticed) <= cells * _SMALL
        if noticed and not (small and self._blinked(noticed, sample)):
            self._quiet_since = seconds
            if len(noticed) > cells * _MUCH or _width(noticed, sample.size.width) > sample.size.width * _WIDE:
                self._quiet = self._timing.quiet * _PIECES
            self._reacted = self._reacted or len(noticed) > cells * _SLIGHT
        self._last = sample
        return seconds >= self._due()

    def _due(self) -> float:
        """When it will have settled if nothing changes any more, in seconds after the action."""
        patience = self._timing.floor if self._reacted else max(self._timing.floor, self._timing.reaction)
        return max(patience, self._quiet_since + self._quiet)

    def _changed(self, sample: Sample) -> set[int]:
        before = self._last
        if before is None or before.cells == sample.cells:
            return set()
        width, height = sample.size.width, sample.size.height
        if before.size != sample.size:
            self._restless.clear()
            self._shown.clear()
            return set(range(width * height))
        changed = changed_cells(before, sample)
        for area in {*before.hidden, *sample.hidden}:
            left, right = max(area.x, 0), min(area.right, width)
            for row in range(max(area.y, 0), min(area.bottom, height)):
                changed.difference_update(range(row * width + left, row * width + right))
        return changed

    def _blinked(self, cells: set[int], sample: Sample) -> bool:
        """Whether each of these cells only went back to something it had shown since the action."""
        blinked = True
        for cell in cells:
            now = sample.cells[4 * cell : 4 * cell + 4]
            shown = self._shown.setdefault(cell, set())
            if self._last is not None:
                shown.add(self._last.cells[4 * cell : 4 * cell + 4])
            blinked = blinked and now in shown
        return blinked

    def _remember(self, seconds: float, *, at_ceiling: bool) -> None:
        """Keeps what is still moving among the restless, and forgets what has come to rest."""
        for cell, watched in list(self._restless.items()):
            since = seconds - self._moved[cell] if cell in self._moved else watched + seconds
            if since > _FORGOTTEN_AFTER:
                del self._restless[cell]
            else:
                self._restless[cell] = since
        if at_ceiling and self._last is not None:
            size = self._last.size
            moving: set[int] = set()
            for _, changed in self._changes:
                moving |= changed
                if len(moving) > size.width * size.height * _MOST_RESTLESS:
                    return
            self._restless.update(dict.fromkeys(with_neighbours(moving, size.width), 0.0))


def changed_cells(before: Sample, after: Sample) -> set[int]:
    """The cells, counted row by row, that differ between two samples of one size."""
    width = after.size.width
    old, new = memoryview(before.cells).cast("I"), memoryview(after.cells).cast("I")
    changed: set[int] = set()
    for start in range(0, len(new), width):
        row, was = new[start : start + width], old[start : start + width]
        if row != was:
            changed.update(
                start + x for x, (now, then) in enumerate(zip(row, was, strict=True)) if now != then
            )
    return changed


def _width(cells: set[int], width: int) -> int:
    """How many columns there are from the first of these cells to the last."""
    columns = {cell % width for cell in cells}
    return max(columns) - min(columns) + 1


def with_neighbours(cells: set[int], width: int) -> set[int]:
    """These cells and those that touch them: what turns or plays does not keep to its cells.

    At the left and right edge this reaches round into the next row, which does no harm.
    """
    steps = (-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1)
    return {cell + step for step in steps for cell in cells}
