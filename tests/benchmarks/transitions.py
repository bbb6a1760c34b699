"""Real transitions of real programs: what is done, how long it lasts, and what there never rests.

Each is made of a preparation, actions for the real input process, and the seconds after which it
is over for certain. What varies from one time to the next is random, from a seed.
"""

import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cua_desktop.agent.actions import Action, Click, DoubleClick, Keypress, Move, Scroll, Type
from cua_desktop.agent.geometry import Point, Rect
from tests.input.chromium import Chromium, running_chromium
from tests.input.support import program, run
from tests.screen.desk import place_of

SLOW_PROGRAM = """
from PySide6.QtWidgets import QApplication, QTextEdit
app = QApplication([])
text = QTextEdit("It has started. " * 200)
text.resize(500, 300)
text.show()
app.exec()
"""
NO_BUS = {
    "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    "GSETTINGS_BACKEND": "memory",
    "NO_AT_BRIDGE": "1",
    # Scroll bars that fade away seconds later belong to the preparation.
    "GTK_OVERLAY_SCROLLING": "0",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """`prepare` brings the desktop to where it begins; `lasts` in seconds; `endless` in screen points."""

    name: str
    action: Action
    prepare: Callable[[], object]
    lasts: float
    endless: tuple[Rect, ...] = ()


Make = Callable[[random.Random], Transition]


@contextlib.contextmanager
def gtk_and_terminal() -> Iterator[list[Make]]:
    """An editor (GTK) with menus and dialogs, and a terminal from which programs are started."""
    with (
        tempfile.TemporaryDirectory() as folder,
        program("Mousepad", "mousepad", "--disable-server", **NO_BUS),
    ):
        editor = run("xdotool", "search", "--onlyvisible", "--class", "mousepad").split()[-1]
        run("xdotool", "windowsize", "--sync", editor, "700", "500")
        run("xdotool", "windowmove", editor, "20", "40")
        pids = Path(folder) / "pids"
        Path(folder, "slow").write_text(f"#!{sys.executable}\n{SLOW_PROGRAM}")
        Path(folder, "slow").chmod(0o700)
        # An Escape meant for a menu may have come to the terminal.
        script = f"cd {folder}; while read -r w; do $(echo $w | tr -cd ' -~') & echo $! >> {pids}; done"
        look = ("-T", "starter", "-geometry", "60x12+760+560", "-xrm", "*wmTimeout: 50")
        with program("starter", "xterm", *look, "-e", "sh", "-c", script, **NO_BUS):
            try:
                yield _gtk_makers(editor, pids)
            finally:
                _end_started(pids)


def _gtk_makers(editor: str, pids: Path) -> list[Make]:
    place = place_of(editor)
    menus = [Point(place.x + dx, place.y + 12) for dx in (18, 50, 85)]

    def rest(*keys: str) -> Callable[[], None]:
        def prepare() -> None:
            _end_started(pids)
            for _ in range(2):
                run("xdotool", "key", "Escape")  # a dialog, or a menu
                time.sleep(0.1)
                run("xdotool", "windowactivate", "--sync", editor, "mousemove", "400", "480")
            if keys:
                run("xdotool", "key", *keys)

        return prepare

    def in_terminal() -> None:
        rest()()
        run("xdotool", "search", "--sync", "--onlyvisible", "--name", "starter", "windowactivate", "--sync")

    return [
        lambda r: Transition("GTK menu", Click(r.choice(menus)), rest(), 1.5),
        lambda r: Transition("GTK menu closes", Keypress(("ESC",)), rest("alt+e"), 1.5),
        lambda r: Transition("GTK menu, by key", Keypress(("ALT", r.choice("FEV"))), rest(), 1.5),
        lambda r: Transition("GTK submenu, by hover", Move(menus[r.choice((0, 1))]), rest("alt+v"), 1.5),
        lambda r: Transition("GTK dialog", Keypress(("CTRL", r.choice("RO"))), rest(), 2.5),
        lambda r: Transition("GTK dialog closes", Keypress(("ESC",)), rest("ctrl+r"), 1.5),
        lambda r: Transition(
            "GTK text", Type("".join(r.choices("abcdefgh ", k=30))), rest("ctrl+a", "Delete"), 1.0
        ),
        lambda r: Transition(
            "GTK word selected", DoubleClick(Point(place.x + 30, place.y + 55)), rest(), 1.0
        ),
        lambda r: Transition("terminal starts", Type("xterm\n"), in_terminal, 2.5),
        lambda r: Transition("slow program starts", Type("./slow\n"), in_terminal, 3.5),
        lambda r: Transition("editor starts", Type("mousepad --disable-server\n"), in_terminal, 3.0),
    ]


def _end_started(pids: Path) -> None:
    if pids.exists():
        for pid in pids.read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGTERM)
        pids.unlink()
        time.sleep(0.3)


