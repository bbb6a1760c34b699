"""Which windows are a browser's, and whose pages are in them."""

import pytest

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.agent.sites import Page
from cua_desktop.screen.addresses.browsers import Shown, is_browser, outermost_first, pages_in

HERE, THERE = Rect(10, 10, 800, 600), Rect(900, 10, 800, 600)


def window(title="Bank", rect=HERE, programs=("Chromium",), process=""):
    return DesktopWindow(1, rect, title, programs, process=process)


def shown(address, title="Bank", rect=HERE):
    return Shown(title, rect, (Page(address, rect),) if address else ())


@pytest.mark.parametrize(
    "names",
    [
        ("chromium (/home/me/profile)", "Chromium"),
        ("google-chrome", "Google-chrome"),
        ("Navigator", "firefox-esr"),
        ("firefox",),
        ("microsoft-edge", "Microsoft-edge"),
        ("brave-browser", "Brave-browser"),
        ("msedge",),
        ("Safari",),
        ("Google Chrome",),
        ("org.gnome.Epiphany",),
    ],
)
def test_browsers_are_known_by_class_file_or_name(names):
    assert is_browser(window(programs=names))


def test_a_browser_under_another_name_is_known_by_its_process():
    assert is_browser(window(programs=("my-app",), process="chromium"))


@pytest.mark.parametrize("name", ["xterm", "code", "mousepad", "nautilus", "chromebook-tool", "operator", ""])
def test_other_programs_are_none(name):
    assert not is_browser(window(programs=(name,)))


def addresses(found):
    return None if found is None else [page.address for page in found]


def test_a_window_has_the_pages_of_its_title():
    told = [shown("https://a.example/", "Other"), shown("https://b.example/")]
    assert addresses(pages_in(window(), told)) == ["https://b.example/"]


def test_of_equal_titles_the_place_decides():
    told = [shown("https://a.example/", rect=THERE), shown("https://b.example/")]
    assert addresses(pages_in(window(rect=Rect(6, 0, 810, 620)), told)) == ["https://b.example/"]


def test_a_title_that_has_just_changed_does_not_matter_where_the_place_is_known():
    told = [shown("https://a.example/", "New", THERE), shown("https://b.example/", "New")]
    assert addresses(pages_in(window("Old"), told)) == ["https://b.example/"]


def test_a_menu_has_the_pages_of_all_its_browsers_windows():
    told = [shown("https://a.example/", "A"), shown("https://b.example/", "B", THERE), shown("", "Menu")]
    found = pages_in(window("", Rect(50, 50, 90, 200)), told)
    assert addresses(found) == ["https://a.example/", "https://b.example/"]
    assert [page.rect for page in found] == [None, None]


def test_a_browser_that_tells_nothing_has_unknown_pages():
    assert pages_in(window(), []) is None
    assert pages_in(window(), [shown("")]) is None


def test_the_page_comes_before_the_frames_in_it_and_what_has_no_address_is_none():
    frame, page = Page("https://ad.example/", Rect(0, 0, 10, 10)), Page("https://a.example/", HERE)
    assert outermost_first([frame, Page(""), page]) == (page, frame)
