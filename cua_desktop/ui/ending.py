"""How the program ends: by signals too, and though a thread hangs."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QTimer

_GRACE_SECONDS = 5.0


class Workers(ThreadPoolExecutor):
    """The loop's default executor. Ending never waits for a job that hangs."""

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = True) -> None:  # noqa: ARG002
        super().shutdown(wait=False, cancel_futures=cancel_futures)


@contextmanager
def signals_close(close: Callable[[str], None]) -> Iterator[None]:
    """Ctrl+C and SIGTERM close the window as its button does."""

    def closing(number: int, _frame: FrameType | None) -> None:
        close(signal.Signals(number).name)

    names = [name for name in ("SIGINT", "SIGTERM") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), closing) for name in names}
    # Python runs signal handlers only when Python runs at all; Qt's loop alone does not.
    heartbeat = QTimer(interval=200)
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    try:
        yield
    finally:
        heartbeat.stop()
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def end_even_if_a_thread_hangs() -> None:
    """A capture or keyring call that hangs for ever must not keep a program without a window."""
    hanging = [
        thread
        for thread in threading.enumerate()
        if not thread.daemon and thread is not threading.main_thread()
    ]
    if hanging:
        threading.Thread(target=_exit_after_grace, args=(hanging,), daemon=True).start()


def _exit_after_grace(hanging: list[threading.Thread]) -> None:
    deadline = time.monotonic() + _GRACE_SECONDS
    for thread in hanging:
        thread.join(max(0.0, deadline - time.monotonic()))
    if any(thread.is_alive() and not thread.name.startswith("work") for thread in hanging):
        os._exit(0)
