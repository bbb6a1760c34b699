"""What a run has used of what it may use: steps, time, tokens and money, each with a thin gauge."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cua_desktop.ui.elided_label import ElidedLabel
from cua_desktop.ui.status import RunProgress
from cua_desktop.ui.theme import GAP, colours_now, set_role
from cua_desktop.ui.words import clock

_NEARLY = 0.8
"""From this share on a gauge warns, also by its thickness."""

_THIN, _THICK = 3, 5

_STRETCHES = (4, 6, 5, 5)
"""In the narrow panel every value has to be read in full: `59:59 / 1:00:00` is the longest of them."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """`share` of what may be used; None where there is no limit. `words` say all of it."""

    caption: str
    value: str
    share: float | None
    words: str


class UsageRow(QWidget):
    """Four cells side by side. One without a limit has no gauge; money is shown where it is counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = [_Cell() for _ in range(4)]
        self._words = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP + 2)
        for cell, stretch in zip(self._cells, _STRETCHES, strict=True):
            row.addWidget(cell, stretch)

    def show_progress(self, progress: RunProgress, now: float) -> None:
        """Shows what is used at this time, in Unix seconds."""
        facts = [
            self._steps(progress),
            self._time(progress, progress.worked(now)),
            self._tokens(progress),
            self._money(progress),
        ]
        for cell, fact in zip(self._cells, facts, strict=True):
            cell.setVisible(fact is not None)
            if fact is not None:
                cell.show_fact(fact)
        self._words = " · ".join(fact.words for fact in facts if fact is not None)
        self.setAccessibleName(self._words)

    @property
    def words(self) -> str:
        """All of it in words."""
        return self._words

    def _steps(self, progress: RunProgress) -> _Fact:
        most = progress.bounds.steps
        if most is None:
            words = self.tr("Step {step}").format(step=progress.step)
            return _Fact(self.tr("Step"), f"{progress.step:,}", None, words)
        words = self.tr("Step {step} of {most}").format(step=progress.step, most=most)
        return _Fact(self.tr("Step"), f"{progress.step:,} / {most:,}", progress.step / most, words)

    def _time(self, progress: RunProgress, seconds: float) -> _Fact:
        most = progress.bounds.seconds
        if not most:
            return _Fact(self.tr("Time"), clock(seconds), None, clock(seconds))
        words = self.tr("{time} of {most}").format(time=clock(seconds), most=clock(most))
        return _Fact(self.tr("Time"), f"{clock(seconds)} / {clock(most)}", seconds / most, words)

    def _tokens(self, progress: RunProgress) -> _Fact:
        used, most = progress.tokens, progress.bounds.tokens
        if not most:
            words = self.tr("{tokens} tokens").format(tokens=f"{used:,}")
            return _Fact(self.tr("Tokens"), f"{used:,}", None, words)
        words = self.tr("{tokens} of {most} tokens").format(tokens=f"{used:,}", most=f"{most:,}")
        return _Fact(self.tr("Tokens"), f"{_short(used)} / {_short(most)}", used / most, words)

    def _money(self, progress: RunProgress) -> _Fact | None:
        """With the date of the prices, because these change; without a price it can't be counted."""
        used, most, date = progress.cost, progress.bounds.usd, progress.bounds.prices_of
        if used is None and not date:
            if most is None:
                return None
            words = self.tr("The price of this model is not known; “prices.toml” in the profile can say it.")
            return _Fact(self.tr("Money"), self.tr("not known"), None, words)
        spent = f"{used or 0.0:.2f}"
        words = self.tr("{spent} USD").format(spent=spent)
        share = None if not most else (used or 0.0) / most
        value = spent if not most else f"{spent} / {most:.2f}"
        if most:
            words = self.tr("{spent} USD of {most}").format(spent=spent, most=f"{most:.2f}")
        if date:
            words = self.tr("{money}, by prices of {date}").format(money=words, date=date)
        caption = self.tr("USD, {date}").format(date=date[:7]) if date else self.tr("USD")
        return _Fact(caption, value, share, words)


class _Cell(QWidget):
    """A caption, a value and a gauge."""

    def __init__(self) -> None:
        super().__init__()
        self._caption = ElidedLabel()
        set_role(self._caption, "secondary")
        small = self._caption.font()
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.88))
        self._caption.setFont(small)
        self._value = ElidedLabel()
        self._gauge = _Gauge()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self._caption)
        column.addWidget(self._value)
        column.addSpacing(2)
        column.addWidget(self._gauge)

    def show_fact(self, fact: _Fact) -> None:
        self._caption.show_words(fact.caption)
        self._value.show_words(fact.value)
        self._gauge.show_share(fact.share)
        self.setToolTip(fact.words)


class _Gauge(QWidget):
    """How much of a limit is used; keeps its place where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._share: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(_THICK)

    def show_share(self, share: float | None) -> None:
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        if self._share is None:
            return
        colours = colours_now()
        nearly = self._share >= _NEARLY
        height = _THICK if nearly else _THIN
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(whole, height / 2, height / 2)
        whole.setWidth(max(height, whole.width() * min(1.0, self._share)))
        painter.setBrush(QColor(colours.warning if nearly else colours.accent))
        painter.drawRoundedRect(whole, height / 2, height / 2)

    def sizeHint(self) -> QSize:
        return QSize(40, _THICK)


def _short(number: int) -> str:
    """`950`, `12.3k`, `4.56M`, `2M`: three digits are enough for a gauge."""
    if number < 10_000:  # noqa: PLR2004
        return f"{number:,}"
    if number < 1_000_000:  # noqa: PLR2004
        return f"{number / 1000:.3g}k"
    return f"{number / 1_000_000:.3g}M" if number < 1_000_000_000 else f"{number / 1_000_000:,.0f}M"  # noqa: PLR2004
