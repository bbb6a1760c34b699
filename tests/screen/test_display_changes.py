"""Displays that change, vanish, go black or are locked: picture, mapping and words stay true."""

import asyncio
import subprocess
import threading

import pytest

from cua_desktop.agent.actions import Click, Drag
from cua_desktop.agent.errors import ActionRefusedError, MonitorGoneError, ScreenError
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.agent.redaction import Box
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen import desktop as module
from cua_desktop.screen.desktop import DesktopScreen
from cua_desktop.screen.redacted import Redaction
from tests.screen.desk import BACKGROUND, colour_in, decoded, monitors, shell, with_screen

LEFT, RIGHT = Rect(0, 0, 500, 800), Rect(500, 0, 780, 800)


def test_a_monitor_has_its_own_picture_and_its_own_points(desktop):
    async def use(screen):
        view = await screen.look()
        return view.frame.size, screen.to_screen(Point(0, 0)), screen.to_screen(Point(10_000, 10_000))

    with monitors(LEFT, RIGHT):
        assert with_screen(use, monitor="2") == (Size(780, 800), Point(500, 0), Point(1279, 799))
        assert with_screen(use, monitor="all")[0] == Size(1280, 800)


def test_a_new_layout_changes_picture_and_mapping_together(desktop):
    async def use(screen):
        await screen.look()
        before = screen.to_screen(Point(10_000, 0))
        with monitors(LEFT, RIGHT):
            unchanged = screen.to_screen(Point(10_000, 0))
            size = (await screen.look()).frame.size
            return before, unchanged, size, screen.to_screen(Point(10_000, 0))

    assert with_screen(use) == (Point(1279, 0), Point(1279, 0), LEFT.size, Point(499, 0))


def test_a_change_of_the_display_is_noted_for_the_model_once(desktop):
    async def use(screen):
        notes = [(await screen.look()).note]
        with monitors(LEFT, RIGHT):
            notes += [(await screen.look()).note, (await screen.look()).note]
        return notes

    first, changed, again = with_screen(use)
    assert first == again == ""
    assert "it was 1280x800 and is 500x800 now" in changed
    assert "now 500x800 pixels" in changed


def test_a_display_that_only_moves_is_noted(desktop):
    async def use(screen):
        with monitors(LEFT, Rect(500, 0, 500, 800)):
            await screen.look()
        with monitors(LEFT, Rect(780, 0, 500, 800)):
            return (await screen.look()).note

    assert "another part of the desktop is shown" in with_screen(use, monitor="2")


def test_a_change_in_the_middle_of_the_wait_is_waited_out_on_the_new_display(desktop):
    async def use(screen):
        await screen.look()
        with monitors(LEFT, RIGHT):
            view = await screen.look_when_settled([Click(Point(1, 1))])
            return view.frame.size, screen._sampled

    assert with_screen(use) == (LEFT.size, LEFT)


@pytest.mark.parametrize("monitor", ["1", "all"])
def test_a_desktop_that_shrinks_in_mid_run_changes_picture_mapping_and_note_together(monkeypatch, monitor):
    async def use(screen):
        await screen.look()
        # Xvfb refuses the last of xrandr's steps, after the desktop has shrunk.
        shrink = ["xrandr", "--fb", "1024x768"]
        await asyncio.to_thread(subprocess.run, shrink, capture_output=True, check=False)
        view = await screen.look_when_settled([Click(Point(1, 1))])
        return view.frame.size, view.note, screen.to_screen(Point(10_000, 10_000))

    with virtual_display(Size(1280, 800)) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        shell("xsetroot", "-solid", "#406080")
        size, note, corner = with_screen(use, monitor=monitor)
    assert (size, corner) == (Size(1024, 768), Point(1023, 767))
    assert "is 1024x768 now" in note


def test_a_locked_screen_is_said_and_not_sent(desktop):
    locked = ["", "a locker"]

    async def use(screen):
        await screen.look()
        with pytest.raises(ScreenError, match=r"The screen is locked \(a locker\)") as raised:
            await screen.look()
        return raised.value

    assert with_screen(use, lock_screen=lambda: locked.pop(0)).hint


def test_a_monitor_that_vanishes_is_said_and_the_old_mapping_stays(desktop):
    async def use(screen):
        with monitors(LEFT, RIGHT):
            await screen.look()
        with pytest.raises(ScreenError, match="Monitor 2 is not there"):
            await screen.look_when_settled([])
        return screen.to_screen(Point(0, 0))

    assert with_screen(use, monitor="2") == Point(500, 0)


def test_the_monitors_are_listed_for_the_picker(desktop):
    with monitors(LEFT, RIGHT):
        listed = with_screen(DesktopScreen.monitors)
    assert [(each.number, each.rect) for each in listed] == [(1, LEFT), (2, RIGHT)]


def test_a_black_screen_is_said_and_not_sent(desktop):
    shell("xsetroot", "-solid", "black")
    with pytest.raises(ScreenError, match="all black") as raised:
        with_screen(DesktopScreen.look)
    assert raised.value.hint


