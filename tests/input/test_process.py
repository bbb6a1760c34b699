"""The input process as a whole: it starts, refuses, stops and ends as it should."""

import asyncio
import os
import subprocess
import sys
import textwrap

import pytest

from cua_desktop.agent.actions import Click, Keypress, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.errors import ActionRefusedError, InputError, StoppedError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input import rendezvous
from cua_desktop.input.brake import NOT_STARTED
from cua_desktop.input.client import Stopped
from cua_desktop.input.rendezvous import stop_running_agents
from tests.input.support import NOTHING, Desk, keys_down, run, until

CENTRE = Point(640, 400)
LONG = Type("0123456789" * 5000)
CHORD = ("xdotool", "key", "ctrl+alt+q")


def pointer():
    lines = run("xdotool", "getmouselocation", "--shell").splitlines()
    return Point(*(int(line.split("=")[1]) for line in lines[:2]))


def test_it_says_what_the_machine_allows(opened, display):
    assert opened.ready.system == "linux"
    assert opened.ready.where == display
    assert opened.ready.injection == "XTEST"
    assert "raw events" in opened.ready.listener


def test_nothing_is_performed_before_a_run_starts(opened):
    before = pointer()
    with pytest.raises(StoppedError) as refused:
        opened.perform(Move(Point(before.x + 50, before.y + 50)))
    assert refused.value.by == NOT_STARTED
    assert pointer() == before


def test_nothing_is_performed_after_the_end_of_a_run(desk):
    desk.do(desk.input.end_run("the user"))
    with pytest.raises(StoppedError, match="the user"):
        desk.perform(Move(Point(10, 10)))


def test_a_new_run_can_start_after_a_stop(desk):
    desk.call(desk.input.stop_now, "the Stop button")
    desk.do(desk.input.end_run())
    desk.do(desk.input.start_run())
    desk.perform(Move(Point(50, 60)))
    assert pointer() == Point(50, 60)


def test_an_unknown_key_is_refused_and_the_process_lives_on(desk):
    with pytest.raises(ActionRefusedError, match="There is no key “FOO”"):
        desk.perform(Keypress(("FOO",)))
    desk.perform(Move(Point(70, 80)))
    assert pointer() == Point(70, 80)


def test_a_check_refuses_without_injecting(desk):
    before = pointer()
    with pytest.raises(ActionRefusedError):
        desk.do(desk.input.check([Move(Point(9, 9)), Keypress(("NOPE",))]))
    desk.do(desk.input.check([Move(Point(9, 9)), Screenshot()]))
    assert pointer() == before


def test_what_is_outside_the_shown_part_of_the_desktop_is_refused(desk):
    shown, outside = Rect(100, 100, 200, 200), Move(Point(300, 150))
    desk.do(desk.input.perform(Move(Point(150, 150)), shown))
    for refused in (desk.input.check([outside], shown), desk.input.perform(outside, shown)):
        with pytest.raises(ActionRefusedError, match="outside"):
            desk.do(refused)
    assert pointer() == Point(150, 150)


def test_the_stop_keys_end_a_long_text_and_nothing_stays_pressed(desk, xterm):
    typing = desk.begin(LONG)
    desk.wait_for(lambda: len(xterm.text) > 100)
    run(*CHORD)
    error = desk.outcome(typing)
    assert isinstance(error, StoppedError)
    assert error.by == "the stop keys"
    assert desk.stops() == ["the stop keys"]
    assert keys_down() == NOTHING
    typed = xterm.text
    desk.do(asyncio.sleep(0.2))
    assert xterm.text == typed


def test_the_stop_keys_are_heard_while_another_program_has_grabbed_the_keyboard(desk):
    from Xlib import X, display

    grabbing = display.Display()
    grabbing.screen().root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    grabbing.sync()
    run(*CHORD)
    desk.wait_for(desk.stops)
    grabbing.close()


def test_the_agents_own_keys_never_stop_it(desk, xterm):
    desk.perform(
        Keypress(("CTRL", "Q")),
        Keypress(("ALT", "Q")),
        Keypress(("CTRL", "ALT", "A")),
        Type("q" * 50),
        Click(CENTRE, keys=("CTRL", "ALT")),
    )
    run("xdotool", "keydown", "ctrl", "keydown", "alt")
    try:
        desk.perform(Type("qqq"))
    finally:
        run("xdotool", "keyup", "ctrl", "keyup", "alt")
    assert desk.stops() == []


def test_the_agents_own_moves_into_corners_do_not_stop_it(desk):
    corners = [Point(0, 0), Point(1279, 0), Point(0, 799), Point(1279, 799)]
    for corner in corners:
        desk.perform(Move(CENTRE), Move(corner), Click(corner))
        assert pointer() == corner
    desk.do(asyncio.sleep(0.1))
    assert not desk.reports


def test_a_users_jitter_where_the_agent_went_into_a_corner_does_not_stop_it(desk):
    desk.perform(Move(CENTRE), Move(Point(0, 0)))
    run("xdotool", "mousemove_relative", "1", "0")
    run("xdotool", "mousemove_relative", "--", "-1", "0")
    desk.do(asyncio.sleep(0.1))
    assert desk.stops() == []


def test_cua_desktop_stop_reaches_it_from_another_shell(desk):
    waiting = desk.begin(Wait(60))
    code = "from cua_desktop.input.rendezvous import stop_running_agents as s; print(s())"
    assert run(sys.executable, "-c", code) == "1\n"
    assert isinstance(desk.outcome(waiting), StoppedError)
    assert desk.stops() == [rendezvous.STOPPED_BY]


