"""A yes is for the screen that was shown with the question, and for no other."""

from cua_desktop.agent.actions import Click, Type
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.events import EndReason
from cua_desktop.agent.geometry import Point
from tests.agent.doubles import ALLOW, CHECK, DENY, House, asks_for, call, run, says

CLICK, CLICK_ON_SCREEN = Click(Point(10, 20)), Click(Point(20, 40))
CHECKED = asks_for(call(CLICK, checks=[CHECK]))


def test_a_yes_to_a_screen_that_has_changed_is_void_and_asked_again_with_the_new_picture():
    house = House(CHECKED, says("Done."), answers=[ALLOW, ALLOW])
    house.screen.holding = [False, True]
    run(house)
    first, second = house.person.questions
    assert first.frame.data != second.frame.data
    assert second.why.startswith("The screen has changed, so you are asked again")
    assert house.input.performed == [CLICK_ON_SCREEN]


def test_the_question_shows_the_screen_of_now_and_not_the_one_the_model_saw():
    house = House(CHECKED, says("Done."), answers=[ALLOW])
    run(house)
    assert house.person.questions[0].frame.data == b"frame 2"


def test_nothing_is_done_nor_acknowledged_on_a_yes_that_became_void():
    house = House(CHECKED, says("Done."), answers=[ALLOW, DENY])
    house.screen.holding = [False]
    run(house)
    assert house.input.performed == []
    assert house.model.requests[1].outputs == ()


def test_after_three_void_answers_the_model_has_to_look_again():
    house = House(CHECKED, says("Done."), answers=[ALLOW, ALLOW, ALLOW])
    house.screen.holding = [False, False, False]
    run(house)
    assert house.input.performed == []
    assert "the screen had changed" in house.model.requests[1].messages[-1]
    assert house.model.requests[1].frame is not None
    assert house.model.requests[1].outputs == ()  # with a check on it, it is not answered


def test_a_void_answer_is_told_as_such():
    house = House(CHECKED, says("Done."), answers=[ALLOW, ALLOW])
    house.screen.holding = [False, True]
    run(house)
    told = [event.decision for event in house.of_type("approval_decided")]
    assert told == ["allowed", "void", "allowed"]


def test_a_question_on_one_call_is_bound_to_the_places_of_all_calls_of_the_answer():
    typing = Type("x")
    house = House(
        asks_for(call(CLICK), call(typing, call_id="call_2", checks=[CHECK])), says("Done."), answers=[ALLOW]
    )
    run(house)
    assert house.screen.scenes == [(CLICK, typing)]


def test_a_yes_to_an_earlier_call_is_void_too_when_the_screen_changes_under_a_later_question():
    first, second = call(CLICK, checks=[CHECK]), call(Type("x"), call_id="call_2", checks=[CHECK])
    house = House(asks_for(first, second), says("Done."), answers=[ALLOW] * 4)
    house.screen.holding = [True, False, True, True]
    run(house)
    assert [question.call for question in house.person.questions] == [first, second, first, second]
    assert house.person.questions[2].why.startswith("The screen has changed, so you are asked again")
    assert house.input.performed == [CLICK_ON_SCREEN, Type("x")]


def test_nobody_is_asked_when_the_display_has_changed_since_the_model_looked():
    house = House(CHECKED, says("Done."))

    async def changed(actions):
        raise ActionRefusedError("The display has changed.")

    house.screen.scene = changed
    ended = run(house)
    assert ended.reason is EndReason.FINISHED
    assert house.person.questions == []
    assert "The display has changed." in house.model.requests[1].messages[-1]


def test_a_pause_while_the_screen_is_compared_makes_the_yes_void():
    house = House(CHECKED, says("Done."), answers=[ALLOW])
    scene = house.screen.scene

    async def with_a_pause(actions):
        made = await scene(actions)

        async def holds():
            house.agent.pause()
            house.person.going_on = at_once
            return True

        made.holds = holds
        return made

    async def at_once():
        return True

    house.person.going_on = at_once
    house.screen.scene = with_a_pause
    run(house)
    assert house.input.performed == []
