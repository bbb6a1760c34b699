"""How the window ends: by signals too, and without waiting for work in a thread."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QTimer


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
