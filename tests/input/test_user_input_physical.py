"""Real devices told from injected input: Xephyr, whose devices are what happens in its own window."""

import os
import subprocess

import pytest

from cua_desktop.agent.geometry import Rect
from cua_desktop.input.client import UserActive, UserPresent
from cua_desktop.input.user_watch import REST_SECONDS
from tests.input.support import DEADLINE, Desk, run, until


def is_shown():
    search = ["xdotool", "search", "--onlyvisible", "--name", "nested"]
    return subprocess.run(search, check=False, capture_output=True, timeout=DEADLINE).returncode == 0


@pytest.fixture
def nested(display, monkeypatch):
    """An X server in a window of the private display; gives the outer display's name."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        [
            "Xephyr",
            "-displayfd",
            str(write_end),
            "-screen",
            "640x480",
            "-title",
            "nested",
            "-nolisten",
            "tcp",
        ],
        pass_fds=(write_end,),
        stderr=None,
    )
    os.close(write_end)
    try:
        with open(read_end) as told:
            inner = told.readline().strip()
        assert until(is_shown)
        monkeypatch.setenv("DISPLAY", f":{inner}")
        yield display
    finally:
        server.terminate()
        server.wait(DEADLINE)


@pytest.fixture
def desk(nested):
    made = Desk(interruptible=True)
    made.do(made.input.open())
    made.do(made.input.start_run())
    yield made
    made.close()


def at_the_outer_display(nested, *words):
    environment = {**os.environ, "DISPLAY": nested}
    subprocess.run(["xdotool", *words], env=environment, check=True, timeout=DEADLINE)


def user_reports(desk):
    return [report.what for report in list(desk.reports) if isinstance(report, UserActive)]


def told(desk):
    desk.wait_for(lambda: user_reports(desk))
    what = user_reports(desk)[0]
    return what.kind, what.physical


@pytest.mark.parametrize(("kind", "words"), [("key", ["key", "a"]), ("button", ["click", "1"])])
def test_a_real_key_or_button_is_told_as_real(nested, desk, kind, words):
    at_the_outer_display(nested, "search", "--name", "nested", "windowfocus", "--sync")
    at_the_outer_display(nested, "search", "--name", "nested", "mousemove", "--window", "%1", "300", "200")
    # Xephyr also passes on which modifiers are down when its window gets the keyboard.
    at_the_outer_display(nested, *words)
    desk.wait_for(lambda: kind in [report.kind for report in user_reports(desk)])
    assert [report.physical for report in user_reports(desk) if report.kind == kind] == [True]


def test_a_real_motion_is_told_as_real(nested, desk):
    def is_told():
        for x in ("100", "300"):
            at_the_outer_display(
                nested, "search", "--name", "nested", "mousemove", "--window", "%1", x, "200"
            )
        # The hand that started the run may move on; one that has rested begins another motion.
        return until(lambda: user_reports(desk), REST_SECONDS * 1.2)

    assert until(is_told)
    assert told(desk) == ("motion", True)


def test_real_input_into_our_own_window_shows_that_somebody_is_there(nested, desk):
    desk.input.tell_own_windows([Rect(0, 0, 640, 480)], focused=True)
    at_the_outer_display(nested, "search", "--name", "nested", "mousemove", "--window", "%1", "300", "200")
    at_the_outer_display(nested, "click", "1")
    desk.wait_for(lambda: [each for each in list(desk.reports) if isinstance(each, UserPresent)])
    assert {each.what.physical for each in list(desk.reports) if isinstance(each, UserPresent)} == {True}
    assert not user_reports(desk)


def test_what_another_program_injects_is_told_as_injected(desk):
    run("xdotool", "key", "a")
    assert told(desk) == ("key", False)
