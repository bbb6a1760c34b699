"""The user's rules are asked about a whole answer before any of it is done, and about each action again."""

from cua_desktop.agent.actions import Click, Type
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from tests.agent.doubles import CHECK, House, asks_for, call, run, says

CLICK, TYPE = Click(Point(10, 20)), Type("x")
CLICK_ON_SCREEN = Click(Point(20, 40))


class Rules:
    """Implements `Policy`: refuses what it is told to, and keeps what it was asked about."""

    def __init__(self, refused=None, refused_now=None):
        self.refused = refused
        self.refused_now = refused_now
        self.asked = []

    async def review(self, actions):
        self.asked.append(("review", *actions))
        if self.refused in actions:
            raise ActionRefusedError("The user's rule “r” forbids this.")

    async def review_now(self, action):
        self.asked.append(("now", action))
        if action == self.refused_now:
            raise ActionRefusedError("The user's rule “r” forbids this.")


def house(rules, *script, **options):
    made = House(*script, **options)
    made.agent._clearing._policy = made.agent._acting._policy = rules
    return made


def test_an_answer_of_which_a_rule_forbids_a_part_is_not_begun():
    agent = house(Rules(refused=TYPE), asks_for(call(CLICK), call(TYPE, call_id="call_2")), says("I see."))
    run(agent)
    assert agent.input.performed == []
    assert "“r”" in agent.model.requests[1].messages[-1]
    assert any("“r”" in event.text for event in agent.of_type("message") if event.by == "app")


def test_what_a_rule_forbids_is_not_even_asked_about():
    agent = house(Rules(refused=CLICK_ON_SCREEN), asks_for(call(CLICK, checks=[CHECK])), says("I see."))
    run(agent)
    assert agent.person.questions == []


def test_each_action_is_reviewed_once_more_right_before_it_is_done():
    rules = Rules()
    run(house(rules, asks_for(call(CLICK, TYPE)), says("Done.")))
    assert rules.asked == [("review", CLICK_ON_SCREEN, TYPE), ("now", CLICK_ON_SCREEN), ("now", TYPE)]


def test_what_has_come_under_a_rule_in_the_middle_of_an_answer_is_not_done():
    agent = house(Rules(refused_now=TYPE), asks_for(call(CLICK, TYPE)), says("I see."))
    run(agent)
    assert agent.input.performed == [CLICK_ON_SCREEN]
    assert "1 of 2 actions were done." in agent.model.requests[1].messages[-1]
    assert "“r”" in agent.model.requests[1].messages[-1]
