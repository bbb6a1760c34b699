"""A whole run on one picture: every screenshot small, with its caption and what was done there.

Drawing text needs a QGuiApplication, on whatever platform plugin (`offscreen` will do).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTextOption,
)

from cua_desktop.agent.actions import visible
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Point
from cua_desktop.screen.encode import png_of

_THUMBNAIL_WIDTH = 440
_CAPTION_HEIGHT = 58
_GAP = 20
_TITLE_HEIGHT = 56
_MOST_ROWS = 60  # keeps the sheet far below QImage's 32,767 pixels a side

_PAPER = QColor("#f3f4f6")
_CARD = QColor("#ffffff")
_EDGE = QColor("#d1d5db")
_INK = QColor("#111827")
_MARK = QColor("#e11d48")


@dataclass(frozen=True, slots=True)
class Panel:
    """One screenshot of the sheet; `points`, in its image pixels, are what the action touched there.

    One point is shown as a crosshair, several as the path of a drag.
    """

    frame: Frame
    caption: str
    points: tuple[Point, ...] = ()


def contact_sheet(panels: Sequence[Panel], title: str = "", columns: int = 4) -> bytes:
    """All panels, numbered from 1 in reading order, as one PNG."""
    if QGuiApplication.instance() is None:
        raise AssertionError("a contact sheet needs a QGuiApplication to draw its text")
    columns = max(1, min(columns, len(panels)), math.ceil(len(panels) / _MOST_ROWS))
    pictures = [QImage.fromData(panel.frame.data) for panel in panels]
    tallest = max((_thumbnail_height(picture) for picture in pictures), default=0)
    cell_width, cell_height = _THUMBNAIL_WIDTH + _GAP, tallest + _CAPTION_HEIGHT + _GAP
    top = _TITLE_HEIGHT if title else _GAP
    rows = math.ceil(len(panels) / columns)
    sheet = QImage(_GAP + columns * cell_width, top + rows * cell_height, QImage.Format.Format_RGB888)
    sheet.fill(_PAPER)
    painter = QPainter(sheet)
    try:
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        if title:
            _write(painter, QRectF(_GAP, 0, sheet.width() - 2 * _GAP, _TITLE_HEIGHT), title, 17, bold=True)
        for index, (panel, picture) in enumerate(zip(panels, pictures, strict=True)):
            row, column = divmod(index, columns)
            card = QRectF(_GAP + column * cell_width, top + row * cell_height, _THUMBNAIL_WIDTH, 0)
            card.setHeight(tallest + _CAPTION_HEIGHT)
            _draw_card(painter, card, index + 1, panel, picture)
    finally:
        painter.end()
    return png_of(sheet)


def _thumbnail_height(picture: QImage) -> int:
    if picture.isNull():
        return 0
    return max(1, round(picture.height() * _THUMBNAIL_WIDTH / picture.width()))


def _draw_card(painter: QPainter, card: QRectF, number: int, panel: Panel, picture: QImage) -> None:
    outline = QPainterPath()
    outline.addRoundedRect(card, 8, 8)
    painter.fillPath(outline, _CARD)
    painter.save()
    painter.setClipPath(outline)
    height = _thumbnail_height(picture)
    place = QRectF(card.x(), card.y(), _THUMBNAIL_WIDTH, height)
    thumbnail = picture.scaled(
        _THUMBNAIL_WIDTH,
        height,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter.drawImage(place.topLeft(), thumbnail)
    painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
    if panel.points and height:
        scale = _THUMBNAIL_WIDTH / panel.frame.size.width
        _draw_marks(painter, [_middle(point, scale) + place.topLeft() for point in panel.points])
    painter.restore()
    painter.strokePath(outline, QPen(_EDGE, 1))
    _draw_caption(painter, card, number, panel.caption)


def _middle(pixel: Point, scale: float) -> QPointF:
    return QPointF((pixel.x + 0.5) * scale, (pixel.y + 0.5) * scale)


def _draw_marks(painter: QPainter, places: list[QPointF]) -> None:
    """White beneath the colour, so that the mark shows on any picture."""
    for colour, width in ((QColor("white"), 5.0), (_MARK, 2.2)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(places) == 1:
            _draw_crosshair(painter, places[0])
        else:
            painter.drawEllipse(places[0], 5, 5)
            painter.drawPolyline(QPolygonF(places))
            painter.drawPolyline(_arrow_head(places[-2], places[-1]))


def _draw_crosshair(painter: QPainter, at: QPointF) -> None:
    painter.drawEllipse(at, 9, 9)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        painter.drawLine(at + QPointF(4 * dx, 4 * dy), at + QPointF(15 * dx, 15 * dy))


def _arrow_head(before: QPointF, end: QPointF) -> QPolygonF:
    angle = math.atan2(end.y() - before.y(), end.x() - before.x())
    wings = [end - QPointF(11 * math.cos(angle + turn), 11 * math.sin(angle + turn)) for turn in (-0.5, 0.5)]
    return QPolygonF([wings[0], end, wings[1]])


def _draw_caption(painter: QPainter, card: QRectF, number: int, caption: str) -> None:
    top = card.bottom() - _CAPTION_HEIGHT
    badge = QRectF(card.x() + 12, top + 14, 34, 30)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_INK)
    painter.drawRoundedRect(badge, 15, 15)
    _write(painter, badge, str(number), 12, bold=True, colour=_CARD, centred=True)
    text = QRectF(badge.right() + 10, top + 4, card.right() - badge.right() - 22, _CAPTION_HEIGHT - 8)
    _write(painter, text, caption, 12)


def _write(
    painter: QPainter,
    place: QRectF,
    text: str,
    pixels: int,
    *,
    bold: bool = False,
    colour: QColor = _INK,
    centred: bool = False,
) -> None:
    """Plain text in the place, wrapped, cut with an ellipsis where it does not fit."""
    font = QFont()
    font.setPixelSize(pixels)
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(colour)
    lines = max(1, int(place.height()) // (painter.fontMetrics().height() + 2))
    room = int(place.width() * lines * 0.92)  # words do not fill their lines
    shown = painter.fontMetrics().elidedText(visible(text), Qt.TextElideMode.ElideRight, room)
    option = QTextOption(Qt.AlignmentFlag.AlignCenter if centred else Qt.AlignmentFlag.AlignVCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    painter.drawText(place, shown, option)
