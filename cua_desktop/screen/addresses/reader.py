"""Reads pages of browsers without ever holding anything up: a thread of its own, and a limit of time."""

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page
from cua_desktop.screen.addresses.browsers import is_browser

_log = logging.getLogger(__name__)

SECONDS = 0.3
"""The longest wait for a browser; a page that is read takes some 15 ms."""

_Pages = tuple[Page, ...]
Read = Callable[[DesktopWindow, float], _Pages | None]


class Addresses:
    """Reads one window at a time; while one hangs, nothing is known of any."""

    def __init__(self, read: Read | None = None, seconds: float = SECONDS) -> None:
        self._read = read or read_by_system
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="addresses")
        self._reading: Future[_Pages | None] | None = None

    async def pages(self, window: DesktopWindow) -> Sequence[Page] | None:
        """The page that the window shows, and then the frames in it; none for what is no browser.

        None if the browser does not tell in time. Never raises.
        """
        if not is_browser(window):
            return ()
        if self._reading is not None and not self._reading.done():
            return None
        reading = self._reading = self._thread.submit(self._read, window, self._seconds)
        try:
            async with asyncio.timeout(self._seconds * 2):
                return await asyncio.wrap_future(reading)
        except TimeoutError:
            return None
        except Exception as error:  # noqa: BLE001 - whatever a bus or a browser does: it has not told
            _log.info("a browser does not tell its address: %s", type(error).__name__)
            return None

    def close(self) -> None:
        """Ends the thread, without waiting for a browser."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def read_by_system(window: DesktopWindow, seconds: float) -> _Pages | None:
    """The pages in a browser's window as this system tells them. Blocks; may raise anything."""
    # Imported here: each needs what only its system has.
    if sys.platform == "win32":
        from cua_desktop.screen.addresses import windows as system  # noqa: PLC0415
    elif sys.platform == "darwin":
        from cua_desktop.screen.addresses import mac as system  # noqa: PLC0415
    else:
        from cua_desktop.screen.addresses import atspi as system  # noqa: PLC0415
    return system.pages(window, seconds)
