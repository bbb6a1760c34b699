import pytest

from cua_desktop.agent.actions import Click, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.exchange import ComputerCall, Frame, SafetyCheck
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.agent.interfaces.person import Answer, Decided, Question
from cua_desktop.agent.interfaces.safety import Cleared, Wanted
from cua_desktop.agent.permit import Stamp
from cua_desktop.safety.gate import ApprovalGate

FRAME = Frame(b"", "image/png", Size(1, 1))
P = Point(0, 0)
CHECK = SafetyCheck("sc", "some_new_code", None)
HARMLESS = (Move(P), Scroll(P, 0, 1), Screenshot(), Wait())


SHOWN = Rect(0, 0, 10, 10)
YES = Answer(Decided.ALLOWED)


def wanted(*actions, checks=()):
    return Wanted(ComputerCall("c", actions, checks), FRAME, actions, SHOWN)


def review(mode, *actions, checks=()):
    return ApprovalGate(mode).review(wanted(*actions, checks=checks))


@pytest.mark.parametrize("mode", ["every", "changes", "checks"])
def test_a_safety_check_is_a_question_in_every_mode(mode):
    assert review(mode, *HARMLESS, checks=(CHECK,)).checks == (CHECK,)


def test_by_default_only_safety_checks_are_asked_about():
    assert isinstance(review("checks", Click(P), Type("x")), Cleared)


def test_changes_only_lets_looking_pass():
    assert isinstance(review("changes", *HARMLESS), Cleared)


def test_changes_only_asks_when_one_action_of_the_call_changes_something():
    assert isinstance(review("changes", *HARMLESS, Type("x")), Question)


def test_every_action_asks_about_looking_too():
    assert isinstance(review("every", Screenshot()), Question)


def test_no_review_ever_approves_a_check():
    for mode in ("every", "changes", "checks"):
        assert not isinstance(review(mode, Click(P), checks=(CHECK,)), Cleared)


def test_a_permit_is_for_exactly_these_actions_on_exactly_this_screen():
    stamp, gate = Stamp.fresh(), ApprovalGate("checks")
    gate.looking(stamp)
    permit = gate.review(wanted(Click(P), Type("x"))).permit
    assert (permit.actions, permit.shown) == ((Click(P), Type("x")), SHOWN)
    assert stamp.sealed(permit)


def test_no_two_permits_of_one_look_have_the_same_number():
    gate = ApprovalGate("checks")
    assert [gate.review(wanted(Click(P))).permit.number for _ in range(3)] == [1, 2, 3]


def test_a_permit_of_a_look_before_is_not_sealed_by_the_stamp_of_this_one():
    gate, stamp = ApprovalGate("checks"), Stamp.fresh()
    before = gate.review(wanted(Click(P))).permit
    gate.looking(stamp)
    assert not stamp.sealed(before)


def test_what_a_person_allowed_is_cleared_with_its_checks():
    gate, asked = ApprovalGate("checks"), wanted(Click(P), checks=(CHECK,))
    cleared = gate.allowed(asked, gate.review(asked), YES)
    assert (cleared.approved, cleared.permit.actions) == ((CHECK,), (Click(P),))


@pytest.mark.parametrize(
    "answer",
    [Answer(Decided.DENIED), Answer(Decided.STOPPED), Answer(Decided.ALLOWED, by_person=False)],
    ids=str,
)
def test_nothing_but_a_persons_yes_clears_a_question(answer):
    gate, asked = ApprovalGate("checks"), wanted(Click(P), checks=(CHECK,))
    with pytest.raises(AssertionError):
        gate.allowed(asked, gate.review(asked), answer)


def test_a_yes_to_one_call_clears_no_other():
    gate, asked = ApprovalGate("every"), wanted(Click(P))
    with pytest.raises(AssertionError):
        gate.allowed(wanted(Type("x")), gate.review(asked), YES)


def test_a_yes_to_actions_without_the_check_does_not_approve_the_check():
    gate, asked = ApprovalGate("every"), wanted(Click(P))
    question = gate.review(asked)
    with pytest.raises(AssertionError):
        gate.allowed(wanted(Click(P), checks=(CHECK,)), question, YES)
