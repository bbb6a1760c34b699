"""The whole window as a program on a real display, driven by real X events."""

import json
import signal
import subprocess
import time

import pytest

from cua_desktop import settings_file
from tests.ui.processes import SECONDS, Program, active_window, click, xdotool


@pytest.fixture
def started(display, tmp_path):
    begun = []

    def start(*options):
        begun.append(Program("tests.ui.window", str(tmp_path / "profile"), *options))
        return begun[-1]

    yield start
    for each in begun:
        each.end()


@pytest.fixture
def notepad(display):
    xdotool("mousemove", 5, 5)
    other = Program("tests.ui.notepad")
    other.line(lambda line: line == "ready")
    yield other
    other.end()


def ended_cleanly(window):
    code, errors = window.wait()
    assert (code, errors) == (0, "")


def close(window, places):
    xdotool("windowactivate", places["window"], "key", "alt+F4")
    ended_cleanly(window)


def state(window, words):
    """The places as they are in the next state that holds these words."""
    return json.loads(window.line(lambda line: '"state"' in line and words in line))["at"]


def test_a_task_typed_with_real_keys_runs_by_control_enter(started):
    window = started()
    places = window.said("places")["places"]
    click(places["box"])
    xdotool("type", "--delay", "5", "Save it.")
    xdotool("key", "Return")
    xdotool("type", "--delay", "5", "finish")
    xdotool("key", "ctrl+Return")
    assert window.said("task") == {"task": "Save it.\nfinish", "follow_up": False}
    window.said("working")
    xdotool("windowactivate", places["window"], "key", "alt+F4")
    assert window.said("stop") == {"stop": "closing the window"}
    assert window.said("ended") == {"ended": "stopped"}
    assert window.said("closed")
    ended_cleanly(window)


def test_a_click_on_run_runs_and_a_click_on_stop_stops(started):
    window = started("a task")
    click(window.said("places")["places"]["run"])
    window.said("working")
    click(state(window, "Acting")["stop"])
    assert window.said("stop") == {"stop": "the Stop button"}
    places = state(window, "Stopped")
    close(window, places)


def test_a_reply_goes_on_with_the_conversation(started):
    window = started("finish", "--start")
    places = state(window, "Done")
    click(places["box"])
    xdotool("type", "--delay", "5", "finish")
    xdotool("key", "ctrl+Return")
    window.line(lambda line: line == '{"task": "finish", "follow_up": true}')
    close(window, state(window, "Done"))


def test_during_a_run_the_keyboard_stays_with_the_other_program(started, notepad):
    window = started("a task", "--start")
    window.said("working")
    click((100, 150))
    before = active_window()
    xdotool("type", "--delay", "30", "typed while it works")
    notepad.line(lambda line: line == "'typed while it works'")
    assert active_window() == before
    window.process.send_signal(signal.SIGTERM)
    ended_cleanly(window)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_run_and_closes(started, number):
    window = started("a task", "--start")
    window.said("working")
    window.process.send_signal(number)
    assert window.said("stop") == {"stop": number.name}
    assert window.said("closed")
    ended_cleanly(window)


def test_during_a_run_it_makes_room_and_takes_it_back(started):
    window = started("finish")
    places = window.said("places")["places"]
    wide = width(places["window"])
    click(places["run"])
    state(window, "Done")
    assert width(places["window"]) == wide
    click(places["box"])
    xdotool("type", "go on")
    xdotool("key", "ctrl+Return")
    window.said("working")
    assert width(places["window"]) == 420
    close(window, places)


def test_what_to_ask_about_is_kept_for_the_next_time(started, tmp_path):
    window = started()
    places = window.said("places")["places"]
    click(places["box"])
    xdotool("key", "alt+a", "Up", "Up")
    file = tmp_path / "profile" / "settings.toml"
    deadline = time.monotonic() + SECONDS
    while settings_file.load(file).approve != "every":
        assert time.monotonic() < deadline, "not saved in time"
        time.sleep(0.05)
    close(window, places)


def width(window):
    answer = subprocess.run(
        ["xdotool", "getwindowgeometry", "--shell", str(window)], capture_output=True, text=True, check=True
    )
    return int(dict(line.split("=") for line in answer.stdout.split())["WIDTH"])
