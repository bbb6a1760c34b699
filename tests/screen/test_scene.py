"""Whether the screen a person was asked about is still the same: real windows that change, or only blink."""

import asyncio
import contextlib
import os
import subprocess
import time

import pytest

from cua_desktop.agent.actions import Click, Drag, Keypress, Type
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import PixelSize, Point, Rect, ScreenRect
from cua_desktop.agent.interfaces.screen import Scene
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.input.window_list import active_window, windows
from cua_desktop.screen import scene as module
from cua_desktop.screen.capture import Capture, Shot
from cua_desktop.screen.scene import Seen, front_window
from tests.screen.desk import (
    XTERM,
    OwnWindows,
    colour_at,
    coloured_window,
    eventually,
    monitors,
    place_of,
    shell,
    with_screen,
)

BLINKING = ("-xrm", "*cursorOnTime: 200", "-xrm", "*cursorOffTime: 150", "-bc")


@pytest.fixture(autouse=True)
def shorter_patience(monkeypatch):
    """Still twice as long as the caret of these windows blinks."""
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.7)


class Terminal:
    """A window whose text the test writes."""

    def __init__(self, pipe, place):
        self._pipe = pipe
        self.place = place

    def at(self, across=0.5, down=0.5):
        return Point(
            self.place.x + int(self.place.width * across), self.place.y + int(self.place.height * down)
        )

    def write(self, text):
        """Returns when it is drawn."""
        capture = Capture()
        before = capture.grab("all").pixels
        with open(self._pipe, "w") as pipe:
            pipe.write(text)
        eventually(lambda: capture.grab("all").pixels != before)
        time.sleep(0.1)
        capture.close()


@contextlib.contextmanager
def terminal(tmp_path, x=100, y=100, title="written", *options):
    pipe = tmp_path / f"{title}.pipe"
    os.mkfifo(pipe)
    command = f"while :; do cat {pipe}; done"
    look = ["-bg", "#ffffff", "-fg", "#000000", "-T", title, "-geometry", f"60x20+{x}+{y}", *options]
    program = subprocess.Popen([*XTERM, *look, "-e", "sh", "-c", command], stderr=subprocess.DEVNULL)
    find = ["xdotool", "search", "--onlyvisible", "--pid", str(program.pid), "--class", "xterm"]
    capture = Capture()

    def place():
        for window in subprocess.run(find, capture_output=True, text=True, check=False).stdout.split():
            rect = place_of(window)
            if colour_at(capture.grab("all"), rect.right - 3, rect.bottom - 3) == 0xFFFFFF:
                return rect
        return None

    try:
        yield Terminal(pipe, eventually(place))
    finally:
        capture.close()
        program.terminate()
        program.wait()


def in_front():
    return front_window(windows, active_window)


def activate(title):
    """Gives the keyboard to the window, also when the window manager is giving it to another one."""

    def active():
        shell("xdotool", "search", "--name", title, "windowactivate", "--sync")
        time.sleep(0.1)
        return (window := in_front()) is not None and window.title == title

    eventually(active)


def held(action, change=lambda: None, own=None, **more):
    """Whether a yes to this action still holds after the change. Places are those of the screen."""

    async def use(screen):
        await screen.look()
        scene: Scene = await screen.scene([action])
        await asyncio.to_thread(change)
        return await scene.holds()

    return with_screen(use, own=own, front=in_front, **more)


def test_a_still_screen_holds(desktop, tmp_path):
    with terminal(tmp_path) as written:
        for action in (Click(written.at()), Type("x"), Drag((written.at(), written.at(0.9, 0.9)))):
            assert held(action)


def test_a_click_is_void_when_a_word_at_its_place_is_exchanged(desktop, tmp_path):
    with terminal(tmp_path) as written:
        written.write("\033[10;28HCancel")
        assert not held(Click(written.at()), lambda: written.write("\033[10;28HDelete"))


def test_a_click_is_void_when_one_digit_at_its_place_changes(desktop, tmp_path):
    with terminal(tmp_path) as written:
        written.write("\033[10;28HPay 100")
        assert not held(Click(written.at()), lambda: written.write("\033[10;32H9"))


def test_a_click_holds_when_something_changes_far_from_its_place(desktop, tmp_path):
    with terminal(tmp_path) as written:
        far = Click(Point(written.place.right + 200, written.place.y + 40))
        assert held(far, lambda: written.write("something else"))


def test_a_click_is_void_when_a_window_comes_up_at_its_place(desktop, tmp_path):
    with contextlib.ExitStack() as later:
        target = Point(300, 220)
        assert not held(
            Click(target), lambda: later.enter_context(coloured_window("#ff0000", 200, 150, title="late"))
        )


def test_each_end_of_a_drag_is_bound(desktop, tmp_path):
    with terminal(tmp_path) as written:
        drag = Drag((Point(900, 700), Point(700, 650), written.at()))
        assert not held(drag, lambda: written.write("\033[10;28Hx"))


