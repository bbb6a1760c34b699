"""Watch mode in a run: the loop with recording doubles, a real watch, and short seconds."""

import asyncio

from cua_desktop.agent.actions import Click, Type
from cua_desktop.agent.bounds import GoOn
from cua_desktop.agent.errors import UserActiveError
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.exchange import SafetyCheck
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.person import Answer, Decided
from cua_desktop.safety.limits import RunLimits
from tests.agent.doubles import ALLOW, CHECK, DENY, House, asks_for, call, says
from tests.agent.test_presence import in_a_loop, wait_for

CLICK, WRITE = Click(Point(1, 2)), Type("a")
SENSITIVE = SafetyCheck("sc_2", "sensitive_domain", "This is a bank.")
FIRST = asks_for(call(CLICK, checks=[SENSITIVE]))


def asks(number, *actions):
    return asks_for(call(*actions, call_id=f"c{number}"), response_id=f"r{number}")


def watched(house):
    return [event.resumed for event in house.of_type("paused") if event.cause == "watch"]


def notices(house):
    return [event.text for event in house.of_type("message") if event.by == "notice"]


def began(*script, seconds=0.15, **more):
    house = House(FIRST, *script, answers=[ALLOW] * 3, watch_seconds=seconds, **more)
    house.person.going_on = lambda: asyncio.sleep(60, result=False)
    return house


async def until_away(house):
    running = asyncio.ensure_future(house.run())
    await wait_for(lambda: watched(house) == [False])
    return running


async def slow():
    await asyncio.sleep(60)


@in_a_loop
async def test_watch_mode_begins_with_a_yes_to_a_check_of_this_code_and_no_other():
    for check, answer, begins in ((SENSITIVE, ALLOW, True), (CHECK, ALLOW, False), (SENSITIVE, DENY, False)):
        lefts = []

        async def looks(lefts=lefts):
            lefts.append(house.agent.watching.left)  # noqa: B023 - called before the next house is built
            return says("Done.")

        house = House(asks_for(call(CLICK, checks=[check])), looks, answers=[answer])
        await house.run()
        assert (lefts[0] is not None) is begins
        assert bool(notices(house)) is begins
        assert house.agent.watching.left is None


@in_a_loop
async def test_while_nobody_is_there_nothing_is_sent_and_nothing_is_done():
    house = began(slow, says("Done."))
    running = await until_away(house)
    sent, looked, done = len(house.model.requests), house.screen.frames, len(house.input.log)
    await asyncio.sleep(0.3)
    assert (len(house.model.requests), house.screen.frames, len(house.input.log)) == (sent, looked, done)
    house.agent.watching.put_in()
    assert (await running).reason is EndReason.FINISHED
    assert watched(house) == [False]
    assert house.of_type("paused")[-1].resumed


@in_a_loop
async def test_a_request_under_way_is_ended_and_sent_anew_with_the_screen_of_then():
    house = began(slow, says("Done."))
    running = await until_away(house)
    house.agent.watching.put_in()
    await running
    assert len(house.model.requests) == 3
    cut, anew = house.model.requests[1:]
    assert (cut.after, cut.outputs[0].acknowledged) == (anew.after, anew.outputs[0].acknowledged)
    assert cut.outputs[0].frame != anew.outputs[0].frame
    assert "paused" in " ".join(anew.messages)


@in_a_loop
async def test_an_action_under_way_is_broken_off_and_not_tried_again():
    async def long():
        del house.input.fail[WRITE]
        await wait_for(lambda: house.input.interrupted)
        raise UserActiveError

    house = began(asks(1, WRITE, CLICK), says("Done."))
    house.input.fail[WRITE] = long
    running = await until_away(house)
    house.agent.watching.put_in()
    await running
    assert house.input.performed == [Click(Point(2, 4))]
    assert "0 of 2 actions" in " ".join(house.model.requests[-1].messages)


@in_a_loop
async def test_who_is_seen_again_and_again_is_never_away():
    async def thinks():
        for _ in range(12):
            await asyncio.sleep(0.05)
            house.agent.watching.put_in()
        return says("Done.")

    house = began(thinks, seconds=0.4)
    assert (await house.run()).reason is EndReason.FINISHED
    assert not watched(house)


