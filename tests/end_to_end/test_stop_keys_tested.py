"""The test of the stop keys on the first page of the real window, with real keys."""

import json

from tests.input.support import run, until


def test_the_stop_keys_are_tested_in_the_window_and_that_is_remembered(cua, window):
    file = cua.profile / "stop-keys.json"

    def pressed_and_remembered():
        run("xdotool", "key", "alt+y")  # which begins the test, and does nothing once it has begun
        run("xdotool", "key", "ctrl+alt+q")
        return until(file.exists, 0.3)

    assert until(pressed_and_remembered)
    assert json.loads(file.read_text()) == {"linux": ["alt+ctrl+q"]}
    window.click("task")
    run("xdotool", "type", "--delay", "5", "Do it.")
    window.wait_for("run", lambda widget: widget["enabled"])
