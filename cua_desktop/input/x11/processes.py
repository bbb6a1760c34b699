"""Which process has made a window, as the server and the kernel know it: a program can't pretend here."""

import contextlib
from pathlib import Path
from typing import Any

from Xlib.error import XError
from Xlib.ext import res


class Processes:
    """Asks the server once for each of its clients. X-Resource 1.2 tells only of those on this computer."""

    def __init__(self, display: Any) -> None:
        self._display = display
        self._tells = display.has_extension("X-Resource")
        self._pids: dict[int, int] = {}  # a client's first id -> its process

    def of(self, window: int) -> tuple[int, str]:
        """The number of the process and the name of the file it runs; 0 and nothing if not known."""
        client = window & ~self._display.display.info.resource_id_mask
        if client not in self._pids:
            self._pids[client] = self._asked(window) if self._tells else 0
        pid = self._pids[client]
        return pid, _name(pid) if pid else ""

    def _asked(self, window: int) -> int:
        wanted = {"client": window, "mask": res.LocalClientPIDMask}
        with contextlib.suppress(XError):
            told = res.query_client_ids(self._display, [wanted]).ids
            return next((int(each.value[0]) for each in told if each.value), 0)
        return 0


def _name(pid: int) -> str:
    """The file that the process runs, which it can't choose; its own name where that is not told."""
    process = Path("/proc") / str(pid)
    with contextlib.suppress(OSError):
        return (process / "exe").readlink().name.removesuffix(" (deleted)")
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (process / "comm").read_text("utf-8").strip()
    return ""
