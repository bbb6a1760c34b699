"""The window: what to do, what is being done, what the model sees, and Stop."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cua_desktop.agent.actions import in_words
from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.events import (
    ActionDone,
    ActionStarted,
    ApprovalRequested,
    EndReason,
    ErrorShown,
    Event,
    Paused,
    RunEnded,
    RunStarted,
    ScreenshotTaken,
)
from cua_desktop.settings import Settings
from cua_desktop.ui.banner import Banner
from cua_desktop.ui.elided_label import ElidedLabel
from cua_desktop.ui.grants_bar import GrantsBar
from cua_desktop.ui.more_bar import MoreBar
from cua_desktop.ui.pause_bar import PauseBar
from cua_desktop.ui.screen_view import ScreenView
from cua_desktop.ui.status import RunProgress, Status, progress_after
from cua_desktop.ui.status_strip import StatusStrip
from cua_desktop.ui.task_panel import TaskPanel
from cua_desktop.ui.theme import GAP, set_role
from cua_desktop.ui.transcript import Transcript
from cua_desktop.ui.wait_bar import WaitBar
from cua_desktop.ui.watch_bar import WatchBar
from cua_desktop.ui.welcome import Welcome
from cua_desktop.ui.words import chord_in_words

_WIDE = 820
"""From this width in logical pixels on, the screenshot stands beside the transcript."""

_PANEL = 420
"""The width the window takes at the edge of the screen while a run is under way."""


class MainWindow(QWidget):
    """Shows events and passes on what the user asks for; it decides nothing itself."""

    run_asked = Signal(str, bool)
    stop_asked = Signal()
    pause_asked = Signal()
    said = Signal(str)
    """By the user, in the middle of a run."""

    try_now_asked = Signal()
    change_asked = Signal(str, str)
    """The name of a setting, and its new value."""

    settings_asked = Signal(str)
    """The page to open."""

    mode_chosen = Signal(str)
    close_asked = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("CUA Desktop")
        self._progress = RunProgress()
        self._busy = False
        self._may_close = False
        self._words = ""
        self._arranged = False
        self._roomy: QRect | None = None
        self._was_maximized = False
        self._keys_proven = False
        self.strip = StatusStrip()
        self.banner = Banner()
        self.pause_bar = PauseBar()
        self.wait_bar = WaitBar()
        self.more_bar = MoreBar()
        self.watch_bar = WatchBar()
        self.grants_bar = GrantsBar()
        self.welcome = Welcome(settings)
        self.transcript = Transcript()
        self.screen_view = ScreenView()
        self.task_panel = TaskPanel(settings.approve)
        self._next = ElidedLabel()
        self._how_to_stop = QLabel()
        self._build()
        self.show_settings(settings)
        self.setMinimumSize(self.minimumSizeHint())
        self.resize(self._first_size())

    # --- What it shows ------------------------------------------------------------------------

    def show_event(self, event: Event) -> None:
        """Shows one event of the run."""
        self._progress = progress_after(self._progress, event)
        self.strip.show_progress(self._progress, busy=self._busy)
        self.transcript.show_event(event)
        self.wait_bar.show_event(event)
        self.watch_bar.look()
        self.grants_bar.show_event(event)
        match event:
            case RunStarted():
                self.banner.hide()
                self._words = event.task
                self.task_panel.set_text("")
                self.task_panel.begin_run()
                self._stack.setCurrentWidget(self.transcript)
            case ScreenshotTaken():
                self.screen_view.show_frame(event.frame)
                self._next.show_words(self.tr("What the model sees"))
            case ApprovalRequested():
                self.screen_view.show_actions(event.call.actions)
                self._next.show_words(
                    self.tr("Asked about: {action}").format(action=_all_in_words(event.call.actions))
                )
            case ActionStarted():
                self.screen_view.show_actions((event.action,))
                self._next.show_words(self.tr("Now: {action}").format(action=in_words(event.action)))
                self.screen_view.repaint()  # it is done as soon as this returns
            case ActionDone():
                self._next.show_words(self.tr("Done: {action}").format(action=in_words(event.action)))
            case Paused():
                self.pause_bar.show_pause(event)
                self._next.show_words(self.tr("What the model saw last"))
            case ErrorShown():
                self.show_error(CuaError(event.message, event.hint, change=event.change))
            case RunEnded():
                self.pause_bar.end()
                self.watch_bar.end()
                if event.reason is EndReason.ERROR and not self.task_panel.text:
                    self.task_panel.set_text(self._words)  # to be tried again, not typed again
                QApplication.alert(self)
            case _:
                pass

    def show_error(self, error: CuaError) -> None:
        """Shows an error in the window."""
        self.banner.show_error(error)

    def show_busy(self, busy: bool, *, can_follow_up: bool) -> None:
        """A run is being started or under way, or no longer."""
        self._busy = busy
        if busy:
            self._progress = RunProgress(Status.STARTING)
            self.banner.hide()
        elif self._progress.status is Status.STARTING:
            self._progress = RunProgress()
        self.strip.show_progress(self._progress, busy=busy)
        self.task_panel.set_busy(busy)
        if not busy:
            self._next.show_words(
                self.tr("What the model saw last") if not self.screen_view.image.isNull() else ""
            )
            if can_follow_up:
                self.task_panel.begin_reply()

    def show_settings(self, settings: Settings) -> None:
        """Says what follows from the settings."""
        self.welcome.show_settings(settings)
        self.task_panel.show_mode(settings.approve)
        self._stop_chord = settings.stop_chord
        self._show_how_to_stop()

    def _show_how_to_stop(self) -> None:
        keys = chord_in_words(self._stop_chord)
        if not self._keys_proven:
            keys = self.tr("{keys} (not tested here)").format(keys=keys)
        self._how_to_stop.setText(self.tr("Stop: {keys} or slam the mouse into a corner").format(keys=keys))

    def _on_keys_proven(self, proven: bool) -> None:
        self._keys_proven = proven
        self._show_how_to_stop()

    def make_room(self) -> None:
        """Becomes a narrow panel at the edge of its screen: the model can't see beneath the window."""
        if self._roomy is not None or self.width() <= _PANEL:
            return
        self._was_maximized = self.isMaximized()
        if self._was_maximized:
            self.showNormal()
        self._roomy = self.geometry()
        available = self.screen().availableGeometry()
        border = self.frameGeometry().size() - self.size()
        width = max(_PANEL, self.minimumSizeHint().width())
        self.resize(width, available.height() - border.height())
        self.move(available.right() + 1 - width - border.width(), available.top())

    def take_room_back(self) -> None:
        """Goes back to the size and place before `make_room`."""
        if self._roomy is None:
            return
        self.setGeometry(self._roomy)
        self._roomy = None
        if self._was_maximized:
            self.showMaximized()

    def allow_close(self) -> None:
        """Closes for good: the run has ended."""
        self._may_close = True
        self.close()

    # --- Qt -----------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()
            self.close_asked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "strip"):
            self.strip.show_progress(self._progress, busy=self._busy)

    def sizeHint(self) -> QSize:
        return QSize(1120, 720)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, 420)

    # --- What it is made of -------------------------------------------------------------------

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.transcript)
        conversation = QWidget()
        column = QVBoxLayout(conversation)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP + 2)
        column.addWidget(self._stack, 1)
        column.addWidget(self.task_panel)

        self._picture = QWidget()
        picture = QVBoxLayout(self._picture)
        picture.setContentsMargins(0, 0, 0, 0)
        picture.setSpacing(GAP - 2)
        set_role(self._next, "secondary")
        picture.addWidget(self._next)
        picture.addWidget(self.screen_view, 1)

        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(2 * GAP)
        self._splitter.addWidget(conversation)
        self._splitter.addWidget(self._picture)
        self._splitter.setStretchFactor(0, 2)
        self._splitter.setStretchFactor(1, 3)

        line = QFrame()
        set_role(line, "rule")
        line.setFixedHeight(1)
        self._how_to_stop.setWordWrap(True)
        set_role(self._how_to_stop, "secondary")
        everything = QVBoxLayout(self)
        everything.setContentsMargins(2 * GAP, GAP + 4, 2 * GAP, GAP + 2)
        everything.setSpacing(GAP + 2)
        everything.addWidget(self.strip)
        everything.addWidget(line)
        everything.addWidget(self.more_bar)
        everything.addWidget(self.watch_bar)
        everything.addWidget(self.grants_bar)
        everything.addWidget(self.pause_bar)
        everything.addWidget(self.wait_bar)
        everything.addWidget(self.banner)
        everything.addWidget(self._splitter, 1)
        everything.addWidget(self._how_to_stop)

        self._join()

    def _join(self) -> None:
        self.strip.stop_pressed.connect(self.stop_asked)
        self.strip.pause_pressed.connect(self.pause_asked)
        self.strip.settings_pressed.connect(lambda: self.settings_asked.emit(""))
        self.welcome.key_asked.connect(lambda: self.settings_asked.emit("API key"))
        self.welcome.stop_keys.proven_changed.connect(self._on_keys_proven)
        self.banner.key_asked.connect(lambda: self.settings_asked.emit("API key"))
        self.banner.change_asked.connect(self.change_asked)
        self.wait_bar.try_now_pressed.connect(self.try_now_asked)
        self.task_panel.run_asked.connect(self.run_asked)
        self.task_panel.said.connect(self.said)
        self.task_panel.mode_chosen.connect(self.mode_chosen)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, self._on_help)
        self.setTabOrder(self.task_panel.box, self.task_panel.run_button)
        self.task_panel.box.setFocus()

    def _on_help(self) -> None:
        """F1 turns between the transcript and what to know before a task."""
        self._stack.setCurrentIndex(1 - self._stack.currentIndex())

    def _arrange(self) -> None:
        """Side by side in a wide window, the screenshot on top in a narrow one."""
        wide = self.width() >= _WIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        self.strip.set_compact(not wide)
        if self._splitter.orientation() is wanted and self._arranged:
            return
        self._arranged = True
        self._splitter.setOrientation(wanted)
        self._splitter.insertWidget(1 if wide else 0, self._picture)
        if wide:
            self._splitter.setSizes([self.width() * 2 // 5, self.width() * 3 // 5])
        else:
            picture = min(self.height() * 2 // 5, self.width() * 3 // 5)
            self._splitter.setSizes([picture, self.height() - picture])

    def _first_size(self) -> QSize:
        """The wished size, or most of a smaller screen."""
        available = self.screen().availableGeometry().size()
        return self.sizeHint().boundedTo(available * 0.92)


def _all_in_words(actions: tuple[object, ...]) -> str:
    return "; ".join(in_words(action) for action in actions)  # type: ignore[arg-type]  # actions of a call
