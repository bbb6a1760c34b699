"""A browser that hangs, fails or is slow holds nothing up."""

import asyncio
import threading
import time

import pytest

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page
from cua_desktop.screen.addresses.reader import Addresses

BROWSER = DesktopWindow(1, Rect(0, 0, 9, 9), "", ("firefox",))
PAGES = (Page("https://a.example/"),)


def test_what_is_read_is_told():
    addresses = Addresses(lambda window, seconds: PAGES)
    assert asyncio.run(addresses.pages(BROWSER)) == PAGES
    addresses.close()


@pytest.mark.parametrize("error", [OSError(), ValueError(), KeyError("x"), TimeoutError()])
def test_a_failure_is_not_knowing(error):
    def fail(window, seconds):
        raise error

    addresses = Addresses(fail)
    assert asyncio.run(addresses.pages(BROWSER)) is None
    addresses.close()


def test_a_browser_that_hangs_is_waited_for_once_and_not_for_long():
    over, begun = threading.Event(), time.monotonic()
    addresses = Addresses(lambda window, seconds: over.wait() or None, seconds=0.05)

    async def ask():
        return [await addresses.pages(BROWSER) for _ in range(20)]

    try:
        assert asyncio.run(ask()) == [None] * 20
    finally:
        over.set()
        addresses.close()
    assert time.monotonic() - begun < 5


def test_a_browser_that_has_hung_is_asked_again():
    over = threading.Event()
    addresses = Addresses(lambda window, seconds: over.wait() and PAGES, seconds=0.05)

    async def ask():
        first = await addresses.pages(BROWSER)
        over.set()
        deadline = time.monotonic() + 10
        while (second := await addresses.pages(BROWSER)) is None and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        return first, second

    assert asyncio.run(ask()) == (None, PAGES)
    addresses.close()
