"""The practice window, a process of its own: one exercise after the other, every one of them reported.

What it receives goes to standard output, one JSON object a line, right or wrong: `what`,
`station` and what belongs to it. The line `close` or the end of standard input ends it with
a summary; so it never outlives whoever started it.
"""

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from cua_desktop.practice.card import Card
from cua_desktop.practice.fields import ChordField, TextField, chord_of
from cua_desktop.practice.look import Look, current_look, dress, label, rounded
from cua_desktop.practice.marker import MarkerWidget, mouse_facts, names_of
from cua_desktop.practice.row_list import RowList
from cua_desktop.practice.stations import CHORD, HELD_KEY, TARGET_ROW, TEXT, Mark, Station
from cua_desktop.practice.targets import StationWidget, click_like

WIDTH, HEIGHT = 600, 640
_POLL_MS = 20
_MOST_POLLS = 100
_CHORD_WORDS = "+".join(key.capitalize() for key in CHORD)
_HELD_WORD = HELD_KEY.capitalize()

_WORDS = {
    Station.CLICK: ("Click", "Once, left button"),
    Station.DOUBLE_CLICK: ("Double-click", "Twice, quickly"),
    Station.MOVE: ("Hover", "Rest the pointer here"),
    Station.DRAG: ("Drag", "Onto the slot"),
    Station.TYPE: ("Type", "Two lines, exactly:  " + TEXT.replace("\n", " ⏎ ")),
    Station.KEYPRESS: ("Press keys", f"Click, then {_CHORD_WORDS}"),
    Station.SCROLL: ("Scroll", f"Down to row {TARGET_ROW}, then click it"),
    Station.HELD_CLICK: (f"{_HELD_WORD}-click", f"Click with {_HELD_WORD} held"),
    Station.WAIT: ("Start and wait", "Click, then wait a second"),
}
_PLACES = {  # row, column, rows, columns
    Station.CLICK: (0, 0, 1, 1),
    Station.DOUBLE_CLICK: (1, 0, 1, 1),
    Station.MOVE: (2, 0, 1, 1),
    Station.SCROLL: (0, 1, 3, 1),
    Station.DRAG: (3, 0, 1, 1),
    Station.TYPE: (4, 0, 1, 2),
    Station.KEYPRESS: (5, 0, 1, 1),
    Station.HELD_CLICK: (5, 1, 1, 1),
    Station.WAIT: (3, 1, 1, 1),
}
_BELOW = {Station.SCROLL, Station.TYPE}


