"""A listener that is held up while much is injected: a program, since its connections are never closed.

Prints how much it took for the user's, before and after one key that really was.
"""

import subprocess
import threading
import time

from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.hands import Heard
from cua_desktop.input.x11.connection import connected
from cua_desktop.input.x11.ears import X11Ears
from cua_desktop.input.x11.injection import Injection
from cua_desktop.input.x11.typer import Typer

SHIFT = 50
HELD_UP_SECONDS = 1.5


def main():
    brake, heard, go_on = Brake(), [], threading.Event()

    def hear(user_input):
        heard.append(user_input)
        go_on.wait(30)

    injection = Injection(brake)
    typer = Typer(brake, injection, connected())
    silent = Heard(chord=lambda: None, corner=lambda: None, lost=lambda _: None, user=hear)
    X11Ears(brake, injection, typer, ("ctrl", "alt", "q"), silent)
    brake.start_run()
    brake.act_for(brake.run)
    user_presses_shift()
    wait_for(heard, 1)  # from here on it hears nothing
    for x in range(30):  # each waits a little for the listener
        injection.inject(Injected("motion", 0, Point(300 + x, 300)))
        injection.inject(injection.key(SHIFT, down=True), injection.key(SHIFT, down=False))
    # The server swallows the second press: it will never be heard.
    for down in (True, True, False):
        injection.inject(injection.key(SHIFT, down=down))
    time.sleep(HELD_UP_SECONDS)
    go_on.set()
    time.sleep(HELD_UP_SECONDS)  # it catches up
    print(len(heard))
    user_presses_shift()
    wait_for(heard, 2)
    print(len(heard))


def user_presses_shift():
    subprocess.run(["xdotool", "key", "Shift_L"], check=True)


def wait_for(heard, number):
    deadline = time.monotonic() + 10
    while len(heard) < number and time.monotonic() < deadline:
        time.sleep(0.01)


if __name__ == "__main__":
    main()
