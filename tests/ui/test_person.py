import asyncio

import pytest
from PySide6.QtWidgets import QApplication

from cua_desktop.agent.actions import Type
from cua_desktop.agent.interfaces.person import Decided
from cua_desktop.agent.witness import Witness
from cua_desktop.ui.approval_dialog import ApprovalDialog
from cua_desktop.ui.person import PersonAtWindow
from tests.ui.doubles import question


def dialogs():
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, ApprovalDialog) and w.isVisible()]


async def asked(number=1):
    while len(dialogs()) != number:
        await asyncio.sleep(0.01)
    return dialogs()


def test_the_answer_of_the_dialog_is_the_answer(in_loop):
    async def scene():
        person = PersonAtWindow(60, Witness())
        asking = asyncio.ensure_future(person.approve(question()))
        (dialog,) = await asked()
        assert person.asked
        dialog._on_stop()
        answer = await asking
        assert not person.asked
        return answer

    assert in_loop(scene()).decided is Decided.STOPPED


def test_cancelling_closes_the_question_and_is_no_answer(in_loop):
    async def scene():
        person = PersonAtWindow(60, Witness())
        asking = asyncio.ensure_future(person.approve(question()))
        await asked()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert dialogs() == []
        assert not person.asked

    in_loop(scene())


def test_a_second_question_waits_for_the_first(in_loop):
    async def scene():
        person = PersonAtWindow(60, Witness())
        first = asyncio.ensure_future(person.approve(question()))
        (one,) = await asked()
        second = asyncio.ensure_future(person.approve(question(Type("second"), checks=())))
        await asyncio.sleep(0.2)
        assert dialogs() == [one]
        one._on_deny()
        await first
        (two,) = await asked()
        assert two is not one
        two._on_deny()
        await second

    in_loop(scene())


def test_a_question_cancelled_while_it_waits_is_never_shown(in_loop):
    async def scene():
        person = PersonAtWindow(60, Witness())
        first = asyncio.ensure_future(person.approve(question()))
        (one,) = await asked()
        second = asyncio.ensure_future(person.approve(question()))
        await asyncio.sleep(0.05)
        second.cancel()
        one._on_deny()
        await first
        await asyncio.sleep(0.1)
        assert dialogs() == []

    in_loop(scene())


def test_silence_is_denied(in_loop):
    answer = in_loop(PersonAtWindow(0.2, Witness()).approve(question()))
    assert answer.decided is Decided.DENIED


def test_an_answer_after_the_run_was_stopped_is_no_defect(in_loop, capsys):
    async def scene():
        asking = asyncio.ensure_future(PersonAtWindow(60, Witness()).approve(question()))
        (dialog,) = await asked()
        asking.cancel()
        dialog._on_deny()
        with pytest.raises(asyncio.CancelledError):
            await asking

    in_loop(scene())
    assert "InvalidStateError" not in capsys.readouterr().err


def test_a_paused_run_may_go_on_when_the_user_says_so(in_loop):
    async def scene():
        person = PersonAtWindow(60, Witness())
        person.go_on()  # nothing is paused: it does nothing
        waiting = asyncio.ensure_future(person.may_go_on("You are using the computer."))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        person.go_on()
        return await waiting

    assert in_loop(scene()) is True
