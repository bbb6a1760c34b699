"""Does another window lie over a question? A person may then press Allow without seeing what it says.

Such a window need not take the click: one that lets it through to Allow is the worse. Pure.
"""

from collections.abc import Sequence

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow


def covering(question: int, place: Rect, windows: Sequence[DesktopWindow], pid: int) -> DesktopWindow | None:
    """The topmost window of another program over this place, in screen points.

    `question` is the id of the window that asks, `pid` its process; `windows` from the lowest to the
    topmost. None also where the question is not among them: nothing is known then.
    """
    at = next((at for at, window in enumerate(windows) if window.id == question), None)
    if at is None:
        return None
    above = windows[at + 1 :]
    ours = {window.rect for window in above if window.pid == pid}  # with the frames around them
    return next(
        (
            window
            for window in reversed(above)
            if window.rect not in ours and window.rect.intersects(place) and not _shows_all(window, windows)
        ),
        None,
    )


def _shows_all(window: DesktopWindow, windows: Sequence[DesktopWindow]) -> bool:
    """Whether it may be what a compositor shows everything in: the server's own, over all, for no clicks."""
    over_all = not any(_juts_out(each.rect, window.rect) for each in windows)
    return not window.clickable and not window.pid and over_all


def _juts_out(rect: Rect, of: Rect) -> bool:
    return rect.x < of.x or rect.y < of.y or rect.right > of.right or rect.bottom > of.bottom
