import asyncio

import pytest

from cua_desktop.agent.errors import InputError
from cua_desktop.input.answers import Answers


@pytest.mark.parametrize("seconds", [None, 5.0])
def test_a_stop_in_the_very_moment_of_an_answer_is_not_lost(seconds):
    """Whoever waits for the answer is cancelled once it has come, but before it is handed on."""

    async def scenario():
        answers = Answers(lambda _: None)
        waiting = asyncio.ensure_future(answers.to(1, lambda: None, seconds))
        await asyncio.sleep(0)
        answers.came(1, None)
        waiting.cancel()
        await asyncio.wait([waiting])
        return waiting.cancelled()

    assert asyncio.run(scenario())


def test_an_answer_that_does_not_come_in_time_is_an_error():
    with pytest.raises(InputError, match="does not answer"):
        asyncio.run(Answers(lambda _: None).to(1, lambda: None, 0.01))
