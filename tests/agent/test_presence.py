"""The user works the computer in the middle of a run: the loop with recording doubles."""

import asyncio
import functools
import time

from cua_desktop.agent.actions import Click, Screenshot, Type
from cua_desktop.agent.errors import UserActiveError
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.geometry import Point
from cua_desktop.safety.limits import RunLimits
from tests.agent.doubles import ALLOW, CHECK, DENY, House, RecordingInput, asks_for, call, says

CLICK, WRITE = Click(Point(1, 2)), Type("a")
NEVER = 3600.0


def in_a_loop(test):
    @functools.wraps(test)
    def run():
        asyncio.run(test())

    return run


def pauses(house):
    return [event.resumed for event in house.of_type("paused")]


def told_model(house):
    return " ".join(house.model.requests[-1].messages)


def interrupted(house_input, action):
    """Performing this action is interrupted by the user, the first time."""

    async def once():
        del house_input.fail[action]
        house_input.interrupted = True
        raise UserActiveError

    house_input.fail[action] = once


async def wait_for(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


@in_a_loop
async def test_an_interrupted_action_is_not_tried_again_and_the_model_is_told_what_was_done():
    house = House(asks_for(call(CLICK, WRITE, CLICK)), says("Done."))
    interrupted(house.input, WRITE)
    await house.run()
    assert house.input.performed == [Click(Point(2, 4))]
    assert "1 of 3 actions" in told_model(house)
    assert pauses(house) == [False, True]
    assert house.model.requests[-1].outputs[0].frame.data == b"frame 2"


@in_a_loop
async def test_input_goes_on_only_when_the_user_has_rested():
    house = House(asks_for(call(WRITE)), says("Done."), resume_after=0.2)
    interrupted(house.input, WRITE)
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: pauses(house))
    for _ in range(10):
        await asyncio.sleep(0.05)
        house.user_works()
        assert pauses(house) == [False]
    rested_at = time.time()
    await running
    assert pauses(house) == [False, True]
    assert house.of_type("paused")[1].time - rested_at >= 0.15
    assert ("resume", None) in house.input.log


@in_a_loop
async def test_a_person_can_say_that_it_may_go_on():
    house = House(asks_for(call(WRITE)), says("Done."), resume_after=NEVER)
    house.person.going_on = lambda: asyncio.sleep(0.01, result=True)
    interrupted(house.input, WRITE)
    assert (await house.run()).reason is EndReason.FINISHED
    assert len(house.person.paused) == 1
    assert pauses(house) == [False, True]


@in_a_loop
async def test_without_an_idle_time_only_a_person_can_say_so():
    house = House(asks_for(call(WRITE)), says("Done."), resume_after=0)
    house.person.going_on = lambda: asyncio.sleep(0.3, result=True)
    interrupted(house.input, WRITE)
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: pauses(house))
    assert house.agent.goes_on_at is None
    assert house.of_type("paused")[0].resume_after is None
    assert (await running).reason is EndReason.FINISHED


@in_a_loop
async def test_without_an_idle_time_and_without_a_person_the_run_needs_one():
    house = House(asks_for(call(WRITE)), resume_after=0)
    interrupted(house.input, WRITE)
    assert (await house.run()).reason is EndReason.NEEDS_PERSON


@in_a_loop
async def test_what_was_decided_while_the_user_worked_is_not_carried_out():
    async def thinks():
        house.user_works()
        await wait_for(lambda: pauses(house) == [False, True])  # they have rested before the answer comes
        return asks_for(call(CLICK))

    house = House(thinks, says("Done."))
    await house.run()
    assert house.input.performed == []
    assert "0 of 1 actions" in told_model(house)


@in_a_loop
async def test_nothing_is_asked_about_a_picture_that_the_user_has_changed():
    async def thinks():
        house.user_works()
        return asks_for(call(CLICK))

    house = House(thinks, says("Done."), mode="every")
    await house.run()
    assert house.person.questions == []