class PracticeWindow(QWidget):
    """Nine exercises, of which exactly one is active at a time."""

    closed = Signal()

    def __init__(self, look: Look, stations: Sequence[Station]) -> None:
        super().__init__()
        self._look = look
        self._tour = tuple(stations)
        self._work: dict[Station, StationWidget] = {}
        self._cards: dict[Station, Card] = {}
        self.setWindowTitle("Practice window")
        self.setMinimumSize(WIDTH - 40, HEIGHT - 40)
        self.resize(WIDTH, HEIGHT)
        self._header = _Header(look, len(self._tour))
        grid = QGridLayout()
        grid.setSpacing(10)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(1, 1)
        grid.setRowStretch(2, 1)
        for station in Station:
            grid.addWidget(self._card(station), *_PLACES[station])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 20)
        outer.setSpacing(14)
        outer.addWidget(self._header)
        outer.addLayout(grid, 1)
        self._go_on()

    def report(self, what: str, station: Station | None = None, **facts: Any) -> None:
        """Writes one line to standard output."""
        where = {"station": station.value} if station is not None else {}
        print(json.dumps({"what": what, **where, **facts}), flush=True)  # noqa: T201

    def report_when_shown(self, polls: int = 0) -> None:
        """Tells that the window is up and has the keyboard, and where it is, in screen pixels.

        A window manager that gives no focus delays this by two seconds; it's told all the same.
        """
        handle = self.windowHandle()
        shown = handle is not None and handle.isExposed()
        if not shown or (polls < _MOST_POLLS and not self.isActiveWindow()):
            QTimer.singleShot(_POLL_MS, lambda: self.report_when_shown(polls + 1))
            return
        ratio = self.devicePixelRatioF()
        corner = self.mapToGlobal(QPoint(0, 0)) * ratio
        self.report(
            "ready",
            stations=[station.value for station in self._tour],
            geometry=[corner.x(), corner.y(), round(self.width() * ratio), round(self.height() * ratio)],
            scale=ratio,
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.report("stray", kind="press", **mouse_facts(event, self))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.report("stray", kind="double_click", **mouse_facts(event, self))

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.report(
            "stray", kind="scroll", x=event.position().toPoint().x(), y=event.position().toPoint().y()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (chord := chord_of(event)) is not None:
            self.report("stray", kind="key", keys=chord)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.window)

    def closeEvent(self, event: QCloseEvent) -> None:
        text_field = self._work[Station.TYPE]
        self.report(
            "summary",
            done=[station.value for station in self._tour if self._work[station].done],
            text=text_field.text if isinstance(text_field, TextField) else "",
            held=names_of(QGuiApplication.queryKeyboardModifiers()),
        )
        super().closeEvent(event)
        self.closed.emit()

    def _card(self, station: Station) -> Card:
        work = _made(station, self._look)
        work.reported.connect(lambda what, facts: self.report(what, station, **facts))
        work.finished.connect(lambda: self._on_station_finished(station))
        self._work[station] = work
        title, hint = _WORDS[station]
        self._cards[station] = Card(self._look, title, hint, work, below=station in _BELOW)
        return self._cards[station]

    def _on_station_finished(self, station: Station) -> None:
        self.report("done", station)
        self._go_on()

    def _go_on(self) -> None:
        """Makes the first exercise that is not done the active one."""
        active = next((each for each in self._tour if not self._work[each].done), None)
        for station, card in self._cards.items():
            done = self._work[station].done
            self._work[station].set_active(station is active)
            card.show_state(active=station is active, done=done, left_out=station not in self._tour)
        self._header.show_done(sum(self._work[each].done for each in self._tour))
        if active is None:
            self.report("finished")


class _Header(QWidget):
    """Title, how far the tour is, and at its end the marker that says so."""

    def __init__(self, look: Look, stations: int) -> None:
        super().__init__()
        self._look = look
        self._stations = stations
        self._done = 0
        self._count = label("", look.text, 14, bold=True)
        self._marker = MarkerWidget(self, look)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("Practice window", look.text, 20, bold=True))
        words.addWidget(
            label("Do what the coloured square asks for. Nothing here can do harm.", look.muted, 12)
        )
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self._count)
        row.addWidget(self._marker)
        row.setSpacing(12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2, 0, 2, 12)
        outer.addLayout(row)

    def show_done(self, done: int) -> None:
        self._done = done
        over = done == self._stations
        self._count.setText("All done" if over else f"{done} of {self._stations} done")
        self._marker.show_mark(Mark.FINISHED if over else None)
        self._marker.setVisible(over)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws one bar for each exercise."""
        painter = QPainter(self)
        gap = 4.0
        width = (self.width() + gap) / max(1, self._stations)
        for number in range(self._stations):
            colour = self._look.accent if number < self._done else self._look.neutral
            bar = QRectF(number * width, self.height() - 4, width - gap, 4)
            rounded(painter, bar, colour, colour, 0, 2)


def _made(station: Station, look: Look) -> StationWidget:
    match station:
        case Station.TYPE:
            return TextField(look)
        case Station.KEYPRESS:
            return ChordField(look)
        case Station.SCROLL:
            return RowList(look)
        case _:
            return click_like(look)[station.value]()


class _Commands(QWidget):
    """Carries the end of standard input from its thread to Qt's."""

    ended = Signal()

    def read(self) -> None:
        """Returns at the line `close` or at the end."""
        for line in sys.stdin:
            if line.strip() == "close":
                break
        self.ended.emit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Shows the window until it is closed."""
    options = _parser().parse_args(arguments)
    app = QApplication.instance() or QApplication(["practice"])
    assert isinstance(app, QApplication)  # noqa: S101 - narrows Qt's type
    # Every motion counts. Qt's X11 plugin switches this on, so it can be switched off only now.
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    look = current_look(options.theme)
    dress(app, look)
    window = PracticeWindow(look, options.stations)
    window.closed.connect(app.quit)
    if options.geometry is not None:
        window.move(options.geometry.topLeft())
        window.resize(options.geometry.size())
    window.show()
    window.raise_()
    window.activateWindow()
    window.setFocus()
    commands = _Commands()
    commands.ended.connect(window.close)
    threading.Thread(target=commands.read, name="commands", daemon=True).start()
    window.report_when_shown()
    return app.exec()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="practice-window", description=__doc__)
    parser.add_argument("--geometry", type=_geometry, metavar="X,Y,W,H", help="in logical pixels")
    parser.add_argument("--stations", type=_stations, default=tuple(Station), metavar="NAME,…")
    parser.add_argument("--theme", choices=("auto", "light", "dark"), default="auto")
    return parser


def _geometry(text: str) -> QRect:
    x, y, width, height = (int(part) for part in text.split(","))
    return QRect(x, y, width, height)


def _stations(text: str) -> tuple[Station, ...]:
    return tuple(Station(name) for name in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
