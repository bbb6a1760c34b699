"""Text from outside, shown whole: plain, wrapped anywhere, as high as it needs to be."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from cua_desktop.ui.theme import set_role
from cua_desktop.ui.words import in_lines, safe_text


class PlainText(QTextEdit):
    """A read-only label for text of any length; never interprets markup, never elides."""

    def __init__(self, untrusted_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "plain")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setPlainText(in_lines(safe_text(untrusted_text)))
        self.setAccessibleName(self.toPlainText())

    def fit(self, width: int) -> None:
        """Takes the height that the whole text needs at this width in logical pixels."""
        self.document().setTextWidth(width)
        self.setFixedHeight(max(self.fontMetrics().height(), int(self.document().size().height()) + 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self.viewport().width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls what it stands in, not itself."""
        event.ignore()
