"""Asks whether the addresses of pages may be read, before a run begins: nothing else can act then."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.agent.leave import ADDRESSES
from cua_desktop.ui.theme import GAP

_CHARACTERS = 64


class AddressQuestion(QDialog):
    """Without a default button: Enter does nothing; Esc and closing mean no."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Addresses of pages"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        words = QLabel(ADDRESSES)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setMinimumWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self.no_button = QPushButton(self.tr("&Don't read"))
        self.yes_button = QPushButton(self.tr("&Read in this run"))
        for button in (self.no_button, self.yes_button):
            button.setAutoDefault(False)
        self.no_button.clicked.connect(self.reject)
        self.yes_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.no_button)
        foot.addWidget(self.yes_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(2 * GAP)
        column.addWidget(words)
        column.addLayout(foot)


async def may_read_addresses(parent: QWidget | None) -> bool:
    """Asks and waits. Cancelling closes the question."""
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not answered.done():
            answered.set_result(result == QDialog.DialogCode.Accepted)

    dialog = AddressQuestion(parent)
    dialog.finished.connect(settle)
    try:
        dialog.open()
        return await answered
    finally:
        dialog.close()
        dialog.deleteLater()
