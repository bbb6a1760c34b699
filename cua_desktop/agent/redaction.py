"""What the user hides from the model: boxes on a monitor, and windows by their title or program. Pure.

Whatever is in doubt is hidden.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from cua_desktop.agent.geometry import Rect

_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Box:
    """A part of monitor `monitor` (from 1): its left, top, width and height in percent of the monitor.

    In percent, so that it stays over the same part of a screen whose resolution changes.
    """

    monitor: int
    left: float
    top: float
    width: float
    height: float

    def on(self, place: Rect) -> Rect:
        """The box on a monitor that is there, in the unit of `place`, rounded outwards."""
        left = place.x + math.floor(place.width * self.left / _WHOLE)
        top = place.y + math.floor(place.height * self.top / _WHOLE)
        right = place.x + math.ceil(place.width * (self.left + self.width) / _WHOLE)
        bottom = place.y + math.ceil(place.height * (self.top + self.height) / _WHOLE)
        return Rect(left, top, min(right, place.right) - left, min(bottom, place.bottom) - top)


@dataclass(frozen=True, slots=True)
class DesktopWindow:
    """A window on the desktop, its `rect` in screen points with its frame; `programs` names its program.

    `solid` says that nothing beneath it can be seen, `clickable` that it takes clicks. `of` is the
    window it belongs to, as a dialog or a menu does; both are ids of the system. `process` is the
    name of the file that runs, where that is known.
    """

    id: int
    rect: Rect
    title: str
    programs: tuple[str, ...]
    solid: bool = True
    of: int = 0
    clickable: bool = True
    process: str = ""
    pid: int = 0


@dataclass(frozen=True, slots=True)
class WindowRules:
    """Which windows are hidden, each rule in any case of letters.

    `programs` and `titles` are whole names, in which * and ? stand for anything; `words` are what the
    user wrote: the same, or a part of a title or program; one that begins with ! is never hidden.
    """

    programs: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.programs or self.titles or any(not word.startswith("!") for word in self.words))

    def hide(self, window: DesktopWindow) -> bool:
        """Whether the window is to be hidden for its own sake."""
        names = [window.title, *window.programs]
        if any(_meant(word[1:], names) for word in self.words if word.startswith("!")):
            return False
        return (
            _is_one_of(window.programs, self.programs)
            or _is_one_of([window.title], self.titles)
            or any(_meant(word, names) for word in self.words if not word.startswith("!"))
        )


def boxes_of(text: str) -> tuple[Box, ...]:
    """The boxes of the setting, as `1=10,20,30,40; 2=…`; what is no box is left out."""
    boxes = []
    for each in text.split(";"):
        monitor, _, numbers = each.partition("=")
        found = re.findall(r"\d+(?:\.\d+)?", numbers)
        if monitor.strip().isdecimal() and found[3:]:
            left, top, width, height = (float(number) for number in found[:4])
            boxes.append(Box(int(monitor), left, top, width, height))
    return tuple(boxes)


def as_text(boxes: Iterable[Box]) -> str:
    """The boxes as the setting has them."""
    return "; ".join(
        f"{box.monitor}=" + ",".join(f"{n:.3f}" for n in (box.left, box.top, box.width, box.height))
        for box in boxes
    )


def words_of(text: str) -> tuple[str, ...]:
    """The user's rules in the setting, as `bank; notes *.txt; !Bitwarden`."""
    return tuple(word.strip() for word in text.split(";") if word.strip(" !"))


def hidden_ids(windows: Sequence[DesktopWindow], rules: WindowRules) -> set[int]:
    """The windows that are hidden, with what belongs to them."""
    hidden = {window.id for window in windows if rules.hide(window)}
    while more := {w.id for w in windows if w.of in hidden and w.id not in hidden}:
        hidden |= more
    return hidden


def hidden_places(windows: Sequence[DesktopWindow], rules: WindowRules) -> tuple[Rect, ...]:
    """Where hidden windows may be seen; `windows` from the lowest to the topmost.

    What belongs to a hidden window is hidden with it. A window that others cover in part is hidden
    where it may be seen, as one rectangle that is rather too large.
    """
    hidden = hidden_ids(windows, rules)
    places = []
    for index, window in enumerate(windows):
        if window.id in hidden:
            above = [other.rect for other in windows[index + 1 :] if other.solid and other.id not in hidden]
            if (seen := _uncovered(window.rect, above)) is not None:
                places.append(seen)
    return tuple(places)


def _uncovered(rect: Rect, above: Sequence[Rect]) -> Rect | None:
    """One rectangle with all of `rect` that these do not cover."""
    left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    for cover in (*above, *above):  # what one cuts off may let another one cut more
        if cover.y <= top and cover.bottom >= bottom:
            if cover.x <= left:
                left = max(left, cover.right)
            if cover.right >= right:
                right = min(right, cover.x)
        if cover.x <= left and cover.right >= right:
            if cover.y <= top:
                top = max(top, cover.bottom)
            if cover.bottom >= bottom:
                bottom = min(bottom, cover.y)
        if left >= right or top >= bottom:
            return None
    return Rect(left, top, right - left, bottom - top)


def _is_one_of(names: Iterable[str], patterns: Iterable[str]) -> bool:
    lower = [name.lower() for name in names]
    return any(fnmatchcase(name, pattern.lower()) for pattern in patterns for name in lower)


def _meant(word: str, names: Sequence[str]) -> bool:
    if "*" in word or "?" in word:
        return _is_one_of(names, [word])
    return any(word.lower() in name.lower() for name in names)
