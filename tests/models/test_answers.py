import pytest
from openai.types.responses import Response

from cua_desktop.agent.actions import Click, Screenshot, Type
from cua_desktop.agent.exchange import ComputerCall, Message, Reasoning, SafetyCheck, Usage
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.models.answers import MAX_ACTIONS, parse
from tests.responses_server import (
    check,
    computer_call,
    message,
    preview_call,
    reasoning,
    refusal,
    response,
    usage,
)

DISPLAY = Size(1000, 700)
CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}
CHECK = SafetyCheck("cu_sc_1", "malicious_instructions", "Beware.")


@pytest.fixture(params=["dict", "sdk"])
def read(request):
    """Reads a response as it came, and as the SDK's own class."""

    def from_dict(untrusted):
        return parse(untrusted, DISPLAY)

    def from_sdk(untrusted):
        return parse(Response.construct(**untrusted), DISPLAY)

    return from_sdk if request.param == "sdk" else from_dict


def test_a_call_of_the_preview_dialect_is_one_action(read):
    decision = read(response(preview_call(CLICK, call_id="call_7"), id="resp_3"))
    assert decision.calls == (ComputerCall("call_7", (Click(Point(10, 20)),)),)
    assert (decision.response_id, decision.problems) == ("resp_3", ())


def test_a_call_of_the_ga_dialect_is_all_its_actions_in_order(read):
    decision = read(response(computer_call(CLICK, {"type": "type", "text": "a"}, {"type": "screenshot"})))
    assert decision.calls[0].actions == (Click(Point(10, 20)), Type("a"), Screenshot())


def test_a_null_action_beside_actions_means_nothing(read):
    decision = read(response(computer_call(CLICK, action=None)))
    assert decision.calls[0].actions == (Click(Point(10, 20)),)


def test_the_same_action_in_both_places_counts_once(read):
    decision = read(response(computer_call(CLICK, action=CLICK)))
    assert decision.calls[0].actions == (Click(Point(10, 20)),)


@pytest.mark.parametrize("none", [{}, {"pending_safety_checks": None}, {"pending_safety_checks": []}])
def test_missing_null_and_no_checks_are_all_none(read, none):
    decision = read(response(computer_call(CLICK, **none)))
    assert decision.open_calls == (("call_1", ()),)


def test_checks_are_kept_verbatim_with_their_call(read):
    decision = read(response(preview_call(CLICK, pending_safety_checks=[check()])))
    assert decision.calls[0].safety_checks == (CHECK,)
    assert decision.open_calls == (("call_1", (CHECK,)),)


def test_a_check_may_have_an_id_alone(read):
    decision = read(response(preview_call(CLICK, pending_safety_checks=[{"id": "sc", "code": None}])))
    assert decision.calls[0].safety_checks == (SafetyCheck("sc"),)


@pytest.mark.parametrize("checks", [[{"code": "x"}], ["sc_1"], [{"id": 7}], "sc_1", {"id": "sc_1"}])
def test_a_check_that_cannot_be_read_is_a_problem_and_still_a_check(checks):
    decision = parse(response(preview_call(CLICK, pending_safety_checks=checks)), DISPLAY)
    assert decision.problems
    assert decision.raises_checks


def test_several_calls_are_all_there(read):
    decision = read(response(computer_call(CLICK, call_id="a"), computer_call(CLICK, call_id="b")))
    assert [call.call_id for call in decision.calls] == ["a", "b"]
    assert [call_id for call_id, _ in decision.open_calls] == ["a", "b"]


def test_two_calls_with_one_id_are_a_problem(read):
    decision = read(response(computer_call(CLICK), computer_call(CLICK)))
    assert "same call_id" in decision.problems[0]
    assert len(decision.open_calls) == 1


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (computer_call({"type": "fly"}), "“fly”"),
        (computer_call(CLICK, {**CLICK, "x": 5000}), "outside"),
        (computer_call(), "no action"),
        (preview_call(None), "no action"),
        (computer_call(CLICK, action={"type": "screenshot"}), "both an action and other actions"),
        (computer_call(CLICK, actions=CLICK), "must be a list"),
        (computer_call(*[CLICK] * (MAX_ACTIONS + 1)), "500 actions, not 501"),
        (computer_call(CLICK, status="incomplete"), "“incomplete”"),
        (computer_call(CLICK, status="in_progress"), "“in_progress”"),
    ],
)
def test_a_call_that_cannot_be_used_is_a_problem_and_stays_open(item, words):
    decision = parse(response(item), DISPLAY)
    assert words in decision.problems[0]
    assert [call_id for call_id, _ in decision.open_calls] == ["call_1"]


def test_one_bad_action_takes_its_whole_call_with_it(read):
    decision = read(response(computer_call(CLICK, {"type": "fly"})))
    assert decision.calls == ()


