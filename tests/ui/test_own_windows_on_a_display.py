"""Rectangles of real windows with a window manager's frame, also where Qt scales."""

import subprocess

import pytest

from tests.ui.processes import Program


def outer_rectangle(window):
    """The window with its frame as the X server has it: x, y, width, height in pixels."""

    def geometry(window):
        told = subprocess.run(
            ["xwininfo", "-id", str(window)], capture_output=True, text=True, check=True
        ).stdout
        numbers = {
            name.strip(): value
            for name, _, value in (line.partition(":") for line in told.splitlines())
            if value
        }
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        return [int(numbers[name]) for name in names]

    told = subprocess.run(
        ["xprop", "-id", str(window), "_NET_FRAME_EXTENTS"], capture_output=True, text=True, check=True
    )
    left, right, top, bottom = (int(part) for part in told.stdout.split("=")[1].split(","))
    x, y, width, height = geometry(window)
    return [x - left, y - top, width + left + right, height + top + bottom]


def no_smaller(told, seen):
    """Whether what is told holds all that is seen, and at most two pixels more on a side.

    Qt counts the frame in whole logical pixels.
    """
    (x, y, width, height), (real_x, real_y, real_width, real_height) = told, seen
    around = (real_x - x, real_y - y, x + width - real_x - real_width, y + height - real_y - real_height)
    return all(0 <= more <= 2 for more in around)


@pytest.mark.parametrize("factor", ["1", "1.5", "2"])
def test_rectangles_are_those_of_the_x_server_and_move_off_the_target(display, monkeypatch, factor):
    monkeypatch.setenv("QT_SCALE_FACTOR", factor)
    program = Program("tests.ui.window_places")
    try:
        first = program.said("first")
        seen = outer_rectangle(first["window"])
        assert no_smaller(first["first"], seen), (first, seen)
        aside = program.said("aside")
        assert aside["aside"]
        program.said("then")
        x, y, width, height = outer_rectangle(first["window"])
        target_x, target_y = aside["target"]
        assert not (x <= target_x < x + width and y <= target_y < y + height)
    finally:
        program.end()