def test_a_screen_that_is_black_for_a_moment_only_is_waited_for(desktop):
    shell("xsetroot", "-solid", "black")

    async def use(screen):
        look = asyncio.ensure_future(screen.look())
        await asyncio.sleep(0.3)
        shell("xsetroot", "-solid", "#406080")
        return await look

    assert colour_in(decoded(with_screen(use).frame), 10, 10) == BACKGROUND


def test_a_display_that_does_not_answer_is_said_and_can_be_used_later(desktop, monkeypatch):
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 0.2)
    hangs = threading.Event()

    async def use(screen):
        screen._thread.submit(hangs.wait)
        with pytest.raises(ScreenError, match="no picture within"):
            await screen.look()
        hangs.set()
        monkeypatch.setattr(module, "_ANSWER_SECONDS", 15)
        return await screen.look()

    assert with_screen(use).frame.size == Size(1280, 800)


def test_after_a_monitor_has_vanished_the_first_one_can_be_shown_instead(desktop):
    async def use(screen):
        with monitors(LEFT, RIGHT):
            await screen.look()
        screen.use_first_monitor()
        view = await screen.look()
        return view.frame.size, view.note, screen.to_screen(Point(0, 0))

    size, note, corner = with_screen(use, monitor="2")
    assert (size, corner) == (Size(1280, 800), Point(0, 0))
    assert "The display has changed" in note


def test_nothing_may_be_done_on_a_monitor_that_has_vanished_or_changed_since_the_picture(desktop):
    async def use(screen):
        with monitors(LEFT, RIGHT):
            await screen.look()
            await screen.look_around()
        refused = pytest.raises(ActionRefusedError, match="the display has changed")
        with refused:
            await screen.look_around()
        with monitors(LEFT, Rect(500, 0, 700, 800)), refused:
            await screen.look_around()

    with_screen(use, monitor="2")


def gone(name):
    subprocess.run(["xrandr", "--delmonitor", name], check=True)


THREE = Rect(0, 0, 400, 800), Rect(400, 0, 400, 800), Rect(800, 0, 480, 800)


def test_when_another_monitor_vanishes_the_same_one_is_shown_and_only_it(desktop):
    async def use(screen):
        await screen.look()
        gone("part0")
        view = await screen.look()
        still = screen.shown
        gone("part1")
        with pytest.raises(MonitorGoneError):
            await screen.look()
        return still, view.note

    with monitors(*THREE):
        assert with_screen(use, monitor="2") == (THREE[1], "")


def test_when_another_monitor_vanishes_a_box_stays_on_its_own(desktop):
    async def use(screen):
        await screen.look()
        gone("part0")
        picture = decoded((await screen.look()).frame)
        return [colour_in(picture, x, 10) for x in (399, 400, 799, 800)]

    with monitors(*THREE):
        seen = with_screen(use, monitor="all", redaction=Redaction((Box(2, 0, 0, 100, 50),)))
    assert seen == [BACKGROUND, 0, 0, BACKGROUND]


def test_the_numbers_stay_when_the_worker_has_to_be_given_up(desktop):
    async def use(screen):
        await screen.look()
        gone("part0")
        screen._begin_thread()
        await screen.look()
        return screen.shown

    with monitors(*THREE):
        assert with_screen(use, monitor="2") == THREE[1]


def test_when_the_chosen_monitor_has_vanished_the_first_of_the_others_can_be_shown(desktop):
    async def use(screen):
        await screen.look()
        gone("part2")
        with pytest.raises(MonitorGoneError):
            await screen.look()
        screen.use_first_monitor()
        await screen.look()
        return screen.shown

    with monitors(*THREE):
        assert with_screen(use, monitor="3") == THREE[0]


def test_before_a_question_a_vanished_monitor_is_a_refusal_and_after_it_the_yes_is_void(desktop):
    async def use(screen):
        await screen.look()
        scene = await screen.scene([Click(Point(5, 5))])
        assert await scene.holds()
        gone("part1")
        assert not await scene.holds()
        with pytest.raises(ActionRefusedError, match="the display has changed"):
            await screen.scene([Click(Point(5, 5))])

    with monitors(LEFT, RIGHT):
        with_screen(use, monitor="2")


def test_who_waits_for_a_worker_that_is_given_up_is_told_so_and_not_cancelled(desktop, monkeypatch):
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 0.5)
    hangs = threading.Event()

    async def use(screen):
        await screen.look()
        screen._thread.submit(hangs.wait)
        live = asyncio.ensure_future(screen.live(Size(100, 100)))
        await asyncio.sleep(0)
        told = await asyncio.gather(screen.look(), live, return_exceptions=True)
        hangs.set()
        return told

    assert [type(each) for each in with_screen(use)] == [ScreenError, ScreenError]


def test_a_gap_between_monitors_of_different_heights_is_no_target(desktop):
    async def use(screen):
        await screen.look()
        inside = screen.on_screen(Click(Point(10, 399)))
        with pytest.raises(ActionRefusedError, match="belongs to no monitor"):
            screen.on_screen(Click(Point(10, 400)))
        with pytest.raises(ActionRefusedError, match="belongs to no monitor"):
            screen.on_screen(Drag((Point(10, 10), Point(10, 600))))
        return inside

    with monitors(Rect(0, 0, 500, 400), RIGHT):
        assert with_screen(use, monitor="all") == Click(Point(10, 399))
