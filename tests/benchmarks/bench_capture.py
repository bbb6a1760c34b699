"""Prints what a screenshot costs: milliseconds, bytes, sharpness of small text, and what the window feels.

Run by hand: `.venv/bin/python -m tests.benchmarks.bench_capture [CAPTURES]`, on one core. It draws a
desktop of its own (terminals full of small text) on a private display.

Sharpness is measured where there is text: “fidelity” is the PSNR in dB between the capture and the
picture scaled back to its size (blur and jagged edges both lower it); “contrast” is the deviation of
brightness that is left, of that in the capture. The longest gap between two turns of an event loop that
does nothing else says how long the window is kept from drawing.
"""

import asyncio
import math
import os
import statistics
import subprocess
import sys
import time
import zlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from cua_desktop.screen.capture import Capture
from cua_desktop.screen.desktop import DesktopScreen
from cua_desktop.screen.encode import encode, png_of, sample_of
from cua_desktop.screen.viewport import fit
from tests.screen.desk import OwnWindows

PREVIEW_BOX, GA_BOX = Size(1024, 768), Size(1600, 900)
ROUNDS = 25
SMOOTH, FAST = Qt.TransformationMode.SmoothTransformation, Qt.TransformationMode.FastTransformation
TEXT = (40, 60, 400, 240)
"""Left, top, width and height of a piece of text, in captured pixels."""


