"""What a person allows for the rest of a run, and how far that goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.actions import Click, DoubleClick, Move, Type
from cua_desktop.agent.exchange import ComputerCall, Frame, SafetyCheck
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.person import Answer, Decided, Question
from cua_desktop.agent.interfaces.safety import Cleared, Wanted
from cua_desktop.safety.gate import ApprovalGate
from cua_desktop.safety.grants import KNOWN_CODES, Grants, grants_for_checks

P = Point(0, 0)
IRRELEVANT, SENSITIVE = Grant("check", "irrelevant_domain"), Grant("check", "sensitive_domain")
CLICKS, TYPING = Grant("action", "click"), Grant("action", "type")


def check(code, number=1):
    return SafetyCheck(f"sc_{number}", code, "Read this.")


def wanted(*actions, checks=()):
    actions = actions or (Click(P),)
    frame = Frame(b"", "image/png", Size(1, 1))
    return Wanted(ComputerCall("c", actions, tuple(checks)), frame, actions, Rect(0, 0, 9, 9))


def yes(gate, asked, *grants):
    return gate.allowed(asked, gate.review(asked), Answer(Decided.ALLOWED, grants=grants))


def test_a_later_check_of_a_granted_code_is_acknowledged_without_a_question():
    gate = ApprovalGate()
    yes(gate, wanted(checks=[check("irrelevant_domain")]), IRRELEVANT)
    later = check("irrelevant_domain", 2)
    cleared = gate.review(wanted(checks=[later]))
    assert isinstance(cleared, Cleared)
    assert (cleared.approved, cleared.by_grants) == ((later,), (IRRELEVANT,))


def test_a_yes_for_this_once_grants_nothing():
    gate = ApprovalGate()
    asked = wanted(checks=[check("irrelevant_domain")])
    yes(gate, asked)
    assert gate.grants == ()
    assert isinstance(gate.review(asked), Question)


def test_a_call_with_any_other_check_is_asked_about_with_all_its_checks():
    gate = ApprovalGate()
    yes(gate, wanted(checks=[check("irrelevant_domain")]), IRRELEVANT)
    for other in ("sensitive_domain", "malicious_instructions", "something_new", "", None):
        both = (check("irrelevant_domain"), check(other, 2))
        assert gate.review(wanted(checks=both)).checks == both


@pytest.mark.parametrize("code", ["something_new", "", None, "IRRELEVANT_DOMAIN", "irrelevant_domain "])
def test_nothing_is_offered_for_a_code_that_nobody_knows(code):
    gate = ApprovalGate()
    question = gate.review(wanted(checks=[check(code)]))
    assert question.offers == ()
    with pytest.raises(AssertionError):
        yes(gate, wanted(checks=[check(code)]), Grant("check", code or ""))
    assert gate.grants == ()


def test_one_unknown_code_takes_the_offer_away_from_the_others_too():
    question = ApprovalGate().review(wanted(checks=[check("irrelevant_domain"), check("something_new")]))
    assert question.offers == ()


def test_a_grant_that_was_not_offered_is_no_yes_at_all():
    gate = ApprovalGate()
    with pytest.raises(AssertionError):
        yes(gate, wanted(checks=[check("irrelevant_domain")]), SENSITIVE)
    assert gate.grants == ()


@pytest.mark.parametrize("answer", [Decided.DENIED, Decided.STOPPED])
def test_a_no_grants_nothing(answer):
    gate, asked = ApprovalGate(), wanted(checks=[check("irrelevant_domain")])
    with pytest.raises(AssertionError):
        gate.allowed(asked, gate.review(asked), Answer(answer, grants=(IRRELEVANT,)))
    assert gate.grants == ()


def test_a_kind_of_action_is_offered_when_the_mode_asks():
    assert ApprovalGate("changes").review(wanted(Click(P), Move(P), Type("x"))).offers == (CLICKS, TYPING)


def test_actions_of_a_granted_kind_are_not_asked_about_and_others_are():
    gate = ApprovalGate("changes")
    yes(gate, wanted(Click(P)), CLICKS)
    assert isinstance(gate.review(wanted(Click(Point(3, 3)), Move(P))), Cleared)
    assert isinstance(gate.review(wanted(DoubleClick(P))), Question)
    assert isinstance(gate.review(wanted(Click(P), Type("x"))), Question)


def test_a_grant_of_actions_covers_no_check_and_one_of_checks_no_action():
    gate = ApprovalGate("every")
    yes(gate, wanted(Click(P)), CLICKS)
    assert gate.review(wanted(checks=[check("irrelevant_domain")])).offers == (IRRELEVANT,)
    gate.take_back(CLICKS)
    yes(gate, wanted(checks=[check("irrelevant_domain")]), IRRELEVANT)
    assert gate.review(wanted(checks=[check("irrelevant_domain")])).offers == (CLICKS,)


def test_what_is_taken_back_is_asked_about_again():
    gate = ApprovalGate("every")
    yes(gate, wanted(Click(P)), CLICKS)
    assert gate.take_back(CLICKS)
    assert isinstance(gate.review(wanted(Click(P))), Question)
    assert not gate.take_back(CLICKS)


def test_every_grant_ends_with_the_run():
    gate = ApprovalGate("every")
    yes(gate, wanted(Click(P)), CLICKS)
    gate.end_run()
    assert gate.grants == ()
    assert isinstance(gate.review(wanted(Click(P))), Question)


def test_grants_are_listed_once_in_the_order_they_were_given():
    grants = Grants()
    grants.give([CLICKS, IRRELEVANT])
    grants.give([CLICKS])
    assert grants.given == (CLICKS, IRRELEVANT)


codes = st.one_of(st.sampled_from([*KNOWN_CODES, None, "", "new"]), st.text(max_size=3))


@given(st.lists(st.lists(codes, min_size=1, max_size=3), max_size=6), st.lists(codes, min_size=1, max_size=3))
def test_no_check_is_ever_cleared_that_was_not_granted_by_its_own_code(history, last):
    """Whatever was granted before: the last call is cleared only if every code of it was."""
    gate, granted = ApprovalGate(), set()
    for each in history:
        asked = wanted(checks=[check(code) for code in each])
        question = gate.review(asked)
        if isinstance(question, Question):
            gate.allowed(asked, question, Answer(Decided.ALLOWED, grants=question.offers))
            granted |= set(each) if grants_for_checks(asked.call.safety_checks) else set()
    cleared = gate.review(wanted(checks=[check(code) for code in last]))
    assert isinstance(cleared, Cleared) == (set(last) <= granted & set(KNOWN_CODES))
