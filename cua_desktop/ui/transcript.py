"""What happened, in words, newest last: plain text that can be selected, however long the run."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from cua_desktop.agent.actions import in_words
from cua_desktop.agent.events import (
    ActionStarted,
    ApprovalDecided,
    ApprovalRequested,
    EndReason,
    ErrorShown,
    Event,
    MessageShown,
    Paused,
    ReasoningShown,
    RequestSent,
    ResponseReceived,
    RunEnded,
    RunStarted,
    TextArrived,
    WaitStarted,
)
from cua_desktop.ui.shapes import Shape, paint_shape
from cua_desktop.ui.theme import Colours, colours_now
from cua_desktop.ui.words import clock, in_lines, safe_text

_GUTTER = 32
_MOST_ENTRIES = 20_000
_MOST_BLOCKS = 3 * _MOST_ENTRIES
_SHAPE_SIDE = 15
_MOST_CHARACTERS = 100_000
"""Of one entry; more would hold up the window."""

Kind = Literal["task", "message", "reasoning", "action", "note", "question", "error", "end"]

Look = tuple[Kind, Shape]

_SHAPES: dict[Kind, Shape] = {
    "task": "person",
    "message": "bubble",
    "reasoning": "thought",
    "action": "pointer",
    "note": "info",
    "question": "hand",
    "error": "cross",
    "end": "check",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `heading` stands above the text, if there is any."""

    kind: Kind
    text: str
    heading: str = ""
    shape: Shape | None = None


