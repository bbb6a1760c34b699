"""Collects garbage on Qt's thread alone.

Python collects on whatever thread happens to allocate, and a worker thread that deletes an object
of Qt's crashes the program or leaves its timers behind (seen with PySide6 6.11 and qasync 0.28).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

_MILLISECONDS = 500
_ALL = 2
"""The generation with which everything is collected."""


@contextmanager
def garbage_collected_here() -> Iterator[None]:
    """While it lasts, garbage is collected by a timer of the calling thread, which runs Qt."""
    timer = QTimer(interval=_MILLISECONDS)
    timer.timeout.connect(_collect)
    was_on = gc.isenabled()
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        gc.unfreeze()
        if was_on:
            gc.enable()


def _collect() -> None:
    """The oldest generation that is due, by Python's own thresholds.

    What survives the first collection of all is modules for the most part, and looking through them
    takes 60 ms: they are left out of the later ones.
    """
    due = [
        generation
        for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        if threshold and count > threshold
    ]
    if due:
        gc.collect(max(due))
        if max(due) == _ALL and not gc.get_freeze_count():
            gc.freeze()
