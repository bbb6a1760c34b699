"""The place an action is aimed at, cut out of the screenshot at its own size, with the mark on it."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cua_desktop.agent.actions import Action, in_words, points_of
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.ui.action_marks import paint_action
from cua_desktop.ui.theme import colours_now

CROP = Size(520, 176)
"""In image pixels, shown one to one in logical pixels."""


def crops_of(action: Action, image: Size) -> tuple[Rect, ...]:
    """The parts of the image to show: around the target; start and end of a drag too long for one."""
    points = points_of(action)
    if not points:
        return ()
    left, right = min(p.x for p in points), max(p.x for p in points)
    top, bottom = min(p.y for p in points), max(p.y for p in points)
    margin = 24
    if right - left + 2 * margin <= CROP.width and bottom - top + 2 * margin <= CROP.height:
        return (_around(Point((left + right) // 2, (top + bottom) // 2), image),)
    return tuple(_around(point, image) for point in (points[0], points[-1]))


def _around(centre: Point, image: Size) -> Rect:
    width, height = min(CROP.width, image.width), min(CROP.height, image.height)
    x = min(max(0, centre.x - width // 2), image.width - width)
    y = min(max(0, centre.y - height // 2), image.height - height)
    return Rect(x, y, width, height)


class TargetCrop(QWidget):
    """One crop; it is empty until the screenshot is decoded."""

    def __init__(self, action: Action, part: Rect) -> None:
        super().__init__()
        self._action = action
        self._part = part
        self._image = QImage()
        self.setFixedHeight(part.height)
        self.setMinimumWidth(min(part.width, 240))
        self.setMaximumWidth(part.width)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The place on the screen: {action}").format(action=in_words(action)))

    def sizeHint(self) -> QSize:
        return QSize(self._part.width, self._part.height)

    def show_image(self, image: QImage) -> None:
        """Shows this screenshot's part."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours_now().sunken))
        origin = self._origin()
        painter.drawImage(QPointF(-origin.x(), -origin.y()), self._image)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paint_action(painter, self._action, lambda p: QPointF(p.x + 0.5, p.y + 0.5) - origin, area)
        painter.setPen(QPen(QColor(colours_now().line), 1))
        painter.drawRect(area)

    def _origin(self) -> QPointF:
        """The image pixel at the widget's corner: narrower than the part, the target stays inside."""
        spare = self._part.width - self.width()
        if spare <= 0:
            return QPointF(self._part.x, self._part.y)
        inside = [p for p in points_of(self._action) if p in self._part]
        wanted = inside[0].x - self.width() // 2 if inside else self._part.x
        return QPointF(min(max(wanted, self._part.x), self._part.x + spare), self._part.y)
