"""Prints what a click, a chord and a drag cost, beside xdotool and pyautogui as it comes.

Run by hand: `.venv/bin/python -m tests.benchmarks.bench_pointer`. Ours goes the whole way: the
client, its pipe, the input process, a real Qt window. Times in milliseconds: median, p95, least.
“there” is until the window has been told of the last event, “done” until the caller goes on.
xdotool drags without waiting for the program, and so cuts the corners.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Scroll
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.pointer_recorder import recorder
from tests.input.support import Desk, until

ROUNDS = 60
GOALS = {"click": 5, "chord": 10, "drag of 10 points": 60}
PATH = tuple(Point(300 + 40 * step, 300 + 60 * (step % 2)) for step in range(10))

PYAUTOGUI = """
import sys, time, types, json
sys.modules["mouseinfo"] = types.ModuleType("mouseinfo")
import pyautogui
path = json.loads(sys.argv[1])
def drag():
    pyautogui.moveTo(*path[0]); pyautogui.mouseDown()
    for x, y in path[1:]: pyautogui.moveTo(x, y)
    pyautogui.mouseUp()
JOBS = {"click": lambda: pyautogui.click(431, 322), "chord": lambda: pyautogui.hotkey("ctrl", "shift", "k"),
        "drag of 10 points": drag, "move": lambda: pyautogui.moveTo(440, 330),
        "double click": lambda: pyautogui.doubleClick(431, 322),
        "scroll of 3 notches": lambda: pyautogui.scroll(-3, 600, 400)}
times = {}
for name, job in JOBS.items():
    job()
    times[name] = []
    for _ in range(10):
        begun = time.perf_counter(); job(); times[name].append((time.perf_counter() - begun) * 1000)
print(json.dumps(times))
"""


def xdotool(name):
    """The arguments that have xdotool do the same."""
    moves = [word for point in PATH[1:] for word in ("mousemove", str(point.x), str(point.y))]
    return {
        "click": ["mousemove", "431", "322", "click", "1"],
        "double click": ["mousemove", "431", "322", "click", "--repeat", "2", "--delay", "20", "1"],
        "chord": ["key", "ctrl+shift+k"],
        "drag of 10 points": ["mousemove", "300", "300", "mousedown", "1", *moves, "mouseup", "1"],
        "move": ["mousemove", "440", "330"],
        "scroll of 3 notches": ["mousemove", "600", "400", "click", "--repeat", "3", "--delay", "0", "5"],
    }[name]


def ours():
    return {
        "click": (Click(Point(431, 322)), "release"),
        "chord": (Keypress(("CTRL", "SHIFT", "K")), "key up"),
        "drag of 10 points": (Drag(PATH), "release"),
        "move": (Move(Point(440, 330)), "move"),
        "double click": (DoubleClick(Point(431, 322)), "release"),
        "scroll of 3 notches": (Scroll(Point(600, 400), 0, 300), "wheel"),
    }


def measured(desk, recorded, action, last):
    done, there = [], []
    # In one place: apart, or a double click or a drag would wait for the press before.
    rest = 0.65 if isinstance(action, DoubleClick | Drag) else 0.02
    for _ in range(ROUNDS // 4 if rest > 0.1 else ROUNDS):
        recorded.forget()
        if isinstance(action, Move):
            desk.perform(Move(Point(500, 340)))
            time.sleep(0.02)
            recorded.forget()
        begun = time.monotonic()
        desk.perform(action)
        done.append((time.monotonic() - begun) * 1000)
        until(lambda: recorded.events(last), 5)
        time.sleep(rest)
        there.append((recorded.events(last)[-1]["time"] - begun) * 1000)
    return done[1:], there[1:]


def xdotool_times(name):
    times = []
    for _ in range(15):
        begun = time.perf_counter()
        subprocess.run(["xdotool", *xdotool(name)], check=True)
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.02)
    return times


def text_of(times):
    p95 = sorted(times)[int(0.95 * (len(times) - 1))]
    return f"{statistics.median(times):7.1f} {p95:7.1f} {min(times):7.1f}"


def main():
    with virtual_display(Size(1280, 800)) as variables, tempfile.TemporaryDirectory() as folder:
        os.environ.update(variables)
        with recorder(Path(folder) / "heard") as recorded, contextlib.closing(Desk()) as desk:
            desk.do(desk.input.open())
            desk.do(desk.input.start_run())
            results = {name: measured(desk, recorded, *what) for name, what in ours().items()}
            shell = {name: xdotool_times(name) for name in results}
            plain = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", PYAUTOGUI, json.dumps([(p.x, p.y) for p in PATH])],
                check=True,
                capture_output=True,
                text=True,
            )
        pyautogui = json.loads(plain.stdout)
    print(f"{'':22}{'done: median p95 least':>26}{'there: median p95 least':>28}   xdotool  pyautogui   goal")
    for name, (done, there) in results.items():
        mine = statistics.median(done)
        ratios = (
            f"{statistics.median(shell[name]) / mine:8.2f}x {statistics.median(pyautogui[name]) / mine:9.1f}x"
        )
        goal = f"≤ {GOALS[name]}" if name in GOALS else ""
        print(f"{name:22}{text_of(done):>26}{text_of(there):>28}  {ratios}   {goal}")


if __name__ == "__main__":
    main()
