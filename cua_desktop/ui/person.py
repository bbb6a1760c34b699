"""The person at the window, as the agent knows them: asked one question at a time, by a dialog."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtGui import QGuiApplication, QScreen

from cua_desktop.agent.bounds import More, MoreAnswer
from cua_desktop.agent.interfaces.person import Answer, Question
from cua_desktop.agent.witness import Witness
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.more_bar import MoreBar

_Answer = TypeVar("_Answer")

_FOCUS_RETURNS_SECONDS = 0.15
"""After the dialog has gone, the window manager gives the keyboard back to the window before it."""


class PersonAtWindow:
    """Implements `agent.interfaces.person.Person`. To be used on the UI thread.

    `witness` says whether a press of Allow was a person's; `screen` where the question is to be shown;
    `more` is where it is asked whether a run may go on.
    """

    def __init__(
        self,
        seconds: float,
        witness: Witness,
        screen: Callable[[], QScreen] = QGuiApplication.primaryScreen,
        more: MoreBar | None = None,
    ) -> None:
        self.seconds = seconds
        self.witness = witness
        self._screen = screen
        self._one_at_a_time = asyncio.Lock()
        self._dialog: ApprovalDialog | None = None
        self._going_on: asyncio.Future[bool] | None = None
        self._more = more

    @property
    def asked(self) -> bool:
        """Whether a question is open."""
        return self._dialog is not None or (self._more is not None and self._more.asking)

    async def approve(self, question: Question) -> Answer:
        """Asks and waits; a second question waits until the first is answered."""
        async with self._one_at_a_time:
            answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            dialog = self._dialog = ApprovalDialog(question, self.seconds, self.witness)
            dialog.decided.connect(lambda answer: _settle(answered, answer))
            try:
                dialog.ask(self._screen())
                answer = await answered
            finally:
                dialog.withdraw()
                dialog.deleteLater()
                self._dialog = None
            await asyncio.sleep(_FOCUS_RETURNS_SECONDS)
            return answer

    async def may_go_on(self, why: str) -> bool:  # noqa: ARG002 - the window has shown it
        """Waits for `go_on`."""
        self._going_on = asyncio.get_running_loop().create_future()
        try:
            return await self._going_on
        finally:
            self._going_on = None

    async def continue_for(self, more: More) -> MoreAnswer:
        """Asks in the window itself, for as long as it takes."""
        if self._more is None:
            raise AssertionError("there is no window to ask in")
        bar = self._more
        answered: asyncio.Future[MoreAnswer] = asyncio.get_running_loop().create_future()
        connection = bar.answered.connect(lambda answer: _settle(answered, answer))
        try:
            bar.ask(more)
            return await answered
        finally:
            bar.withdraw()
            bar.answered.disconnect(connection)

    def go_on(self) -> None:
        """The user says that a paused run may go on."""
        if self._going_on is not None and not self._going_on.done():
            self._going_on.set_result(True)


def _settle(answered: "asyncio.Future[_Answer]", answer: _Answer) -> None:
    """A run that was stopped no longer waits, though its question may still be open for a moment."""
    if not answered.done():
        answered.set_result(answer)
