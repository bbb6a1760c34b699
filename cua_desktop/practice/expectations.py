"""Judges what the practice window received: anything missing, wrong or in excess is not ok. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cua_desktop.agent.actions import visible
from cua_desktop.practice.stations import CHORD, DRAG_MOTIONS, HELD_KEY, TARGET_ROW, TEXT, Station

Report = Mapping[str, Any]

NEAR = 4.0
"""Screen pixels: how far from a marker's centre a click may be. On a 4K display that is shown
to the model as 1024 pixels, one image pixel is 3.75 screen pixels."""

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the summary: what was exercised, what should and what did arrive, in words."""

    what: str
    expected: str
    received: str
    ok: bool


def judged(reports: Sequence[Report], stations: Sequence[Station], *, near: float = NEAR) -> list[Finding]:
    """One finding for each station, one for what went astray, one for how it ended."""
    judges: dict[Station, Callable[[_Received], Finding]] = {
        Station.CLICK: lambda got: _pressed("Click", "1 click", got, near),
        Station.DOUBLE_CLICK: lambda got: _double_clicked(got, near),
        Station.MOVE: lambda got: _hovered(got, near),
        Station.DRAG: lambda got: _dragged(got, near),
        Station.TYPE: lambda got: _typed(got, near),
        Station.KEYPRESS: lambda got: _chord(got, near),
        Station.SCROLL: lambda got: _scrolled(got, near),
        Station.HELD_CLICK: lambda got: _pressed(
            "Click with a key held", f"1 click with {HELD_KEY}", got, near, held=[HELD_KEY]
        ),
        Station.WAIT: lambda got: _waited(got, near),
    }
    findings = [judges[station](_Received(reports, station)) for station in stations]
    return [*findings, _strays(reports, stations), _end(reports, stations)]


def all_ok(findings: Sequence[Finding]) -> bool:
    """Whether the practice window received exactly what it should have."""
    return bool(findings) and all(finding.ok for finding in findings)


class _Received:
    """The reports of one station."""

    def __init__(self, reports: Sequence[Report], station: Station) -> None:
        self._all = [report for report in reports if report.get("station") == station.value]

    def of(self, what: str) -> list[Report]:
        return [report for report in self._all if report["what"] == what]

    @property
    def presses(self) -> list[Report]:
        """All presses; the second of a double click is one too."""
        return [report for report in self._all if report["what"] in {"press", "double_click"}]

    @property
    def done(self) -> bool:
        return len(self.of("done")) == 1

    def one_press(self, near: float, held: Sequence[str] = ()) -> bool:
        """Whether there was exactly one press: left, on the marker, with just these keys held."""
        return len(self.presses) == 1 and all(_right(press, near, held) for press in self.presses)

    def in_words(self) -> str:
        """All presses of the station."""
        if not self.presses:
            return NOTHING
        last = self.presses[-1]
        held = sorted({key for press in self.presses for key in press["modifiers"]})
        buttons = sorted({press["button"] for press in self.presses} - {"left"})
        words = [_counted(len(self.presses), "click"), f"{last['distance']:.1f} px off"]
        words += [f"with {'+'.join(held)}"] if held else []
        words += [f"by the {' and '.join(buttons)} button"] if buttons else []
        return ", ".join(words)


def _right(press: Report, near: float, held: Sequence[str] = ()) -> bool:
    return bool(press["button"] == "left" and press["modifiers"] == list(held) and press["distance"] <= near)


def _pressed(what: str, expected: str, got: _Received, near: float, held: Sequence[str] = ()) -> Finding:
    return Finding(what, expected, got.in_words(), got.done and got.one_press(near, held))


def _double_clicked(got: _Received, near: float) -> Finding:
    doubles = got.of("double_click")
    ok = got.done and len(got.presses) == 2 and len(doubles) == 1  # noqa: PLR2004 - a double click
    ok = ok and all(_right(press, near) for press in got.presses)
    received = f"{_counted(len(doubles), 'double click')} in {got.in_words()}" if got.presses else NOTHING
    return Finding("Double-click", "1 double click in 2 clicks", received, ok)


