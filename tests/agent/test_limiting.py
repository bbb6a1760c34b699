"""Limits and the loop guard in a run: a person is asked for more; the loop with recording doubles."""

import asyncio
import time

import pytest

from cua_desktop.agent.actions import Click, Type, Wait
from cua_desktop.agent.bounds import EndHere, GoOn, Unit
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.exchange import Usage
from cua_desktop.agent.geometry import Point
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.prices import Price
from tests.agent.doubles import House, StillScreen, asks_for, call, run, says

CLICK = Click(Point(1, 2))
SKETCH = bytes(400)


def turns(number, *actions):
    each = actions or (CLICK,)
    return [asks_for(call(*each, call_id=f"c{n}"), response_id=f"r{n}") for n in range(number)]


def answered(house, *answers):
    house.person.more = list(answers)
    return house


def told(house, number):
    return " ".join(house.model.requests[number].messages)


def causes(house):
    return [(event.cause, event.resumed) for event in house.of_type("paused")]


def test_at_a_limit_the_run_goes_on_for_as_much_as_a_person_says():
    house = answered(House(*turns(9), limits=RunLimits(max_steps=2)), GoOn(3), EndHere())
    ended = run(house)
    assert (ended.reason, ended.steps) == (EndReason.LIMIT, 5)
    assert [(more.unit, more.amount) for more in house.person.asked_for_more] == [(Unit.STEPS, 2)] * 2
    assert causes(house) == [("limit", False), ("limit", True), ("limit", False)]
    assert house.of_type("paused")[1].bounds.steps == 5


def test_without_anybody_to_ask_a_limit_is_the_end():
    house = answered(House(*turns(9), limits=RunLimits(max_steps=2)), EndHere(by_person=False))
    assert run(house).reason is EndReason.LIMIT


def test_each_limit_that_is_reached_is_asked_about():
    limits = RunLimits(max_steps=1, max_tokens=10, max_cost=0.00001, price=Price(1.0, 1.0))
    house = answered(House(*turns(1), says("Done."), limits=limits), GoOn(9), GoOn(9_999), GoOn(9))
    assert run(house).reason is EndReason.FINISHED
    units = [more.unit for more in house.person.asked_for_more]
    assert units == [Unit.STEPS, Unit.TOKENS, Unit.USD]


def test_the_request_after_a_question_has_the_screen_of_then_and_the_model_is_told():
    house = answered(House(*turns(1), says("Done."), limits=RunLimits(max_steps=1)), GoOn(9))
    run(house)
    output = house.model.requests[1].outputs[0]
    assert output.frame.data == b"frame 3"
    assert "paused at a limit" in told(house, 1)


def test_a_final_answer_needs_no_more():
    house = House(says("Done.", response_id="r"), limits=RunLimits(max_steps=1))
    assert run(house).reason is EndReason.FINISHED
    assert not house.person.asked_for_more


def test_the_time_of_a_question_is_no_work():
    async def slowly():
        await asyncio.sleep(0.5)
        return GoOn(9)

    limits = RunLimits(max_steps=1, max_seconds=0.45)
    house = answered(House(*turns(1), says("Done."), limits=limits), slowly)
    assert run(house).reason is EndReason.FINISHED
    assert len(house.person.asked_for_more) == 1


def test_what_the_user_does_to_answer_takes_over_nothing():
    async def working():
        house.user_works()
        return GoOn(9)

    house = answered(House(*turns(1), says("Done."), limits=RunLimits(max_steps=1)), working)
    assert run(house).reason is EndReason.FINISHED
    assert {cause for cause, _ in causes(house)} == {"limit"}


def test_a_stop_ends_the_question():
    async def never():
        house.agent.stop("the test")
        await asyncio.sleep(60)

    house = answered(House(*turns(9), limits=RunLimits(max_steps=1)), never)
    assert run(house).reason is EndReason.STOPPED


