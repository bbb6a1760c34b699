import asyncio

import pytest

from cua_desktop.agent.actions import Move, Screenshot, Type, Wait
from cua_desktop.agent.errors import ActionRefusedError, InputError, ModelError, StoppedError
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.exchange import Usage
from cua_desktop.agent.geometry import Point
from cua_desktop.safety.limits import Price, RunLimits
from tests.agent.doubles import (
    ALLOW,
    CHECK,
    CLICK,
    CLICK_ON_SCREEN,
    OTHER,
    SHOWN,
    STOP,
    House,
    RecordingInput,
    asks_for,
    call,
    run,
    says,
)


def test_a_message_without_a_call_ends_the_run_and_is_its_message():
    ended = run(House(says("All done.")))
    assert (ended.reason, ended.message) == (EndReason.FINISHED, "All done.")


def test_the_first_request_has_the_task_and_a_screenshot():
    house = House(says("Done."))
    run(house, "Open the mail.")
    request = house.model.requests[0]
    assert request.messages == ("Open the mail.",)
    assert request.frame.data == b"frame 1"
    assert request.after is None


def test_actions_are_performed_in_screen_points_and_in_order():
    house = House(asks_for(call(CLICK, Type("a"))), says("Done."))
    run(house)
    assert house.input.performed == [CLICK_ON_SCREEN, Type("a")]


def test_a_call_is_answered_with_the_settled_screen_after_its_actions():
    house = House(asks_for(call(CLICK)), says("Done."))
    run(house)
    request = house.model.requests[1]
    assert request.after == "resp_1"
    assert [(o.call_id, o.frame.data, o.acknowledged) for o in request.outputs] == [
        ("call_1", b"frame 2", ())
    ]
    assert house.screen.settled_after == [(CLICK,)]


def test_every_call_of_a_response_is_answered():
    house = House(asks_for(call(CLICK), call(OTHER, call_id="call_2")), says("Done."))
    run(house)
    assert [o.call_id for o in house.model.requests[1].outputs] == ["call_1", "call_2"]


def test_a_screenshot_action_needs_no_input():
    house = House(asks_for(call(Screenshot())), says("Done."))
    run(house)
    assert house.input.performed == []


def test_nothing_is_executed_when_any_item_is_invalid():
    house = House(asks_for(call(CLICK), problems=("There is no action “fly”.",)), says("Done."))
    run(house)
    assert house.input.performed == []
    assert "There is no action “fly”." in house.model.requests[1].messages[0]


def test_an_invalid_call_is_still_answered_so_that_the_chain_goes_on():
    house = House(asks_for(call(CLICK), problems=("Bad.",)), says("Done."))
    run(house)
    assert [o.call_id for o in house.model.requests[1].outputs] == ["call_1"]


def test_nothing_is_executed_when_input_refuses_any_action_beforehand():
    refuse = {Type("x"): ActionRefusedError("No such key.")}
    house = House(asks_for(call(CLICK, Type("x"))), says("Done."), input=RecordingInput(refuse))
    run(house)
    assert house.input.performed == []
    assert "No such key." in house.model.requests[1].messages[0]


def test_a_refusal_in_the_middle_tells_the_model_how_far_it_came():
    fail = {Type("x"): ActionRefusedError("Not there.")}
    house = House(asks_for(call(CLICK, Type("x"), OTHER)), says("Done."), input=RecordingInput(fail=fail))
    run(house)
    assert house.input.performed == [CLICK_ON_SCREEN]
    assert house.model.requests[1].messages == ("1 of 3 actions were done. Not there.",)


def test_commentary_alone_is_continued_without_input():
    house = House(says("Working.", "commentary", "resp_1"), says("Done."))
    run(house)
    request = house.model.requests[1]
    assert (request.after, request.messages, request.outputs) == ("resp_1", (), ())


def test_answers_of_which_nothing_can_be_done_end_the_run():
    bad = asks_for(call(CLICK), problems=("Bad.",))
    house = House(*[bad] * 20)
    ended = run(house)
    assert ended.reason is EndReason.ERROR
    assert ended.steps == 5


