"""The agent can't answer its own question: its input is locked before a person sees it."""

import asyncio

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.events import EndReason
from tests.agent.doubles import ALLOW, CHECK, CLICK, DENY, House, RecordingInput, asks_for, call, says


class Locking(RecordingInput):
    """Notes what the input is told around a question."""

    async def lock(self):
        await super().lock()
        self.log.append(("lock", None))

    def unlock(self):
        super().unlock()
        self.log.append(("unlock", None))


def asked(answer):
    """A house whose input is locked or not while the person is asked, and what it was then."""
    seen = []

    async def approve():
        seen.append(house.input.locked)
        return await answer() if callable(answer) else answer

    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), input=Locking(), answers=[approve])
    return house, seen


def test_the_input_is_locked_while_a_person_is_asked_and_not_after_a_yes():
    house, seen = asked(ALLOW)
    asyncio.run(house.run())
    assert seen == [True]
    kinds = [kind for kind, _ in house.input.log]
    assert kinds.index("lock") < kinds.index("unlock") < kinds.index("perform")


def test_it_is_unlocked_after_a_no():
    house, seen = asked(DENY)
    asyncio.run(house.run())
    assert seen == [True]
    assert not house.input.locked


def test_it_is_unlocked_when_the_run_is_stopped_at_the_question():
    async def stop():
        house.agent.stop("the Stop button")
        await asyncio.sleep(60)

    house, _ = asked(stop)
    assert asyncio.run(house.run()).reason is EndReason.STOPPED
    assert not house.input.locked
    assert house.input.performed == []


def test_nobody_is_asked_when_the_input_can_not_be_locked():
    house, seen = asked(ALLOW)

    async def fails():
        raise InputError("The input process is gone.")

    house.input.lock = fails
    assert asyncio.run(house.run()).reason is EndReason.ERROR
    assert seen == []
    assert house.input.performed == []