def test_an_idle_agent_is_not_counted_by_cua_desktop_stop(opened):
    assert rendezvous.stop_running_agents() == 0


def test_stop_now_ends_what_is_under_way(desk):
    waiting = desk.begin(Wait(60))
    desk.do(asyncio.sleep(0.05))
    desk.call(desk.input.stop_now, "the Stop button")
    assert isinstance(desk.outcome(waiting), StoppedError)
    with pytest.raises(StoppedError, match="the Stop button"):
        desk.perform(Move(CENTRE))


def test_a_cancelled_action_leaves_nothing_pressed(desk, xterm):
    typing = desk.begin(LONG)
    desk.wait_for(lambda: xterm.text)
    desk.call(typing.cancel)
    desk.do(asyncio.wait([typing]))
    assert until(lambda: keys_down() == NOTHING)
    desk.do(asyncio.sleep(0.2))
    typed = xterm.text
    desk.do(asyncio.sleep(0.2))
    assert xterm.text == typed
    desk.do(desk.input.end_run())
    assert keys_down() == NOTHING
    assert len(xterm.text) < len(LONG.text)


def test_only_one_agent_works_a_display(opened):
    second = Desk()
    with pytest.raises(InputError, match="Another cua-desktop is working this display"):
        second.do(second.input.open())
    second.close()
    opened.do(opened.input.start_run())


def test_the_arming_test_hears_the_stop_keys(opened):
    listening = opened.started(opened.input.listen_for_chord(10))
    run(*CHORD)
    assert opened.outcome(listening) is None
    assert listening.result() is True


def test_the_stop_keys_are_reported_while_no_run_is_under_way_for_one_may_be_prepared(opened):
    run(*CHORD)
    opened.wait_for(lambda: opened.reports)
    assert opened.reports == [Stopped("the stop keys")]


def test_the_corner_is_reported_too_while_no_run_is_under_way(opened):
    run("xdotool", "mousemove_relative", "3", "3")
    run("xdotool", "mousemove_relative", "--", "-2000", "-2000")
    opened.wait_for(lambda: opened.reports)
    assert opened.reports[0] == Stopped("the screen corner")


def test_a_stop_from_another_shell_is_reported_too_while_no_run_is_under_way(opened):
    assert stop_running_agents() == 0
    opened.wait_for(lambda: opened.reports)
    assert opened.reports == [Stopped("cua-desktop stop")]


def test_the_arming_test_says_when_nothing_was_heard(opened):
    assert opened.do(opened.input.listen_for_chord(0.05)) is False


def test_scrolls_are_turned_as_notches(desk, xterm):
    desk.perform(Scroll(CENTRE, 0, 300), Scroll(CENTRE, 0, -300), Scroll(CENTRE, 0, 0))
    assert keys_down() == NOTHING


def test_a_display_that_is_not_there_is_an_error_with_a_hint(monkeypatch, display):
    monkeypatch.setenv("DISPLAY", ":4093")
    desk = Desk()
    with pytest.raises(InputError, match="could not be reached") as error:
        desk.do(desk.input.open())
    assert error.value.hint
    desk.close()


def test_no_display_is_an_error_with_a_hint(monkeypatch, display):
    monkeypatch.delenv("DISPLAY")
    desk = Desk()
    with pytest.raises(InputError, match="no display") as error:
        desk.do(desk.input.open())
    assert "demo" in error.value.hint
    desk.close()


def test_wayland_is_an_error_with_a_hint(monkeypatch, display):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    desk = Desk()
    with pytest.raises(InputError, match="Wayland") as error:
        desk.do(desk.input.open())
    assert "Xorg" in error.value.hint
    desk.close()


def test_stop_keys_that_make_no_sense_are_an_error(display):
    desk = Desk(stop_chord="ctrl+a+b")
    with pytest.raises(InputError, match="stop keys"):
        desk.do(desk.input.open())
    desk.close()


def test_no_secret_reaches_the_process(monkeypatch, display):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-this-test")
    desk = Desk()
    desk.do(desk.input.open())
    with open(f"/proc/{desk.input._child.pid}/environ", "rb") as environ:
        assert b"sk-secret" not in environ.read()
    desk.close()


def test_it_works_under_qasync_on_the_thread_of_a_gui(display):
    app = textwrap.dedent("""
        import asyncio, sys
        import qasync
        from PySide6.QtWidgets import QApplication
        from cua_desktop.agent.actions import Move, Wait
        from cua_desktop.agent.errors import StoppedError
        from cua_desktop.agent.geometry import Point
        from tests.input.permitted import PermittedInput
        reports = []
        async def main():
            hands = PermittedInput(stop_chord="ctrl+alt+q", report=reports.append)
            await hands.open()
            await hands.start_run()
            await hands.perform(Move(Point(33, 44)))
            asyncio.get_running_loop().call_later(0.05, hands.stop_now, "the Stop button")
            try:
                await hands.perform(Wait(60))
            except StoppedError as stopped:
                print(stopped)
            await hands.end_run()
            await hands.close()
        application = QApplication([])
        loop = qasync.QEventLoop(application)
        with loop:
            loop.run_until_complete(main())
        print(reports)
    """)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", app], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.splitlines() == ["Stopped by the Stop button.", "[Stopped(by='the Stop button')]"], (
        done
    )
    assert pointer() == Point(33, 44)


def test_another_virtual_terminal_is_refused_by_the_process_itself(desk):
    with pytest.raises(ActionRefusedError, match="from the user"):
        desk.perform(Keypress(("CTRL", "ALT", "F2")))