@in_a_loop
async def test_what_the_user_does_between_two_actions_ends_the_answer():
    house = House(asks_for(call(CLICK, WRITE)), says("Done."))

    async def clicked():
        house.user_works()

    house.input.fail[Click(Point(2, 4))] = clicked
    await house.run()
    assert house.input.performed == [Click(Point(2, 4))]
    assert "1 of 2 actions" in told_model(house)
    assert "broken off" not in told_model(house)


@in_a_loop
async def test_a_look_while_the_user_works_is_taken_again():
    house = House(says("Done."))
    looks = house.screen.look

    async def look():
        view = await looks()
        if house.screen.frames == 1:
            house.user_works()
        return view

    house.screen.look = look
    await house.run()
    assert house.model.requests[0].frame.data == b"frame 2"


@in_a_loop
async def test_being_interrupted_again_and_again_is_no_failure_of_the_model():
    answers = [asks_for(call(WRITE, call_id=f"call_{number}")) for number in range(8)]
    house = House(*answers, says("Done."), resume_after=0.01)

    async def always():
        raise UserActiveError

    house.input.fail[WRITE] = always
    assert (await house.run()).reason is EndReason.FINISHED


@in_a_loop
async def test_what_the_user_does_while_a_question_is_open_takes_over_nothing():
    async def answer():
        house.user_works()
        await asyncio.sleep(0.01)
        return ALLOW

    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[answer])
    await house.run()
    assert house.input.performed == [Click(Point(2, 4))]
    assert not pauses(house)
    kinds = [kind for kind, _ in house.input.log]
    assert kinds.index("resume") < kinds.index("perform")  # the brake may have been pulled meanwhile


@in_a_loop
async def test_a_pause_by_hand_ends_only_by_hand():
    house = House(asks_for(call(Screenshot(), CLICK)), says("Done."), resume_after=0.01)
    gate = asyncio.Event()

    async def going_on():
        await gate.wait()
        return True

    async def thinks():
        house.agent.pause()
        return asks_for(call(CLICK))

    house.person.going_on = going_on
    house.model.script[0] = thinks
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: pauses(house))
    house.user_works()
    await asyncio.sleep(0.1)
    assert pauses(house) == [False]
    assert ("interrupt", None) in house.input.log
    gate.set()
    await running
    assert pauses(house) == [False, True]


@in_a_loop
async def test_a_stop_ends_a_paused_run():
    house = House(asks_for(call(WRITE)), resume_after=NEVER)
    interrupted(house.input, WRITE)
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: pauses(house))
    house.agent.stop("the test")
    assert (await running).reason is EndReason.STOPPED
    assert ("resume", None) not in house.input.log


@in_a_loop
async def test_the_time_of_a_pause_counts_for_no_limit():
    house = House(
        asks_for(call(WRITE)), says("Done."), resume_after=0.6, limits=RunLimits(max_seconds=0.4, max_steps=9)
    )
    interrupted(house.input, WRITE)
    assert (await house.run()).reason is EndReason.FINISHED


@in_a_loop
async def test_after_a_pause_the_time_limit_holds_again():
    async def thinks():
        await asyncio.sleep(30)

    house = House(
        asks_for(call(WRITE)), thinks, resume_after=0.1, limits=RunLimits(max_seconds=0.4, max_steps=9)
    )
    interrupted(house.input, WRITE)
    assert (await house.run()).reason is EndReason.LIMIT


@in_a_loop
async def test_input_without_a_run_is_nothing():
    house = House(says("Done."))
    house.user_works()
    house.agent.pause()
    await house.run()
    house.user_works()
    assert not pauses(house)
    assert house.agent.goes_on_at is None


@in_a_loop
async def test_what_the_user_does_to_deny_takes_over_nothing():
    async def denying():
        house.user_works()
        return DENY

    asked = asks_for(call(CLICK, checks=[CHECK]))
    other = asks_for(call(WRITE, call_id="call_2"), response_id="resp_2")
    house = House(asked, other, says("Done."), answers=[denying])
    await house.run()
    assert house.input.performed == [WRITE]
    assert not pauses(house)


