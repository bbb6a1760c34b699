"""Leave is given by the setting, or by a person who is asked in each run."""

import asyncio

import pytest

from cua_desktop.agent.leave import Leave


class Person:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.closed = False

    async def ask(self):
        if self.answers:
            return self.answers.pop(0)
        try:
            await asyncio.Event().wait()
        finally:
            self.closed = True


@pytest.mark.parametrize(("setting", "given"), [("off", False), ("on", True)])
def test_what_is_set_is_not_asked(setting, given):
    person = Person(not given)
    assert asyncio.run(Leave(setting, person.ask).given()) is given
    assert person.answers == [not given]


def test_each_run_asks_once():
    leave = Leave("ask", Person(True, False).ask)
    assert [asyncio.run(leave.given()) for _ in range(2)] == [True, False]


def test_where_nobody_is_there_it_is_not_given():
    assert asyncio.run(Leave("ask", None).given()) is False


def test_a_stop_closes_the_question_and_means_no():
    person = Person()
    leave = Leave("ask", person.ask)

    async def stopped():
        asked = asyncio.ensure_future(leave.given())
        await asyncio.sleep(0.01)
        leave.withdraw()
        return await asked

    assert asyncio.run(stopped()) is False
    assert person.closed


def test_who_gives_up_the_run_closes_the_question():
    person = Person()
    leave = Leave("ask", person.ask)

    async def cancelled():
        asked = asyncio.ensure_future(leave.given())
        await asyncio.sleep(0.01)
        asked.cancel()
        await asked

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert person.closed


def test_nothing_to_withdraw_is_no_matter():
    Leave("ask", None).withdraw()
