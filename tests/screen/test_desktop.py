import asyncio
import contextlib
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from cua_desktop.agent.actions import Click, Scroll, Type
from cua_desktop.agent.errors import ScreenError
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.agent.interfaces.screen import Screen
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen import desktop as module
from cua_desktop.screen.desktop import DesktopScreen
from tests.screen.desk import (
    BACKGROUND,
    XTERM,
    OwnWindows,
    colour_in,
    coloured_window,
    decoded,
    eventually,
    shell,
    with_screen,
)

GA_BOX, PREVIEW_BOX = Size(1600, 900), Size(1024, 768)
LEFT, RIGHT = Rect(0, 0, 500, 800), Rect(500, 0, 780, 800)


def pixels_of_colour(picture, colour):
    return [
        Point(x, y)
        for y in range(picture.height())
        for x in range(picture.width())
        if colour_in(picture, x, y) == colour
    ]


def test_it_is_a_screen_for_the_agent(desktop):
    async def use(screen):
        as_screen: Screen = screen
        return await as_screen.look()

    assert with_screen(use).frame.size == Size(1280, 800)


@pytest.mark.parametrize(
    ("display", "box", "setting", "sent"),
    [
        (Size(1024, 768), PREVIEW_BOX, "auto", Size(1024, 768)),
        (Size(1366, 768), PREVIEW_BOX, "auto", Size(1024, 576)),
        (Size(1920, 1080), GA_BOX, "auto", Size(1600, 900)),
        (Size(2560, 1080), GA_BOX, "auto", Size(1600, 675)),
        (Size(1920, 1080), GA_BOX, "640x640", Size(640, 360)),
    ],
    ids=str,
)
def test_what_is_decided_on_the_sent_image_lands_on_the_window_it_shows(
    display, box, setting, sent, monkeypatch
):
    async def use(screen):
        view = await screen.look()
        picture = decoded(view.frame)
        return view.frame.size, [screen.to_screen(p) for p in pixels_of_colour(picture, 0xFF00FF)]

    with virtual_display(display) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with coloured_window("#ff00ff", display.width - 290, display.height - 190, 20, 6) as place:
            size, points = with_screen(use, box=box, display_size=setting)
    assert size == sent
    assert len(points) > 100
    assert all(point in place for point in points)
    assert {point.x for point in points} & set(range(place.x, place.x + 6))
    assert {point.x for point in points} & set(range(place.right - 6, place.right))


def test_a_capture_finer_than_the_pointer_gives_a_finer_picture_of_the_same_points(desktop, monkeypatch):
    grab, points = module._grabbed, Rect(-640, 0, 640, 400)

    def finer(*args):
        shot, black = grab(*args)
        return replace(shot, shown=points), black

    monkeypatch.setattr(module, "_grabbed", finer)

    async def use(screen):
        view = await screen.look()
        corner = Point(view.frame.size.width - 1, view.frame.size.height - 1)
        return view.frame, screen.to_screen(Point(0, 0)), screen.to_screen(corner), screen.shown

    frame, first, last, shown = with_screen(use, own=OwnWindows(Rect(-540, 100, 50, 50)))
    assert frame.size == Size(1280, 800)
    assert (first, last, shown) == (Point(-640, 0), Point(-1, 399), points)
    picture = decoded(frame)
    masked = [
        colour_in(picture, x, y) == 0x808080 for x, y in ((201, 201), (298, 298), (320, 320), (180, 180))
    ]
    assert masked == [True, True, False, False]


def test_an_own_window_is_never_in_the_picture(desktop):
    with coloured_window("#ff0000", 200, 150) as place:
        seen = decoded(with_screen(DesktopScreen.look).frame)
        masked = decoded(with_screen(DesktopScreen.look, own=OwnWindows(place)).frame)
    assert pixels_of_colour(seen, 0xFF0000)
    assert not pixels_of_colour(masked, 0xFF0000)
    assert colour_in(masked, place.x, place.y) == 0x808080
    assert colour_in(masked, 1279, 799) == BACKGROUND


def test_an_own_window_that_opens_during_the_capture_is_masked(desktop, monkeypatch):
    own = OwnWindows()
    grab = module._grabbed

    def grab_and_open(*args):
        own.rects = [Rect(100, 100, 50, 50)]
        return grab(*args)

    monkeypatch.setattr(module, "_grabbed", grab_and_open)
    picture = decoded(with_screen(DesktopScreen.look, own=own).frame)
    assert colour_in(picture, 125, 125) == 0x808080


def test_an_own_window_that_moves_during_the_capture_is_masked_at_both_places(desktop):
    class Moving(OwnWindows):
        def rectangles(self):
            self.rects = [Rect(100, 100, 50, 50)] if len(self.asked) % 2 else [Rect(300, 300, 50, 50)]
            self.asked.append(())
            return tuple(self.rects)

    picture = decoded(with_screen(DesktopScreen.look, own=Moving()).frame)
    assert colour_in(picture, 125, 125) == 0x808080
    assert colour_in(picture, 325, 325) == 0x808080


def test_a_place_that_an_own_window_has_just_left_is_still_masked(desktop):
    own = OwnWindows(Rect(100, 100, 50, 50))

    async def use(screen):
        await screen.look()
        await asyncio.sleep(0.3)
        screen.step_aside([Point(120, 120)])
        own.rects = [Rect(600, 600, 50, 50)]
        _, places, _ = await screen._shot()
        return places

    assert set(with_screen(use, own=own)) == {Rect(100, 100, 50, 50), Rect(600, 600, 50, 50)}