def test_a_caret_that_blinks_at_the_place_is_no_change(desktop, tmp_path):
    with terminal(tmp_path, 100, 100, "blinking", *BLINKING) as written:
        written.write("\033[10;28H")
        activate("blinking")
        for _ in range(3):
            assert held(Click(written.at()))


def test_text_is_void_when_another_window_has_taken_the_keyboard(desktop, tmp_path):
    with terminal(tmp_path, 100, 100, "first"), terminal(tmp_path, 700, 100, "second"):
        activate("first")

        def other():
            activate("second")

        assert not held(Type("secret"), other)
        assert not held(
            Keypress(("ENTER",)),
            lambda: activate("first"),
        )


def test_keys_are_void_when_the_window_they_go_to_shows_something_else(desktop, tmp_path):
    with terminal(tmp_path, 100, 100, "asking") as written:
        activate("asking")
        lines = "".join(f"\033[{row};3HReally delete everything? [y/n]" for row in range(5, 12))
        assert not held(Keypress(("y",)), lambda: written.write(lines))


def test_keys_hold_when_another_window_changes(desktop, tmp_path):
    with terminal(tmp_path, 100, 100, "mine"), terminal(tmp_path, 700, 400, "others") as other:
        activate("mine")
        assert held(Keypress(("y",)), lambda: other.write("something else\n" * 15))


def test_keys_hold_when_a_clock_in_the_window_goes_on(desktop, tmp_path):
    with terminal(tmp_path, 100, 100, "clock") as written:
        activate("clock")
        written.write("\033[1;50H12:34")
        assert held(Type("x"), lambda: written.write("\033[1;50H12:35"))


def test_an_own_window_that_was_there_before_and_has_gone_is_no_change(desktop, tmp_path):
    with terminal(tmp_path) as written:
        own = OwnWindows(Rect(written.at().x + 40, written.at().y, 200, 100))

        def away():
            own.rects = []

        assert held(Click(written.at()), away, own)


def test_an_own_window_that_comes_beside_the_place_is_no_change(desktop, tmp_path):
    with terminal(tmp_path) as written, contextlib.ExitStack() as later:
        own = OwnWindows()

        def comes():
            place = later.enter_context(
                coloured_window("#ff0000", written.at().x + 40, written.at().y, 20, 5, title="own")
            )
            own.rects = [Rect(place.x - 10, place.y - 40, place.width + 20, place.height + 60)]

        assert held(Click(written.at()), comes, own)


def test_what_changed_beneath_an_own_window_that_has_gone_is_a_change(desktop, tmp_path):
    with terminal(tmp_path) as written:
        written.write("\033[10;28HCancel")
        own = OwnWindows()

        async def use(screen):
            await screen.look()
            scene = await screen.scene([Click(written.at())])
            own.rects = [Rect(written.at().x - 100, written.at().y - 60, 200, 120)]
            screen.own_window_at(written.at())
            await asyncio.to_thread(written.write, "\033[10;28HDelete")
            await asyncio.sleep(0.2)
            own.rects = []
            return await scene.holds()

        assert not with_screen(use, own=own)


def test_the_question_shows_the_screen_of_now(desktop, tmp_path):
    async def use(screen):
        view = await screen.look()
        with coloured_window("#ff0000", 200, 150):
            scene = await screen.scene([Click(Point(300, 220))])
        return view.frame, scene.frame

    seen, shown = with_screen(use)
    assert seen.data != shown.data
    assert seen.size == shown.size


def test_no_question_is_asked_on_a_display_that_has_changed(desktop):
    async def use(screen):
        await screen.look()
        with monitors(Rect(0, 0, 500, 800), Rect(500, 0, 780, 800)):
            await screen.scene([Click(Point(10, 10))])

    with pytest.raises(ActionRefusedError, match="display has changed"):
        with_screen(use)


def test_a_yes_does_not_hold_on_a_display_that_has_changed(desktop):
    with contextlib.ExitStack() as later:

        def change():
            later.enter_context(monitors(Rect(0, 0, 500, 800), Rect(500, 0, 780, 800)))

        assert not held(Click(Point(10, 10)), change)


@pytest.mark.parametrize(("then", "holds"), [(1, True), (2, False), (None, False)])
def test_the_same_picture_does_not_hold_for_keys_when_they_go_to_another_window(then, holds):
    place = Rect(0, 0, 8, 8)
    shot = Shot(ScreenRect(place), PixelSize(place.size), bytearray(4 * 64))

    def seen(number):
        return Seen(shot, (), (), None if number is None else DesktopWindow(number, place, "", ()))

    async def now():
        return seen(then)

    async def main():
        frame = Frame(b"", "image/png", place.size)
        before = seen(1)
        scene = module.Scene(frame, before, before.cells(), [Type("x")], frozenset(), now)
        return await scene.holds()

    assert asyncio.run(main()) == holds