def test_a_model_error_ends_the_run_with_its_sentence_and_hint():
    house = House(ModelError("The key is wrong.", "Set it anew."))
    ended = run(house)
    assert (ended.reason, ended.message) == (EndReason.ERROR, "The key is wrong. Set it anew.")
    assert house.of_type("error")[0].hint == "Set it anew."


def test_a_defect_of_ours_ends_the_run_with_a_sentence():
    ended = run(House(ZeroDivisionError("secret detail")))
    assert ended.reason is EndReason.ERROR
    assert ended.message == "Something went wrong inside the app (ZeroDivisionError)."


def test_input_is_latched_again_however_the_run_ends():
    for script in ([says("Done.")], [ModelError("No.")], [ZeroDivisionError()]):
        house = House(*script)
        run(house)
        assert house.input.log[-1] == ("end_run", None)


def test_an_input_failure_ends_the_run():
    house = House(asks_for(call(CLICK)), input=RecordingInput(fail={CLICK_ON_SCREEN: InputError("Gone.")}))
    assert run(house).reason is EndReason.ERROR


def test_the_brake_ends_the_run_as_stopped():
    stopped = StoppedError("the stop keys")
    house = House(asks_for(call(CLICK)), input=RecordingInput(fail={CLICK_ON_SCREEN: stopped}))
    ended = run(house)
    assert (ended.reason, ended.message) == (EndReason.STOPPED, "Stopped by the stop keys.")


def stop_during(house):
    async def stopping():
        running = asyncio.ensure_future(house.run())
        while house.agent.running is False or not house.waiting:
            await asyncio.sleep(0)
        house.agent.stop("the Stop button")
        return await asyncio.wait_for(running, 5)

    return asyncio.run(stopping())


def waiting_in(house):
    house.waiting = False

    async def wait_for_ever():
        house.waiting = True
        await asyncio.Event().wait()

    return wait_for_ever


@pytest.mark.parametrize("where", ["model", "input", "person"])
def test_stop_ends_a_run_wherever_it_waits(where):
    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."))
    wait_for_ever = waiting_in(house)
    house.person.answers = [ALLOW]
    if where == "model":
        house.model.script = [wait_for_ever]
    elif where == "input":
        house.input.fail = {CLICK_ON_SCREEN: wait_for_ever}
    else:
        house.person.answers = [wait_for_ever]
    ended = stop_during(house)
    assert (ended.reason, ended.message) == (EndReason.STOPPED, "Stopped by the Stop button.")
    assert house.input.performed == []
    assert house.input.log[-1] == ("end_run", "the Stop button")


def test_a_question_closed_by_a_stop_is_reported_as_not_approved():
    house = House(asks_for(call(CLICK, checks=[CHECK])))
    house.person.answers = [waiting_in(house)]
    stop_during(house)
    assert [event.decision for event in house.of_type("approval_decided")] == ["stopped"]


def test_a_reply_goes_on_in_the_same_chain():
    house = House(says("Which one?", response_id="resp_q"), says("Done."))
    run(house, "Buy a ticket.")
    run(house, "The red one.")
    request = house.model.requests[1]
    assert (request.after, request.messages) == ("resp_q", ("The red one.",))


def test_after_a_stop_the_open_call_is_answered_before_the_next_message():
    house = House(asks_for(call(CLICK)), says("Done."))
    house.input.fail = {CLICK_ON_SCREEN: StoppedError("x")}
    run(house)
    run(house, "Go on.")
    request = house.model.requests[1]
    assert [o.call_id for o in request.outputs] == ["call_1"]
    assert request.messages[-1] == "Go on."


def test_after_a_stop_a_call_with_a_check_is_not_answered():
    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[STOP])
    run(house, "Buy it.")
    run(house, "Go on.")
    request = house.model.requests[1]
    assert request.outputs == ()
    assert request.messages[0] == "Buy it."
    assert request.messages[-1] == "Go on."


