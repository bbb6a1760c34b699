"""What is on the desktop at this moment besides its picture: windows, keyboard, pages in browsers."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cua_desktop.agent.errors import CuaError, ScreenError
from cua_desktop.agent.redaction import DesktopWindow, WindowRules
from cua_desktop.agent.sites import Page, without_password
from cua_desktop.screen.addresses.browsers import is_browser
from cua_desktop.screen.addresses.reader import Addresses

_T = TypeVar("_T")

_SECONDS = 3.0


class DesktopSurroundings:
    """Implements `agent.interfaces.screen.Surroundings`; a thread of its own asks the system.

    `windows` and `active_window` may block and raise CuaError. `may_read` says whether the user lets
    addresses be read. Windows that are `hidden` from the model have no address for it.
    """

    def __init__(
        self,
        *,
        windows: Callable[[], Sequence[DesktopWindow]],
        active_window: Callable[[], int],
        hidden: WindowRules,
        addresses: Addresses | None = None,
    ) -> None:
        self.may_read = False
        self._windows = windows
        self._active_window = active_window
        self._hidden = hidden
        self._addresses = addresses or Addresses()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="surroundings")

    async def windows(self) -> Sequence[DesktopWindow]:
        """Every window that is shown, the lowest first. Raises CuaError."""
        return await self._asked(self._windows)

    async def active_window(self) -> int:
        """The id of the window that keys go to; 0 for none. Raises CuaError."""
        return await self._asked(self._active_window)

    async def pages(self, window: DesktopWindow) -> Sequence[Page] | None:
        """The pages in a browser's window, none in another's; None if it is not told, or not to be read."""
        if is_browser(window) and not self.may_read:
            return None
        return await self._addresses.pages(window)

    async def address_in_front(self) -> str | None:
        """The address of the page in the window that has the keyboard, if it may be told. Never raises."""
        if not self.may_read:
            return None
        try:
            active = await self.active_window()
            in_front = next((each for each in await self.windows() if each.id == active), None)
        except CuaError:
            return None
        if in_front is None or self._hidden.hide(in_front):
            return None
        pages = await self.pages(in_front)
        return without_password(pages[0].address) if pages else None

    def close(self) -> None:
        """Ends the threads, without waiting for a display that hangs."""
        self._addresses.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _asked(self, ask: Callable[[], _T]) -> _T:
        try:
            async with asyncio.timeout(_SECONDS):
                return await asyncio.wrap_future(self._thread.submit(ask))
        except TimeoutError:
            raise ScreenError(
                f"The desktop did not tell its windows within {_SECONDS:g} seconds.",
                "Something may be blocking the display.",
            ) from None
