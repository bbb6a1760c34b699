"""Prints how fast and how exactly text is typed: ours, `xdotool type` and pyautogui's `write`.

Run by hand: `.venv/bin/python -m tests.benchmarks.bench_typing [--ours] [PROGRAM ...]`. Characters a second
count from the call until the text stands in the program; a share below 100 % did not arrive right.
"""

import contextlib
import difflib
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cua_desktop.agent.actions import Type
from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.input.chromium import running_chromium
from tests.input.support import Desk, run
from tests.input.text_fields import chromium_field, gtk_field, qt_text_field, xterm_field

ROUNDS = 3
QUIET_SECONDS = 1.0

ASCII = "".join(
    "".join(map(chr, range(0x21 + 9 * line % 60, 0x7F))) + f" The quick brown fox, line {line}.\n"
    for line in range(20)
)[:1000]
MIXED = (
    "Plain words, with (signs) & <tags> = 100%!\n\tÄpfel, œufs, łódź, ñandú, ½ €, “quotes” – e\u0301\n"
    "漢字かな交じり文を打つ。中文输入测试，简体字。\n한국어 입력 시험입니다. 안녕하세요\n"
    "שלום עולם، مرحبا بالعالم\nкириллица и ЁЖ; ελληνικά\n"
    "😀👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 𝔘𝔫𝔦𝔠𝔬𝔡𝔢\n"
)
MIXED = (MIXED * 3)[:500]
TEXTS = {"ASCII": ASCII, "mixed": MIXED}

PYAUTOGUI = """
import sys, time
from cua_desktop.input import third_party
gui = third_party.pyautogui()
gui.PAUSE, gui.FAILSAFE = 0.1, True
text = sys.stdin.buffer.read().decode()
print(time.perf_counter(), flush=True)
gui.write(text)
"""


def ours(desk, text):
    begun = time.perf_counter()
    desk.perform(Type(text))
    return begun


def by_xdotool(*options):
    def type_(_desk, text):
        begun = time.perf_counter()
        subprocess.run(["xdotool", "type", *options, "--file", "-"], input=text.encode(), check=False)
        return begun

    return type_


def by_pyautogui(_desk, text):
    command = [sys.executable, "-c", PYAUTOGUI]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        out, _ = process.communicate(text.encode(), timeout=60)
    except subprocess.TimeoutExpired:  # one key the layout lacks, and it hangs for ever
        process.kill()
        out, _ = process.communicate()
    return float(out)


WRITERS = {
    "ours": ours,
    "xdotool": by_xdotool(),
    "xdotool --delay 0": by_xdotool("--delay", "0"),
    "pyautogui": by_pyautogui,
}


def share(wanted, got):
    """The share of characters that arrived, in their order."""
    matcher = difflib.SequenceMatcher(None, wanted, got, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / max(len(wanted), len(got))


def measure(desk, field, writer, text):
    """Characters a second and the share that is right."""
    begun = writer(desk, text)
    returned = time.perf_counter()
    wanted = field.convert(text)
    newest, changed = field.text, time.perf_counter()
    while newest != wanted and time.perf_counter() - changed < QUIET_SECONDS:
        time.sleep(0.005)
        if (got := field.text) != newest:
            newest, changed = got, time.perf_counter()
    reading = time.perf_counter()
    field.text  # noqa: B018 - how long does reading take?
    reading = time.perf_counter() - reading
    seconds = max(changed - reading, returned) - begun
    return len(text) / seconds, share(wanted, newest)


@contextlib.contextmanager
def opened(name, folder, variables):
    """A field of the program, fresh."""
    if name == "chromium":
        with running_chromium(variables) as browser:
            yield chromium_field(browser)
        return
    fields = {"xterm": lambda: xterm_field(folder), "qt": lambda: qt_text_field(folder), "gtk": gtk_field}
    with fields[name]() as field:
        yield field


@contextlib.contextmanager
def started_desk():
    desk = Desk()
    desk.do(desk.input.open())
    desk.do(desk.input.start_run())
    yield desk
    desk.close()


def one_round(name, writer, text):
    """Figures of one writer in one program, on a display of their own: some writers leave theirs unusable."""
    with contextlib.ExitStack() as stack:
        variables = stack.enter_context(virtual_display(Size(1280, 800)))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        os.environ.update(variables, HOME=str(folder), NO_AT_BRIDGE="1")
        run("xdotool", "mousemove", "640", "400")
        field = stack.enter_context(opened(name, folder, variables))
        desk = stack.enter_context(started_desk()) if writer == "ours" else None
        return measure(desk, field, WRITERS[writer], text)


def bench(name, writers):
    """Prints a line for each text and writer."""
    for kind, text in TEXTS.items():
        figures = {}
        for writer in writers:
            rounds = [one_round(name, writer, text) for _ in range(ROUNDS if writer == "ours" else 1)]
            speed, right = statistics.median(r[0] for r in rounds), min(r[1] for r in rounds)
            figures[writer] = speed
            ratio = "" if writer == "ours" else f"ours is {figures['ours'] / speed:.1f} times as fast"
            print(f"{name:9} {kind:6} {writer:18} {speed:6.0f}/s {right:6.1%} {ratio}", flush=True)


def main(arguments):
    writers = ["ours"] if "--ours" in arguments else list(WRITERS)
    names = [word for word in arguments if not word.startswith("-")] or ["xterm", "qt", "gtk", "chromium"]
    for name in names:
        bench(name, writers)


if __name__ == "__main__":
    main(sys.argv[1:])
