"""Watch mode in a real window: after a yes about a sensitive page the agent works only while one is there."""

import pytest

from tests.end_to_end.test_gate_in_window import answer, begin, call
from tests.end_to_end.test_window import EDITOR
from tests.input.support import run, until
from tests.responses_server import check

SENSITIVE = check("cu_sc_1", "sensitive_domain", "This page is about money.")


@pytest.fixture
def more_settings():
    return 'watch_seconds = 5\nwatch_counts = "input"\n'


def is_seen(window):
    """Somebody moves the mouse over the app's own window."""
    place = window.wait_for("task")
    run("xdotool", "mousemove", str(place["x"]), str(place["y"]))
    run("xdotool", "mousemove_relative", "3", "3", "mousemove_relative", "3", "3")


def test_nothing_is_asked_or_done_while_nobody_is_there_and_the_run_goes_on_when_somebody_is(
    window, mousepad, responses_server
):
    moves = [{"type": "move", "x": 100 + 10 * step, "y": 200} for step in range(60)]
    steps = [call(number, move) for number, move in enumerate(moves, 2)]
    responses_server.will_answer(call(1, EDITOR, checks=[SENSITIVE]), *steps)
    begin(window, "Move about.")
    answer(window, "allow")
    assert window.status("Paused")
    before = len(responses_server.requests)
    assert before > 2  # it worked while the person who said yes counted as there
    assert not until(lambda: len(responses_server.requests) > before, 2)
    is_seen(window)
    assert until(lambda: len(responses_server.requests) > before)
    window.click("stop")
    assert window.status("Stopped")
