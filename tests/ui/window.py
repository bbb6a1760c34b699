"""The real window as a program, with a stand-in for the parts behind it; says what it is asked to do.

`python -m tests.ui.window PROFILE [TASK] [--start]`
"""

import argparse
import asyncio
import json
import sys
import types
from pathlib import Path

from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from cua_desktop.agent.events import ActionStarted, ReasoningShown, RequestSent, ScreenshotTaken, StepStarted
from cua_desktop.paths import Profile
from cua_desktop.settings import Settings
from cua_desktop.settings_file import load
from cua_desktop.ui.app import run_window
from cua_desktop.ui.main_window import MainWindow
from tests.ui.doubles import CLICK, SessionDouble, event, frame


def say(**what):
    print(json.dumps(what), flush=True)


class Session(SessionDouble):
    """Works on and on, until it is stopped or the task is `finish`."""

    async def run(self, text, *, follow_up=False):
        say(task=text, follow_up=follow_up)
        working = asyncio.ensure_future(self._work(text))
        ended = await super().run(text, follow_up=follow_up)
        working.cancel()
        say(ended=ended.reason)
        return ended

    async def _work(self, text):
        await asyncio.sleep(0.05)
        if text == "finish":
            self.finish()
            return
        shot = frame()
        for step in range(1, 10_000):
            self.report(event(StepStarted, step=step))
            self.report(event(ScreenshotTaken, step=step, frame=shot, seconds=0))
            self.report(event(RequestSent, step=step))
            self.report(event(ReasoningShown, step=step, text=f"Step {step}."))
            self.report(event(ActionStarted, step=step, action=CLICK))
            if step == 20:
                say(working=True)
            await asyncio.sleep(0.01)

    def stop(self, by):
        say(stop=by)
        super().stop(by)

    async def close(self):
        say(closed=True)
        await super().close()


def open_session(settings, profile, *, report, **_others):
    say(opened=settings.provider)
    return Session(report)


def main_window():
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)


def tell_places():
    window = main_window()
    if window is None or not window.windowHandle() or not window.windowHandle().isExposed():
        QTimer.singleShot(20, tell_places)
        return
    QTimer.singleShot(300, lambda: say(places=places(window)))


def tell_state():
    window = main_window()
    state = window and {"state": window.strip.words, "at": places(window)}
    if state and state != tell_state.last:
        tell_state.last = state
        say(**state)


tell_state.last = None


def places(window):
    def centre(widget):
        place = widget.mapToGlobal(widget.rect().center())
        return [place.x(), place.y()]

    return {
        "window": int(window.winId()),
        "box": centre(window.task_panel.box),
        "run": centre(window.task_panel.run_button),
        "stop": centre(window.strip.stop_button),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("profile", type=Path)
    parser.add_argument("task", nargs="?")
    parser.add_argument("--start", action="store_true")
    options = parser.parse_args()
    double = types.ModuleType("cua_desktop.wiring")
    double.opening = types.SimpleNamespace(open_session=open_session)
    double.service = types.SimpleNamespace()
    double.monitors = types.SimpleNamespace(present=tuple)
    double.texts = types.SimpleNamespace(profile_texts=lambda profile: ())
    double.stop_keys = types.SimpleNamespace(proven=lambda profile, chord: False)
    sys.modules["cua_desktop.wiring"] = double
    qInstallMessageHandler(lambda _kind, _context, message: print(message, file=sys.stderr))
    profile = Profile(options.profile)
    app = QApplication(["window"])
    QTimer.singleShot(0, tell_places)
    watch = QTimer(interval=100)
    watch.timeout.connect(tell_state)
    watch.start()
    settings = load(profile.settings_file)
    code = run_window(
        profile, Settings(provider="offline", approve=settings.approve), options.task, options.start
    )
    sys.exit(code)
