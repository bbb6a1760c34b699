"""Screenshots decoded and scaled on a thread of their own, so that the window never waits for them."""

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from cua_desktop.agent.exchange import Frame

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


class PictureLoader(QObject):
    """Turns frames into images; only the newest answer is told, by `loaded`.

    An undecodable frame gives a null image.
    """

    loaded = Signal(QImage, QImage)
    """The whole image, and the same scaled into the size asked for."""

    _arrived = Signal(int, QImage, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = 0
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def load(self, source: Frame | QImage, size: QSize, ratio: float = 1.0) -> None:
        """Begins to decode; `size` in logical pixels is the box to fit in, empty for no scaling."""
        self._newest += 1
        _THREAD.submit(self._work, self._newest, source, size, ratio)

    def _work(self, number: int, source: Frame | QImage, size: QSize, ratio: float) -> None:
        if number != self._newest:
            return
        image = source if isinstance(source, QImage) else QImage.fromData(source.data)
        try:
            self._arrived.emit(number, image, fitted(image, size, ratio))
        except RuntimeError:  # the window is gone
            return

    def _on_arrived(self, number: int, image: QImage, scaled: QImage) -> None:
        if number == self._newest:
            self.loaded.emit(image, scaled)


def fitted(image: QImage, size: QSize, ratio: float) -> QImage:
    """The image scaled into the box, its aspect ratio kept, sharp on a screen of this ratio."""
    if image.isNull() or size.isEmpty():
        return image
    scaled = image.scaled(
        size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    scaled.setDevicePixelRatio(ratio)
    return scaled
