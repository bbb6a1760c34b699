"""What is on the desktop is told when the user lets it be told, and holds nothing up."""

import asyncio
import threading

import pytest

from cua_desktop.agent.errors import InputError, ScreenError
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow, WindowRules
from cua_desktop.agent.sites import Page
from cua_desktop.screen import surroundings as module
from cua_desktop.screen.addresses.reader import Addresses
from cua_desktop.screen.surroundings import DesktopSurroundings

BROWSER = DesktopWindow(1, Rect(0, 0, 9, 9), "Bank", ("chromium", "Chromium"))
EDITOR = DesktopWindow(2, Rect(0, 0, 9, 9), "Notes", ("mousepad",))
ADDRESS = "https://me:secret@bank.example/a?b"
PAGES = (Page(ADDRESS),)


class Told:
    """Surroundings of two windows, with the browser's page."""

    def __init__(self, active=BROWSER, pages=PAGES, hidden=(), windows=None):
        self.asked = []
        self._pages = pages
        self.surroundings = DesktopSurroundings(
            windows=windows or (lambda: (EDITOR, BROWSER)),
            active_window=lambda: active.id,
            hidden=WindowRules(words=hidden),
            addresses=Addresses(self._read),
        )

    def _read(self, window, seconds):
        self.asked.append(window)
        return self._pages

    def ask(self, what, *, may_read=True):
        self.surroundings.may_read = may_read
        try:
            return asyncio.run(what(self.surroundings))
        finally:
            self.surroundings.close()


def in_front(surroundings):
    return surroundings.address_in_front()


def test_the_address_in_front_is_told_without_a_password():
    assert Told().ask(in_front) == "https://bank.example/a?b"


def test_nothing_is_read_without_leave():
    told = Told()
    assert told.ask(in_front, may_read=False) is None
    assert Told().ask(lambda s: s.pages(BROWSER), may_read=False) is None
    assert told.asked == []


def test_another_program_in_front_has_no_address():
    assert Told(active=EDITOR).ask(in_front) is None


@pytest.mark.parametrize("pages", [None, ()])
def test_a_browser_that_does_not_tell_has_none(pages):
    assert Told(pages=pages).ask(in_front) is None


def test_a_window_that_is_hidden_from_the_model_has_none():
    told = Told(hidden=("bank",))
    assert told.ask(in_front) is None
    assert told.asked == []


def test_a_desktop_that_can_not_be_asked_has_none():
    def fail():
        raise InputError("No display.")

    assert Told(windows=fail).ask(in_front) is None


def test_what_is_no_browser_has_no_pages_and_is_not_asked():
    told = Told()
    assert told.ask(lambda s: s.pages(EDITOR), may_read=False) == ()
    assert told.asked == []


def test_a_display_that_hangs_is_an_error_and_not_a_wait(monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 0.05)
    over = threading.Event()
    try:
        with pytest.raises(ScreenError):
            Told(windows=over.wait).ask(lambda s: s.windows())
    finally:
        over.set()
