"""Dialogs, menus, tooltips and lists of choices of the app: never seen by the model, never a target."""

import json
import os
import subprocess
import sys

import pytest

KINDS = {"nothing": 1, "combo": 2, "menu": 2, "tooltip": 2, "dialog": 2}


@pytest.fixture(scope="module", params=[0, 640], ids=["the only monitor", "the second monitor"])
def said(display_variables, request):
    told = subprocess.run(
        [sys.executable, "-m", "tests.ui.window_popups", str(request.param)],
        env={**os.environ, **display_variables, "QT_QPA_PLATFORM": "xcb"},
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


@pytest.mark.parametrize("kind", KINDS)
def test_a_click_reaches_what_is_beneath_once_the_window_has_moved_off(said, kind):
    assert said[kind]["in its way"]
    assert not said[kind]["still in its way"]
