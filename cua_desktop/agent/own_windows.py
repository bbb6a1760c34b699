"""What no action may touch: the app's own windows, which get no keys either, and what the user hides."""

import asyncio
import time
from collections.abc import Iterable

from cua_desktop.agent.actions import Action, Click, DoubleClick, Drag, Keypress, points_of
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.interfaces.screen import Screen

FOCUS_SECONDS = 0.1
"""A window manager hands on the keyboard after a click or Alt+Tab in its own time: some 10 to 50 ms, measured
with openbox. Keys of the same answer wait so long; after a whole answer the screen settles anyway."""

MOST_FOCUS_SECONDS = 0.5
"""How long our own window may take to notice that it has lost the keyboard."""

_SWITCHING = ("ALT", "OPT", "META", "CMD", "COMMAND", "WIN", "SUPER")
"""How the names of keys begin with which window managers switch between windows."""

_OWN_WINDOW = (
    "Nothing was done there: that place belongs to the window of the app that runs you, "
    "which you can neither see nor use."
)
_HIDDEN = (
    "Nothing was done there: the user has hidden that place (black in the screenshot) from you, and you may "
    "neither see nor use it."
)
_OWN_FOCUS = (
    "Nothing was typed: the keyboard is with the window of the app that runs you. "
    "Click where the text should go first."
)
_HIDDEN_FOCUS = (
    "Nothing was typed: the keyboard is with a window that the user has hidden from you (black in the "
    "screenshot). Click where the text should go first."
)


def refuse_own_windows(screen: Screen, actions: Iterable[Action]) -> None:
    """Raises ActionRefusedError when one of them would touch a window of the app, or what the user hides."""
    points = [point for action in actions for point in points_of(action)]
    if any(screen.hidden_at(point) for point in points):
        raise ActionRefusedError(_HIDDEN, "Do the task without it, or tell the user why you can't.")
    on_own = [point for point in points if screen.own_window_at(point)]
    if on_own:
        moved = screen.step_aside(on_own)
        more = "It has moved aside; look again." if moved else "It can't be moved aside."
        raise ActionRefusedError(_OWN_WINDOW, more)


async def refuse_what_came(screen: Screen, action: Action) -> None:
    """Right before an action: windows come and move while others are done. Raises ActionRefusedError."""
    await screen.look_around()
    refuse_own_windows(screen, [action])


def _may_hand_on_the_keyboard(action: Action) -> bool:
    """Whether a window manager may give the keyboard to another window because of it."""
    match action:
        case Click() | DoubleClick() | Drag():
            return True
        case Keypress(keys=keys):
            names = "+".join(keys).upper().split("+")
            return len(names) > 1 and any(name.startswith(_SWITCHING) for name in names)
        case _:
            return False


async def keyboard_arrived(screen: Screen, before: Action | None) -> None:
    """Returns when keys go where the action `before` has put them, and not to a window of ours.

    Raises ActionRefusedError when it stays with the app, or is with a window that the user hides.
    """
    if before is not None and _may_hand_on_the_keyboard(before):
        await asyncio.sleep(FOCUS_SECONDS)
    deadline = time.monotonic() + MOST_FOCUS_SECONDS
    while screen.own_window_has_focus():
        if before is None or time.monotonic() > deadline:
            raise ActionRefusedError(_OWN_FOCUS)
        await asyncio.sleep(FOCUS_SECONDS / 4)
    if await screen.hidden_window_has_focus():
        raise ActionRefusedError(_HIDDEN_FOCUS)
