"""Dialogs, menus, tooltips and lists of choices of the app: never seen by the model, never a target."""

import json
import os
import subprocess
import sys

import pytest

KINDS = {"nothing": 1, "combo": 2, "menu": 2, "tooltip": 2, "dialog": 2}


@pytest.fixture(scope="module")
def said(display_variables):
    command = [sys.executable, "-m", "tests.ui.window_popups"]
    told = subprocess.run(
        command,
        env={**os.environ, **display_variables},
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    return {each["kind"]: each for each in map(json.loads, told.stdout.splitlines())}


@pytest.mark.parametrize(("kind", "windows"), KINDS.items())
def test_every_window_that_the_x_server_shows_is_known_masked_and_moves_off(said, kind, windows):
    told = said[kind]
    assert told["shown"] >= windows
    assert told["missed"] == 0
    assert told["loud"] == 0
    assert told["target"]
    assert told["moved"]
    assert told["free"]
