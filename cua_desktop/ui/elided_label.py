"""One line of words that ends in … where there is no room; the tool tip has all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LONGEST_TIP = 2000


class ElidedLabel(QLabel):
    """Plain text on one line; for what can be read in full elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """Shows as much of these words as fits."""
        self._words = words
        self.setAccessibleName(words)
        self._show()

    @property
    def words(self) -> str:
        """All the words, also those that don't fit."""
        return self._words

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height() + 2)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        # A tool tip guesses at markup: characters of markup are written so that it can't.
        plain = self._words[:_LONGEST_TIP].replace("&", "&amp;").replace("<", "&lt;")
        self.setToolTip(f"<span>{plain}</span>" if shown != self._words else "")