@in_a_loop
async def test_input_into_our_own_window_shows_presence_and_takes_over_nothing():
    async def thinks():
        house.agent.watching.put_in()  # what the input process tells of it, and no `user_came`
        return asks(1, WRITE)

    house = began(thinks, says("Done."), seconds=5.0)
    await house.run()
    assert house.input.performed == [Click(Point(2, 4)), WRITE]
    assert not house.of_type("paused")


@in_a_loop
async def test_who_comes_back_and_works_elsewhere_is_waited_for_until_they_rest():
    house = began(slow, says("Done."), resume_after=0.3)
    running = await until_away(house)
    house.user_works()
    house.agent.watching.put_in()
    await asyncio.sleep(0.1)
    assert not any(event.resumed for event in house.of_type("paused"))
    for _ in range(8):
        house.agent.watching.put_in()
        await asyncio.sleep(0.05)
    assert (await running).reason is EndReason.FINISHED


@in_a_loop
async def test_a_person_who_rests_and_goes_away_leaves_the_run_paused():
    house = began(asks(1, WRITE), says("Done."), seconds=0.2, resume_after=0.4)

    async def interrupted():
        house.user_works()
        del house.input.fail[WRITE]

    house.input.fail[WRITE] = interrupted
    running = await until_away(house)
    await asyncio.sleep(0.5)
    assert not any(event.resumed for event in house.of_type("paused"))
    house.agent.watching.put_in()
    assert (await running).reason is EndReason.FINISHED


@in_a_loop
async def test_without_anybody_who_could_be_seen_or_say_so_the_run_needs_a_person():
    house = began(slow)
    house.watch.sees_input = False
    house.person.going_on = lambda: asyncio.sleep(0, result=False)
    assert (await house.run()).reason is EndReason.NEEDS_PERSON
    assert "does not tell" in notices(house)[0]


@in_a_loop
async def test_where_input_is_seen_the_run_waits_though_nobody_can_be_asked():
    house = began(slow, says("Done."))
    house.person.going_on = lambda: asyncio.sleep(0, result=False)
    running = await until_away(house)
    await asyncio.sleep(0.1)
    assert not running.done()
    house.agent.watching.put_in()
    assert (await running).reason is EndReason.FINISHED


@in_a_loop
async def test_who_says_on_the_terminal_that_it_may_go_on_is_there():
    said = asyncio.Event()

    async def says_so():
        await said.wait()
        return True

    house = began(slow, says("Done."))
    house.watch.sees_input = False
    house.person.going_on = says_so
    running = await until_away(house)
    said.set()
    assert (await running).reason is EndReason.FINISHED


@in_a_loop
async def test_nobody_is_away_while_a_question_is_open():
    async def slowly():
        await asyncio.sleep(0.4)
        assert not watched(house)
        return GoOn(9)

    house = began(says("Done."), limits=RunLimits(max_steps=1))
    house.person.more = [slowly]
    assert (await house.run()).reason is EndReason.FINISHED


@in_a_loop
async def test_a_stop_ends_a_run_that_waits_for_somebody():
    house = began(slow)
    running = await until_away(house)
    house.agent.stop("the test")
    assert (await running).reason is EndReason.STOPPED


@in_a_loop
async def test_the_user_ends_watch_mode_and_a_program_that_presses_the_button_does_not():
    async def thinks():
        house.agent.watching.end_by_user()
        assert house.agent.watching.left is not None
        house.agent.watching.put_in()  # the press was heard from a device after all
        assert house.agent.watching.left is None
        await asyncio.sleep(0.5)
        return says("Done.")

    house = began(thinks)
    assert (await house.run()).reason is EndReason.FINISHED
    assert not watched(house)
    assert "you have ended it" in notices(house)[-1]


@in_a_loop
async def test_who_ends_watch_mode_is_asked_again_about_what_they_had_allowed_because_they_watched():
    grant = Grant("check", "sensitive_domain")

    async def unwatched():
        house.agent.watching.put_in()
        house.agent.watching.end_by_user()
        return asks_for(call(CLICK, call_id="c2", checks=[SENSITIVE]), response_id="r2")

    house = House(FIRST, unwatched, says("Done."), answers=[Answer(Decided.ALLOWED, grants=(grant,)), ALLOW])
    assert (await house.run()).reason is EndReason.FINISHED
    assert len(house.person.questions) == 2
    assert len([text for text in notices(house) if "from now on" in text]) == 2
