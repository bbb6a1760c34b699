"""Prints what a screenshot costs: median milliseconds of grab, scale and encode, and the bytes.

Run by hand: `.venv/bin/python tests/benchmarks/bench_capture.py`. It draws a desktop of its own
(xterms full of text, a window of a colour) on a private display.
"""

import asyncio
import os
import statistics
import subprocess
import time
from functools import partial

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen.capture import Capture
from cua_desktop.screen.desktop import DesktopScreen
from cua_desktop.screen.encode import _scaled, encode, sample_of
from cua_desktop.screen.viewport import fit

PREVIEW_BOX, GA_BOX = Size(1024, 768), Size(1600, 900)
ROUNDS = 30


class NoWindows:
    def rectangles(self):
        return ()

    def step_aside(self, points):
        return True

    def has_focus(self):
        return False


def milliseconds(job):
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        job()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def filled_desktop(size):
    subprocess.run(["xsetroot", "-solid", "#3b5a78"], check=True)
    half = size.width // 2
    columns, rows = half // 7, (size.height - 60) // 14
    show = "find /usr -type f | head -4000 | fold -w 60 | pr -3 -t -w 200; sleep 600"
    return [
        subprocess.Popen(
            ["xterm", "-geometry", f"{columns}x{rows}{offset}", *colours, "-e", "sh", "-c", show]
        )
        for offset, colours in (("+10+10", ()), (f"+{half + 10}+10", ("-bg", "black", "-fg", "grey80")))
    ]


def measure(size):
    capture = Capture()
    shot = capture.grab("1")
    print(f"\n{size.width}x{size.height}: grab {milliseconds(lambda: capture.grab('1')):.1f} ms", end="")
    print(f", sample for settling {milliseconds(lambda: sample_of(shot)):.1f} ms")
    for box in (GA_BOX, PREVIEW_BOX):
        target = fit(size, box)
        scale = milliseconds(partial(_scaled, shot, target))
        both = milliseconds(partial(encode, shot, (), target))
        frame = encode(shot, (), target)
        print(
            f"  -> {target.width}x{target.height}: scale {scale:.1f} ms, encode {both - scale:.1f} ms", end=""
        )
        print(f", {len(frame.data):,} bytes {frame.mime}")
    capture.close()
    asyncio.run(looks())


async def looks():
    screen = DesktopScreen(monitor="1", display_size="auto", box=GA_BOX, own_windows=NoWindows())
    views = [await screen.look() for _ in range(10)]
    for phase in ("settle_seconds", "capture_seconds", "encode_seconds"):
        print(f"  look: {phase} median {1000 * statistics.median(getattr(v, phase) for v in views):.1f} ms")
    screen.close()


def main():
    for size in (Size(1920, 1080), Size(3840, 2160)):
        with virtual_display(size) as variables:
            os.environ.update(variables)
            programs = filled_desktop(size)
            time.sleep(2)
            measure(size)
            for program in programs:
                program.terminate()
                program.wait()


if __name__ == "__main__":
    main()