def _hovered(got: _Received, near: float) -> Finding:
    hovers = got.of("hover")
    received = f"1 rest, {hovers[0]['distance']:.1f} px off" if hovers else NOTHING
    if got.presses:
        received += f" and {got.in_words()}"
    ok = got.done and len(hovers) == 1 and not got.presses
    ok = ok and hovers[0]["distance"] <= near and not hovers[0]["modifiers"] and not hovers[0]["pressed"]
    return Finding("Move", "1 rest of the pointer, no click", received, ok)


def _dragged(got: _Received, near: float) -> Finding:
    drags = got.of("drag")
    expected = f"1 drag with at least {DRAG_MOTIONS} motions"
    if not drags:
        return Finding("Drag", expected, got.in_words(), ok=False)
    last = drags[-1]
    received = (
        f"{_counted(len(drags), 'drag')}, {last['motions']} motions, taken {last['from_distance']:.1f} px "
        f"and dropped {last['distance']:.1f} px off"
    )
    if got.presses:
        received += f" and {got.in_words()}"
    ok = got.done and len(drags) == 1 and last["dropped"] and not got.presses
    ok = ok and _right(last, near) and last["from_distance"] <= near
    return Finding("Drag", expected, received, ok)


def _typed(got: _Received, near: float) -> Finding:
    texts = got.of("text")
    text = texts[-1]["text"] if texts else ""
    clicks = got.in_words()
    received = f"“{visible(text)}”, {clicks}" if text else NOTHING if not got.presses else clicks
    expected = f"“{visible(TEXT)}”, 1 click"
    return Finding("Type", expected, received, got.done and text == TEXT and _focusing(got, near))


def _chord(got: _Received, near: float) -> Finding:
    chords = got.of("chord")
    received = ", ".join("+".join(chord["keys"]) for chord in chords)
    received = f"{received}, {got.in_words()}" if received else got.in_words()
    ok = got.done and [chord["keys"] for chord in chords] == [list(CHORD)] and _focusing(got, near)
    return Finding("Keypress", f"{'+'.join(CHORD)} once, 1 click", received, ok)


def _focusing(got: _Received, near: float) -> bool:
    return got.one_press(near)


def _scrolled(got: _Received, near: float) -> Finding:
    scrolls = got.of("scroll")
    pixels = sum(scroll["pixels"] for scroll in scrolls)
    notches = sum(scroll["notches_y"] for scroll in scrolls)
    sideways = any(scroll["notches_x"] for scroll in scrolls)
    back = any(scroll["notches_y"] < 0 for scroll in scrolls)
    received = NOTHING
    if scrolls:
        received = f"{pixels} px in {notches:g} notches" + (", also sideways" if sideways else "")
        received += ", also back" if back else ""
    if got.presses:
        received += f", row: {got.in_words()}"
    ok = got.done and bool(scrolls) and not sideways and not back and got.one_press(near)
    return Finding("Scroll", f"down until row {TARGET_ROW} shows, 1 click on it", received, ok)


def _waited(got: _Received, near: float) -> Finding:
    ready = bool(got.of("ready"))
    received = got.in_words()
    if got.presses:
        received += ", job ready" if ready else ", job not ready"
    ok = got.done and ready and got.one_press(near)
    return Finding("Wait", "1 click, then nothing until the job is ready", received, ok)


def _strays(reports: Sequence[Report], stations: Sequence[Station]) -> Finding:
    """What arrived outside of every exercise, or at one that is no part of this run."""
    names = {station.value for station in stations}
    kinds = [report["kind"] for report in reports if report["what"] == "stray"]
    kinds += [report["what"] for report in reports if report.get("station", None) not in {None, *names}]
    received = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in sorted(set(kinds))) or NOTHING
    return Finding("Anywhere else", NOTHING, received, not kinds)


def _end(reports: Sequence[Report], stations: Sequence[Station]) -> Finding:
    expected = "everything done, no key held, the same text as before"
    summary = next((report for report in reversed(reports) if report["what"] == "summary"), None)
    if summary is None:
        return Finding("At the end", expected, "the window was gone before it could tell", ok=False)
    missing = [station.value for station in stations if station.value not in summary["done"]]
    text_right = Station.TYPE not in stations or summary["text"] == TEXT
    problems = [f"not done: {', '.join(missing)}"] if missing else []
    problems += [f"still held: {'+'.join(summary['held'])}"] if summary["held"] else []
    problems += [] if text_right else [f"the text is “{visible(summary['text'])}”"]
    return Finding("At the end", expected, "; ".join(problems) or expected, not problems)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
