"""What an agent may be doing when it is stopped, and the ways to stop it from outside the app."""

import time

from Xlib import XK, X, display
from Xlib.ext import xtest

from cua_desktop.agent.actions import Click, Drag, Keypress, Move, Scroll, Type, Wait
from cua_desktop.agent.geometry import Point

CENTRE = Point(640, 400)
PATH = tuple(Point(300 + step % 600, 200 + step % 300) for step in range(3000))

PHASES = {
    "typing": (Type("The quick brown fox, 12 times. " * 500),),
    "typing what the layout lacks": (Type("漢字éß" * 800),),
    "dragging": (Drag(PATH),),
    "dragging with the modifiers of the stop keys": (Drag(PATH, keys=("CTRL", "ALT")),),
    "scrolling": (Scroll(CENTRE, 0, 20_000), Scroll(CENTRE, 0, -20_000)),
    "pressing chords": (Keypress(("CTRL", "SHIFT", "F5")),),
    "clicking with keys": (Click(CENTRE, keys=("ALT", "CTRL")), Move(Point(50, 60))),
    "waiting": (Wait(60),),
}


async def work(process, actions):
    """Performs the actions over and over, until something ends it."""
    while True:
        for action in actions:
            await process.perform(action)


class Hand:
    """A person's hand, quicker than xdotool: a connection of its own that injects by XTEST."""

    def __init__(self):
        self._display = display.Display()

    def code(self, name):
        return self._display.keysym_to_keycode(XK.string_to_keysym(name))

    def press(self, *codes):
        for code in codes:
            xtest.fake_input(self._display, X.KeyPress, code)
        self._display.sync()

    def let_go(self, *codes):
        for code in codes:
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()

    def press_stop_keys(self, names=("Control_L", "Alt_L", "q"), seconds=0.02):
        """Quicker than any hand, but no quicker than the programs that press keys for one."""
        codes = [self.code(name) for name in names]
        self.press(*codes)
        time.sleep(seconds)
        self.let_go(*codes)

    def slam(self, right=-150, down=-100):
        """As a hand does it: some fifth of a second of motions."""
        for _ in range(25):
            xtest.fake_input(self._display, X.MotionNotify, 1, x=right, y=down)
            self._display.sync()
            time.sleep(0.008)

    def close(self):
        self._display.close()
