"""What the self-check found, as a few lines of the first page: a word to think about, never a barrier."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from cua_desktop.self_check.findings import Finding
from cua_desktop.ui.shapes import Shape, shape_pixmap
from cua_desktop.ui.theme import GAP, colours_now, set_role

_SIDE = 15


class MachineNotes(QWidget):
    """One line a finding, each with a sign; hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[Finding, ...] = ()
        self._signs: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(GAP // 2)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Shows these, once."""
        if self._findings:
            return
        self._findings = tuple(findings)
        for finding in findings:
            self._add(finding)
        self._paint_signs()
        self.setVisible(bool(findings))

    @property
    def words(self) -> str:
        """Everything said, for a test and for a screen reader."""
        return " ".join(f"{each.found} {each.advice}".strip() for each in self._findings)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_signs()

    def _add(self, finding: Finding) -> None:
        row = self._grid.rowCount()
        sign = QLabel()
        sign.setAccessibleName(self.tr("Fine") if finding.fine else self.tr("To think about"))
        self._signs.append(sign)
        words = QLabel(f"{finding.found} {finding.advice}".strip())
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        if finding.fine:
            set_role(words, "secondary")
        self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)

    def _paint_signs(self) -> None:
        colours = colours_now()
        for finding, sign in zip(self._findings, self._signs, strict=False):
            shape: Shape = "check" if finding.fine else "warning"
            colour = colours.success if finding.fine else colours.warning
            sign.setPixmap(shape_pixmap(shape, colour, _SIDE))
