"""Only a press of the button that says so lets addresses be read."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cua_desktop.ui.address_question import AddressQuestion, may_read_addresses


def shown():
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, AddressQuestion) and w.isVisible()]


async def asked():
    asking = asyncio.ensure_future(may_read_addresses(None))
    while not shown():
        await asyncio.sleep(0.01)
    return asking, shown()[0]


@pytest.mark.parametrize(
    ("answer", "may"),
    [
        (lambda dialog: dialog.yes_button.click(), True),
        (lambda dialog: dialog.no_button.click(), False),
        (lambda dialog: dialog.close(), False),
        (lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape), False),
    ],
    ids=["yes", "no", "close", "escape"],
)
def test_the_button_is_the_answer(in_loop, answer, may):
    async def scene():
        asking, dialog = await asked()
        answer(dialog)
        return await asking

    assert in_loop(scene()) is may
    assert shown() == []


def test_enter_is_no_answer(in_loop):
    async def scene():
        asking, dialog = await asked()
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        await asyncio.sleep(0.05)
        still = not asking.done()
        dialog.close()
        await asking
        return still

    assert in_loop(scene())


def test_a_run_that_is_stopped_closes_the_question(in_loop):
    async def scene():
        asking, _ = await asked()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    in_loop(scene())
    assert shown() == []


def test_the_question_belongs_to_the_window_that_asks(in_loop):
    async def scene():
        parent = QWidget()
        asking = asyncio.ensure_future(may_read_addresses(parent))
        while not (found := parent.findChildren(AddressQuestion)):
            await asyncio.sleep(0.01)
        found[0].close()
        return await asking

    assert in_loop(scene()) is False
