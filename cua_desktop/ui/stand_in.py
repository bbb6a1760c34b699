"""A stand-in for the person, for a demo on a private display that nobody sees, and nowhere else.

It has no way into the dialog: it finds the button's place on the display and has xdotool, a
program of its own, press it through the X server. That such an injected press counts there, the
demo says in its settings.
"""

import asyncio
import shutil
import subprocess

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from cua_desktop import environment
from cua_desktop.agent.errors import ScreenError
from cua_desktop.ui.approval_dialog import ApprovalDialog

_LOOK_SECONDS = 0.1
_MARGIN = 8


class StandIn:
    """Presses Allow on every question, once that counts; `pressed` says how often it did."""

    def __init__(self) -> None:
        self.pressed = 0
        self._work: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begins to watch for questions. Raises ScreenError without xdotool."""
        if shutil.which("xdotool") is None:
            raise ScreenError(
                "The demo without a display needs xdotool.", "On Debian: apt-get install xdotool"
            )
        self._work = asyncio.ensure_future(self._watch())

    def end(self) -> None:
        """Stops watching."""
        if self._work is not None:
            self._work.cancel()

    async def _watch(self) -> None:
        answered: ApprovalDialog | None = None
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            dialog = _open_question()
            if dialog is None or dialog is answered:
                continue
            if not dialog.isActiveWindow():
                await _click(dialog, QPoint(_MARGIN, _MARGIN))
            elif dialog.arming.armed:
                answered = dialog
                self.pressed += 1
                await _click(dialog.allow_button, dialog.allow_button.rect().center())


def _open_question() -> ApprovalDialog | None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, ApprovalDialog) and widget.isVisible():
            return widget
    return None


async def _click(widget: QWidget, where: QPoint) -> None:
    """A real click there: the display is private and not scaled, so Qt's pixels are the screen's."""
    place = widget.mapToGlobal(where)
    command = ["xdotool", "mousemove", str(place.x()), str(place.y()), "click", "1"]

    def press() -> None:
        subprocess.run(command, env=environment.for_children(), check=False, timeout=10)

    await asyncio.get_running_loop().run_in_executor(None, press)