class Transcript(QPlainTextEdit):
    """Read-only; follows the newest entry unless the reader has scrolled up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setMaximumBlockCount(_MOST_BLOCKS)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Transcript"))
        self._gutter = _Gutter(self)
        self.setViewportMargins(_GUTTER, 4, 0, 4)
        self.updateRequest.connect(self._gutter.on_update)
        self._entries: deque[Entry] = deque(maxlen=_MOST_ENTRIES)
        self._looks: list[Look] = []  # a text block's user state is an index into it
        self._colours = colours_now()
        self._growing: list[Entry] = []  # texts on their way
        # The last block before them: its number, length and state.
        self._before_growing: tuple[int, int, int] | None = None

    def show_event(self, event: Event) -> None:
        """Writes down what the event says, if it is for people."""
        match event:
            case TextArrived():
                self._grow(event)
            case RequestSent() | ResponseReceived() | RunEnded():
                self._forget_growing()  # the whole text follows, or none of it counts
            case _:
                pass
        entry = self._entry(event)
        if entry is not None:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Writes one entry at the end."""
        self._hide_growing()
        before = self._entries[-1].kind if self._entries else None
        self._entries.append(entry)
        self._write(entry, apart=before is not None and not entry.kind == before == "action")
        self._show_growing()

    def _grow(self, event: TextArrived) -> None:
        """Shows a piece of text on its way, below everything else and for the time being."""
        kind: Kind = "reasoning" if event.kind == "reasoning" else "message"
        if not self._growing or self._growing[-1].kind != kind:
            self._hide_growing()
            self._growing.append(Entry(kind, event.text, self.tr("Model") if kind == "message" else ""))
            self._show_growing()
            return
        text = self._growing[-1].text + event.text
        if len(text) > _MOST_CHARACTERS:
            return
        self._growing[-1] = replace(self._growing[-1], text=text)
        self._append(safe_text(event.text), self._text_format(self._colours, kind))

    def _append(self, text: str, form: QTextCharFormat) -> None:
        bar = self.verticalScrollBar()
        following = bar.value() >= bar.maximum() - 1
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, form)
        if following:
            bar.setValue(bar.maximum())

    def _show_growing(self) -> None:
        if not self._growing:
            return
        last = self.document().lastBlock()
        self._before_growing = (last.blockNumber(), last.length() - 1, last.userState())
        for entry in self._growing:
            self._write(entry, apart=not self.document().isEmpty())

    def _hide_growing(self) -> None:
        if self._before_growing is None:
            return
        number, length, state = self._before_growing
        self._before_growing = None
        cursor = QTextCursor(self.document().findBlockByNumber(number))
        cursor.setPosition(cursor.position() + length)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.block().setUserState(state)  # Qt may keep the state of what was removed

    def _forget_growing(self) -> None:
        self._hide_growing()
        self._growing.clear()

    def _write(self, entry: Entry, *, apart: bool) -> None:
        colours = self._colours
        bar = self.verticalScrollBar()
        following = bar.value() >= bar.maximum() - 1
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        if not self.document().isEmpty():
            if apart:
                cursor.insertBlock()
                cursor.block().setUserState(-1)
                cursor.setBlockCharFormat(self._format(colours, size=0.4))
            cursor.insertBlock()
        cursor.block().setUserState(self._look(entry))
        if entry.heading:
            cursor.insertText(safe_text(entry.heading), self._heading_format(colours, entry.kind))
            cursor.insertBlock()
            cursor.block().setUserState(-1)
        cursor.insertText(self._shown(entry.text), self._text_format(colours, entry.kind))
        cursor.endEditBlock()
        if following:
            bar.setValue(bar.maximum())

    def _shown(self, untrusted_text: str) -> str:
        """The text, or the first part of a very long one and how much more there is."""
        shown = in_lines(safe_text(untrusted_text[:_MOST_CHARACTERS]))
        more = len(untrusted_text) - _MOST_CHARACTERS
        if more <= 0:
            return shown
        return f"{shown}\n" + self.tr("[{number} more characters are not shown here.]").format(
            number=f"{more:,}"
        )

    def start_anew(self) -> None:
        """Empties the transcript."""
        self._growing.clear()
        self._before_growing = None
        self._entries.clear()
        self.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Writes everything again when the colours have changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and colours_now() is not self._colours:
            self._colours = colours_now()
            entries = list(self._entries)
            self.start_anew()
            for entry in entries:
                self.add(entry)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._gutter.setGeometry(inside.x(), inside.y(), _GUTTER, inside.height())

    def marks(self) -> list[tuple[QRectF, Look]]:
        """The first lines of the entries in view, in coordinates of the viewport."""
        found = []
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(offset)
            if area.top() > self.viewport().height():
                break
            if block.userState() >= 0:
                line = block.layout().lineAt(0)
                first_line = QRectF(area.x(), area.y(), area.width(), line.height())
                found.append((first_line, self._looks[block.userState()]))
            block = block.next()
        return found

    def _look(self, entry: Entry) -> int:
        look = (entry.kind, entry.shape or _SHAPES[entry.kind])
        if look not in self._looks:
            self._looks.append(look)
        return self._looks.index(look)

    def _entry(self, event: Event) -> Entry | None:  # noqa: C901, PLR0912 - one case an event
        match event:
            case RunStarted():
                return Entry("task", event.task, self.tr("You"))
            case ReasoningShown():
                return Entry("reasoning", event.text)
            case MessageShown(by="model"):
                return Entry("message", event.text, self.tr("Model"))
            case MessageShown(by="user"):
                return Entry("task", event.text, self.tr("You, meanwhile"))
            case MessageShown(by="notice"):
                return Entry("note", event.text)
            case MessageShown():
                return Entry("note", event.text, self.tr("The app told the model"))
            case ActionStarted():
                return Entry("action", in_words(event.action))
            case ApprovalRequested():
                return Entry("question", self.tr("You are asked before this is done."))
            case ApprovalDecided():
                return Entry("question", self._decision(event))
            case Paused(resumed=False, cause="limit" | "repetition"):
                return Entry("question", event.why, self.tr("Go on?"))
            case Paused():
                return Entry("note", event.why, self.tr("Going on") if event.resumed else self.tr("Paused"))
            case WaitStarted():
                return Entry("note", self._wait(event), self.tr("Waiting"))
            case ErrorShown():
                return Entry("error", f"{event.message}\n{event.hint}".strip(), self.tr("Error"))
            case RunEnded():
                return self._end(event)
            case _:
                return None

    def _wait(self, event: WaitStarted) -> str:
        if event.seconds is None:
            return event.why
        again = self.tr("Asked again after {seconds} s.").format(seconds=f"{event.seconds:.0f}")
        return f"{event.why} {again}"

    def _decision(self, event: ApprovalDecided) -> str:
        words = {
            "allowed": self.tr("You allowed it."),
            "denied": self.tr("Denied."),
            "stopped": self.tr("Stopped at the question."),
            "void": self.tr("Not done."),
        }
        if event.by_grants:
            return event.why
        return f"{words.get(event.decision, event.decision)} {event.why}".strip()

    def _end(self, event: RunEnded) -> Entry:
        words, shape = {
            EndReason.FINISHED: (self.tr("Done"), "check"),
            EndReason.ERROR: (self.tr("Failed"), "cross"),
            EndReason.NEEDS_PERSON: (self.tr("A person is needed"), "square"),
            EndReason.LIMIT: (self.tr("A limit was reached"), "square"),
            EndReason.STOPPED: (self.tr("Stopped"), "square"),
        }[event.reason]
        summary = self.tr("{end} at step {steps}, after {time}.").format(
            end=words, steps=event.steps, time=clock(event.seconds)
        )
        # The final message and an error have an entry of their own already.
        said_already = event.reason in (EndReason.FINISHED, EndReason.ERROR)
        text = summary if said_already or not event.message else f"{summary}\n{event.message}"
        return Entry("end", text, shape=shape)  # type: ignore[arg-type]  # a Shape by construction

    def _heading_format(self, colours: Colours, kind: Kind) -> QTextCharFormat:
        colour = {"error": colours.danger, "task": colours.accent}.get(kind, colours.secondary)
        return self._format(colours, colour=colour, bold=True, size=0.92)

    def _text_format(self, colours: Colours, kind: Kind) -> QTextCharFormat:
        quiet = kind in ("reasoning", "note", "end")
        colour = colours.warning if kind == "question" else colours.secondary if quiet else colours.text
        return self._format(colours, colour=colour, italic=kind == "reasoning")

    def _format(
        self,
        colours: Colours,
        *,
        colour: str = "",
        bold: bool = False,
        italic: bool = False,
        size: float = 1.0,
    ) -> QTextCharFormat:
        font = QFont(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * size)
        font.setItalic(italic)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        made = QTextCharFormat()
        made.setFont(font)
        made.setForeground(QColor(colour or colours.text))
        return made


class _Gutter(QWidget):
    """The column of shapes left of the text."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(transcript)
        self._transcript = transcript

    def sizeHint(self) -> QSize:
        return QSize(_GUTTER, 0)

    def on_update(self, *_: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        colours = colours_now()
        top = self._transcript.viewport().y() - self.y()
        for area, (kind, shape) in self._transcript.marks():
            colour = {
                "error": colours.danger,
                "question": colours.warning,
                "task": colours.accent,
                "end": {"check": colours.success, "cross": colours.danger}.get(shape, colours.secondary),
            }.get(kind, colours.secondary)
            y = top + area.y() + (area.height() - _SHAPE_SIDE) / 2
            paint_shape(painter, QRectF(10, y, _SHAPE_SIDE, _SHAPE_SIDE), shape, QColor(colour))
