"""The desktop as it is between two steps, shown while a run is under way: masked like what is sent."""

import asyncio
from collections.abc import Awaitable, Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from cua_desktop.agent.errors import CuaError
from cua_desktop.ui.screen_view import ScreenView

_IDLE_SECONDS = 0.5
"""How often it is looked whether the picture is wanted again."""

Take = Callable[[QSize], Awaitable[QImage | None]]
"""A picture that fits into so many physical pixels; None while there is none to show."""


class LiveView:
    """Asks for `per_second` pictures while a run is under way and the view can be seen; 0 asks for none."""

    def __init__(self, view: ScreenView, take: Take, per_second: int) -> None:
        self.per_second = per_second
        self._view = view
        self._take = take
        self._showing: asyncio.Task[None] | None = None

    @property
    def wanted(self) -> bool:
        """Whether anybody could see a picture."""
        window = self._view.window()
        return bool(self.per_second) and self._view.isVisible() and not window.isMinimized()

    def begin(self) -> None:
        """A run is under way."""
        if self._showing is None:
            self._showing = asyncio.ensure_future(self._show())

    def end(self) -> None:
        """The run is over: what the model saw last is shown again."""
        if self._showing is not None:
            self._showing.cancel()
            self._showing = None
            self._view.show_still()

    async def _show(self) -> None:
        while True:
            await asyncio.sleep(1 / self.per_second if self.wanted else _IDLE_SECONDS)
            if self.wanted and (picture := await self._taken()) is not None:
                self._view.show_live(picture)

    async def _taken(self) -> QImage | None:
        ratio = self._view.devicePixelRatioF()
        try:
            picture = await self._take(self._view.size() * ratio)
        except CuaError:  # the run finds out by itself, and says so
            return None
        if picture is not None:
            picture.setDevicePixelRatio(ratio)
        return picture