def test_a_new_run_has_the_limits_of_the_settings_again():
    house = answered(House(*turns(2), says("Done."), *turns(9), limits=RunLimits(max_steps=2)), GoOn(50))
    assert run(house).reason is EndReason.FINISHED
    assert run(house, "Go on.").reason is EndReason.LIMIT


def test_a_request_that_hangs_is_cut_off_at_the_limit_of_time_and_sent_anew_if_a_person_says_so():
    async def hangs():
        await asyncio.sleep(60)

    house = answered(House(hangs, says("Done."), limits=RunLimits(max_seconds=0.05)), GoOn(60))
    begun = time.monotonic()
    assert run(house).reason is EndReason.FINISHED
    assert time.monotonic() - begun < 30
    assert [request.messages[-1] for request in house.model.requests] == ["Do it.", "Do it."]


def test_what_the_user_said_in_a_request_that_was_cut_off_is_said_again():
    async def is_told_more():
        house.agent.say("And be quick.")
        return turns(1)[0]

    async def hangs():
        await asyncio.sleep(60)

    house = answered(House(is_told_more, hangs, says("Done."), limits=RunLimits(max_seconds=0.2)), GoOn(60))
    assert run(house).reason is EndReason.FINISHED
    assert ["And be quick." in request.messages for request in house.model.requests] == [False, True, True]


def test_an_answer_that_comes_a_little_after_the_limit_is_carried_out_before_the_question():
    async def a_little_late():
        await asyncio.sleep(0.3)
        return turns(1)[0]

    house = answered(House(a_little_late, limits=RunLimits(max_seconds=0.25)), EndHere())
    house.screen.look_when_settled = lambda _: house.screen.look()
    assert run(house).reason is EndReason.LIMIT
    assert house.input.performed == [Click(Point(2, 4))]


def test_of_a_long_answer_nothing_more_is_begun_after_the_grace():
    house = House(*turns(1, Type("a"), Type("b"), CLICK), limits=RunLimits(max_seconds=0.1))

    async def long():
        await asyncio.sleep(0.4)

    house.input.fail[Type("a")] = long
    assert run(house).reason is EndReason.LIMIT
    assert house.input.performed == [Type("a")]
    assert any("limit of time" in message.text for message in house.of_type("message"))


def loop_of(*answers, action=CLICK, number=9):
    screen = StillScreen()
    screen.sketches = [SKETCH] * 99
    script = [asks_for(call(action, call_id=f"c{n}"), response_id=f"r{n}") for n in range(number)]
    return answered(House(*script, says("Done."), screen=screen, limits=RunLimits()), *answers)


def test_the_third_time_the_same_is_done_and_the_model_is_told_the_fifth_time_a_person_is_asked():
    house = loop_of(EndHere())
    ended = run(house)
    assert (ended.reason, len(house.input.performed)) == (EndReason.STOPPED, 4)
    assert "same 3 times" in told(house, 3)
    assert not any("same" in told(house, number) for number in (0, 1, 2, 4))
    assert house.person.asked_for_more[0].unit is None


def test_what_repeats_itself_without_anybody_to_ask_needs_a_person():
    assert run(loop_of(EndHere(by_person=False))).reason is EndReason.NEEDS_PERSON


def test_to_go_on_is_no_permission_for_the_action_that_was_repeated():
    house = loop_of(GoOn(), number=5)
    assert run(house).reason is EndReason.FINISHED
    assert len(house.input.performed) == 4
    assert "not done this time" in told(house, 5)


def test_waiting_may_be_repeated():
    house = loop_of(action=Wait(0), number=20)
    assert run(house).reason is EndReason.FINISHED
    assert not house.person.asked_for_more


@pytest.mark.parametrize("usage", [Usage(7, 4)])
def test_tokens_count_both_ways(usage):
    script = [asks_for(call(CLICK, call_id=f"c{n}"), response_id=f"r{n}", usage=usage) for n in range(9)]
    assert run(House(*script, limits=RunLimits(max_tokens=22))).steps == 2
