"""A thousand tries of another program to approve: how many, of which kind, and how many succeeded (none may).

Run by hand: `.venv/bin/python -m tests.benchmarks.sweep_approvals [TRIES [DISPLAYS]]`. Real displays
(Xvfb), the real dialog, the real input process; half of the displays count only real devices, the other
half injected input too, where only what is untimely or sent past the devices is tried. With 6 displays
a thousand tries take some 6 minutes.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display

TRIES, DISPLAYS = 1000, 6
_ONE = "one display"


def besieged(counting, tries, seed):
    """In a process of its own, on a display of its own; gives its report."""
    with virtual_display(Size(1000, 700)) as variables, TemporaryDirectory() as home:
        environment = {**os.environ, **variables, "HOME": home, "NO_AT_BRIDGE": "1"}
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.sweep_approvals",
            _ONE,
            counting,
            str(tries),
            str(seed),
        ]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def one_display(counting, tries, seed):
    from tests.ui.approval_siege import Siege

    siege = Siege(counting, int(seed))
    try:
        siege.go_on(int(tries))
    finally:
        siege.end()
        for name, number in siege.tried.items():
            print("tried", name, number)
        for name, number in siege.answers.items():
            print("answered", name, number)
        for name in siege.approved_by:
            print("APPROVED", name, counting, seed)


def main():
    words = sys.argv[1:]
    if words and words[0] == _ONE:
        one_display(*words[1:])
        return 0
    tries = int(words[0]) if words else TRIES
    displays = int(words[1]) if len(words) > 1 else DISPLAYS
    seeds = [random.randrange(1 << 31) for _ in range(displays)]  # noqa: S311
    work = [(("physical", "injected")[n % 2], -(-tries // displays), seed) for n, seed in enumerate(seeds)]
    bad = 0
    with ThreadPoolExecutor(displays) as pool:
        for (counting, _, seed), report in zip(
            work, pool.map(lambda each: besieged(*each), work), strict=True
        ):
            counts = Counter()
            for line in report.stdout.splitlines():
                kind, *rest = line.split()
                counts[kind] += int(rest[1]) if kind != "APPROVED" else 1
            print(f"--- {counting}, seed {seed}: {counts['tried']} tries, {counts['APPROVED']} approvals")
            print(report.stdout, report.stderr, sep="", end="", flush=True)
            bad += counts["APPROVED"] + (report.returncode != 0) + (counts["tried"] != work[0][1])
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
