import pytest

from cua_desktop.agent.actions import Click, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.exchange import ComputerCall, Frame, SafetyCheck
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.agent.interfaces import Cleared, Question
from cua_desktop.safety.gate import ApprovalGate

FRAME = Frame(b"", "image/png", Size(1, 1))
P = Point(0, 0)
CHECK = SafetyCheck("sc", "some_new_code", None)
HARMLESS = (Move(P), Scroll(P, 0, 1), Screenshot(), Wait())


def review(mode, *actions, checks=()):
    return ApprovalGate(mode).review(ComputerCall("c", actions, checks), FRAME)


@pytest.mark.parametrize("mode", ["every", "changes", "checks"])
def test_a_safety_check_is_a_question_in_every_mode(mode):
    assert review(mode, *HARMLESS, checks=(CHECK,)).checks == (CHECK,)


def test_by_default_only_safety_checks_are_asked_about():
    assert review("checks", Click(P), Type("x")) == Cleared()


def test_changes_only_lets_looking_pass():
    assert review("changes", *HARMLESS) == Cleared()


def test_changes_only_asks_when_one_action_of_the_call_changes_something():
    assert isinstance(review("changes", *HARMLESS, Type("x")), Question)


def test_every_action_asks_about_looking_too():
    assert isinstance(review("every", Screenshot()), Question)


def test_no_review_ever_approves_a_check():
    for mode in ("every", "changes", "checks"):
        assert not isinstance(review(mode, Click(P), checks=(CHECK,)), Cleared)
