"""Whether a press of Allow was a person's: a mouse or a key must have been heard, there and then.

A window can be sent events that no device has made. So a press counts only if the input process heard
it too, and what was heard says whether it came from a device or from another program. Pure: fed with
what was heard.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.redaction import DesktopWindow

NEAR_SECONDS = 0.7
"""How far apart, at most, a press may be heard by the two processes. Less than an answer has to wait
to count, so that no press from before can stand for one after."""

_MOST_KEPT = 64

PressKind = Literal["button", "key"]


@dataclass(frozen=True, slots=True)
class Press:
    """A button or key that went down, and was not the agent's.

    `physical` is False when another program injected it. `time` is when it was heard, in Unix seconds;
    `place` where the pointer was, in screen points, for a button; `space` whether it was the space bar.
    """

    kind: PressKind
    physical: bool | None
    time: float
    place: Point | None = None
    space: bool = False


class Counting(Enum):
    """Which presses count."""

    PHYSICAL = auto()
    """Those of a real mouse or keyboard."""
    INJECTED = auto()
    """Also those that a program injects, as a person's who works by remote control do."""
    UNHEARD = auto()
    """All that the window gets: this system does not let us hear any."""


class Verdict(Enum):
    """What is known of a press."""

    VOUCHED = auto()
    UNHEARD = auto()
    INJECTED = auto()


@dataclass(frozen=True, slots=True)
class Counted:
    """Which presses count here, and why, as a sentence."""

    counting: Counting
    why: str


def counted(setting: str, *, hears: bool, remote: str) -> Counted:
    """What the setting (`auto`, `on`, `off`) means on this machine.

    `hears` is whether input can be heard and told apart; `remote` why a person who works here can only
    come by injected input, as a sentence; empty when that is not so.
    """
    if not hears:
        return Counted(Counting.UNHEARD, "This system does not tell a real press from an injected one.")
    match setting:
        case "on":
            return Counted(Counting.INJECTED, "The settings allow answers by remote control.")
        case "off":
            return Counted(Counting.PHYSICAL, "The settings allow no answers by remote control.")
        case _ if remote:
            return Counted(Counting.INJECTED, remote)
        case _:
            return Counted(Counting.PHYSICAL, "This session is not worked by remote control.")


class Witness:
    """Keeps the presses of the last moment. Until it is told what counts, only physical ones do."""

    def __init__(self, counting: Counting = Counting.PHYSICAL) -> None:
        self.counting = counting
        self.windows: Callable[[], Sequence[DesktopWindow]] = tuple
        """The windows on the desktop, the lowest first: none of another program may lie over a question.

        None where the system does not tell what really covers what. May raise CuaError.
        """
        self._heard: deque[Press] = deque(maxlen=_MOST_KEPT)

    def heard(self, press: Press) -> None:
        """The input process has heard a press."""
        self._heard.append(press)

    def verdict(self, kind: PressKind, pressed: float, since: float, place: Rect) -> Verdict:
        """What is known of a press that a window got at `pressed` (Unix seconds), so far.

        Nothing from before `since` counts, nor a button outside of `place`, in screen points.
        """
        if self.counting is Counting.UNHEARD:
            return Verdict.VOUCHED
        near = [
            each for each in self._heard if each.time >= since and abs(each.time - pressed) <= NEAR_SECONDS
        ]
        injected = self.counting is Counting.PHYSICAL and any(each.physical is False for each in near)
        if injected:  # whose press the window got can't be told when both came at once
            return Verdict.INJECTED
        return Verdict.VOUCHED if any(_fits(each, kind, place) for each in near) else Verdict.UNHEARD


def _fits(press: Press, kind: PressKind, place: Rect) -> bool:
    if press.kind != kind:
        return False
    return press.space if kind == "key" else press.place is not None and press.place in place
