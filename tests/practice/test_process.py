import asyncio
import json
import os
import subprocess
import sys

import pytest

from cua_desktop.agent.errors import ScreenError
from cua_desktop.practice.process import PracticeProcess
from cua_desktop.practice.stations import Station

UNDER_QASYNC = """
import asyncio, json, sys
import qasync
from PySide6.QtWidgets import QApplication
from cua_desktop.practice.process import PracticeProcess
from cua_desktop.practice.stations import Station

async def work():
    async with PracticeProcess([Station.CLICK]) as window:
        pass
    print(json.dumps([report["what"] for report in window.reports]))

app = QApplication([])
app.setQuitOnLastWindowClosed(False)
loop = qasync.QEventLoop(app)
with loop:
    loop.run_until_complete(work())
"""


def test_the_last_report_is_the_summary(display):
    async def work():
        window = PracticeProcess([Station.CLICK])
        await window.open()
        return await window.close()

    reports = asyncio.run(work())
    assert [report["what"] for report in reports] == ["ready", "summary"]
    assert reports[-1]["done"] == []


def test_it_works_under_qasync_too(display):
    told = subprocess.run(
        [sys.executable, "-c", UNDER_QASYNC], env=os.environ, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == ["ready", "summary"]


def test_a_window_that_cannot_open_is_one_clear_error(display):
    async def work():
        await PracticeProcess(variables={"DISPLAY": ":no"}).open()

    with pytest.raises(ScreenError) as raised:
        asyncio.run(work())
    assert "did not start" in raised.value.message
    assert raised.value.hint


def test_waiting_for_a_window_that_was_closed_ends_at_once(display):
    async def work():
        async with PracticeProcess([Station.CLICK]) as window:
            window._process.terminate()
            await window.wait_for("finished", 60)

    with pytest.raises(ScreenError, match="was closed"):
        asyncio.run(work())


def test_closing_twice_is_fine(display):
    async def work():
        window = PracticeProcess([Station.CLICK])
        await window.open()
        assert await window.close() == await window.close()
        assert not await PracticeProcess().close()

    asyncio.run(work())
