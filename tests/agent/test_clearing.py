"""What is asked before anything is done: own windows, checks, and the person."""

from cua_desktop.agent.actions import Type
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.events import EndReason
from tests.agent.doubles import (
    ALLOW,
    CHECK,
    CLICK,
    CLICK_ON_SCREEN,
    DENY,
    NOBODY,
    OTHER,
    STOP,
    House,
    RecordingInput,
    StillScreen,
    asks_for,
    call,
    run,
    says,
)


def test_the_apps_own_window_is_no_target():
    house = House(asks_for(call(CLICK)), says("Done."), screen=StillScreen(own={CLICK.point}))
    run(house)
    assert house.input.performed == []


def test_the_apps_own_window_steps_aside_when_it_was_aimed_at():
    house = House(asks_for(call(CLICK)), says("Done."), screen=StillScreen(own={CLICK.point}))
    run(house)
    assert house.screen.asides == [(CLICK.point,)]


def test_what_the_user_hides_is_no_target_and_the_model_is_told():
    house = House(asks_for(call(CLICK)), says("Done."))
    house.screen.hidden = {CLICK.point}
    run(house)
    assert house.input.performed == []
    assert "the user has hidden that place" in house.model.requests[1].messages[-1]
    assert house.screen.asides == []


def test_an_own_window_that_comes_up_in_the_middle_of_an_answer_is_no_target():
    house = House(asks_for(call(CLICK, OTHER)), says("Done."))
    perform = house.input.perform

    async def window_comes_up(action, permit):
        await perform(action, permit)
        house.screen.own = {OTHER.point}

    house.input.perform = window_comes_up
    run(house)
    assert house.input.performed == [CLICK_ON_SCREEN]


def test_refusals_of_the_first_action_end_the_run_too():
    fail = {CLICK_ON_SCREEN: ActionRefusedError("Not there.")}
    house = House(*[asks_for(call(CLICK))] * 20, input=RecordingInput(fail=fail))
    ended = run(house)
    assert (ended.reason, ended.steps) == (EndReason.ERROR, 5)


def test_no_text_goes_to_the_apps_own_window():
    house = House(asks_for(call(Type("rm"))), says("Done."), screen=StillScreen(focus=True))
    run(house)
    assert house.input.performed == []


def test_text_after_a_click_waits_until_the_keyboard_has_left_the_apps_own_window():
    house = House(asks_for(call(CLICK, Type("a"))), says("Done."), screen=StillScreen(focus=True))
    looks = iter([True, True, False])
    house.screen.own_window_has_focus = lambda: next(looks)
    run(house)
    assert house.input.performed == [CLICK_ON_SCREEN, Type("a")]


def test_text_after_a_click_is_refused_when_the_keyboard_stays_with_the_app(monkeypatch):
    monkeypatch.setattr("cua_desktop.agent.own_windows.MOST_FOCUS_SECONDS", 0.05)
    house = House(asks_for(call(CLICK, Type("a"))), says("Done."), screen=StillScreen(focus=True))
    run(house)
    assert house.input.performed == [CLICK_ON_SCREEN]
    assert "1 of 2 actions were done." in house.model.requests[1].messages[0]


def test_an_approved_check_is_acknowledged_after_the_action():
    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[ALLOW])
    run(house)
    assert house.input.performed == [CLICK_ON_SCREEN]
    assert house.model.requests[1].outputs[0].acknowledged == (CHECK,)


def test_the_person_sees_the_checks_and_the_actions():
    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[ALLOW])
    run(house)
    assert house.person.questions[0].checks == (CHECK,)
    assert house.person.questions[0].call.actions == (CLICK,)


def test_a_denied_check_is_neither_acted_on_nor_answered():
    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[DENY])
    run(house)
    assert house.input.performed == []
    assert house.model.requests[1].outputs == ()
    assert house.model.requests[1].after is None


def test_a_denied_check_is_told_to_the_model_behind_the_earlier_messages():
    house = House(asks_for(call(CLICK, checks=[CHECK])), says("Done."), answers=[DENY])
    run(house, "Buy it.")
    task, note = house.model.requests[1].messages
    assert task == "Buy it."
    assert "declined" in note


def test_a_denial_later_in_the_chain_goes_on_from_the_response_before():
    house = House(
        asks_for(call(CLICK), response_id="resp_1"),
        asks_for(call(OTHER, call_id="call_2", checks=[CHECK]), response_id="resp_2"),
        says("Done."),
        answers=[DENY],
    )
    run(house)
    request = house.model.requests[2]
    assert request.after == "resp_1"
    assert [o.call_id for o in request.outputs] == ["call_1"]


def test_a_denied_action_without_a_check_is_answered_with_the_screen():
    house = House(asks_for(call(CLICK)), says("Done."), answers=[DENY], mode="every")
    run(house)
    assert house.input.performed == []
    assert [o.call_id for o in house.model.requests[1].outputs] == ["call_1"]


def test_with_nobody_to_ask_the_run_ends_and_nothing_is_sent():
    house = House(asks_for(call(CLICK, checks=[CHECK])), answers=[NOBODY])
    assert run(house).reason is EndReason.NEEDS_PERSON
    assert len(house.model.requests) == 1


def test_a_person_can_end_the_run_from_the_question():
    house = House(asks_for(call(CLICK, checks=[CHECK])), answers=[STOP])
    assert run(house).reason is EndReason.STOPPED
    assert house.input.performed == []


def test_a_yes_that_no_person_gave_does_not_count():
    from cua_desktop.agent.interfaces.person import Answer, Decided

    robot = Answer(Decided.ALLOWED, by_person=False)
    house = House(asks_for(call(CLICK, checks=[CHECK])), answers=[robot])
    run(house)
    assert house.input.performed == []


def test_text_for_a_window_that_the_user_hides_is_not_typed_and_the_model_is_told():
    house = House(asks_for(call(Type("secret"))), says("Done."))
    house.screen.hidden_focus = True
    run(house)
    assert house.input.performed == []
    assert "keyboard is with a window that the user has hidden" in str(house.model.requests[1])


def test_a_hidden_window_that_comes_up_in_the_middle_of_an_answer_is_no_target():
    house = House(asks_for(call(CLICK, OTHER)), says("Done."))

    async def window_comes_up():
        if house.input.performed:
            house.screen.hidden = {OTHER.point}

    house.screen.look_around = window_comes_up
    run(house)
    assert house.input.performed == [CLICK_ON_SCREEN]
    assert "the user has hidden that place" in str(house.model.requests[1])
