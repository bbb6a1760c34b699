"""What is about to be done is on the display before it is done."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def said(display_variables):
    told = subprocess.run(
        [sys.executable, "-m", "tests.ui.window_marks"],
        env={**os.environ, **display_variables, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {each["kind"]: each for each in map(json.loads, told.stdout.splitlines())}


@pytest.mark.parametrize("kind", ["click", "drag", "text"])
def test_the_mark_is_on_the_display_when_the_action_has_been_reported(said, kind):
    assert said[kind]["before"]["other"] == 0
    assert said[kind]["after"]["other"] > 500


def test_the_cross_is_around_the_place_of_the_click(said):
    left, top, right, bottom = said["click"]["after"]["box"]
    assert (left + right) / 2 == pytest.approx(400, abs=2)
    assert (top + bottom) / 2 == pytest.approx(225, abs=2)


def test_the_path_of_a_drag_is_drawn_from_start_to_end(said):
    left, top, right, bottom = said["drag"]["after"]["box"]
    assert left < 100
    assert right > 695
    assert top < 100 < bottom
