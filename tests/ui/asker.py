"""A process that asks questions by the real dialog on the real display, and says what happens.

One JSON object a line: `shown` with the places of the buttons, `armed`, `answer`. With `--hang`
its UI thread sleeps that many seconds as soon as the window is active. Which presses count is what
`--counting` says; but for `unheard` there is a real input process, locked while a question is open.
"""

import argparse
import asyncio
import json
import sys
import time

import qasync
from PySide6.QtCore import QObject, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QPushButton

from cua_desktop.agent.witness import Counting, Press, Witness
from cua_desktop.input.client import InputProcess, Pressed
from cua_desktop.input.window_list import windows
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.person import PersonAtWindow
from cua_desktop.ui.theme import apply_theme
from tests.ui.doubles import question


def say(**what):
    print(json.dumps(what), flush=True)


def centre(widget):
    place = widget.mapToGlobal(widget.rect().center())
    return [place.x(), place.y()]


def the_dialog():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, ApprovalDialog))


class Hanging(QObject):
    def __init__(self, dialog, seconds):
        super().__init__(dialog)
        self.seconds = seconds
        dialog.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if event.type() == event.Type.WindowActivate and self.seconds:
            say(hanging=self.seconds)
            seconds, self.seconds = self.seconds, 0
            time.sleep(seconds)
        return False


async def main(options):
    witness = Witness(Counting[options.counting.upper()])
    witness.windows = windows
    if witness.counting is Counting.UNHEARD:
        await ask(options, PersonAtWindow(options.seconds, witness))
        return

    def report(what):
        if isinstance(what, Pressed):
            heard = what.what
            witness.heard(Press(heard.kind, heard.physical, heard.time, heard.place, heard.space))

    process = InputProcess(stop_chord="ctrl+alt+q", report=report)
    await process.open()
    await process.start_run()
    for _ in range(options.questions):
        await process.lock()
        await ask(options, PersonAtWindow(options.seconds, witness))
        process.unlock()
    await process.close()


async def ask(options, person):
    asking = asyncio.ensure_future(person.approve(question()))
    await asyncio.sleep(0)
    dialog = the_dialog()
    dialog.arming.changed.connect(lambda armed: say(armed=armed))
    if options.hang:
        Hanging(dialog, options.hang)
    while not (dialog.windowHandle() and dialog.windowHandle().isExposed()):
        await asyncio.sleep(0.01)
    await asyncio.sleep(options.settle)
    buttons = {
        b.text().replace("&", "").split()[0].lower(): centre(b) for b in dialog.findChildren(QPushButton)
    }
    frame = dialog.frameGeometry()
    dialog._vouching.refused.connect(lambda verdict: say(refused=verdict.name))
    say(
        shown=buttons,
        window=int(dialog.winId()),
        blank=[frame.x() + 60, frame.y() + 60],
        active=dialog.isActiveWindow(),
    )
    if options.cancel_after:
        await asyncio.sleep(options.cancel_after)
        asking.cancel()
    try:
        answer = await asking
    except asyncio.CancelledError:
        say(answer="cancelled")
    else:
        say(answer=answer.decided.value, why=answer.why)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--hang", type=float, default=0)
    parser.add_argument("--cancel-after", type=float, default=0)
    parser.add_argument("--counting", default="unheard")
    parser.add_argument("--questions", type=int, default=1)
    parser.add_argument("--settle", type=float, default=0.3)
    options = parser.parse_args()
    qInstallMessageHandler(lambda _kind, _context, message: print(message, file=sys.stderr))
    app = QApplication(["asker"])
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, "light")
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(main(options))
