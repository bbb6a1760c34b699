"""Small line drawings that stand beside words, so that no meaning hangs on colour alone.

Each is a path on a grid of 16 by 16, drawn with one pen at any size.
"""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

Shape = Literal[
    "ring", "dots", "play", "bars", "square", "cross", "check", "warning", "hand", "bubble", "pointer",
    "info", "person", "gear", "thought", "screen", "lock", "key",
]  # fmt: skip

_GRID = 16.0


def paint_shape(painter: QPainter, area: QRectF, shape: Shape, colour: QColor) -> None:
    """Draws the shape into the area."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / _GRID, area.height() / _GRID)
    pen = QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    filled, path = _PATHS[shape]()
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def shape_pixmap(shape: Shape, colour: str, side: int, ratio: float = 2.0) -> QPixmap:
    """The shape as a picture `side` logical pixels wide and high."""
    pixmap = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_shape(painter, QRectF(0, 0, side, side), shape, QColor(colour))
    painter.end()
    return pixmap


def shape_icon(shape: Shape, colour: str, disabled: str, side: int = 16) -> QIcon:
    """The shape for a button, enabled and disabled."""
    icon = QIcon(shape_pixmap(shape, colour, side))
    icon.addPixmap(shape_pixmap(shape, disabled, side), QIcon.Mode.Disabled)
    return icon


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for first, *others in strokes:
        path.moveTo(QPointF(*first))
        for point in others:
            path.lineTo(QPointF(*point))
    return path


def _closed(*points: tuple[float, float]) -> QPainterPath:
    path = _lines(points)
    path.closeSubpath()
    return path


def _circle(path: QPainterPath, x: float, y: float, radius: float) -> QPainterPath:
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _ring() -> tuple[bool, QPainterPath]:
    return False, _circle(QPainterPath(), 8, 8, 5.5)


def _dots() -> tuple[bool, QPainterPath]:
    path = QPainterPath()
    for x in (3.0, 8.0, 13.0):
        _circle(path, x, 8, 1.2)
    return True, path


def _play() -> tuple[bool, QPainterPath]:
    return True, _closed((4.5, 3), (13, 8), (4.5, 13))


def _bars() -> tuple[bool, QPainterPath]:
    path = QPainterPath()
    path.addRect(QRectF(4, 3.5, 2, 9))
    path.addRect(QRectF(10, 3.5, 2, 9))
    return True, path


def _square() -> tuple[bool, QPainterPath]:
    path = QPainterPath()
    path.addRect(QRectF(4, 4, 8, 8))
    return True, path


def _cross() -> tuple[bool, QPainterPath]:
    return False, _circle(_lines(((5.6, 5.6), (10.4, 10.4)), ((10.4, 5.6), (5.6, 10.4))), 8, 8, 6.3)


def _check() -> tuple[bool, QPainterPath]:
    return False, _circle(_lines(((5, 8.3), (7.2, 10.4), (11, 5.9))), 8, 8, 6.3)


def _warning() -> tuple[bool, QPainterPath]:
    path = _closed((8, 2), (14.5, 13.5), (1.5, 13.5))
    path.addPath(_lines(((8, 6.5), (8, 9.3)), ((8, 11.5), (8, 11.5))))
    return False, path


def _hand() -> tuple[bool, QPainterPath]:
    path = QPainterPath(QPointF(4.2, 9.5))
    for x, top in ((4.2, 4.6), (6.8, 2.6), (9.4, 3.2), (12.0, 5.0)):
        path.moveTo(x, 8.5)
        path.lineTo(x, top)
    path.moveTo(12, 8.5)
    path.cubicTo(12, 12.5, 10.5, 14.2, 8, 14.2)
    path.cubicTo(5.5, 14.2, 4.6, 12.8, 2.2, 9.6)
    return False, path


def _bubble() -> tuple[bool, QPainterPath]:
    return False, _closed((2, 3), (14, 3), (14, 11), (8, 11), (4.8, 14), (4.8, 11), (2, 11))


def _pointer() -> tuple[bool, QPainterPath]:
    return False, _closed((4, 2.2), (12.6, 9), (8.6, 9.4), (10.6, 13.4), (8.8, 14.2), (6.9, 10.2), (4, 12.8))


def _info() -> tuple[bool, QPainterPath]:
    return False, _circle(_lines(((8, 7.4), (8, 11)), ((8, 4.9), (8, 4.9))), 8, 8, 6.3)


def _person() -> tuple[bool, QPainterPath]:
    path = _circle(QPainterPath(), 8, 5, 2.7)
    path.moveTo(2.8, 14)
    path.cubicTo(3.2, 8.8, 12.8, 8.8, 13.2, 14)
    return False, path


def _gear() -> tuple[bool, QPainterPath]:
    path = _lines(((2, 4.5), (14, 4.5)), ((2, 11.5), (14, 11.5)))
    _circle(path, 10.5, 4.5, 1.9)
    return False, _circle(path, 5.5, 11.5, 1.9)


def _thought() -> tuple[bool, QPainterPath]:
    path = _circle(QPainterPath(), 8, 6.6, 4.6)
    path.addPath(_lines(((6.2, 13.6), (9.8, 13.6)), ((6.2, 11.2), (6.2, 11.4)), ((9.8, 11.2), (9.8, 11.4))))
    return False, path


def _screen() -> tuple[bool, QPainterPath]:
    path = _lines(((8, 11), (8, 13.8)), ((5, 13.8), (11, 13.8)))
    path.addRoundedRect(QRectF(1.5, 2.5, 13, 8.5), 1, 1)
    return False, path


def _lock() -> tuple[bool, QPainterPath]:
    path = QPainterPath(QPointF(5, 7))
    path.lineTo(5, 5)
    path.cubicTo(5, 1, 11, 1, 11, 5)
    path.lineTo(11, 7)
    path.addRoundedRect(QRectF(3, 7, 10, 7), 1, 1)
    return False, path


def _key() -> tuple[bool, QPainterPath]:
    return False, _circle(_lines(((8, 8), (14, 8), (14, 10.5)), ((11.2, 8), (11.2, 10))), 5, 8, 3)


_PATHS: dict[Shape, Callable[[], tuple[bool, QPainterPath]]] = {
    "ring": _ring,
    "dots": _dots,
    "play": _play,
    "bars": _bars,
    "square": _square,
    "cross": _cross,
    "check": _check,
    "warning": _warning,
    "hand": _hand,
    "bubble": _bubble,
    "pointer": _pointer,
    "info": _info,
    "person": _person,
    "gear": _gear,
    "thought": _thought,
    "screen": _screen,
    "lock": _lock,
    "key": _key,
}
