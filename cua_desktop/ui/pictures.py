"""Screenshots decoded and scaled on a thread of their own, so that the window never waits for them."""

from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from cua_desktop.agent.exchange import Frame

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
_LOOK_MILLISECONDS = 8

_Pictures = tuple[QImage, QImage]


class PictureLoader(QObject):
    """Turns frames into images; only the newest answer is told, by `loaded`.

    An undecodable frame gives a null image. The thread never touches this object, whose window
    may be deleted meanwhile (a signal emitted then ends the process): the answer is looked for.
    """

    loaded = Signal(QImage, QImage)
    """The whole image, and the same scaled into the size asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: Future[_Pictures] | None = None
        self._timer = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._on_look)

    def load(self, source: Frame | QImage, size: QSize, ratio: float = 1.0) -> None:
        """Begins to decode; `size` in logical pixels is the box to fit in, empty for no scaling."""
        if self._newest is not None:
            self._newest.cancel()
        self._newest = _THREAD.submit(_pictures, source, size, ratio)
        self._timer.start()

    def _on_look(self) -> None:
        if self._newest is not None and self._newest.done():
            self._timer.stop()
            image, scaled = self._newest.result()
            self._newest = None
            self.loaded.emit(image, scaled)


def _pictures(source: Frame | QImage, size: QSize, ratio: float) -> _Pictures:
    image = source if isinstance(source, QImage) else QImage.fromData(source.data)
    return image, fitted(image, size, ratio)


def fitted(image: QImage, size: QSize, ratio: float) -> QImage:
    """The image scaled into the box, its aspect ratio kept, sharp on a screen of this ratio."""
    if image.isNull() or size.isEmpty():
        return image
    scaled = image.scaled(
        size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    scaled.setDevicePixelRatio(ratio)
    return scaled
