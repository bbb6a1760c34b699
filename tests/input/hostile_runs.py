"""One random run on a real display, broken off at a random moment, and what the display got of it."""

import os
import random
import signal
import time

from cua_desktop.agent.actions import Click, Drag, Keypress, Move, Scroll, Type
from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.client import UserActive
from tests.input.phases import Hand
from tests.input.recorded import held_at_the_end
from tests.input.support import NOTHING, freeze, keymap_dump, keys_down, run, until

SHOWN = Rect(200, 150, 700, 500)
KEYS = ("CTRL", "ALT", "SHIFT", "META")
# The hand's keys are others than the agent's, so that they can be told apart in the recording.
HANDS_KEYS = ("Control_R", "Alt_R", "q")
USERS_KEY = "F12"

ALPHABETS = ("abcdeABCDE 12345!?\n", "aäß é漢字", "ъцй Йab,漢€\n")
"""What us has on its keys, what it has to borrow keys for, and what ru has and lacks."""


def random_actions(chance):
    def place():
        return Point(chance.randrange(200, 900), chance.randrange(150, 650))

    def held():
        return tuple(chance.sample(KEYS, chance.randrange(4)))

    def text():
        return "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randrange(1, 60)))

    makers = (
        lambda: Click(place(), chance.choice(("left", "right", "wheel", "back", "forward")), held()),
        lambda: Drag(tuple(place() for _ in range(chance.randrange(2, 6))), held()),
        lambda: Keypress((*held(), chance.choice("abcdefg"))),
        lambda: Move(place(), held()),
        lambda: Scroll(place(), chance.randrange(-900, 900), chance.randrange(-2000, 2000), held()),
        lambda: Type(text()),
    )
    return [chance.choice(makers)() for _ in range(chance.randrange(2, 6))]


def stop_keys(stage):
    stage.hand.press_stop_keys(HANDS_KEYS)


def stop_button(stage):
    stage.desk.call(stage.desk.input.stop_now, "the Stop button")


def kill(stage):
    os.kill(stage.desk.pid, signal.SIGKILL)


def terminate(stage):
    os.kill(stage.desk.pid, signal.SIGTERM)


def garbage(stage):
    stage.desk.call(stage.desk.input._child.send, b"\xff\xfe{no order\n" * 50)
    stage.desk.call(stage.desk.input.stop_now, "the Stop button")


def half_an_order_and_no_more(stage):
    child = stage.desk.input._child
    stage.desk.call(child.send, b'{"do":"perform","action":{"kind":"cli')
    stage.desk.call(child._outbox.put, None)


def key_of_the_user(stage):
    code = stage.hand.code(USERS_KEY)
    stage.hand.press(code)
    stage.hand.let_go(code)


def stop_keys_while_the_program_hangs(stage):
    """It freezes first, and the agent may be waiting for it; it goes on once that is over."""
    freeze(stage.program.pid)
    time.sleep(0.05)
    stage.hand.press_stop_keys(HANDS_KEYS)


BREAKS = (
    stop_keys,
    stop_keys_while_the_program_hangs,
    stop_button,
    key_of_the_user,
    kill,
    terminate,
    garbage,
    half_an_order_and_no_more,
)
LAYOUTS = ("us", "ru")

MOST_SECONDS = 5
"""For a run to be over: half of what a program may take that hangs."""


class Stage:
    """A desk, a hand, a recording, and the program that has the keyboard, a process."""

    def __init__(self, desk, recorded, program):
        self.desk, self.recorded, self.hand = desk, recorded, Hand()
        self.program = program
        self._hands_codes = {self.hand.code(name) for name in (*HANDS_KEYS, USERS_KEY)}
        self.keyboards = {}
        self.layout = None
        for layout in LAYOUTS:
            self.set_layout(layout)
            self.keyboards[layout] = keymap_dump()

    def set_layout(self, layout):
        if layout != self.layout:
            run("setxkbmap", layout)
        self.layout = layout

    def run(self, actions, break_off=None, after=0):
        """Performs the actions in a run of their own; gives what the display got, without the hand's."""
        desk = self.desk
        if not desk.input.alive:
            desk.do(desk.input.open())
        desk.reports.clear()
        desk.do(desk.input.start_run())
        desk.perform(Move(Point(200, 150)))
        self.recorded.caught_up()
        self.recorded.events.clear()
        working = desk.started(_work(desk.input, actions))
        if break_off is not None:
            until(lambda: len(self.recorded.events) >= after or working.done())
            try:
                break_off(self)
                assert until(working.done, MOST_SECONDS), "it goes on waiting for the program"
            finally:
                os.kill(self.program.pid, signal.SIGCONT)
        desk.outcome(working)
        interrupted = []
        if break_off is key_of_the_user:
            interrupted = self._without_the_hands()
            self._go_on()
        desk.do(desk.input.end_run())
        if break_off in (kill, terminate, half_an_order_and_no_more):
            assert until(lambda: not desk.input.alive)
        mine = interrupted or self._without_the_hands()
        return [(e.kind, e.code, e.place if e.kind == "motion" else None) for e in mine], mine

    def _without_the_hands(self):
        # A window manager that looks at a click first holds back for a moment what came after it.
        assert until(lambda: keys_down() == NOTHING)
        return [event for event in self.recorded.caught_up() if event.code not in self._hands_codes]

    def _go_on(self):
        """The user was heard and has left: the agent works again, and repeats nothing."""
        desk = self.desk
        desk.wait_for(lambda: any(isinstance(report, UserActive) for report in list(desk.reports)))
        self.recorded.events.clear()
        desk.do(desk.input.resume())
        desk.perform(Move(Point(500, 400)))
        (motion,) = self.recorded.caught_up()
        assert motion.place == (500, 400)
        self.recorded.events.clear()

    def close(self):
        self.set_layout("us")
        self.hand.close()


async def _work(process, actions):
    for action in actions:
        try:
            await process.perform(action, SHOWN)
        except CuaError:
            return


def example(stage, seed):
    """One example; says what broke the run off, and how many events came before. Asserts everything."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    actions = random_actions(chance)
    break_off = BREAKS[seed % len(BREAKS)]
    layout = LAYOUTS[seed // len(BREAKS) % len(LAYOUTS)]
    stage.set_layout(layout)
    right, _ = stage.run(actions)
    got, events = stage.run(actions, break_off, chance.randrange(len(right)))
    length = next((n for n, (one, other) in enumerate(zip(got, right, strict=False)) if one != other), None)
    length = min(len(got), len(right)) if length is None else length
    held = held_in_order(right[:length])
    # The releases that end it may be the right ones too.
    assert got[length:] == [] or got[length:] == released(held), (break_off.__name__, actions, got[length:])
    assert held_at_the_end(events) == set()
    assert until(lambda: keymap_dump() == stage.keyboards[layout])
    assert all(Point(*event.place) in SHOWN for event in events if event.kind == "motion")
    return break_off.__name__, length, len(right)


def held_in_order(events):
    held = []
    for kind, code, _ in events:
        what, _, way = kind.partition("_")
        if way == "down":
            held.append((what, code))
        elif way == "up" and (what, code) in held:
            held.remove((what, code))
    return held


def released(held):
    return [(f"{what}_up", code, None) for what, code in reversed(held)]
