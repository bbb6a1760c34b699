"""What the loop does with the model: words on their way, waits, lost chains, words of the user meanwhile."""

import pytest

from cua_desktop.agent.errors import ChainLostError, ModelError, NothingKeptError
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.exchange import Delta, RateLimits, SentAgain, Usage, Waiting
from cua_desktop.safety.limits import Price, RunLimits
from tests.agent.doubles import CLICK, House, asks_for, call, run, says


class Hearing(House):
    """Its model makes these sounds before its first answer."""

    def __init__(self, *script, sounds=(), **how):
        super().__init__(*script, **how)
        decide = self.model.decide

        async def decide_aloud(request, hear):
            if not self.model.requests:
                for sound in sounds:
                    hear(sound)
            return await decide(request, hear)

        self.model.decide = decide_aloud


def test_text_is_told_as_it_arrives_and_again_as_a_whole():
    house = Hearing(says("Done."), sounds=(Delta("reasoning", "Hm"), Delta("message", "Do")))
    run(house)
    assert [(event.kind, event.text) for event in house.of_type("text")] == [
        ("reasoning", "Hm"),
        ("message", "Do"),
    ]
    assert all(event.passing for event in house.of_type("text"))
    assert [event.text for event in house.of_type("message")] == ["Done."]


def test_waits_are_told_and_the_request_that_is_sent_again():
    house = Hearing(says("Done."), sounds=(Waiting("Too often.", 7.0), SentAgain()))
    run(house)
    kinds = [event.type for event in house.events]
    assert kinds.count("request_sent") == 2
    (wait,) = house.of_type("waiting")
    assert (wait.why, wait.seconds) == ("Too often.", 7.0)


def test_trying_now_goes_to_the_model():
    house = House(says("Done."))
    house.agent.try_now()
    assert house.model.hurried == 1


def test_a_step_and_a_run_tell_what_they_cost():
    house = House(
        asks_for(call(CLICK), usage=Usage(1_000_000, 0, cached_tokens=500_000)),
        says("Done."),
        limits=RunLimits(price=Price(2.0, 10.0, 1.0)),
    )
    ended = run(house)
    assert [event.cost for event in house.of_type("response_received")] == [1.5, 0.0]
    assert ended.cost == 1.5


def test_without_a_price_there_is_no_cost():
    house = House(says("Done."))
    assert run(house).cost is None


def test_what_the_service_still_takes_is_told():
    decision = says("Done.")
    house = House(type(decision)("resp_1", messages=decision.messages, rate_limits=RateLimits(5, 6, 7.0)))
    run(house)
    assert house.of_type("response_received")[0].rate_limits == RateLimits(5, 6, 7.0)


@pytest.mark.parametrize(
    ("lost", "stateless"), [(ChainLostError("It is gone."), False), (NothingKeptError("Not kept."), True)]
)
def test_a_lost_chain_is_begun_anew_and_nothing_is_done_twice(lost, stateless):
    house = House(asks_for(call(CLICK)), lost, says("Done."))
    assert run(house).reason is EndReason.FINISHED
    assert len(house.input.performed) == 1
    anew = house.model.requests[2]
    assert (anew.after, anew.outputs) == (None, ())
    assert (anew.history is not None) is stateless
    assert anew.messages[0] == "Do it."
    assert anew.frame.data == b"frame 2"
    assert lost.message in house.of_type("message")[0].text


def test_a_chain_that_is_lost_again_ends_the_run():
    house = House(asks_for(call(CLICK)), ChainLostError("It is gone."), ChainLostError("It is gone."))
    ended = run(house)
    assert (ended.reason, ended.message) == (EndReason.ERROR, "It is gone.")


def test_what_was_never_begun_cannot_be_lost():
    house = House(ChainLostError("It is gone."), says("Done."))
    assert run(house).reason is EndReason.ERROR
    assert len(house.model.requests) == 1


def test_any_other_failure_of_the_model_ends_the_run():
    assert run(House(asks_for(call(CLICK)), ModelError("No."))).reason is EndReason.ERROR


def speaking(house, text, decision):
    async def answer():
        house.agent.say(text)
        return decision

    return answer


def test_what_the_user_says_meanwhile_goes_with_the_next_request():
    house = House()
    house.model.script = [speaking(house, "Not that one.", asks_for(call(CLICK))), says("Done.")]
    run(house)
    assert house.model.requests[1].messages == ("Not that one.",)
    assert len(house.model.requests[1].outputs) == 1
    said = house.of_type("message")[0]
    assert (said.text, said.by) == ("Not that one.", "user")


def test_what_the_user_says_while_the_model_finishes_is_still_answered():
    house = House()
    house.model.script = [speaking(house, "One more thing.", says("Done.")), says("Done too.")]
    ended = run(house)
    assert ended.message == "Done too."
    assert house.model.requests[1].messages == ("One more thing.",)
    assert house.model.requests[1].frame.data == b"frame 2"


def test_nothing_is_said_to_a_model_that_is_not_running():
    house = House(says("Done."))
    run(house)
    house.agent.say("Hello?")
    assert [event.by for event in house.of_type("message")] == ["model"]
