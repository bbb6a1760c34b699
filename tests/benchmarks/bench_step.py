"""What a step costs beside the model: from the response received to the next request's arrival.

Run by hand: `.venv/bin/python -m tests.benchmarks.bench_step [STEPS]`. The whole app without its window
works a real GTK program at 1920x1080: each step clicks in a menu bar, and the next request carries the
settled screenshot. A real HTTP server stands for the model and takes the times. Milliseconds.
"""

import asyncio
import dataclasses
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cua_desktop.agent.events import ActionDone, ActionStarted, ResponseReceived, ScreenshotTaken
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.paths import Profile
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.settings import Settings
from cua_desktop.wiring.opening import NoOwnWindows, open_session
from tests.benchmarks.transitions import NO_BUS
from tests.input.support import program, run
from tests.responses_server import computer_call, message, response, running_responses_server
from tests.screen.desk import place_of

DISPLAY, IMAGE = Size(1920, 1080), Size(1600, 900)
GOAL = 200
PEERS = {  # the same on one machine, medians of click, wait and screenshot
    "OpenAI sample 2025 (no wait)": 386,
    "Azure sample (no wait)": 656,
    "cua agent": 971,
    "bytebot": 1382,
    "UI-TARS operator": 1623,
    "open-interpreter": 2749,
    "Anthropic demo": 3094,
    "self-operating-computer": 3277,
}


class Clock:
    """The model: answers with clicks in turn, and takes the times of requests and answers."""

    def __init__(self, points, steps):
        self.points, self.steps = points, steps
        self.overheads = []
        self._answered = None

    def __call__(self, _request):
        now = time.monotonic()
        if self._answered is not None:
            self.overheads.append(1000 * (now - self._answered))
        if len(self.overheads) >= self.steps:
            return response(message("Done."))
        number = len(self.overheads)
        point = self.points[number % len(self.points)]
        # Each time another part of the entry: the same again is what the guard against loops asks about.
        part = number // len(self.points)
        x, y = point.x + 9 * (part % 3 - 1), point.y + 5 * (part // 3 % 2 * 2 - 1)
        click = {"type": "click", "button": "left", "x": x, "y": y}
        answer = response(computer_call(click, call_id=f"call_{len(self.overheads)}"))
        self._answered = time.monotonic()
        return answer


def phases_of(events):
    """Milliseconds from event to event, by step."""
    found = {"decide": [], "act": [], "settle, capture, encode": []}
    last = {}
    for event in events:
        match event:
            case ResponseReceived():
                last["response"] = event.time
            case ActionStarted():
                found["decide"].append(1000 * (event.time - last["response"]))
            case ActionDone():
                last["done"] = event.time
                found["act"].append(1000 * event.seconds)
            case ScreenshotTaken() if "done" in last:
                found["settle, capture, encode"].append(1000 * (event.time - last["done"]))
    return found


async def measured(clock, server, folder):
    events = []
    settings = dataclasses.replace(
        Settings(), base_url=server.base_url, max_steps=clock.steps + 10, max_cost=10_000.0
    )
    session = open_session(
        settings,
        Profile(Path(folder)),
        person=None,
        own_windows=NoOwnWindows(),
        report=events.append,
        api_key="sk-test",
    )
    server.will_ask(clock)
    await session.open()
    ended = await session.run("Click through the menus.")
    await session.close()
    return events, ended


def text_of(times):
    p95 = sorted(times)[int(0.95 * (len(times) - 1))]
    return f"median {statistics.median(times):6.1f}, p95 {p95:6.1f}, least {min(times):6.1f}"


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with virtual_display(DISPLAY) as variables, tempfile.TemporaryDirectory() as folder:
        os.environ.update({**variables, "HOME": folder, "NO_PROXY": "127.0.0.1"})
        subprocess.run(["xsetroot", "-solid", "#406080"], check=True)
        with (
            program("Mousepad", "mousepad", "--disable-server", **NO_BUS),
            running_responses_server() as server,
        ):
            editor = run("xdotool", "search", "--onlyvisible", "--class", "mousepad").split()[-1]
            place = place_of(editor)
            file, edit = (Point(place.x + dx, place.y + 12) for dx in (18, 50))
            # Open, close, open the next, close: every click changes something.
            points = [
                Point(p.x * IMAGE.width // DISPLAY.width, p.y * IMAGE.height // DISPLAY.height)
                for p in (file, file, edit, edit)
            ]
            clock = Clock(points, steps)
            events, ended = asyncio.run(measured(clock, server, folder))
    print(f"{len(clock.overheads)} steps, ended: {ended.reason}. {ended.message}")
    print(f"{'step overhead':26}{text_of(clock.overheads)}   goal: median ≤ {GOAL}")
    for name, times in phases_of(events).items():
        print(f"  {name:24}{text_of(times)}")
    whole = dataclasses.asdict(ended.phases)
    steps_done = len(clock.overheads)
    each = ", ".join(
        f"{name} {1000 * whole[name] / steps_done:.1f}" for name in ("act", "settle", "capture", "encode")
    )
    print(f"  of a step on average:   {each}")
    unsettled = sum(1 for event in events if isinstance(event, ScreenshotTaken) and not event.settled)
    print(f"  {unsettled} screenshots not settled; load {os.getloadavg()[0]:.1f}")
    median = statistics.median(clock.overheads)
    for name, milliseconds in PEERS.items():
        print(f"    {name:32}{milliseconds:6}  {milliseconds / median:5.1f}x")


if __name__ == "__main__":
    main()
