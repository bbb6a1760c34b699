"""“Press your stop keys now”: the test of the brake on the first page. It can be skipped, and says so."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cua_desktop.agent.errors import CuaError
from cua_desktop.ui.theme import GAP, set_role
from cua_desktop.ui.words import chord_in_words

TEST_SECONDS = 15.0


class Tester(Protocol):
    """Who can hear the stop keys."""

    async def proven(self, chord: str) -> bool:
        """Whether they have arrived once on this computer."""
        ...

    async def heard(self, chord: str, seconds: float, listening: Callable[[], None]) -> bool:
        """Whether they arrive within this time; calls `listening` when it has begun. Raises CuaError."""
        ...


class StopKeysTest(QWidget):
    """A sentence and a button. Whatever it says, a run can be started."""

    proven_changed = Signal(bool)

    def __init__(self, chord: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chord = chord
        self._tester: Tester | None = None
        self._work: asyncio.Task[None] | None = None
        self._listening = False
        self._says = QLabel()
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        self._says.setWordWrap(True)
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._on_button)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._says)
        column.addLayout(row)
        self._show_untested()

    @property
    def words(self) -> str:
        """What it says."""
        return self._says.text()

    def test_by(self, tester: Tester) -> None:
        """From now on it can test; asks whether that has been done before."""
        self._tester = tester
        self._do(self._look())

    def show_chord(self, chord: str) -> None:
        """The stop keys are these now."""
        if chord != self._chord:
            self._chord = chord
            self._show_untested()
            if self._tester is not None:
                self._do(self._look())

    async def end(self) -> None:
        """Ends a test under way, and returns when nothing of it is left."""
        work, self._work = self._work, None
        if work is not None:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait([work])

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        if self._work is not None:
            self._work.cancel()
        self._work = asyncio.ensure_future(work)

    def _on_button(self) -> None:
        if self._listening and self._work is not None:
            self._work.cancel()
        elif self._tester is not None:
            self._do(self._test(self._tester))

    async def _look(self) -> None:
        if self._tester is not None and await self._tester.proven(self._chord):
            self._show_proven()

    async def _test(self, tester: Tester) -> None:
        self._listening = True
        self._show(self.tr("Preparing the test…"), self.tr("&Cancel"))
        try:
            heard = await tester.heard(self._chord, TEST_SECONDS, self._show_listening)
        except CuaError as error:
            self._show(str(error), self.tr("Tr&y again"), "problem")
        except asyncio.CancelledError:
            self._show_untested()
            raise
        else:
            if heard:
                self._show_proven()
            else:
                self._show_not_heard()
        finally:
            self._listening = False

    def _show_untested(self) -> None:
        self._show(
            self.tr(
                "Nobody has tried the stop keys on this computer yet. You can skip the test; "
                "then it is not known whether they arrive."
            ),
            self.tr("Test the stop ke&ys"),
            "secondary",
        )
        self.proven_changed.emit(False)

    def _show_listening(self) -> None:
        words = self.tr("Press {keys} now. The test waits {seconds:g} seconds and changes nothing.")
        self._show(words.format(keys=chord_in_words(self._chord), seconds=TEST_SECONDS), self.tr("&Cancel"))

    def _show_proven(self) -> None:
        words = self.tr("Tested: {keys} arrives on this computer.")
        self._show(words.format(keys=chord_in_words(self._chord)), self.tr("Tr&y again"))
        self.proven_changed.emit(True)

    def _show_not_heard(self) -> None:
        words = self.tr(
            "{keys} did not arrive. If you pressed them, another program takes them: "
            "choose others in the settings. Stop and the corner work as well."
        )
        self._show(words.format(keys=chord_in_words(self._chord)), self.tr("Tr&y again"), "problem")

    def _show(self, words: str, button: str, role: str = "") -> None:
        self._says.setText(words)
        self.button.setText(button)
        set_role(self._says, role)
