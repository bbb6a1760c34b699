"""How `cua-desktop stop` finds the running agents of this user, from any shell.

Each input process listens on loopback and leaves a note in the user's private runtime folder
with its port and a random token. Who can read the note may stop the agent, and nothing else.
"""

import contextlib
import hmac
import json
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from cua_desktop import paths

_log = logging.getLogger(__name__)

STOPPED_BY = "cua-desktop stop"

_SECONDS = 2.0
_LONGEST = 256
_PATTERN = "input-*.json"
_STOPPED, _IDLE = b"stopped\n", b"idle\n"


@dataclass(frozen=True, slots=True)
class _Note:
    port: int
    token: str
    pid: int


class Rendezvous:
    """Waits for a stop from another shell; `stop` is called on a thread of its own.

    `stop` returns whether it stopped a run; should it raise, that counts as stopped.
    Raises OSError when it can't listen.
    """

    def __init__(self, stop: Callable[[], bool], folder: Path | None = None) -> None:
        self._stop = stop
        self._token = secrets.token_hex(32)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._file = (folder or paths.runtime_folder()) / f"input-{os.getpid()}.json"
        _write_private(self._file, _Note(self._socket.getsockname()[1], self._token, os.getpid()))
        threading.Thread(target=self._accept, name="rendezvous", daemon=True).start()

    def close(self) -> None:
        """Takes the note away."""
        self._file.unlink(missing_ok=True)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            # A thread each: someone who connects and says nothing must not delay a stop.
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(_SECONDS)
            untrusted_token = _line(connection)
            if hmac.compare_digest(untrusted_token, self._token.encode()):
                connection.sendall(self._stopped())

    def _stopped(self) -> bytes:
        try:
            return _STOPPED if self._stop() else _IDLE
        except Exception:  # noqa: BLE001 - the latch is on all the same, and the shell must hear of it
            _log.exception("what is held could not be released")
            return _STOPPED


def stop_running_agents(folder: Path | None = None) -> int:
    """Stops every running agent of this user and returns how many were at work.

    Notes of agents that are gone are taken away.
    """
    stopped = 0
    folders = [folder] if folder else paths.runtime_folders()
    for file in sorted(file for each in folders for file in each.glob(_PATTERN)):
        note = _read(file)
        answer = _stop_one(note) if note else None
        if answer is None:
            file.unlink(missing_ok=True)
        elif answer == _STOPPED.strip():
            stopped += 1
    return stopped


def _stop_one(note: _Note) -> bytes | None:
    """The agent's answer; None when nobody of ours is there."""
    try:
        with socket.create_connection(("127.0.0.1", note.port), _SECONDS) as connection:
            connection.sendall(note.token.encode() + b"\n")
            return _line(connection) or None
    except ConnectionError:
        return None
    except OSError:
        return b""  # it is there and does not answer: leave its note


def _read(file: Path) -> _Note | None:
    try:
        plain = json.loads(file.read_text("utf-8"))
        return _Note(int(plain["port"]), str(plain["token"]), int(plain["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_private(file: Path, note: _Note) -> None:
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        json.dump(asdict(note), opened)


def _line(connection: socket.socket) -> bytes:
    received = b""
    while not received.endswith(b"\n") and len(received) < _LONGEST:
        part = connection.recv(_LONGEST)
        if not part:
            break
        received += part
    return received.strip()