@pytest.mark.parametrize("call_id", [None, "", 7, "a\nb", "x" * 5000])
def test_a_call_without_a_usable_id_is_a_problem(call_id):
    decision = parse(response(computer_call(CLICK, call_id=call_id)), DISPLAY)
    assert "call_id" in decision.problems[0]
    assert decision.calls == ()


def test_an_action_the_sdk_does_not_know_keeps_its_own_name():
    sdk_response = Response.construct(**response(computer_call({"type": "levitate", "x": 1, "y": 2})))
    assert "“levitate”" in parse(sdk_response, DISPLAY).problems[0]


@pytest.mark.parametrize("phase", [None, "commentary", "final_answer"])
def test_a_message_keeps_its_phase(read, phase):
    assert read(response(message("Hello.", phase))).messages == (Message("Hello.", phase),)


def test_an_unknown_phase_counts_as_none(read):
    assert read(response(message("Hello.", "musing"))).messages == (Message("Hello."),)


def test_the_parts_of_a_message_are_one_text(read):
    item = message("One ")
    item["content"].append({"type": "output_text", "text": "two.", "annotations": []})
    assert read(response(item)).messages == (Message("One two."),)


def test_a_refusal_is_a_message_that_says_so(read):
    assert read(response(refusal("I won't."))).messages == (Message("I won't.", refusal=True),)


def test_a_blank_message_is_left_out(read):
    assert read(response(message("  \n"))).messages == ()


def test_reasoning_summaries_are_kept_one_by_one(read):
    decision = read(response(reasoning("First.", "Then."), message("Done.")))
    assert decision.reasoning == (Reasoning("First."), Reasoning("Then."))


def test_half_characters_in_messages_are_replaced():
    assert parse(response(message("a\ud83d!")), DISPLAY).messages == (Message("a?!"),)


def test_half_characters_in_checks_are_replaced():
    odd = check(code="a\ud83d", message="b\ud83d")
    (read_check,) = parse(response(preview_call(CLICK, pending_safety_checks=[odd])), DISPLAY).open_calls[0][
        1
    ]
    assert (read_check.code, read_check.message) == ("a?", "b?")


def test_tokens_are_counted(read):
    decision = read(response(message("Hi."), usage=usage(1000, 50, cached=800, reasoning=30)))
    assert decision.usage == Usage(1000, 50, 800, 30)


@pytest.mark.parametrize("odd", [None, "many", {"input_tokens": -5, "output_tokens": True}, {}])
def test_odd_token_counts_are_zero(odd):
    assert parse(response(message("Hi."), usage=odd), DISPLAY).usage == Usage()


@pytest.mark.parametrize("kind", ["function_call", "local_shell_call", "mcp_approval_request"])
def test_an_item_that_wants_something_not_offered_is_a_problem(kind):
    decision = parse(response({"type": kind, "call_id": "c"}, computer_call(CLICK)), DISPLAY)
    assert kind in decision.problems[0]


def test_an_item_that_wants_nothing_is_ignored():
    assert parse(response({"type": "compaction"}, message("Hi.")), DISPLAY).problems == ()


@pytest.mark.parametrize("item", [None, "text", 5, {}, {"type": None}, {"type": 3}])
def test_an_item_of_no_kind_is_a_problem(item):
    assert parse(response(item), DISPLAY).problems


@pytest.mark.parametrize("odd", [None, "text", 7, [], {}, {"output": None}, {"output": {"type": "message"}}])
def test_what_is_no_response_is_a_problem(odd):
    decision = parse(odd, DISPLAY)
    assert decision.problems == ("The answer has no list of items.",)


def test_many_problems_are_summed_up():
    decision = parse(response(computer_call(*[{"type": "fly"}] * 100)), DISPLAY)
    assert len(decision.problems) == 6
    assert decision.problems[-1] == "There are 95 more problems like these."


@pytest.mark.parametrize(
    "items",
    [
        (computer_call(CLICK), computer_call(CLICK)),
        (computer_call(CLICK, call_id="x" * 5000),),
        (computer_call(CLICK, call_id="odd\n"),),
        ({"type": "function_call", "call_id": "call_1", "name": "buy", "arguments": "{}"},),
    ],
    ids=["two with one id", "endless id", "id that can't be printed", "not on offer"],
)
def test_what_waits_for_an_answer_that_can_not_be_given_is_told(items):
    decision = parse(response(*items), DISPLAY)
    assert not decision.answerable
    assert decision.problems


def test_a_call_that_can_not_be_used_can_still_be_answered():
    decision = parse(response(computer_call({"type": "fly"})), DISPLAY)
    assert decision.problems
    assert decision.answerable


@pytest.mark.parametrize("odd", ["x" * 5000, "resp\n1", 7])
def test_a_response_id_that_can_not_be_sent_back_is_none(odd):
    assert parse(response(message("Hi."), id=odd), DISPLAY).response_id == ""
