"""Ways in which a program on the same display may try to press Allow, with real X events.

Each is a function of an `Attacker`; what it does is a matter of chance. Those in `AT_ANY_TIME` must fail
where only real devices count, `UNTIMELY` and `SENT` also where injected input does.
"""

import time

from Xlib import XK, X, display
from Xlib.ext import xtest
from Xlib.protocol import event

from tests.input.support import until

SAFE_SECONDS = 0.5
"""So long after the window came to the front it can't be armed yet, with some to spare."""

ARMED_SECONDS = 1.0
_NOTICED_SECONDS = 0.2
"""Qt overlooks that the keyboard was away if it is back at once, and rightly: nobody could use that."""

_SENT_MASKS = (X.ButtonPressMask, X.KeyPressMask, X.NoEventMask)


class Attacker:
    """A program with a connection and a window of its own; `question` is what the asker said of it."""

    def __init__(self, question, chance):
        self.display = display.Display()
        self.root = self.display.screen().root
        self.chance = chance
        self.asked(question)
        self.own = self.root.create_window(5, 400, 120, 80, 0, X.CopyFromParent, background_pixel=0)
        self.own.set_wm_name("attacker")
        self.own.map()
        assert until(lambda: self.own.get_attributes().map_state == X.IsViewable)

    def asked(self, question):
        """A question was shown."""
        self.question = question
        self._origin = self._corner()

    def _corner(self):
        inside = self.target.translate_coords(self.root, 0, 0)
        return -inside.x, -inside.y

    @property
    def target(self):
        return self.display.create_resource_object("window", self.question["window"])

    def close(self):
        self.display.close()

    # --- What any program can do --------------------------------------------------------------

    def rest(self, low, high):
        time.sleep(self.chance.uniform(low, high))

    def place_of(self, button):
        """Where it is now, wherever the window has been moved to."""
        x, y = self.question["shown"][button]
        now, then = self._corner(), self._origin
        return x + now[0] - then[0], y + now[1] - then[1]

    def on_allow(self):
        x, y = self.place_of("allow")
        return x + self.chance.randint(-30, 30), y + self.chance.randint(-8, 8)

    def move(self, place):
        xtest.fake_input(self.display, X.MotionNotify, x=place[0], y=place[1])
        self.display.sync()

    def button(self, down):
        xtest.fake_input(self.display, X.ButtonPress if down else X.ButtonRelease, 1)
        self.display.sync()

    def click(self, place, times=1, gap=0.03):
        self.move(place)
        for _ in range(times):
            self.button(down=True)
            time.sleep(gap / 2)
            self.button(down=False)
            time.sleep(gap / 2)

    def code(self, name):
        return self.display.keysym_to_keycode(XK.string_to_keysym(name))

    def press(self, *names, gap=0.01):
        for chord in names:
            codes = [self.code(name) for name in chord.split("+")]
            for code in codes:
                xtest.fake_input(self.display, X.KeyPress, code)
            for code in reversed(codes):
                xtest.fake_input(self.display, X.KeyRelease, code)
            self.display.sync()
            time.sleep(gap)

    def to_the_front(self):
        """As a task bar does; or past the window manager."""
        if self.chance.random() < 0.7:
            atom = self.display.intern_atom("_NET_ACTIVE_WINDOW")
            message = event.ClientMessage(
                window=self.target, client_type=atom, data=(32, [2, X.CurrentTime, 0, 0, 0])
            )
            mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
            self.root.send_event(message, event_mask=mask)
        else:
            self.target.set_input_focus(X.RevertToParent, X.CurrentTime)
        self.display.sync()

    def to_the_back(self):
        self.own.set_input_focus(X.RevertToParent, X.CurrentTime)
        self.display.sync()
        time.sleep(_NOTICED_SECONDS)

    def send(self, kind, detail, place, state=0):
        """An event straight to the window, past every device."""
        geometry = self.target.get_geometry()
        inside = self.target.translate_coords(self.root, *place)
        made = kind(
            detail=detail,
            time=self.chance.choice([X.CurrentTime, int(time.monotonic() * 1000) & 0x7FFFFFFF]),
            root=self.root,
            window=self.target,
            child=X.NONE,
            root_x=place[0],
            root_y=place[1],
            event_x=min(max(0, inside.x), geometry.width),
            event_y=min(max(0, inside.y), geometry.height),
            state=state,
            same_screen=1,
        )
        self.target.send_event(made, event_mask=self.chance.choice(_SENT_MASKS))
        self.display.sync()


