import asyncio
import contextlib
import gc

import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEvent, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from cua_desktop.ui.theme import apply_theme

_OF_THE_OFFSCREEN_PLATFORM = "This plugin does not support"


@pytest.fixture(scope="session")
def _application():
    with pytest.MonkeyPatch.context() as patch:  # other tests start programs on a real display
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        app = QApplication.instance() or QApplication(["tests"])
    app.setQuitOnLastWindowClosed(False)
    return app


@pytest.fixture
def app(_application):
    """The one QApplication, offscreen; the test fails on any message of Qt."""
    messages = []
    before = qInstallMessageHandler(lambda _kind, _context, message: messages.append(message))
    apply_theme(_application, "light")
    yield _application
    for window in QApplication.topLevelWidgets():
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qInstallMessageHandler(before)
    unexpected = [each for each in messages if _OF_THE_OFFSCREEN_PLATFORM not in each]
    assert unexpected == []


@pytest.fixture
def nothing_left_over():
    """Collects the loops and widgets of tests before: in a worker thread that would upset Qt."""
    gc.collect()


@pytest.fixture
def in_loop(app):
    """Runs a coroutine under qasync, as the app does.

    What it leaves behind is collected here, on Qt's thread: a worker thread that happens to do it
    deletes Qt's objects under Qt's feet, and the process crashes.
    """
    gc.disable()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        yield lambda coroutine: loop.run_until_complete(asyncio.wait_for(coroutine, 30))
        for task in asyncio.all_tasks(loop):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                loop.run_until_complete(task)
    asyncio.set_event_loop(None)
    loop = None
    gc.collect(0)  # nothing of this test is older
    gc.enable()
