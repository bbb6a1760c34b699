"""Clicks on every kind of display: does what is decided on the sent picture land where it shows?

Run by hand: `.venv/bin/python -m tests.benchmarks.sweep_clicks [MARKS]`. Real displays (Xvfb), a real
window, the real input process; both dialects' sizes, and a size of another shape that a user fixed.
"""

import asyncio
import os
import random
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from cua_desktop.agent.geometry import Rect, Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.screen.clicks import clicked, marked_desktop, scattered
from tests.screen.desk import monitors

SIZES = [Size(1024, 768), Size(1366, 768), Size(1920, 1080), Size(2560, 1080), Size(3840, 2160)]
PICTURES = [(Size(1600, 900), "auto"), (Size(1024, 768), "auto"), (Size(1600, 900), "900x901")]


def layouts(size):
    """What is shown as which monitor: the whole desktop, two monitors, three of which one lies below."""
    width, height = size.width, size.height
    whole = Rect(0, 0, width, height)
    left, right = Rect(0, 0, width // 3, height), Rect(width // 3, 0, width - width // 3, height)
    upper = Rect(right.x, 0, right.width, height // 2 + 7)
    lower = Rect(right.x, upper.height, right.width, height - upper.height)
    yield "one monitor", [whole], {"1": whole}
    yield "primary at the right", [right, left], {"1": right, "2": left, "all": whole}
    yield "three monitors", [left, upper, lower], {"1": left, "2": upper, "3": lower}


def main():
    marks_each = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    randomly = random.Random()  # noqa: S311
    clicks, failures = 0, []
    # Without an application, Qt complains of pictures decoded here and scaled in other threads.
    application = QGuiApplication(["sweep", "-platform", "offscreen"])
    for size in SIZES:
        with virtual_display(size) as variables, tempfile.TemporaryDirectory() as folder:
            os.environ.update(variables)
            for name, rects, shown in layouts(size):
                marks = scattered(randomly, rects, marks_each)
                landed_file = Path(folder) / name.replace(" ", "-")
                with monitors(*rects), marked_desktop(landed_file, size, marks) as landed:
                    for monitor, part in shown.items():
                        for box, setting in PICTURES:
                            work = clicked(
                                randomly, marks, landed, monitor=monitor, display_size=setting, box=box
                            )
                            number, wrong = asyncio.run(work)
                            expected = sum(1 for mark in marks.values() if part.intersects(mark))
                            if number < expected:
                                wrong.append(f"{expected - number} marks were not found in the picture")
                            clicks += number + 4
                            failures += wrong
                            where = f"{size.width}x{size.height}, {name}, monitor {monitor}"
                            print(
                                f"{where}, {setting} in {box}: {number + 4} clicks, {len(wrong)} wrong",
                                *wrong,
                            )
    print(f"{clicks} clicks, {len(failures)} beside their pixel")
    application.quit()
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
