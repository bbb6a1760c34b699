"""Breaks many random runs off at random moments; fails at the first that leaves anything wrong.

Run by hand: `python -m tests.benchmarks.sweep_hostile_runs [EXAMPLES [FIRST_SEED]]`.
"""

import os
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.hostile_runs import Stage, example
from tests.input.recorded import recording
from tests.input.support import Desk
from tests.input.text_fields import qt_text_field


def main():
    examples, first = [*map(int, sys.argv[1:]), *(300, 1000)[len(sys.argv) - 1 :]]
    all_, in_the_middle = Counter(), Counter()
    with virtual_display(Size(1280, 800)) as variables:
        os.environ.update(variables)
        desk = Desk(interruptible=True)
        desk.do(desk.input.open())
        with TemporaryDirectory() as folder, qt_text_field(Path(folder)) as field, recording() as recorded:
            stage = Stage(desk, recorded, field.process)
            for seed in range(first, first + examples):
                how, length, whole = example(stage, seed)
                all_[how] += 1
                in_the_middle[how] += length < whole
            stage.close()
        desk.close()
    for how, number in sorted(all_.items()):
        print(
            f"{how:28} {number:4} runs, {in_the_middle[how]:4} broken off in the middle, none left anything"
        )


if __name__ == "__main__":
    main()
