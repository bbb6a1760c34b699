"""What the user hides is never in a picture: real windows, real pixels."""

import asyncio
from types import SimpleNamespace

import pytest

from cua_desktop.agent.actions import Click
from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.agent.redaction import Box, DesktopWindow, WindowRules
from cua_desktop.input.window_list import active_window, windows
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen import redacted as redacted_module
from cua_desktop.screen.desktop import DesktopScreen
from cua_desktop.screen.redacted import Redacted, Redaction
from tests.screen.desk import (
    BACKGROUND,
    OwnWindows,
    colour_in,
    coloured_window,
    decoded,
    monitors,
    shell,
    with_screen,
)

SECRET, OTHER, HIDDEN, HATCH = 0xFF00FF, 0x00FF00, 0x000000, 0x707070
RULES = WindowRules(words=("secret",))


def used(use, redaction, **more):
    return with_screen(use, redaction=redaction, **more)


def colours(frame):
    """Every colour of the sent picture, and how often."""
    picture = decoded(frame)
    found = {}
    for y in range(picture.height()):
        for x in range(picture.width()):
            colour = colour_in(picture, x, y)
            found[colour] = found.get(colour, 0) + 1
    return found


def secret_window(title="My Secret"):
    return coloured_window("#ff00ff", 100, 100, title=title)


def secret_id():
    (found,) = [window.id for window in windows() if "Secret" in window.title and window.programs]
    return str(found)


def test_a_window_hidden_by_its_title_is_black_and_its_neighbours_are_not(desktop):
    with secret_window() as secret, coloured_window("#00ff00", 600, 100):
        seen = colours(used(DesktopScreen.look, Redaction()).frame)
        sent = used(DesktopScreen.look, Redaction(rules=RULES, windows=windows)).frame
    assert seen[SECRET] == secret.width * secret.height
    assert SECRET not in colours(sent)
    assert colour_in(decoded(sent), secret.x, secret.y) == HIDDEN
    assert colours(sent)[OTHER] == seen[OTHER]
    assert colour_in(decoded(sent), 1279, 799) == BACKGROUND


def test_a_hidden_window_that_moves_is_hidden_where_it_goes(desktop):
    async def use(screen):
        first = await screen.look()
        shell("xdotool", "windowmove", "--sync", secret_id(), "500", "400")
        return first, await screen.look_when_settled([Click(Point(1, 1))])

    with secret_window():
        first, second = used(use, Redaction(rules=RULES, windows=windows))
    assert SECRET not in colours(first.frame) | colours(second.frame)
    assert colour_in(decoded(second.frame), 600, 500) == HIDDEN
    assert colour_in(decoded(second.frame), 120, 120) == BACKGROUND


def test_a_window_is_hidden_from_the_moment_that_its_title_says_so(desktop):
    rules = WindowRules(titles=("secret",))

    async def use(screen):
        before = await screen.look()
        shell("xdotool", "set_window", "--name", "Secret", secret_id())
        return before, await screen.look()

    with secret_window("No Secret"):
        before, after = used(use, Redaction(rules=rules, windows=windows))
    assert SECRET in colours(before.frame)
    assert SECRET not in colours(after.frame)


def test_a_hidden_window_under_another_hides_only_what_of_it_can_be_seen(desktop):
    with secret_window() as secret, coloured_window("#00ff00", 60, 60, 60, 30) as cover:
        assert cover.x < secret.x
        assert secret.bottom < cover.bottom
        frame = used(DesktopScreen.look, Redaction(rules=RULES, windows=windows)).frame
    assert HIDDEN not in colours(frame)
    assert SECRET not in colours(frame)


def test_settling_does_not_look_at_hidden_windows(desktop):
    async def use(screen):
        await screen.look()
        return (await screen._sample()).hidden

    with secret_window():
        assert used(use, Redaction(rules=RULES, windows=windows))
        assert not used(use, Redaction())


def test_a_place_that_is_hidden_is_no_target(desktop):
    async def use(screen):
        await screen.look()
        return [screen.hidden_at(Point(x, 50)) for x in (639, 640, 1279)], screen.hidden_at(Point(700, 400))

    targets, below = used(use, Redaction((Box(1, 50, 0, 50, 50),)))
    assert targets == [False, True, True]
    assert below is False


def test_a_box_is_black_to_its_edges_and_follows_the_monitors_size(desktop, monkeypatch):
    box = Redaction((Box(1, 25, 50, 25, 50),))

    def edges(frame, *places):
        picture = decoded(frame)
        return [colour_in(picture, x, y) == HIDDEN for x, y in places]

    frame = used(DesktopScreen.look, box).frame
    assert edges(frame, (320, 400), (639, 799)) == [True, True]
    assert edges(frame, (319, 400), (320, 399), (640, 799)) == [False, False, False]
    with virtual_display(Size(800, 600)) as variables, monkeypatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        shell("xsetroot", "-solid", "#406080")
        frame = used(DesktopScreen.look, box).frame
    assert edges(frame, (200, 300), (399, 599)) == [True, True]
    assert edges(frame, (199, 300), (200, 299), (400, 599)) == [False, False, False]


