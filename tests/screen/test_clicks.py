"""What is decided on the sent picture lands, by the real input process, where the picture shows it.

A subset that is cheap; all displays and layouts are in tests/benchmarks/sweep_clicks.py.
"""

import asyncio
import random

import pytest

from cua_desktop.agent.geometry import Rect, Size
from tests.screen.clicks import clicked, marked_desktop, scattered
from tests.screen.desk import monitors

GA_BOX, PREVIEW_BOX = Size(1600, 900), Size(1024, 768)
WHOLE, LEFT, RIGHT = Rect(0, 0, 1280, 800), Rect(0, 0, 500, 800), Rect(500, 0, 780, 800)


@pytest.mark.parametrize(
    ("layout", "monitor", "display_size", "box", "parts"),
    [
        ([WHOLE], "1", "auto", GA_BOX, [WHOLE]),
        ([WHOLE], "1", "900x900", PREVIEW_BOX, [WHOLE]),
        # The primary is on the right: the other lies left of it.
        ([RIGHT, LEFT], "1", "auto", PREVIEW_BOX, [RIGHT]),
        ([RIGHT, LEFT], "2", "400x700", GA_BOX, [LEFT]),
        ([RIGHT, LEFT], "all", "auto", PREVIEW_BOX, [LEFT, RIGHT]),
    ],
    ids=["GA", "a size of another shape", "primary", "left of the primary", "all as one picture"],
)
def test_clicks_decided_on_the_sent_picture_land_where_it_shows(
    desktop, tmp_path, layout, monitor, display_size, box, parts
):
    randomly = random.Random(4)  # noqa: S311
    marks = scattered(randomly, parts, 10)
    with monitors(*layout), marked_desktop(tmp_path / "landed", WHOLE.size, marks) as landed:
        number, wrong = asyncio.run(
            clicked(randomly, marks, landed, monitor=monitor, display_size=display_size, box=box)
        )
    assert wrong == []
    assert number == len(marks)