STYLE = """<style>
body { font: 16px sans-serif; margin: 0 }
h1, p { margin: 12px 40px }
#go { position: absolute; left: 100px; top: 100px; width: 160px; height: 40px }
#panel { position: absolute; left: 400px; top: 100px; width: 500px; height: 400px; border: 1px solid;
  background: #eef }
#spinner { position: absolute; left: 1000px; top: 100px; width: 48px; height: 48px; border-radius: 50%;
  border: 6px solid #ccc; border-top-color: #06c; animation: turn 1s linear infinite; box-sizing: border-box }
@keyframes turn { to { transform: rotate(360deg) } }
</style>"""
BUTTON = "<button id=go>Go</button>"
GO = Click(Point(180, 120))
TEXT = "".join(f"<p>{number} " + "lorem ipsum dolor sit amet " * 12 for number in range(200))


def _on_click(script: str) -> str:
    return f"<script>go.onclick = () => {{ {script} }}</script>"


def _panel(after: str = "") -> str:
    return (
        "const p = document.createElement('div'); p.id = 'panel'; p.innerHTML = '<h1>Done</h1><p>It is.';"
        f"document.body.append(p); {after}"
    )


@contextlib.contextmanager
def browser(variables: dict[str, str]) -> Iterator[list[Make]]:
    """Pages of Chromium: at once, late, in pieces, moving, and beside what never rests."""
    with running_chromium(variables) as chromium:
        yield [_page(chromium, *each) for each in PAGES]


def _page(
    chromium: Chromium,
    name: str,
    make: Callable[[random.Random], str],
    action: Action = GO,
    lasts: float = 1.5,
    endless: tuple[Rect, ...] = (),
) -> Make:
    def made(randomly: random.Random) -> Transition:
        html = STYLE + make(randomly)

        def prepare() -> None:
            run("xdotool", "mousemove", "640", "700")
            chromium.show(html)
            time.sleep(0.3)

        return Transition(name, action, prepare, lasts, endless)

    return made


def _in_pieces(r: random.Random) -> str:
    """A page that is fetched and drawn in pieces, one after the other."""
    delays = [0]
    for _ in range(6):
        delays.append(delays[-1] + r.randint(30, 220))
    pieces = "".join(
        f"setTimeout(() => document.body.insertAdjacentHTML('beforeend', "
        f"'<h1>Part {n}</h1><p>{'words and words ' * 30}</p>'), {at});"
        for n, at in enumerate(delays)
    )
    return BUTTON + _on_click(f"document.body.innerHTML = ''; {pieces}")


def _spins_then(r: random.Random) -> str:
    wait = r.randint(400, 1400)
    return BUTTON + _on_click(
        "document.body.insertAdjacentHTML('beforeend', '<div id=spinner></div>');"
        f"setTimeout(() => {{ spinner.remove(); {_panel()} }}, {wait})"
    )


def _fades(r: random.Random) -> str:
    fade = f"p.style.opacity = 0; p.offsetWidth; p.style.transition = 'opacity {r.randint(150, 700)}ms'"
    return BUTTON + _on_click(_panel(fade + "; p.style.opacity = 1"))


def _slides(r: random.Random) -> str:
    slide = f"p.style.left = '1280px'; p.offsetWidth; p.style.transition = 'left {r.randint(150, 500)}ms'"
    return BUTTON + _on_click(_panel(slide + "; p.style.left = '400px'"))


def _late(r: random.Random) -> str:
    return BUTTON + _on_click(f"setTimeout(() => {{ {_panel()} }}, {r.randint(50, 350)})")


CLOCK = (
    "<h1 id=clock style='position: absolute; left: 1000px; top: 200px'></h1><script>"
    "setInterval(() => clock.textContent = new Date().toLocaleTimeString(), 200)</script>"
)
VIDEO = """<canvas id=video width=320 height=180 style='position: absolute; left: 920px; top: 560px'></canvas>
<script>const pen = video.getContext('2d'); let n = 0
setInterval(() => { for (let x = 0; x < 320; x += 20) { pen.fillStyle = `hsl(${(n * 7 + x) % 360} 80% 50%)`
  pen.fillRect(x, 0, 20, 180) } n++ }, 33)</script>"""
SPINNER = "<div id=spinner></div>"

PAGES = (
    ("page: at once", lambda r: BUTTON + _on_click(_panel())),
    ("page: dialog", lambda r: BUTTON + "<dialog id=d><h1>Sure?</h1></dialog>" + _on_click("d.showModal()")),
    ("page: late", _late),
    ("page: next page", lambda r: BUTTON + _on_click(f"document.body.innerHTML = `{TEXT}`"), GO, 2.0),
    ("page: in pieces", _in_pieces, GO, 2.8),
    ("page: spinner, then content", _spins_then, GO, 2.8),
    ("page: fade", _fades, GO, 2.0),
    ("page: slides in", _slides, GO, 2.0),
    ("page: scrolls", lambda r: TEXT, Scroll(Point(640, 400), 0, 400), 1.5),
    ("page: caret", lambda r: "<input id=go autofocus>", GO),
    ("page: text beside a caret", lambda r: "<input id=go autofocus>", Type("some words"), 1.0),
    ("page: beside a clock", lambda r: CLOCK + _late(r), GO, 1.5, (Rect(980, 190, 300, 70),)),
    ("page: beside an endless spinner", lambda r: SPINNER + _late(r), GO, 4.0, (Rect(990, 90, 70, 70),)),
    ("page: beside a video", lambda r: VIDEO + _late(r), GO, 4.0, (Rect(910, 550, 340, 200),)),
)
