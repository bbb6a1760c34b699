"""A yes for the rest of the run, from the question to the end of the run."""

from cua_desktop.agent.actions import Click
from cua_desktop.agent.events import as_json_object
from cua_desktop.agent.exchange import SafetyCheck
from cua_desktop.agent.geometry import Point
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.person import Answer, Decided
from tests.agent.doubles import ALLOW, House, asks_for, call, run, says

CLICK = Click(Point(10, 20))
CODE = "irrelevant_domain"
GRANT = Grant("check", CODE)
FOR_THE_RUN = Answer(Decided.ALLOWED, grants=(GRANT,))


def checked(number, code=CODE):
    check = SafetyCheck(f"sc_{number}", code, "Read this.")
    return asks_for(call(CLICK, call_id=f"call_{number}", checks=[check]), response_id=f"resp_{number}")


def test_later_checks_of_the_same_code_are_acknowledged_and_nobody_is_asked():
    house = House(checked(1), checked(2), says("Done."), answers=[FOR_THE_RUN])
    run(house)
    assert len(house.person.questions) == 1
    assert [check.id for check in house.model.requests[2].outputs[0].acknowledged] == ["sc_2"]
    assert len(house.input.performed) == 2


def test_a_check_of_another_code_is_asked_about():
    house = House(
        checked(1), checked(2, "malicious_instructions"), says("Done."), answers=[FOR_THE_RUN, ALLOW]
    )
    run(house)
    assert len(house.person.questions) == 2


def test_a_yes_that_became_void_grants_nothing():
    house = House(checked(1), checked(2), says("Done."), answers=[FOR_THE_RUN, ALLOW, ALLOW])
    house.screen.holding = [False]
    run(house)
    assert len(house.person.questions) == 3
    assert house.of_type("grants") == []


def test_it_is_told_what_is_allowed_and_what_was_done_by_it():
    house = House(checked(1), checked(2), says("Done."), answers=[FOR_THE_RUN])
    run(house)
    assert [event.grants for event in house.of_type("grants")] == [(GRANT,)]
    by_person, by_grant = house.of_type("approval_decided")
    assert (by_person.by_grants, by_grant.by_grants) == ((), (GRANT,))
    assert by_grant.decision == "allowed"
    assert "for the rest of this run: safety checks “irrelevant_domain”" in by_grant.why
    assert as_json_object(by_grant)["by_grants"] == [{"scope": "check", "name": CODE}]


def test_what_the_user_takes_back_is_asked_about_again_and_told():
    house = House(checked(1), checked(2), says("Done."), answers=[FOR_THE_RUN, ALLOW])
    house.also_report = lambda event: event.type == "action_done" and house.agent.take_back(GRANT)
    run(house)
    assert len(house.person.questions) == 2
    assert [event.grants for event in house.of_type("grants")] == [(GRANT,), ()]


def test_the_next_run_of_the_same_conversation_asks_again():
    house = House(checked(1), says("Done."), checked(2), says("Done."), answers=[FOR_THE_RUN, ALLOW])
    run(house)
    run(house, "And again.")
    assert len(house.person.questions) == 2
