"""Prints whether random text of many scripts arrives exactly, in each program under each layout, and 20,000
characters at once.

Run by hand: `.venv/bin/python -m tests.benchmarks.sweep_typing [PROGRAM ...]`; it takes minutes.
"""

import contextlib
import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cua_desktop.agent.actions import Type
from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.benchmarks.bench_typing import MIXED, opened, started_desk
from tests.input.keyboard_state import lock_caps, lock_layout
from tests.input.support import keymap_dump, run, until

SCRIPTS = ((0x20, 0x7E), (0xA1, 0xFF), (0x410, 0x44F), (0x4E00, 0x55D0), (0xAC00, 0xADF4), (0x1F600, 0x1F640))
LAYOUTS = ("us", "de", "fr", "ru", "us,ru")
LONG = (MIXED * 40)[:20_000]


def random_text(length):
    pick = random.Random(length)  # noqa: S311 - the same text every time
    return "".join(chr(pick.randint(*pick.choice(SCRIPTS))) for _ in range(length))


def arrives(desk, field, text):
    """Whether the text arrives after what is there, and how many characters a second."""
    before = field.text
    begun = time.perf_counter()
    desk.do(desk.input.perform(Type(text)), 120)
    speed = len(text) / (time.perf_counter() - begun)
    wanted = before + field.convert(text)
    right = bool(until(lambda: field.text == wanted))
    return f"{'exact' if right else 'NOT EXACT'} {speed:5.0f}/s"


def sweep(name):
    with virtual_display(Size(1280, 800)) as variables, contextlib.ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        os.environ.update(variables, HOME=folder, NO_AT_BRIDGE="1")
        run("xdotool", "mousemove", "640", "400")
        field = stack.enter_context(opened(name, Path(folder), variables))
        desk = stack.enter_context(started_desk())
        for layout in LAYOUTS:
            for group in range(layout.count(",") + 1):
                run("setxkbmap", layout)
                lock_layout(group)
                before = keymap_dump()
                for caps in (False, True):
                    lock_caps(on=caps)
                    print(
                        f"{name:9} {layout:5} {group} caps {caps!s:5}", arrives(desk, field, random_text(300))
                    )
                    lock_caps(on=False)
                assert keymap_dump() == before
                lock_layout(0)
        run("setxkbmap", "us")
        print(f"{name:9} 20,000 mixed characters:", arrives(desk, field, LONG), flush=True)


if __name__ == "__main__":
    for program in sys.argv[1:] or ["xterm", "qt", "gtk", "chromium"]:
        sweep(program)
