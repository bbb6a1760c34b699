"""Is the frame that is sent the one a user would call finished? Beside fixed waits, as others have them.

Run by hand: `.venv/bin/python -m tests.benchmarks.bench_settle [ROUNDS [SEED]]`; 25 transitions a round,
12 rounds are 300. Each is performed by the real input process on real programs; the frame of
`look_when_settled` and captures 0.5, 1 and 2 s after the action are compared, pixel by pixel, with what
the screen shows once the transition is over for certain. What changes even then (a caret), and what
never rests by design (a spinner, a clock, a video), does not count. Waits are in seconds after the
action was performed.
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass

from PySide6.QtGui import QImage

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen.capture import Capture
from cua_desktop.screen.desktop import DesktopScreen
from tests.benchmarks.transitions import Transition, browser, gtk_and_terminal
from tests.input.permitted import PermittedInput
from tests.screen.desk import OwnWindows

DISPLAY = Size(1280, 800)
FIXED = (0.5, 1.0, 2.0)
CELL = 16
"""Pixels: what never rests is left out in squares of this size, and those around them."""

REFERENCES, APART = 7, 0.2
"""So many last pictures, so far apart in seconds: more than a caret's period."""


@dataclass(frozen=True)
class Outcome:
    """`right` by wait: `settled` and the fixed ones; `waited` is the settled one's.

    `happened` says whether the action changed the screen at all: a transition that did not is no proof.
    """

    waited: float
    settled: bool
    right: dict
    happened: bool


def squares_of(pixels, only=None):
    """The picture in squares, row by row; a square is its rows of bytes."""
    across, squares = DISPLAY.width // CELL, {}
    for down in range(DISPLAY.height // CELL):
        rows = [
            pixels[4 * DISPLAY.width * y : 4 * DISPLAY.width * (y + 1)]
            for y in range(down * CELL, (down + 1) * CELL)
        ]
        for x in range(across):
            if only is None or (x, down) in only:
                squares[x, down] = b"".join(row[4 * CELL * x : 4 * CELL * (x + 1)] for row in rows)
    return squares


def differing(one, other):
    """The squares in which two captures differ."""
    if one == other:
        return set()
    first, second = squares_of(one), squares_of(other)
    return {place for place, square in first.items() if square != second[place]}


def restless_squares(transition, references):
    found = {place for each in references[:-1] for place in differing(each, references[-1])}
    for area in transition.endless:
        xs = range(area.x // CELL, (area.right - 1) // CELL + 1)
        found |= {(x, y) for x in xs for y in range(area.y // CELL, (area.bottom - 1) // CELL + 1)}
    return {(x + dx, y + dy) for x, y in found for dx in (-1, 0, 1) for dy in (-1, 0, 1)}


def pixels_of(frame):
    picture = QImage.fromData(frame.data).convertToFormat(QImage.Format.Format_RGB32)
    return bytes(picture.constBits())


def captured(capture):
    """All bytes, the fourth of each pixel as Qt has it."""
    shot = capture.grab("1", fresh=False)
    picture = QImage(
        shot.pixels, shot.size.width, shot.size.height, 4 * shot.size.width, QImage.Format.Format_RGB32
    ).convertToFormat(QImage.Format.Format_RGB888)
    whole = picture.convertToFormat(QImage.Format.Format_RGB32)
    return bytes(whole.constBits())


async def outcome_of(transition: Transition, screen, hands, capture) -> Outcome:
    await asyncio.to_thread(transition.prepare)
    await asyncio.sleep(0.4)
    await screen.look()
    before = await asyncio.to_thread(captured, capture)
    await hands.perform(screen.on_screen(transition.action), screen.shown)
    begun = time.monotonic()
    looking = asyncio.ensure_future(screen.look_when_settled([transition.action]))
    pictures = {}
    for wait in FIXED:
        await asyncio.sleep(begun + wait - time.monotonic())
        pictures[wait] = await asyncio.to_thread(captured, capture)
    view = await looking
    pictures["settled"] = pixels_of(view.frame)
    await asyncio.sleep(max(0.0, begun + transition.lasts - time.monotonic()))
    references = []
    for _ in range(REFERENCES):
        references.append(await asyncio.to_thread(captured, capture))
        await asyncio.sleep(APART)
    ignored = restless_squares(transition, references)
    right = {wait: differing(each, references[-1]) <= ignored for wait, each in pictures.items()}
    return Outcome(view.settle_seconds, view.settled, right, bool(differing(before, references[-1])))


async def phase(makers, rounds, randomly, results):
    screen = DesktopScreen(
        monitor="1",
        display_size="auto",
        box=Size(1600, 900),
        own_windows=OwnWindows(),
        lossless=True,
    )
    hands = PermittedInput(stop_chord="ctrl+alt+q", report=lambda _: None, interruptible=False)
    capture = Capture()
    await hands.open()
    await hands.start_run()
    try:
        for _ in range(rounds):
            for make in makers:
                transition = make(randomly)
                outcome = await outcome_of(transition, screen, hands, capture)
                results[transition.name].append(outcome)
                marks = " ".join(
                    f"{wait}:{'ok' if fine else 'WRONG'}" for wait, fine in outcome.right.items()
                )
                marks += "" if outcome.happened else ", NOTHING HAPPENED"
                print(f"{transition.name}: {outcome.waited:.2f} s, {marks}", flush=True)
    finally:
        await hands.end_run()
        await hands.close()
        screen.close()
        capture.close()


def line(name, outcomes):
    waits = sorted(each.waited for each in outcomes)
    p95 = waits[min(len(waits) - 1, int(0.95 * len(waits)))]
    wrong = [sum(not each.right[wait] for each in outcomes) for wait in ("settled", *FIXED)]
    shares = " ".join(f"{100 * number / len(outcomes):7.1f} %" for number in wrong)
    unsettled = sum(not each.settled for each in outcomes)
    ours = f"{statistics.median(waits):7.2f} {p95:6.2f} {waits[-1]:6.2f}"
    return f"{name:34}{len(outcomes):4} {ours} {unsettled:5} {shares}"


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    results = defaultdict(list)
    randomly = random.Random(seed)  # noqa: S311
    loads = [os.getloadavg()[0]]
    with virtual_display(DISPLAY) as variables, tempfile.TemporaryDirectory() as home:
        os.environ.update({**variables, "HOME": home, "NO_AT_BRIDGE": "1"})
        subprocess.run(["xsetroot", "-solid", "#406080"], check=True)
        try:
            with gtk_and_terminal() as makers:
                asyncio.run(phase(makers, rounds, randomly, results))
            loads.append(os.getloadavg()[0])
            with browser(variables) as makers:
                asyncio.run(phase(makers, rounds, randomly, results))
        finally:
            loads.append(os.getloadavg()[0])
            report(results, loads)


def report(results, loads):
    print(f"\n{'':34}{'n':>4} {'median':>7} {'p95':>6} {'most':>6} {'cut':>5}   wrong:", end="")
    print(f"{'ours':>5} {'0.5 s':>9} {'1 s':>9} {'2 s':>9}")
    for name, outcomes in results.items():
        print(line(name, outcomes))
    print(line("all", [each for outcomes in results.values() for each in outcomes]))
    print("“cut”: not settled at the ceiling. Load of the machine:", [round(each, 1) for each in loads])


if __name__ == "__main__":
    main()
