"""The screen as the model sees it, with the next action drawn on it before and while it is done."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cua_desktop.agent.actions import Action, in_words
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Point
from cua_desktop.ui.action_marks import paint_action
from cua_desktop.ui.pictures import PictureLoader
from cua_desktop.ui.shapes import paint_shape
from cua_desktop.ui.theme import colours_now

_RESCALE_MILLISECONDS = 60


class ScreenView(QWidget):
    """Shows the newest frame and the marks of actions on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._scaled = QImage()
        self._source: Frame | QImage = self._image  # what to scale anew; undecoded while it loads
        self._actions: tuple[Action, ...] = ()
        self._loader = PictureLoader(self)
        self._loader.loaded.connect(self._on_loaded)
        self._rescale = QTimer(self, singleShot=True, interval=_RESCALE_MILLISECONDS)
        self._rescale.timeout.connect(self._on_rescale)
        self.setMinimumSize(200, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("The screen as the model sees it"))

    def show_frame(self, frame: Frame) -> None:
        """Shows a new screenshot; marks of the one before go with it."""
        self._source = frame
        self._loader.load(frame, self.size(), self.devicePixelRatioF())
        self.show_actions(())

    def show_live(self, picture: QImage) -> None:
        """Shows the desktop as it is now, of the same part as the screenshot, which stays what it is."""
        if not self._image.isNull():
            self._scaled = picture
            self.update()

    def show_still(self) -> None:
        """Shows the newest screenshot again."""
        self._on_rescale()

    def show_actions(self, actions: tuple[Action, ...]) -> None:
        """Draws these actions, which are about to be done or being asked about."""
        self._actions = actions
        self.setAccessibleDescription("; ".join(in_words(action) for action in actions))
        self.update()

    @property
    def marked(self) -> tuple[Action, ...]:
        """The actions that are drawn now."""
        return self._actions

    @property
    def image(self) -> QImage:
        """The newest screenshot, whole; null before the first."""
        return self._image

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def picture_area(self) -> QRectF:
        """Where the screenshot is drawn, in logical pixels of this widget."""
        whole = QRectF(self.rect())
        if self._image.isNull():
            return whole
        size = QSize(self._image.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0, 0, size.width(), size.height())
        area.moveLeft(round((whole.width() - area.width()) / 2))
        return area

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rescale.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        colours = colours_now()
        if self._image.isNull():
            self._paint_nothing_yet(painter)
            return
        area = self.picture_area()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(area, 6, 6)
        painter.setClipPath(outline)
        painter.drawImage(area, self._scaled)
        for action in self._actions:
            paint_action(painter, action, self._place, area)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawPath(outline)

    def _place(self, point: Point) -> QPointF:
        """The centre of an image pixel, in logical pixels of this widget."""
        area = self.picture_area()
        return QPointF(
            area.x() + (point.x + 0.5) * area.width() / self._image.width(),
            area.y() + (point.y + 0.5) * area.height() / self._image.height(),
        )

    def _paint_nothing_yet(self, painter: QPainter) -> None:
        colours = colours_now()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.line), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        centre = QRectF(self.rect()).center()
        paint_shape(
            painter, QRectF(centre.x() - 18, centre.y() - 34, 36, 36), "screen", QColor(colours.secondary)
        )
        painter.setPen(QColor(colours.secondary))
        words = QRectF(12, centre.y() + 12, self.width() - 24, self.height() / 2 - 12)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(words, int(flags), self.tr("The screen as the model sees it will be shown here."))

    def _on_loaded(self, image: QImage, scaled: QImage) -> None:
        self._source = self._image = image
        self._scaled = scaled
        self.update()

    def _on_rescale(self) -> None:
        if isinstance(self._source, Frame) or not self._source.isNull():
            self._loader.load(self._source, self.size(), self.devicePixelRatioF())