# --- Tries where only a real device may count -----------------------------------------------------


def clicks_when_armed(attacker):
    attacker.to_the_front()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.3)
    attacker.click(attacker.on_allow(), gap=attacker.chance.uniform(0.01, 0.15))


def tabs_and_presses_space_when_armed(attacker):
    attacker.to_the_front()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.3)
    attacker.press(*["Tab"] * attacker.chance.randint(1, 4), "space")


def tries_every_key_when_armed(attacker):
    attacker.to_the_front()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.2)
    keys = [
        "Tab",
        "space",
        "Return",
        "KP_Enter",
        "Alt_L+a",
        "Alt_L+Return",
        "Control_L+Return",
        "Shift_L+Tab",
    ]
    attacker.press(*attacker.chance.choices(keys, k=6))


# --- Tries at the wrong moment --------------------------------------------------------------------


def clicks_to_bring_it_to_the_front(attacker):
    attacker.to_the_back()
    attacker.click(attacker.on_allow())


def clicks_too_early(attacker):
    attacker.to_the_back()
    attacker.to_the_front()
    attacker.rest(0, SAFE_SECONDS)
    attacker.click(attacker.on_allow())


def clicks_on_and_on(attacker):
    attacker.to_the_back()
    gap = attacker.chance.uniform(0.02, 0.3)
    attacker.click(attacker.on_allow(), times=int(2 / gap), gap=gap)


def double_clicks(attacker):
    attacker.to_the_back()
    attacker.click(attacker.on_allow(), times=2, gap=0.02)


def types_ahead(attacker):
    attacker.to_the_back()
    attacker.to_the_front()
    end = time.monotonic() + SAFE_SECONDS
    while time.monotonic() < end:
        attacker.press(*attacker.chance.choices(["space", "Return", "Tab", "h", "Alt_L+a"], k=3))


def holds_the_button_until_it_is_armed(attacker):
    attacker.to_the_back()
    attacker.to_the_front()
    attacker.rest(0, SAFE_SECONDS)
    attacker.move(attacker.on_allow())
    attacker.button(down=True)
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.2)
    attacker.button(down=False)


def holds_the_space_bar_until_it_is_armed(attacker):
    attacker.to_the_back()
    attacker.to_the_front()
    attacker.press("Tab")
    code = attacker.code("space")
    xtest.fake_input(attacker.display, X.KeyPress, code)
    attacker.display.sync()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.3)
    xtest.fake_input(attacker.display, X.KeyRelease, code)
    attacker.display.sync()


def moves_it_under_the_pointer(attacker):
    attacker.to_the_front()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.1)
    x, y = attacker.on_allow()
    dx, dy = attacker.chance.randint(-60, 60), attacker.chance.choice([-45, 45])
    attacker.move((x + dx, y + dy))
    before = attacker.target.translate_coords(attacker.root, 0, 0)
    attacker.target.configure(x=dx - before.x, y=dy - before.y)
    attacker.display.sync()
    attacker.rest(0.05, SAFE_SECONDS)
    attacker.click((x + dx, y + dy))
    attacker.target.configure(x=-before.x, y=-before.y)
    attacker.display.sync()


def resizes_it(attacker):
    attacker.to_the_front()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.1)
    size = attacker.target.get_geometry()
    attacker.target.configure(width=size.width + attacker.chance.randint(5, 60))
    attacker.display.sync()
    if until(lambda: attacker.target.get_geometry().width != size.width, SAFE_SECONDS):
        attacker.click(attacker.on_allow())
    attacker.target.configure(width=size.width)
    attacker.display.sync()