@in_a_loop
async def test_nothing_is_asked_when_the_user_comes_while_the_answer_is_validated():
    class Validating(RecordingInput):
        async def check(self, actions, within=None):
            house.user_works()

    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), input=Validating())
    await house.run()
    assert house.person.questions == []


@in_a_loop
async def test_a_pause_while_a_question_is_open_makes_its_yes_void():
    async def allowing():
        house.agent.pause()
        return ALLOW

    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[allowing])
    house.person.going_on = lambda: asyncio.sleep(0.05, result=True)
    await house.run()
    assert house.input.performed == []
    assert not any(output.acknowledged for output in house.model.requests[-1].outputs)
    assert "paused you" in told_model(house)


@in_a_loop
async def test_after_a_pause_in_the_first_question_there_is_no_second():
    async def allowing():
        house.agent.pause()
        return ALLOW

    checked = [call(CLICK, call_id="a", checks=[CHECK]), call(CLICK, call_id="b", checks=[CHECK])]
    house = House(asks_for(*checked), says("Done."), answers=[allowing, ALLOW])
    house.person.going_on = lambda: asyncio.sleep(0.05, result=True)
    await house.run()
    assert len(house.person.questions) == 1


@in_a_loop
async def test_a_pause_that_comes_while_a_pause_is_being_ended_is_not_lost():
    class Resuming(RecordingInput):
        async def resume(self):
            await super().resume()
            if len(pauses(house)) == 1:
                house.agent.pause()

    allowed = asyncio.Event()
    house = House(
        asks_for(call(WRITE)), asks_for(call(CLICK), response_id="resp_2"), says("Done."), input=Resuming()
    )
    house.person.going_on = lambda: wait_for_event(allowed)
    interrupted(house.input, WRITE)
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: len(pauses(house)) == 2)
    await asyncio.sleep(0.2)  # four times as long as the user has to rest
    assert pauses(house) == [False, False]
    assert house.input.interrupted
    allowed.set()
    await running
    assert pauses(house) == [False, False, True]


@in_a_loop
async def test_a_pause_by_hand_in_the_middle_of_a_pause_says_that_it_is_one():
    house = House(asks_for(call(WRITE)), resume_after=NEVER)
    house.person.going_on = lambda: asyncio.sleep(30, result=False)
    interrupted(house.input, WRITE)
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: pauses(house))
    house.agent.pause()
    last = house.of_type("paused")[-1]
    assert (last.why, last.resume_after) == ("Paused by you.", None)
    house.agent.stop("the test")
    await running


@in_a_loop
async def test_a_user_who_comes_while_the_run_ends_is_no_concern_of_it():
    class Ending(RecordingInput):
        async def end_run(self, stopped_by=None):
            house.user_works()

    house = House(says("Done."), input=Ending(), limits=RunLimits(max_seconds=60, max_steps=9))
    assert (await house.run()).reason is EndReason.FINISHED
    assert not pauses(house)


@in_a_loop
async def test_the_model_is_told_when_the_user_came_after_the_last_action():
    house = House(asks_for(call(CLICK)), says("Done."))
    settled = house.screen.look_when_settled

    async def look(after):
        view = await settled(after)
        if not pauses(house):
            house.user_works()
        return view

    house.screen.look_when_settled = look
    await house.run()
    assert "used the computer" in told_model(house)


@in_a_loop
async def test_only_an_action_that_was_begun_may_have_been_broken_off():
    async def thinks():
        house.user_works()
        return asks_for(call(CLICK))

    house = House(thinks, asks_for(call(WRITE, call_id="call_2"), response_id="resp_2"), says("Done."))
    interrupted(house.input, WRITE)
    await house.run()
    before, after = (" ".join(request.messages) for request in house.model.requests[1:])
    assert "broken off" not in before
    assert "broken off" in after


@in_a_loop
async def test_a_user_who_works_on_while_the_run_waits_is_told_of_once():
    house = House(asks_for(call(WRITE)), says("Done."), resume_after=0.1)
    interrupted(house.input, WRITE)
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: pauses(house))
    house.user_works()
    await running
    assert told_model(house).count("used the computer") == 1


async def wait_for_event(event):
    await event.wait()
    return True
