"""The windows of a real desktop are listed as they are shown, and kept up to date."""

import pytest
from Xlib.error import ConnectionClosedError

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.input.mac import window_list as mac
from cua_desktop.input.window_list import windows
from cua_desktop.input.x11 import window_list as x11
from tests.input.support import until
from tests.screen.desk import coloured_window, shell


@pytest.fixture(autouse=True)
def new_list(display, monkeypatch):
    """Nothing known from the test before."""
    listing = x11._Desktop()
    monkeypatch.setattr(x11, "_desktop", listing)
    yield
    listing.close()


def xterms():
    return [window for window in windows() if "xterm" in window.programs]


def test_a_window_is_listed_with_its_frame_program_and_title(display):
    with coloured_window("#ff00ff", 100, 100, title="some title") as place:
        (window,) = xterms()
        assert window.programs == ("xterm", "XTerm")
        assert window.title == "some title"
        corners = [Point(place.x, place.y), Point(place.right - 1, place.bottom - 1)]
        assert all(corner in window.rect for corner in corners)
        assert window.rect.height > place.height  # its title bar too
    until(lambda: not xterms())


def test_titles_are_read_anew_and_in_any_script(display):
    with coloured_window("#ff00ff", 100, 100):
        shell("xdotool", "set_window", "--name", "Café 銀行", str(xterms()[0].id))
        until(lambda: [window.title for window in xterms()] == ["Café 銀行"])


def test_a_minimised_window_is_not_listed_until_it_is_back(display):
    with coloured_window("#ff00ff", 100, 100):
        number = xterms()[0].id
        shell("xdotool", "windowminimize", str(number))
        until(lambda: not xterms())
        shell("xdotool", "windowactivate", str(number))
        until(lambda: len(xterms()) == 1)


def test_the_topmost_comes_last(display):
    with coloured_window("#ff00ff", 100, 100), coloured_window("#00ff00", 300, 200):
        lower, upper = (window.id for window in xterms())
        shell("xdotool", "windowraise", str(lower))
        until(lambda: [window.id for window in xterms()] == [upper, lower])


def test_only_what_a_window_manager_keeps_covers_others(display):
    """A compositor's own window lies over all others and hides none."""
    connection = x11.connected()
    screen = connection.screen()
    overlay = screen.root.create_window(
        0, 0, 1280, 800, 0, screen.root_depth, override_redirect=True, event_mask=0
    )
    try:
        with coloured_window("#ff00ff", 100, 100):
            overlay.map()
            connection.sync()
            listed = windows()
            assert [window.solid for window in listed if window.id == overlay.id] == [False]
            below = [window for window in listed if window.rect == xterms()[0].rect]
            assert any(window.solid for window in below)
    finally:
        overlay.destroy()
        connection.sync()
        connection.close()


def lost(*_):
    raise ConnectionClosedError("server")


def test_a_lost_connection_is_made_anew(display, monkeypatch):
    assert windows()
    monkeypatch.setattr(x11._desktop._display, "sync", lost)
    assert windows()


def test_a_display_that_is_gone_is_said_and_not_taken_for_an_empty_one(display, monkeypatch):
    assert windows()
    monkeypatch.setattr(x11._desktop._display, "sync", lost)
    monkeypatch.setattr(x11, "connected", lost)
    with pytest.raises(InputError):
        windows()


def test_a_new_window_with_the_id_of_one_that_is_gone_is_read_anew(display):
    for title in ("first", "second", "third"):
        with coloured_window("#ff00ff", 100, 100, title=title):
            (window,) = xterms()
            assert window.title == title
        until(lambda: not xterms())


def test_on_a_mac_the_active_window_is_the_topmost_of_the_program_in_front():
    rect = Rect(0, 0, 9, 9)
    shown = [DesktopWindow(number, rect, "", (), pid=pid) for number, pid in ((1, 7), (2, 7), (3, 8))]
    assert [mac.active_in(shown, pid) for pid in (7, 8, 9)] == [2, 3, 0]
