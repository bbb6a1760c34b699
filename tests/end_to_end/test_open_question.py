"""Something else than an answer happens to an open question: nothing is done, nothing acknowledged."""

import os
import signal
import subprocess

import pytest

from tests.end_to_end.test_window import CHECK, acknowledged, answer, ask_for, types
from tests.input.support import NOTHING, keys_down, run, until
from tests.responses_server import computer_call, message, response


@pytest.fixture
def asked(window, mousepad, responses_server):
    """The window with a question open: whether “no” may be typed."""
    responses_server.will_answer(
        response(computer_call(types("no"), pending_safety_checks=[CHECK])), response(message("Fine."))
    )
    ask_for(window, "Type.")
    window.click("run")
    window.wait_for("question")
    return window


def input_process(window):
    children = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(window.pid)], capture_output=True, text=True, check=True
    ).stdout
    (found,) = [line.split()[0] for line in children.splitlines() if "input" in line]
    return int(found)


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def nothing_was_done(mousepad, responses_server):
    assert mousepad() == ""
    assert acknowledged(responses_server) == []
    assert len(responses_server.requests) == 1
    assert keys_down() == NOTHING


def test_the_stop_keys_close_the_question(asked, mousepad, responses_server):
    run("xdotool", "key", "ctrl+alt+q")
    assert asked.status("Stopped")
    assert until(lambda: "question" not in asked.seen)
    nothing_was_done(mousepad, responses_server)


def test_the_death_of_the_input_process_closes_the_question(asked, mousepad, responses_server):
    os.kill(input_process(asked), signal.SIGKILL)
    assert asked.status("Failed")
    assert until(lambda: "question" not in asked.seen)
    nothing_was_done(mousepad, responses_server)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_death_or_end_of_the_app_is_a_no(asked, mousepad, responses_server, number):
    hands = input_process(asked)
    os.kill(asked.pid, number)
    asked.exit_code()
    assert until(lambda: not lives(hands))
    nothing_was_done(mousepad, responses_server)


@pytest.mark.parametrize("remote_answers", ["off"])
def test_an_injected_click_on_allow_does_not_count_where_only_real_devices_do(
    asked, mousepad, responses_server
):
    answer(asked, "allow")
    assert until(lambda: not asked.seen["allow"]["enabled"])  # refused: it waits anew
    asked.click("deny")
    assert asked.status("Done")
    assert mousepad() == ""
    assert acknowledged(responses_server) == []
