"""Closes generators that are given up, as asyncio's own loop does: qasync 0.28 leaves that out.

Without it an HTTP answer that is not read to its end complains on standard error as it is let go.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def generators_closed_by(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """While it lasts, the loop closes each asynchronous generator of this thread that is given up."""

    def close(given_up: AsyncGenerator[Any, Any]) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: loop.create_task(_closed(given_up)))

    before = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(finalizer=close)
    try:
        yield
    finally:
        sys.set_asyncgen_hooks(*before)


async def _closed(generator: AsyncGenerator[Any, Any]) -> None:
    await generator.aclose()
