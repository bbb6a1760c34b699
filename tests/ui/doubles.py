"""Frames, events and stand-ins for the parts that the window talks to."""

import time
from types import SimpleNamespace

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from cua_desktop.agent.actions import Click
from cua_desktop.agent.errors import CredentialsError
from cua_desktop.agent.events import EndReason, MessageShown, RunEnded, RunStarted
from cua_desktop.agent.exchange import ComputerCall, Frame, SafetyCheck
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.agent.interfaces.person import Question

CLICK = Click(Point(300, 200))
CHECK = SafetyCheck("sc_1", "malicious_instructions", "The page tells the model what to do.")


SIZE = Size(800, 450)


def frame(colour="#336699", size=SIZE):
    image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Frame(bytes(buffer.data()), "image/png", size)


def question(*actions, checks=(CHECK,), why="The service raised a safety check.", offers=()):
    call = ComputerCall("call_1", actions or (CLICK,), tuple(checks))
    return Question(call, tuple(checks), why, frame(), tuple(offers))


def event(kind, /, step=1, **what):
    return kind(time=time.time(), step=step, **what)


def wait_until(condition, seconds=15):
    """Runs Qt's events until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        QTest.qWait(5)


class KeyringDouble:
    """A keyring of one process; `failure` is raised by every call while it is set."""

    def __init__(self, keys=None, failure=None):
        self.keys = dict(keys or {})
        self.failure = failure

    def _fail(self):
        if self.failure is not None:
            raise CredentialsError(self.failure, "Unlock it.")

    async def stored_key(self, provider):
        self._fail()
        return self.keys.get(provider)

    async def store_key(self, provider, key):
        self._fail()
        self.keys[provider] = key

    async def delete_key(self, provider):
        self._fail()
        self.keys.pop(provider, None)


class SessionDouble:
    """A session whose runs end when told; it reports what a run reports."""

    def __init__(self, report):
        self.report = report
        self.gate = SimpleNamespace(mode="checks")
        self.can_follow_up = False
        self.runs = []
        self.stopped_by = []
        self.said = []
        self.hurried = 0
        self.paused = 0
        self.taken_back = []
        self.goes_on_at = None
        self.watched_for = None
        self.watch_ended = 0
        self.closed = False
        self.slow_to_close = 0.0
        self.heard_for = []
        self._end = None

    def expect_run(self):
        pass

    async def open(self):
        pass

    def take_back(self, grant):
        self.taken_back.append(grant)

    async def live(self, width, height):
        return None

    async def hear_stop_keys(self, seconds):
        self.heard_for.append(seconds)
        return True

    async def run(self, text, *, follow_up=False):
        import asyncio

        self.runs.append((text, follow_up))
        self._end = asyncio.get_running_loop().create_future()
        self.report(event(RunStarted, task=text, model="double", max_steps=7))
        ended = await self._end
        self.report(ended)
        return ended

    def finish(self, message="Done as asked."):
        self.can_follow_up = True
        self.report(event(MessageShown, text=message))
        self._end.set_result(event(RunEnded, reason=EndReason.FINISHED, message=message, steps=1, seconds=3))

    def pause(self):
        self.paused += 1

    def end_watch(self):
        self.watch_ended += 1

    def stop(self, by):
        self.stopped_by.append(by)
        if not self._end.done():
            message = f"Stopped by {by}."
            self._end.set_result(event(RunEnded, reason=EndReason.STOPPED, message=message))

    def say(self, text):
        self.said.append(text)

    def try_now(self):
        self.hurried += 1

    async def close(self):
        import asyncio

        await asyncio.sleep(self.slow_to_close)
        self.closed = True