def milliseconds(job):
    """Least and median: the machine may be shared."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        job()
        times.append((time.perf_counter() - begun) * 1000)
    return f"{min(times):6.1f} {statistics.median(times):6.1f} ms"


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


def whole(shot):
    size = shot.size
    return QImage(shot.pixels, size.width, size.height, 4 * size.width, QImage.Format.Format_RGB32)


def scaled(shot, size, how):
    return whole(shot).scaled(size.width, size.height, Qt.AspectRatioMode.IgnoreAspectRatio, how)


def fast_then_smooth(shot, size):
    twice = Size(min(2 * size.width, shot.size.width), min(2 * size.height, shot.size.height))
    return scaled(shot, twice, FAST).scaled(
        size.width, size.height, Qt.AspectRatioMode.IgnoreAspectRatio, SMOOTH
    )


def greys(picture):
    left, top, width, height = TEXT
    cut = picture.copy(left, top, width, height).convertToFormat(QImage.Format.Format_Grayscale8)
    return b"".join(bytes(cut.constScanLine(y))[:width] for y in range(height))


def sharpness(shot, picture):
    size = shot.size
    back = picture.scaled(size.width, size.height, Qt.AspectRatioMode.IgnoreAspectRatio, SMOOTH)
    ours, real = greys(back), greys(whole(shot))
    error = statistics.fmean((a - b) ** 2 for a, b in zip(ours, real, strict=True))
    contrast = statistics.pstdev(ours) / statistics.pstdev(real)
    fidelity = math.inf if error == 0 else 10 * math.log10(255**2 / error)
    return f"fidelity {fidelity:5.1f} dB, contrast {100 * contrast:3.0f} %"


def filters(shot, target):
    candidates = {
        "Qt smooth (ours)": lambda: scaled(shot, target, SMOOTH),
        "Qt fast": lambda: scaled(shot, target, FAST),
        "Qt fast to twice, then smooth": lambda: fast_then_smooth(shot, target),
    }
    for name, job in candidates.items():
        data = png_of(job().convertToFormat(QImage.Format.Format_RGB888))
        print(f"    {name:30} {milliseconds(job)}  {len(data):>9,} bytes  {sharpness(shot, job())}")


def deflated(picture, level, strategy=zlib.Z_DEFAULT_STRATEGY):
    bits, width, height, stride = (
        picture.constBits(),
        picture.width(),
        picture.height(),
        picture.bytesPerLine(),
    )
    rows = b"".join(b"\0" + bytes(bits[y * stride : y * stride + 3 * width]) for y in range(height))
    packer = zlib.compressobj(level, zlib.DEFLATED, 15, 9, strategy)
    return packer.compress(rows) + packer.flush()


def qt_saved(picture, kind, quality):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, kind, quality)
    return bytes(buffer.data().data())


def encoders(shot, target):
    picture = scaled(shot, target, SMOOTH).convertToFormat(QImage.Format.Format_RGB888)
    candidates = {
        "PNG, no filter, zlib 1 (ours)": lambda: png_of(picture),
        "PNG, no filter, zlib 3": lambda: deflated(picture, 3),
        "PNG, no filter, zlib 6": lambda: deflated(picture, 6),
        "PNG, no filter, run lengths": lambda: deflated(picture, 1, zlib.Z_RLE),
        "PNG by Qt": lambda: qt_saved(picture, "png", -1),
        "PNG by Qt, quality 80": lambda: qt_saved(picture, "png", 80),
        "JPEG 95 by Qt (lossy)": lambda: qt_saved(picture, "jpg", 95),
    }
    for name, job in candidates.items():
        print(f"    {name:30} {milliseconds(job)}  {len(job()):>9,} bytes")


def measure(size):
    capture = Capture()
    shot = capture.grab("1")
    print(f"\n{size.width}x{size.height}: least and median of {ROUNDS}")
    print(f"  capture {milliseconds(lambda: capture.grab('1', fresh=False))}", end="")
    print(f", layout asked anew {milliseconds(lambda: capture.grab('1'))}", end="")
    print(f", black? {milliseconds(lambda: shot.all_black)}", end="")
    print(f", sample for settling {milliseconds(lambda: sample_of(shot))}")
    for box in (GA_BOX, PREVIEW_BOX):
        target = fit(size, box)
        frame = encode(shot, (), target)
        print(f"  -> {target.width}x{target.height}: scale and encode ", end="")
        print(
            f"{milliseconds(partial(encode, shot, (), target))}, {len(frame.data):,} bytes {frame.mime}; ",
            end="",
        )
        print(f"all {milliseconds(lambda target=target: encode(capture.grab('1'), (), target))}")
        filters(shot, target)
        encoders(shot, target)
    capture.close()
    asyncio.run(gaps())


async def gaps():
    """How long an event loop waits for its turn while screenshots are made, in milliseconds."""
    screen = DesktopScreen(monitor="1", display_size="auto", box=GA_BOX, own_windows=OwnWindows())
    await screen.look()
    for name, seconds, job in (("idle", 2.0, None), ("screenshots", 4.0, screen.look)):
        waits, until = [], time.monotonic() + seconds
        task = asyncio.ensure_future(repeated(job, until)) if job else None
        while time.monotonic() < until:
            begun = time.perf_counter()
            await asyncio.sleep(0)
            time.sleep(0.001)  # noqa: ASYNC251 - a turn of the window's loop, which gives up the GIL
            waits.append((time.perf_counter() - begun) * 1000)
        if task:
            await task
        waits.sort()
        p99 = waits[int(0.99 * (len(waits) - 1))]
        print(f"  turns of a loop, {name}: p99 {p99:.1f} ms, longest {waits[-1]:.1f} ms, of {len(waits)}")
    screen.close()


async def repeated(job, until):
    while time.monotonic() < until:
        await job()


def resident():
    """Resident memory in megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def handles():
    return len(list(Path("/proc/self/fd").iterdir()))


def leaks(number):
    """Memory and handles over so many captures, each masked, scaled and encoded."""
    capture = Capture()
    seen = []
    for count in range(number + 1):
        encode(capture.grab("all"), (), fit(Size(1920, 1080), GA_BOX))
        if count % (number // 5) == 0:
            seen.append(f"{count}: {resident():.1f} MB, {handles()} handles")
    capture.close()
    print(f"  {number} captures: " + "; ".join(seen))


def main():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"load {os.getloadavg()[0]:.1f}")
    for size in (Size(1920, 1080), Size(3840, 2160)):
        with virtual_display(size) as variables:
            os.environ.update(variables)
            programs = filled_desktop(size)
            time.sleep(3)
            measure(size)
            if size.width == GA_BOX.width * 12 // 10:
                leaks(number)
            for program in programs:
                program.terminate()
                program.wait()
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
