"""An action drawn on the screenshot it was decided from: cross, path, arrow, or the words."""

import math
from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from cua_desktop.agent.actions import (
    Action,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
    in_words,
    keys_of,
    visible,
)
from cua_desktop.agent.geometry import Point

Place = Callable[[Point], QPointF]
"""From image pixels to where the painter draws."""

_MARK = QColor("#ff5a00")
_HALO = QColor(255, 255, 255, 235)
_EDGE = QColor(0, 0, 0, 150)
_RADIUS = 15.0
_ARROW = 46.0


def paint_action(painter: QPainter, action: Action, place: Place, area: QRectF) -> None:
    """Draws the mark; what has no place on the screen is written at the foot of `area`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    match action:
        case Click() | DoubleClick():
            _target(painter, place(action.point), rings=2 if isinstance(action, DoubleClick) else 1)
            _label(painter, _short(action), place(action.point), area)
        case Move():
            _stroke(painter, _circle(place(action.point), _RADIUS))
            _label(painter, _short(action), place(action.point), area)
        case Drag():
            _drag(painter, [place(point) for point in action.path])
            _label(painter, _short(action), place(action.path[-1]), area)
        case Scroll():
            _scroll(painter, place(action.point), action)
            _label(painter, _short(action), place(action.point), area)
        case Type() | Keypress() | Wait() | Screenshot():
            _label(painter, in_words(action), None, area)
        case _:
            assert_never(action)
    painter.restore()


def _short(action: Action) -> str:
    name = in_words(action).split(" at ")[0].split(" from ")[0]
    keys = keys_of(action)
    held = f"Hold {'+'.join(visible(key) for key in keys)}: "
    return name if not keys or name.startswith("Hold") else held + name


def _circle(centre: QPointF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    return path


def _target(painter: QPainter, at: QPointF, rings: int) -> None:
    path = _circle(at, _RADIUS)
    if rings > 1:
        path.addEllipse(at, _RADIUS - 5.5, _RADIUS - 5.5)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        path.moveTo(at + QPointF(dx * _RADIUS, dy * _RADIUS))
        path.lineTo(at + QPointF(dx * (_RADIUS + 9), dy * (_RADIUS + 9)))
    path.addEllipse(at, 0.3, 0.3)
    _stroke(painter, path)


def _drag(painter: QPainter, points: list[QPointF]) -> None:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    path.addEllipse(points[0], 5, 5)
    end = points[-1]
    before = next((point for point in reversed(points[:-1]) if point != end), end)
    _arrow_head(path, end, math.atan2(end.y() - before.y(), end.x() - before.x()))
    _stroke(painter, path)


def _scroll(painter: QPainter, at: QPointF, scroll: Scroll) -> None:
    path = _circle(at, 5)
    length = math.hypot(scroll.dx, scroll.dy)
    if length:
        tip = at + QPointF(scroll.dx, scroll.dy) * (_ARROW / length)
        path.moveTo(at)
        path.lineTo(tip)
        _arrow_head(path, tip, math.atan2(scroll.dy, scroll.dx))
    _stroke(painter, path)


def _arrow_head(path: QPainterPath, tip: QPointF, angle: float) -> None:
    wings = [
        tip - QPointF(math.cos(angle + turn), math.sin(angle + turn)) * 11
        for turn in (-math.pi / 6, math.pi / 6)
    ]
    path.addPolygon(QPolygonF([wings[0], tip, wings[1]]))


def _stroke(painter: QPainter, path: QPainterPath) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_EDGE, 5.0), (_HALO, 4.0), (_MARK, 2.0)):
        painter.setPen(
            QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        painter.drawPath(path)


def _label(painter: QPainter, text: str, beside: QPointF | None, area: QRectF) -> None:
    """A chip with the words, inside the area; a sign that there is more where they don't fit."""
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(40.0, area.width() - 40))
    width, height = metrics.horizontalAdvance(shown) + 16, metrics.height() + 8
    if beside is None:
        chip = QRectF(area.center().x() - width / 2, area.bottom() - height - 12, width, height)
    else:
        right = beside.x() + 2 * _RADIUS
        left = right if right + width < area.right() else beside.x() - 2 * _RADIUS - width
        chip = QRectF(left, beside.y() + _RADIUS, width, height)
    chip.moveLeft(min(max(chip.left(), area.left() + 4), max(area.left() + 4, area.right() - width - 4)))
    chip.moveTop(min(max(chip.top(), area.top() + 4), max(area.top() + 4, area.bottom() - height - 4)))
    painter.setPen(QPen(_HALO, 1.5))
    painter.setBrush(QColor("#1b1d21"))
    painter.drawRoundedRect(chip, 5, 5)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
