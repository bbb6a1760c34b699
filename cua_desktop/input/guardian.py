"""A second process that does one thing: when the input process is killed, it releases what that held.

It sleeps until the input process is gone, in whatever way. It keeps the pipe to the app open as
long as it works, so the app hears of a death when everything is released; if the display hangs,
only for a moment, and releases once the display goes on. On Windows, which has no
fork, and on macOS, where it is unverified, the next input process puts things right at its start.
"""

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from cua_desktop.agent.errors import InputError
from cua_desktop.input.brake import Injected
from cua_desktop.input.ledger import Ledger

_log = logging.getLogger(__name__)

_TELL_SECONDS, _MOST_SECONDS = 2, 600
"""After how long the app hears of a death whose releases hang, and after how long they are given up.

They have to be waited for: a server drops what is unread of a client that is gone.
"""


class _PutsRight(Protocol):
    def put_right(self, held: Sequence[Injected]) -> None: ...


Lives = Callable[[], bool]
"""Whether the guardian is there still."""


def stand_by(ledger: Ledger, to_app: int) -> Lives:
    """Forks the guardian; to be called before the process has threads or connections.

    `to_app` is the pipe on which the app notices the death, besides the standard ones.
    """
    if sys.platform != "linux":
        return lambda: True
    # The memory of this import is shared with the guardian.
    from cua_desktop.input.x11.leftovers import Leftovers  # noqa: PLC0415

    read_end, write_end = os.pipe()
    if pid := os.fork():
        os.close(read_end)
        # The other end stays open until this process is gone: that is how its death is told.
        return lambda: not has_ended(pid)
    try:
        os.close(write_end)
        _guard(read_end, to_app, ledger, Leftovers)
    except InputError:
        pass  # there is no display; the input process finds out too, and says so
    except BaseException:  # noqa: BLE001 - this is the end, whatever happened
        _log.exception("the guardian failed")
    finally:
        os._exit(0)


def has_ended(child: int) -> bool:
    """Whether a child process is gone, which is looked at without waiting."""
    try:
        return os.waitpid(child, os.WNOHANG) != (0, 0)
    except ChildProcessError:  # that was told already
        return True


def _guard(death: int, to_app: int, ledger: Ledger, leftovers: Callable[[], _PutsRight]) -> None:
    os.setsid()  # who kills the group of the input process must not kill its guardian
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    ready = leftovers()
    os.read(death, 1)
    signal.signal(signal.SIGALRM, lambda *_: _let_the_app_hear(to_app))
    signal.alarm(_TELL_SECONDS)
    held = ledger.read()
    if held is not None:
        ready.put_right(held)
        ledger.close()


def _let_the_app_hear(to_app: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for pipe in (to_app, 1, 2):
        os.dup2(nothing, pipe)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_MOST_SECONDS)