@pytest.mark.parametrize("monitor", ["2", "all"])
def test_a_box_belongs_to_its_monitor(desktop, monitor):
    with monitors(Rect(0, 0, 640, 800), Rect(640, 0, 640, 800)):
        frame = used(
            DesktopScreen.look, Redaction((Box(2, 0, 0, 10, 10), Box(7, 0, 0, 100, 100))), monitor=monitor
        )
    picture, left = decoded(frame.frame), 640 if monitor == "all" else 0
    assert colour_in(picture, left, 0) == colour_in(picture, left + 63, 79) == HIDDEN
    assert colour_in(picture, left + 64, 0) == colour_in(picture, left, 80) == BACKGROUND


def test_without_the_list_of_windows_no_picture_is_given_out(desktop):
    def lost():
        raise InputError("The windows can't be listed.")

    with pytest.raises(InputError):
        used(DesktopScreen.look, Redaction(rules=RULES, windows=lost))
    assert used(DesktopScreen.look, Redaction(windows=lost)).frame.size == Size(1280, 800)


def test_a_hidden_window_leaves_no_trace_in_the_pixels_beside_it(desktop):
    """Filled before the picture is made smaller, which mixes neighbours."""
    with secret_window():
        redaction = Redaction(rules=RULES, windows=windows)
        found = colours(used(DesktopScreen.look, redaction, display_size="500x500").frame)
    background = [BACKGROUND >> 16, BACKGROUND & 0xFF]
    assert all(colour >> 16 <= background[0] and colour & 0xFF <= background[1] for colour in found)


def test_the_live_picture_hides_the_same_and_comes_only_between_looks(desktop):
    async def use(screen):
        first = await screen.live(Size(640, 640))
        await screen.look()
        picture = await screen.live(Size(640, 640))
        look = asyncio.ensure_future(screen.look())
        await asyncio.sleep(0)
        during = await screen.live(Size(640, 640))
        await look
        return first, picture, during

    box = Redaction((Box(1, 50, 0, 50, 50),))
    first, picture, during = used(use, box, own=OwnWindows(Rect(0, 400, 100, 100)))
    assert first is None
    assert during is None
    assert (picture.width(), picture.height()) == (640, 400)
    places = (10, 220), (10, 10), (319, 10), (330, 210)
    assert [colour_in(picture, x, y) for x, y in places] == [0x808080, BACKGROUND, BACKGROUND, BACKGROUND]
    hatched = [colour_in(picture, x, y) for x in range(320, 640) for y in range(200)]
    assert set(hatched) == {HIDDEN, HATCH}
    assert hatched.count(HIDDEN) > hatched.count(HATCH) > 0


def test_a_hidden_window_that_moves_after_the_picture_is_no_target_where_it_is_now(desktop):
    async def use(screen):
        await screen.look()
        before = screen.hidden_at(Point(600, 500))
        shell("xdotool", "windowmove", "--sync", secret_id(), "500", "400")
        await screen.look_around()
        return before, screen.hidden_at(Point(600, 500)), screen.hidden_at(Point(120, 120))

    with secret_window():
        assert used(use, Redaction(rules=RULES, windows=windows)) == (False, True, True)


def test_it_is_known_when_a_hidden_window_has_the_keyboard(desktop):
    async def use(screen):
        await screen.look()
        found = []
        for title in ("My Secret", "Other"):
            shell("xdotool", "search", "--name", title, "windowactivate", "--sync")
            found.append(await screen.hidden_window_has_focus())
        return found

    with secret_window(), coloured_window("#00ff00", 600, 100, title="Other"):
        hides = Redaction(rules=RULES, windows=windows, active=active_window)
        assert used(use, hides) == [True, False]
        assert used(use, Redaction()) == [False, False]


def test_a_hidden_window_is_hidden_with_a_margin_and_for_a_moment_where_it_was(monkeypatch):
    now = [10.0]
    monkeypatch.setattr(redacted_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    listed = [[DesktopWindow(1, Rect(100, 100, 50, 40), "My Secret", ())], []]
    redacted = Redacted(Redaction(rules=RULES, windows=lambda: listed[0]))
    there = (Rect(98, 98, 54, 44),)
    assert redacted.windows() == there
    listed.pop(0)
    now[0] += 0.25
    assert redacted.windows() == there
    now[0] += 0.1
    assert redacted.windows() == ()


def test_an_own_window_that_opens_during_a_live_picture_is_masked_in_it(desktop):
    own = OwnWindows()

    async def use(screen):
        await screen.look()
        grab = screen._capture.grab

        def grab_and_open(*args, **more):
            own.rects = [Rect(100, 100, 50, 50)]
            return grab(*args, **more)

        screen._capture.grab = grab_and_open
        return await screen.live(Size(1280, 800))

    assert colour_in(with_screen(use, own=own), 125, 125) == 0x808080
