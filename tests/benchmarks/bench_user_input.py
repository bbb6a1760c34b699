"""Prints how long after the user's own event ours end, in milliseconds of the X server's clock.

Run by hand: `python -m tests.benchmarks.bench_user_input`. It uses a private display. Then it
works for a while, also on a busy machine, and prints how often it took itself for the user.
"""

import multiprocessing
import os
import random
import statistics
import time

from Xlib import X
from Xlib.ext import xtest

from cua_desktop.agent.actions import Drag, Keypress, Move, Scroll, Type
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.input.client import UserActive
from cua_desktop.input.user_watch import LEAVING_SECONDS
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.phases import CENTRE, PATH, PHASES, Hand, work
from tests.input.recorded import recording
from tests.input.support import NOTHING, Desk, keys_down, until

INTERRUPTIONS = 40
GOAL = 50
PHASES_MEASURED = ("typing", "typing what the layout lacks", "dragging", "scrolling")
SIDE_BUTTON, WHEEL_LEFT = 8, 6
ELSEWHERE = (1000, 700)  # nowhere on the agent's path
SOAK_SECONDS = 60
BUSY_PROCESSES = 6


class UserHand(Hand):
    """One event each; gives its kind, code and place in the recording."""

    def key(self):
        code = self.code("Shift_R")
        self.press(code)
        self.let_go(code)
        return lambda event: (event.kind, event.code) == ("key_down", code)

    def button(self, number=SIDE_BUTTON):
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self._display, kind, number)
        self._display.sync()
        return lambda event: (event.kind, event.code) == ("button_down", number)

    def wheel(self):
        return self.button(WHEEL_LEFT)

    def motion(self):
        """A short one, from place to place as a VNC server injects it."""
        for step in range(12):
            where = (ELSEWHERE[0] + 8 * step, ELSEWHERE[1])
            xtest.fake_input(self._display, X.MotionNotify, 0, x=where[0], y=where[1])
            self._display.sync()
            time.sleep(0.008)
        return lambda event: event.kind == "motion" and event.place[1] == ELSEWHERE[1]


class Bench:
    def __init__(self, desk, recorded):
        self.desk, self.recorded, self.hand = desk, recorded, UserHand()
        self.users = {self.hand.code("Shift_R"), SIDE_BUTTON, WHEEL_LEFT}
        self.chance = random.Random(1)  # noqa: S311 - repeatable, not secret

    def interrupted(self, phase, gesture):
        """How long after the user's event our last press or motion came, and our last release."""
        desk = self.desk
        desk.do(desk.input.resume())
        desk.perform(Move(CENTRE))
        self.recorded.caught_up()
        self.recorded.events.clear()
        working = desk.started(work(desk.input, PHASES[phase]))
        enough = self.chance.randrange(5, 300)
        until(lambda: len(self.recorded.events) > enough, 2)
        time.sleep(self.chance.random() / 50)
        is_users = gesture()
        desk.outcome(working)
        assert keys_down() == NOTHING
        until(lambda: any(map(is_users, self.recorded.events)))  # a busy machine records late
        events = self.recorded.caught_up()
        at = next(n for n, event in enumerate(events) if is_users(event))
        ours = [e for e in events[at + 1 :] if e.code not in self.users and not is_users(e)]
        acting = [event.time - events[at].time for event in ours if not event.is_release]
        return max(acting, default=0), max((event.time - events[at].time for event in ours), default=0)


def told(what, times):
    times = sorted(times)
    p99 = times[round(0.99 * (len(times) - 1))]
    verdict = "ok" if p99 <= GOAL else "MISSED"
    print(
        f"{what:52} n {len(times):4}  p50 {statistics.median(times):6.1f}  p99 {p99:6.1f}"
        f"  max {times[-1]:6.1f}  goal p99 <= {GOAL}: {verdict}"
    )


def measure(bench):
    for name in ("key", "button", "wheel", "motion"):
        pairs = []
        for phase in PHASES_MEASURED:
            now = [bench.interrupted(phase, getattr(bench.hand, name)) for _ in range(INTERRUPTIONS)]
            print(f"  {name}, {phase}: max {max(pair[0] for pair in now)} / {max(pair[1] for pair in now)}")
            pairs += now
        told(f"the user's {name} -> our last press or motion", [pair[0] for pair in pairs])
        told(f"the user's {name} -> our last release", [pair[1] for pair in pairs])


def burn():
    while True:
        pass


def soak(busy):
    """Works without a user; every report of one would be false."""
    burners = [multiprocessing.Process(target=burn, daemon=True) for _ in range(busy)]
    for burner in burners:
        burner.start()
    desk = Desk(interruptible=True)
    desk.do(desk.input.open())
    desk.do(desk.input.start_run())
    actions = (
        Type("The quick brown fox, 12 times. " * 645),  # 20,000 characters
        Drag(PATH[:300], keys=("CTRL",)),
        Scroll(CENTRE, 0, 6000),
        Scroll(CENTRE, 6000, -6000),
        Type("漢字éß🙂" * 100),
        Keypress(("CTRL", "SHIFT", "F5")),
        Move(Point(50, 60)),
    )
    done, until_when = 0, time.monotonic() + SOAK_SECONDS
    while time.monotonic() < until_when:
        desk.do(desk.input.perform(actions[done % len(actions)]), seconds=300)
        done += 1
    time.sleep(2)
    false = sum(isinstance(report, UserActive) for report in desk.reports)
    desk.close()
    for burner in burners:
        burner.kill()
        burner.join()
    print(f"{done} actions in {SOAK_SECONDS} s beside {busy} busy processes: {false} taken for the user's")


def main():
    with virtual_display(Size(1280, 800)) as variables:
        os.environ.update(variables)
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        with recording() as recorded:
            desk = Desk(interruptible=True)
            desk.do(desk.input.open())
            desk.do(desk.input.start_run())
            time.sleep(LEAVING_SECONDS)
            measure(Bench(desk, recorded))
            desk.close()
        for busy in (0, BUSY_PROCESSES):
            soak(busy)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