def test_own_windows_are_read_on_the_event_loops_thread_only(desktop):
    threads = set()

    class Watched(OwnWindows):
        def rectangles(self):
            threads.add(threading.current_thread())
            return ()

    with_screen(lambda screen: screen.look_when_settled([Click(Point(1, 1))]), own=Watched())
    assert threads == {threading.main_thread()}


def test_an_own_window_is_known_where_it_was_seen_and_where_it_is_now(desktop):
    own = OwnWindows(Rect(100, 100, 50, 50))

    async def use(screen):
        await screen.look()
        own.rects = [Rect(600, 600, 50, 50)]
        return [screen.own_window_at(Point(x, x)) for x in (99, 100, 149, 150, 599, 600, 649, 650)]

    assert with_screen(use, own=own) == [False, True, True, False, False, True, True, False]


def test_stepping_aside_is_asked_for_in_screen_points(desktop):
    own = OwnWindows()

    async def use(screen):
        await screen.look()
        return screen.step_aside([Point(0, 0), Point(319, 199)])

    assert with_screen(use, own=own, display_size="320x200") is True
    assert own.asked == [(Point(0, 0), Point(1279, 799))]


def test_actions_are_converted_by_the_newest_frame(desktop):
    async def use(screen):
        await screen.look()
        actions = [Click(Point(50, 50)), Scroll(Point(319, 199), 0, -30), Type("x")]
        return [screen.on_screen(action) for action in actions]

    assert with_screen(use, display_size="320x200") == [
        Click(Point(202, 202)),
        Scroll(Point(1279, 799), 0, -120),
        Type("x"),
    ]


def test_the_keyboard_focus_of_own_windows_is_passed_on(desktop):
    own = OwnWindows()
    own.focus = True

    async def use(screen):
        return screen.own_window_has_focus()

    assert with_screen(use, own=own) is True


def test_before_the_first_look_there_is_no_mapping(desktop):
    async def use(screen):
        with pytest.raises(ScreenError):
            screen.to_screen(Point(0, 0))

    with_screen(use)


@contextlib.contextmanager
def terminal(script, folder):
    """A terminal that runs this shell script in this folder; entered when its window is up and quiet."""
    command = [*XTERM, "-geometry", "60x20+100+100", "-e", "sh", "-c", f"touch ready; {script}; sleep 600"]
    program = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        eventually((folder / "ready").exists)
        shell("xdotool", "search", "--sync", "--onlyvisible", "--class", "xterm")
        yield
    finally:
        program.terminate()
        program.wait()


def test_a_real_transition_is_waited_for_to_its_end(desktop, tmp_path):
    lines = " ".join(str(number) * 40 for number in range(10, 22))
    script = (
        f"until [ -e go ]; do sleep 0.01; done; for i in {lines}; do sleep 0.06; echo $i; done; touch done"
    )

    async def use(screen):
        await screen.look()
        (tmp_path / "go").touch()
        view = await screen.look_when_settled([Type("go\n")])
        assert (tmp_path / "done").exists()
        return view, await screen.look()

    with terminal(script, tmp_path):
        view, later = with_screen(use)
    assert view.settled
    assert decoded(view.frame) == decoded(later.frame)


def test_what_never_ends_is_said_to_be_unsettled_unless_it_is_an_own_window(desktop, tmp_path):
    async def use(screen):
        return await screen.look_when_settled([Type("x")])

    # One process: a shell that starts two for each line stands still for a while on a busy machine.
    endless = tmp_path / "endless.py"
    endless.write_text(
        "import time\nwhile True: print(time.time(), flush=True); open('on', 'w'); time.sleep(0.01)"
    )
    with terminal(f"exec {sys.executable} {endless}", tmp_path):
        eventually((tmp_path / "on").exists)
        assert with_screen(use).settled is False
        assert with_screen(use, own=OwnWindows(Rect(80, 60, 700, 500))).settled is True


def test_the_seconds_of_a_view_are_those_it_took(desktop):
    async def use(screen):
        begun = time.monotonic()
        view = await screen.look_when_settled([Click(Point(1, 1))])
        return view, time.monotonic() - begun

    view, whole = with_screen(use)
    phases = (view.settle_seconds, view.capture_seconds, view.encode_seconds)
    assert all(seconds > 0 for seconds in phases)
    assert sum(phases) == pytest.approx(whole, rel=0.05, abs=0.02)
    assert view.settle_seconds >= 0.3


def test_nothing_is_captured_or_encoded_on_the_event_loops_thread(desktop, monkeypatch):
    threads = set()
    for name in ("encode", "sample_of", "_grabbed"):
        real = getattr(module, name)

        def noting(*args, real=real, **more):
            threads.add(threading.current_thread().name)
            return real(*args, **more)

        monkeypatch.setattr(module, name, noting)
    with_screen(DesktopScreen.look)
    assert len(threads) == 1
    assert threads.pop().startswith("screen")


def test_a_cancelled_look_leaves_the_screen_usable(desktop):
    async def use(screen):
        look = asyncio.ensure_future(screen.look_when_settled([Click(Point(1, 1))]))
        await asyncio.sleep(0.05)
        look.cancel()
        with pytest.raises(asyncio.CancelledError):
            await look
        return await screen.look()

    assert with_screen(use).frame.size == Size(1280, 800)


def test_closing_ends_the_thread(desktop):
    async def use(screen):
        await screen.look()
        return screen

    closed = with_screen(use)
    eventually(lambda: not any(thread.name.startswith("screen") for thread in threading.enumerate()))
    assert closed.viewport  # kept until here: a screen that is forgotten ends its thread anyway
