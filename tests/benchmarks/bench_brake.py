"""Prints how long the brake takes, in milliseconds of the X server's clock, as RECORD saw it.

Run by hand: `python -m tests.benchmarks.bench_brake`. It uses a private display. Events that were
injected after the stop's own event was, but before anybody could have heard of it, count too.
"""

import os
import random
import signal
import statistics
import time

from cua_desktop.agent.actions import Move
from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.apps import app_at_work
from tests.input.hostile_runs import HANDS_KEYS
from tests.input.phases import CENTRE, PHASES, Hand, work
from tests.input.recorded import held_at_the_end, recording
from tests.input.support import NOTHING, Desk, keys_down, until

CHORDS_A_PHASE, SLAMS_A_PHASE, DEATHS = 30, 10, 50
GOAL_STOP, GOAL_DEATH = 20, 250
CORNER = (0, 0)


def milliseconds_now():
    """The clock of the X server, which is the system's monotonic one (os/utils.c, GetTimeInMillis)."""
    return time.monotonic() * 1000


class Bench:
    def __init__(self, desk, recorded):
        self.desk, self.recorded, self.hand = desk, recorded, Hand()
        self.hands_codes = [self.hand.code(name) for name in HANDS_KEYS]
        self.chance = random.Random(1)  # noqa: S311 - repeatable, not secret

    def broken_off(self, phase, gesture):
        """All events of a run that the gesture stops at a random moment."""
        desk = self.desk
        desk.do(desk.input.start_run())
        desk.perform(Move(CENTRE))
        self.recorded.caught_up()
        self.recorded.events.clear()
        working = desk.started(work(desk.input, PHASES[phase]))
        if phase != "waiting":
            enough = self.chance.randrange(5, 300)
            until(lambda: len(self.recorded.events) > enough, 2)
        time.sleep(self.chance.random() / 50)
        gesture()
        desk.outcome(working)
        desk.do(desk.input.end_run())
        events = self.recorded.caught_up()
        assert held_at_the_end(events) == set()
        return events

    def stop_by_chord(self, phase):
        """How long after the last key of the chord our last press or motion came, and our last release."""
        events = self.broken_off(phase, lambda: self.hand.press_stop_keys(HANDS_KEYS))
        # The agent types the last key too: it is the first one after the one before it in the chord.
        at = 0
        for code in self.hands_codes:
            at = next(n for n in range(at, len(events)) if events[n].code == code and events[n].is_press)
        return self.after(events, at, lambda event: event.code not in self.hands_codes)

    def stop_by_slam(self, phase):
        events = self.broken_off(phase, self.hand.slam)
        at = next(n for n, event in enumerate(events) if event.kind == "motion" and event.place == CORNER)
        return self.after(events, at, lambda event: event.kind != "motion" or event.place != CORNER)

    def after(self, events, at, is_ours):
        ours = [event for event in events[at + 1 :] if is_ours(event)]
        begun = events[at].time
        acting = [event.time - begun for event in ours if not event.is_release]
        return max(acting, default=0), max((event.time - begun for event in ours), default=0)


def told(what, times, goal):
    times = sorted(times)
    p99 = times[min(len(times) - 1, round(0.99 * (len(times) - 1)))]
    verdict = "ok" if p99 <= goal else "MISSED"
    print(
        f"{what:52} n {len(times):4}  p50 {statistics.median(times):6.1f}  p99 {p99:6.1f}"
        f"  max {times[-1]:6.1f}  goal p99 <= {goal}: {verdict}"
    )


def stops(bench, what, stop, number):
    acting, releasing = [], []
    for phase in PHASES:
        pairs = [stop(phase) for _ in range(number)]
        acting += [pair[0] for pair in pairs]
        releasing += [pair[1] for pair in pairs]
        print(f"  {what}, {phase}: max {max(pair[0] for pair in pairs)} / {max(pair[1] for pair in pairs)}")
    told(f"{what} -> our last press or motion", acting, GOAL_STOP)
    told(f"{what} -> our last release", releasing, GOAL_STOP)


def deaths_of_the_app(recorded):
    times = []
    for _ in range(DEATHS):
        with app_at_work("dragging") as app:
            recorded.events.clear()
            killed = milliseconds_now()
            app.process.send_signal(signal.SIGKILL)
            assert until(lambda: keys_down() == NOTHING)
            times.append(recorded.caught_up()[-1].time - killed)
    told("the app's death -> all released", times, GOAL_DEATH)


def deaths_of_the_input_process(recorded):
    times = []
    desk = Desk()
    for _ in range(DEATHS):
        desk.do(desk.input.open())
        desk.do(desk.input.start_run())
        working = desk.started(work(desk.input, PHASES["dragging with the modifiers of the stop keys"]))
        assert until(lambda: len(keys_down()[0]) == 2)
        recorded.events.clear()
        killed = milliseconds_now()
        os.kill(desk.pid, signal.SIGKILL)
        desk.outcome(working)
        assert keys_down() == NOTHING
        times.append(recorded.caught_up()[-1].time - killed)
        until(lambda: not desk.input.alive)
    desk.close()
    told("the input process's death -> all released", times, GOAL_DEATH)


def main():
    with virtual_display(Size(1280, 800)) as variables:
        os.environ.update(variables)
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        with recording() as recorded:
            desk = Desk()
            desk.do(desk.input.open())
            bench = Bench(desk, recorded)
            stops(bench, "the stop keys", bench.stop_by_chord, CHORDS_A_PHASE)
            stops(bench, "a slam", bench.stop_by_slam, SLAMS_A_PHASE)
            desk.close()
            deaths_of_the_app(recorded)
            deaths_of_the_input_process(recorded)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