@pytest.mark.parametrize(
    "limits",
    [
        RunLimits(max_steps=2),
        RunLimits(max_cost=0.00003, price=Price(1.0, 1.0)),
    ],
    ids=["steps", "cost"],
)
def test_a_limit_ends_the_run(limits):
    turns = [asks_for(call(CLICK), usage=Usage(10, 5))] * 9
    ended = run(House(*turns, limits=limits))
    assert (ended.reason, ended.steps) == (EndReason.LIMIT, 2)


def test_the_time_limit_ends_the_run():
    assert run(House(says("Done."), limits=RunLimits(max_seconds=0))).reason is EndReason.LIMIT


def test_the_time_limit_ends_a_run_that_waits_for_a_silent_model():
    house = House(limits=RunLimits(max_seconds=0.05))
    house.model.script = [waiting_in(house)]
    assert run(house).reason is EndReason.LIMIT


def test_a_part_that_is_lost_ends_the_run_as_an_error():
    house = House()
    house.model.script = [waiting_in(house)]

    async def losing():
        running = asyncio.ensure_future(house.run())
        while not house.waiting:
            await asyncio.sleep(0)
        house.agent.fail(InputError("It is gone.", "Start anew."))
        return await running

    ended = asyncio.run(losing())
    assert (ended.reason, ended.message) == (EndReason.ERROR, "It is gone. Start anew.")


def test_a_stop_before_the_run_began_keeps_everything_from_happening():
    house = House(asks_for(call(CLICK)))
    ended = asyncio.run(house.agent.run("Do it.", house.conversation, stopped_by="the stop keys"))
    assert (ended.reason, ended.message) == (EndReason.STOPPED, "Stopped by the stop keys.")
    assert house.model.requests == []
    assert ("start_run", None) not in house.input.log


def test_what_was_approved_and_done_is_acknowledged_even_if_the_run_ended_before_it_was_told():
    house = House(
        asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[ALLOW], limits=RunLimits(max_steps=1)
    )
    assert run(house).reason is EndReason.LIMIT
    run(house, "Go on.")
    request = house.model.requests[1]
    assert request.outputs[0].acknowledged == (CHECK,)
    assert request.messages == ("Go on.",)


def test_the_users_words_are_kept_when_a_request_failed():
    house = House(says("Which?", response_id="resp_q"), ModelError("No network."), says("Done."))
    run(house, "Buy it.")
    run(house, "The red one.")
    run(house, "Try again.")
    request = house.model.requests[2]
    assert (request.after, request.messages) == ("resp_q", ("The red one.", "Try again."))


def test_the_intent_is_reported_before_the_action_and_the_result_after():
    house = House(asks_for(call(CLICK)), says("Done."))
    order = []
    house.also_report = lambda event: order.append(event.type)
    perform = house.input.perform

    async def performing(action, permit):
        order.append("performed")
        await perform(action, permit)

    house.input.perform = performing
    run(house)
    at = order.index("performed")
    assert order[at - 1 : at + 2] == ["action_started", "performed", "action_done"]


def test_input_is_told_the_shown_part_of_the_desktop_with_every_action():
    house = House(asks_for(call(CLICK, CLICK)), says("Done."))
    run(house)
    assert house.input.within == [SHOWN] * 3  # one check, two actions


def test_the_seconds_of_every_phase_are_summed():
    ended = run(House(asks_for(call(CLICK)), says("Done.")))
    assert (ended.phases.settle, ended.phases.capture, ended.phases.encode) == (1.0, 1.0, 0.5)


def test_tokens_are_summed():
    ended = run(House(asks_for(call(CLICK)), asks_for(call(Move(Point(1, 1)), Wait(0))), says("Done.")))
    assert ended.usage == Usage(20, 10)


def test_the_model_is_told_with_the_next_request_that_the_display_has_changed():
    house = House(asks_for(call(CLICK)), says("Done."))
    house.screen.notes = ["", "The display is now 50 x 50."]
    run(house)
    assert house.model.requests[1].messages == ("The display is now 50 x 50.",)


def test_a_changed_display_keeps_no_finished_run_from_ending():
    house = House(says("Done."))
    house.conversation.note("The display is now 50 x 50.")
    assert run(house).reason is EndReason.FINISHED
    assert len(house.model.requests) == 1
