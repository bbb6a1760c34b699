"""What is held, written where it outlives a process that is killed: a file in shared memory.

No system releases what a killed process held. So somebody else has to: its guardian, or the
next input process that starts.
"""

import contextlib
import json
import mmap
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from cua_desktop import environment, paths
from cua_desktop.input.brake import Injected, Kind

_BYTES = 4096
_PRESSED = ("key_down", "button_down")


class Ledger:
    """Presses that are not released yet. Writing costs some microseconds, and no system call.

    It is kept in this user's private runtime folder, unless another is given. Raises OSError.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or paths.runtime_folder()
        self._file = self._folder / f"{_prefix()}{os.getpid()}"
        self._file.unlink(missing_ok=True)
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.ftruncate(descriptor, _BYTES)
            self._memory = mmap.mmap(descriptor, _BYTES)
        finally:
            os.close(descriptor)

    def write(self, held: Sequence[Injected]) -> None:
        """From now on this is held, oldest first."""
        text = json.dumps([(event.kind, event.code) for event in held]).encode()
        self._memory[:] = text[:_BYTES].ljust(_BYTES, b"\0")

    def read(self) -> list[Injected] | None:
        """What is held; None before the first writing and after the end."""
        return _read(bytes(self._memory))

    def left_behind(self) -> list[Injected]:
        """What others wrote, whose files are taken away. To be called by who alone works the display."""
        held: list[Injected] = []
        for file in sorted(self._folder.glob(f"{_prefix()}*")):
            if file != self._file:
                with contextlib.suppress(OSError):
                    held += _read(file.read_bytes()) or []
                    file.unlink()
        return held

    def close(self) -> None:
        """An orderly end: nothing is held any more."""
        self._memory[:] = bytes(_BYTES)
        self._file.unlink(missing_ok=True)


def _prefix() -> str:
    return f"held-{re.sub(r'[^A-Za-z0-9]', '_', environment.display() or 'desktop')}-"


def _read(raw: bytes) -> list[Injected] | None:
    text = raw.rstrip(b"\0")
    if not text:
        return None
    with contextlib.suppress(ValueError, TypeError):
        return [
            Injected(cast("Kind", kind), code)
            for kind, code in json.loads(text)
            if kind in _PRESSED and isinstance(code, int | str)
        ]
    return []
