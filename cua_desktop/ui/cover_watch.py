"""Disarms a question while another program's window lies over it."""

import os

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from cua_desktop.agent.covering import covering
from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.witness import Witness
from cua_desktop.ui.arming import Arming
from cua_desktop.ui.own_windows import to_points

_LOOK_MILLISECONDS = 100


class CoverWatch(QObject):
    """Looks between `begin` and `end`. `changed` says whether it is covered now."""

    changed = Signal(bool)

    def __init__(self, window: QWidget, arming: Arming, witness: Witness) -> None:
        super().__init__(window)
        self._window = window
        self._arming = arming
        self._witness = witness
        self.covered = False
        self._timer = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """From now on it is looked."""
        self._timer.start()

    def end(self) -> None:
        """The question is over."""
        self._timer.stop()

    def _look(self) -> None:
        covered = self._is_covered()
        if covered:
            self._arming.restart()
        if covered != self.covered:
            self.covered = covered
            self.changed.emit(covered)

    def _is_covered(self) -> bool:
        window = self._window
        if not window.isActiveWindow():  # nothing counts then, and a program in front may well lie over it
            return False
        place = to_points(window.geometry(), window.screen())
        try:
            return covering(int(window.winId()), place, self._witness.windows(), os.getpid()) is not None
        except CuaError:  # not to be known, as on systems that tell nothing of windows
            return False