def covers_it_and_lets_go_below(attacker):
    x, y = attacker.on_allow()
    attacker.to_the_front()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.1)
    cover = attacker.root.create_window(
        x - 40, y - 20, 80, 40, 0, X.CopyFromParent, override_redirect=1, event_mask=X.ButtonPressMask
    )
    cover.map()
    attacker.display.sync()
    attacker.rest(0.02, 0.1)
    attacker.move((x, y))
    attacker.button(down=True)
    cover.destroy()
    attacker.display.sync()
    attacker.rest(0.02, 0.1)
    attacker.button(down=False)


def takes_the_front_in_the_middle(attacker):
    attacker.to_the_front()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.1)
    attacker.move(attacker.on_allow())
    attacker.to_the_back()
    attacker.rest(0, 0.05)
    attacker.to_the_front()
    attacker.rest(0, SAFE_SECONDS)
    attacker.click(attacker.on_allow())


def denies_and_clicks_ahead_where_the_next_will_be(attacker):
    attacker.to_the_back()
    place = tuple(attacker.question["shown"]["allow"])
    attacker.click(attacker.place_of("deny"))
    attacker.rest(0, 0.2)
    gap = attacker.chance.uniform(0.02, 0.2)
    attacker.click(place, times=max(2, int(0.6 / gap)), gap=gap)


def denies_and_types_ahead(attacker):
    attacker.to_the_back()
    attacker.click(attacker.place_of("deny"))
    end = time.monotonic() + SAFE_SECONDS
    while time.monotonic() < end:
        attacker.press(*attacker.chance.choices(["space", "Return", "Tab"], k=3))


# --- Events sent past the devices: they never count -----------------------------------------------


def sends_a_click(attacker):
    attacker.to_the_front()
    attacker.rest(0, ARMED_SECONDS + 0.2)
    place = attacker.on_allow()
    attacker.send(event.MotionNotify, 0, place)
    attacker.send(event.ButtonPress, 1, place)
    attacker.rest(0, 0.1)
    attacker.send(event.ButtonRelease, 1, place, X.Button1Mask)


def sends_keys(attacker):
    attacker.to_the_front()
    attacker.rest(0, ARMED_SECONDS + 0.2)
    place = attacker.on_allow()
    for name in (*["Tab"] * attacker.chance.randint(1, 3), attacker.chance.choice(["space", "Return"])):
        attacker.send(event.KeyPress, attacker.code(name), place)
        attacker.send(event.KeyRelease, attacker.code(name), place)


def sends_the_focus_then_a_click(attacker):
    attacker.to_the_back()
    attacker.target.send_event(
        event.FocusIn(window=attacker.target, mode=X.NotifyNormal, detail=X.NotifyNonlinear)
    )
    attacker.display.sync()
    attacker.rest(ARMED_SECONDS, ARMED_SECONDS + 0.2)
    place = attacker.on_allow()
    attacker.send(event.ButtonPress, 1, place)
    attacker.send(event.ButtonRelease, 1, place, X.Button1Mask)


AT_ANY_TIME = (
    clicks_when_armed,
    tabs_and_presses_space_when_armed,
    tries_every_key_when_armed,
)
UNTIMELY = (
    clicks_to_bring_it_to_the_front,
    clicks_too_early,
    clicks_on_and_on,
    double_clicks,
    types_ahead,
    holds_the_button_until_it_is_armed,
    holds_the_space_bar_until_it_is_armed,
    moves_it_under_the_pointer,
    resizes_it,
    covers_it_and_lets_go_below,
    takes_the_front_in_the_middle,
    denies_and_clicks_ahead_where_the_next_will_be,
    denies_and_types_ahead,
)
SENT = (sends_a_click, sends_keys, sends_the_focus_then_a_click)
