"""The policy of the offline model: it works the practice window by what it sees, and by nothing else.

It has no coordinates of its own: every place comes from a marker in the picture it was
sent, so a wrong scale or offset makes it miss, and after three misses it says so.
"""

from dataclasses import dataclass

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
from cua_desktop.agent.exchange import ComputerCall, Decision, Message, Reasoning, SafetyCheck
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.practice.sight import Marker, find_markers
from cua_desktop.practice.stations import CHORD, HELD_KEY, TEXT, Mark

MOST_TRIES = 3
MOST_SCROLLS = 8
"""A list takes several scrolls, each of them with success."""

MOST_TURNS = 60
"""The tour takes about 20; whatever goes wrong, it ends."""

_SCROLL_SIDES = 3.5
"""How far one scroll goes, in sides of a marker: less than what the list shows at once."""

_PATH_POINTS = 8
CHECK = SafetyCheck(
    id="practice",
    code="malicious_instructions",
    message="This is a practice check: the practice window is harmless. "
    "A real check would say here what looks dangerous about this action.",
)

_PURPOSE = {
    Mark.CLICK: "click the magenta square",
    Mark.DOUBLE_CLICK: "double-click the orange square",
    Mark.MOVE: "rest the pointer on the teal square",
    Mark.DRAG: "drag the violet square onto the pale one",
    Mark.TEXT: "click the blue square and type there",
    Mark.TEXT_READY: "type the text",
    Mark.CHORD: "click the crimson square and press the keys there",
    Mark.CHORD_READY: "press the keys",
    Mark.SCROLL: "scroll the list down until its row shows",
    Mark.HELD_CLICK: "click the amber square with Ctrl held",
    Mark.JOB: "start the job at the olive square",
    Mark.BUSY: "wait for the job",
}

_NOTHING_SEEN = (
    "I can't see the practice window in the picture I was sent. I am the built-in offline model and can "
    "only work the practice window: start it with `cua-desktop demo`, and leave it uncovered."
)
_DECLINED = "You declined the last step, so I leave it out. Everything before it is done."
_FINISHED = "Every exercise of the practice window is done."


@dataclass(slots=True)
class _State:
    """What the player remembers of a conversation. `asked` is True while its check waits for an answer."""

    check_open: bool
    turns: int = 0
    tries: int = 0
    unseen: int = 0
    last: Mark | None = None
    must_wait: bool = False
    asked: bool = False
    over: bool = False


class Player:
    """Decides what is done next; one instance serves one conversation at a time.

    With `raises_check`, the click that starts the job comes with one safety check.
    """

    def __init__(self, *, raises_check: bool = False) -> None:
        self._raises_check = raises_check
        self._state = _State(check_open=raises_check)

    def decide(
        self,
        rgb: bytes,
        size: Size,
        *,
        said: tuple[str, ...],
        acknowledged: tuple[SafetyCheck, ...],
        begins: bool,
        batches: bool,
    ) -> Decision:
        """What is done at this picture (three bytes a pixel).

        `said` are the user messages since the last decision and `acknowledged` the checks
        approved since; `begins` is True for a new conversation; `batches` tells whether a
        call can hold several actions and held keys.
        """
        if begins or self._state.over:
            self._state = _State(check_open=self._raises_check)
        state = self._state
        state.turns += 1
        if state.asked and acknowledged:
            state.check_open = False
        elif state.asked and any("declined" in text for text in said):
            return self._ends(_DECLINED)
        state.asked = False
        if state.turns == 1:
            return _acts("First I look at the screen.", Screenshot())
        markers = {marker.mark: marker for marker in reversed(find_markers(rgb, size))}
        return self._next(markers, batches=batches)

    def _next(self, markers: dict[Mark, Marker], *, batches: bool) -> Decision:
        state = self._state
        if state.must_wait and Mark.JOB not in markers:
            state.must_wait = False
            return _acts("The job has been started; I give it time.", Wait())
        if Mark.FINISHED in markers:
            return self._ends(_FINISHED)
        mark = next((mark for mark in _PURPOSE if mark in markers), None)
        if mark is None or (mark is Mark.DRAG and Mark.SLOT not in markers):
            return self._looks_again()
        state.unseen = 0
        state.tries = state.tries + 1 if mark is state.last else 1
        state.last = mark
        most = MOST_SCROLLS if mark is Mark.SCROLL else MOST_TRIES
        if state.tries > most or state.turns > MOST_TURNS:
            return self._ends(
                f"I tried {state.tries - 1} times to {_PURPOSE[mark]}, and the practice window still asks "
                "for it. My actions don't land where I see their target, or don't reach that window."
            )
        checks: tuple[SafetyCheck, ...] = ()
        if mark is Mark.JOB:
            state.must_wait = not batches
            if state.check_open:
                state.asked = True
                checks = (CHECK,)
        again = "" if state.tries == 1 or mark is Mark.SCROLL else f" (try {state.tries})"
        thought = f"The practice window asks me to {_PURPOSE[mark]}{again}."
        return _acts(thought, *_actions(mark, markers, batches=batches), checks=checks)

    def _looks_again(self) -> Decision:
        state = self._state
        state.unseen += 1
        state.last = None
        if state.unseen > MOST_TRIES or state.turns > MOST_TURNS:
            return self._ends(_NOTHING_SEEN)
        return _acts("I see no marker of the practice window yet.", Wait())

    def _ends(self, text: str) -> Decision:
        self._state.over = True
        return Decision("", messages=(Message(text, "final_answer"),))


def _acts(thought: str, *actions: Action, checks: tuple[SafetyCheck, ...] = ()) -> Decision:
    return Decision("", calls=(ComputerCall("", actions, checks),), reasoning=(Reasoning(thought),))


def _actions(mark: Mark, markers: dict[Mark, Marker], *, batches: bool) -> tuple[Action, ...]:
    marker = markers[mark]
    place = marker.centre
    then: dict[Mark, tuple[Action, ...]] = {
        Mark.TEXT: (Type(TEXT),),
        Mark.CHORD: (Keypress(CHORD),),
        Mark.JOB: (Wait(), Screenshot()),
    }
    match mark:
        case Mark.DOUBLE_CLICK:
            return (DoubleClick(place),)
        case Mark.MOVE:
            return (Move(place),)
        case Mark.DRAG:
            return (Drag(_path(place, markers[Mark.SLOT].centre, marker.side)),)
        case Mark.TEXT_READY:
            return then[Mark.TEXT]
        case Mark.CHORD_READY:
            return then[Mark.CHORD]
        case Mark.SCROLL:
            return (Scroll(place, 0, round(_SCROLL_SIDES * marker.side)),)
        case Mark.HELD_CLICK:
            return (Click(place, keys=(HELD_KEY,)),)
        case Mark.BUSY:
            return (Wait(),)
        case _:
            return (Click(place), *(then.get(mark, ()) if batches else ()))


def _path(start: Point, end: Point, side: int) -> tuple[Point, ...]:
    """From marker to marker in a flat arc, a third of a marker high in its middle."""
    last = _PATH_POINTS - 1
    points = []
    for i in range(_PATH_POINTS):
        lift = side * 4 * i * (last - i) // (3 * last * last)
        points.append(
            Point(start.x + (end.x - start.x) * i // last, start.y + (end.y - start.y) * i // last - lift)
        )
    return tuple(points)
