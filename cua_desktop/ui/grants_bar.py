"""What the user has allowed for the rest of the run, each of which they can take back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.agent.events import Event, GrantsChanged, RunEnded, RunStarted
from cua_desktop.agent.grant import Grant
from cua_desktop.ui.theme import GAP, set_role


class GrantsBar(QWidget):
    """A line for each; hidden while there is none."""

    taken_back = Signal(object)
    """A `Grant` that the user wants to be asked about again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP - 2)
        self.show_grants(())

    def show_event(self, event: Event) -> None:
        """Follows the run."""
        match event:
            case GrantsChanged():
                self.show_grants(event.grants)
            case RunStarted() | RunEnded():
                self.show_grants(())
            case _:
                pass

    def show_grants(self, grants: tuple[Grant, ...]) -> None:
        """Shows these, and no others."""
        while (item := self._column.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for grant in grants:
            self._column.addWidget(self._row(grant))
        self.setVisible(bool(grants))

    def _row(self, grant: Grant) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        words = QLabel(self.tr("Not asked about in this run: {what}").format(what=grant.in_words()))
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        set_role(words, "secondary")
        button = QPushButton(self.tr("Ask again"))
        button.setAutoDefault(False)
        button.setAccessibleName(self.tr("Ask again about {what}").format(what=grant.in_words()))
        button.clicked.connect(lambda: self.taken_back.emit(grant))
        line.addWidget(words, 1)
        line.addWidget(button)
        return row
