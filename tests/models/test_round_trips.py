"""Everything that the SDK's types know of a computer call, there and back: read, answered, and sent again.

What is built here is first put to the SDK's own types, so that the tests can't drift from them.
"""

import itertools

import pytest
from openai.types.responses import Response, ResponseComputerToolCall, response_input_item_param
from openai.types.responses.computer_action_list_param import ComputerActionListParam
from openai.types.responses.response_computer_tool_call_param import ResponseComputerToolCallParam
from pydantic import TypeAdapter

from cua_desktop.agent.actions import (
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
)
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.exchange import Message, SafetyCheck
from cua_desktop.agent.geometry import Point
from cua_desktop.models.answers import parse
from cua_desktop.models.dialects import Dialect, request_body
from tests.models.conftest import FRAME
from tests.responses_server import check, computer_call, message, preview_call, reasoning, refusal, response

BOTH = pytest.mark.parametrize("dialect", Dialect)
AT, POINT = {"x": 10, "y": 20}, Point(10, 20)
PATH = [{"x": 1, "y": 2}, {"x": 3, "y": 4}]
POINTS = (Point(1, 2), Point(3, 4))

ACTIONS = {
    "click": ({"type": "click", "button": "left", **AT}, Click(POINT, "left")),
    "middle click": ({"type": "click", "button": "wheel", **AT}, Click(POINT, "wheel")),
    "click, held": (
        {"type": "click", "button": "right", "keys": ["CTRL"], **AT},
        Click(POINT, "right", ("CTRL",)),
    ),
    "click, null": ({"type": "click", "button": "back", "keys": None, **AT}, Click(POINT, "back")),
    "double": ({"type": "double_click", "keys": None, **AT}, DoubleClick(POINT)),
    "double, held": ({"type": "double_click", "keys": ["SHIFT"], **AT}, DoubleClick(POINT, ("SHIFT",))),
    "drag": ({"type": "drag", "path": PATH}, Drag(POINTS)),
    "drag, held": ({"type": "drag", "path": PATH, "keys": ["ALT"]}, Drag(POINTS, ("ALT",))),
    "keypress": ({"type": "keypress", "keys": ["CTRL", "A"]}, Keypress(("CTRL", "A"))),
    "move": ({"type": "move", **AT}, Move(POINT)),
    "move, held": ({"type": "move", "keys": ["SHIFT"], **AT}, Move(POINT, ("SHIFT",))),
    "screenshot": ({"type": "screenshot"}, Screenshot()),
    "scroll": ({"type": "scroll", "scroll_x": -5, "scroll_y": 90, **AT}, Scroll(POINT, -5, 90)),
    "scroll, held": (
        {"type": "scroll", "scroll_x": 0, "scroll_y": 9, "keys": ["CTRL"], **AT},
        Scroll(POINT, 0, 9, ("CTRL",)),
    ),
    "type": ({"type": "type", "text": "Grüße, 世界\n"}, Type("Grüße, 世界\n")),
    "wait": ({"type": "wait"}, Wait()),
}
EACH = pytest.mark.parametrize(("wire", "action"), ACTIONS.values(), ids=ACTIONS)


def call_of(dialect, *wire, call_id="call_1", **more):
    """A call as this dialect has it; the preview has one action."""
    if dialect is Dialect.PREVIEW:
        return preview_call(wire[0], call_id, **more)
    return computer_call(*wire, call_id=call_id, **{"pending_safety_checks": [], **more})


def sent_after(whole, dialect, *, stateless=False, approved=None):
    """The decision, and the body of the request that answers it."""
    conversation = Conversation(stateless=stateless)
    conversation.sent(conversation.user_says("Do it.", FRAME))
    decision = parse(whole, FRAME.size)
    conversation.received(decision)
    request = conversation.sent(conversation.performed(FRAME, approved or {}))
    return decision, request_body(dialect, request, model="m", instructions="")


def assert_of_the_sdks_type(items):
    adapter = TypeAdapter(response_input_item_param.ResponseInputItemParam)
    for item in items:
        adapter.validate_python(item)


@BOTH
@EACH
@pytest.mark.parametrize("stateless", [False, True], ids=["chained", "stateless"])
def test_each_action_is_read_as_the_sdk_has_it_and_its_call_answered(dialect, wire, action, stateless):
    call = call_of(dialect, wire)
    TypeAdapter(ComputerActionListParam).validate_python([wire])
    ResponseComputerToolCall.model_validate(call)
    whole = response(reasoning("Hm."), call)
    Response.model_validate(whole)
    decision, body = sent_after(whole, dialect, stateless=stateless)
    assert decision.calls[0].actions == (action,)
    assert body["input"][-1]["call_id"] == "call_1"
    assert_of_the_sdks_type(body["input"])
    if stateless:
        assert body["input"][1:3] == whole["output"]


def test_the_table_has_every_action_and_field_of_the_sdk():
    known = {kind.__annotations__["type"] for kind in ComputerActionListParam.__args__[0].__args__}
    assert len(known) == len({wire["type"] for wire, _ in ACTIONS.values()})
    for kind in ComputerActionListParam.__args__[0].__args__:
        adapter = TypeAdapter(kind)
        named = {name for wire, _ in ACTIONS.values() for name in wire if accepts(adapter, wire)}
        assert set(kind.__annotations__) <= named


def accepts(adapter, wire):
    try:
        adapter.validate_python(wire)
    except ValueError:
        return False
    return True


def test_a_batch_is_read_in_its_order():
    wires, actions = zip(*ACTIONS.values(), strict=True)
    decision, _ = sent_after(response(call_of(Dialect.GA, *wires)), Dialect.GA)
    assert decision.calls[0].actions == actions


@BOTH
@pytest.mark.parametrize("stateless", [False, True], ids=["chained", "stateless"])
@pytest.mark.parametrize("number", [2, 3])
def test_several_calls_are_answered_each_with_exactly_its_approved_checks(dialect, stateless, number):
    wire = ACTIONS["click"][0]
    calls = [
        call_of(dialect, wire, call_id=f"call_{n}", pending_safety_checks=[check(f"sc_{n}")] if n else [])
        for n in range(number)
    ]
    checks = {
        f"call_{n}": (SafetyCheck(f"sc_{n}", "malicious_instructions", "Beware."),) for n in range(number)
    }
    approved = {call_id: checks[call_id] for call_id in list(checks)[1:]}
    decision, body = sent_after(response(*calls), dialect, stateless=stateless, approved=approved)
    assert [dict(decision.open_calls)[call_id] for call_id in approved] == list(approved.values())
    outputs = [item for item in body["input"] if item["type"] == "computer_call_output"]
    assert [item["call_id"] for item in outputs] == list(checks)
    assert [item.get("acknowledged_safety_checks") for item in outputs] == [
        None,
        *([check(f"sc_{n}")] for n in range(1, number)),
    ]
    assert_of_the_sdks_type(body["input"])


LEFT_OUT = [
    {},
    {"action": None},
    {"pending_safety_checks": None},
    {"status": None},
    {"id": None},
    {"unknown": {"new": [1, None]}},
]


@BOTH
@pytest.mark.parametrize("odd", [{**a, **b} for a, b in itertools.combinations(LEFT_OUT, 2)])
def test_null_missing_and_unknown_fields_change_nothing(dialect, odd):
    wire, action = ACTIONS["click"]
    if dialect is Dialect.PREVIEW:
        odd = {name: value for name, value in odd.items() if name != "action"}
    call = call_of(dialect, {**wire, "unknown": None, "newer": "x"}, **odd)
    decision, body = sent_after(response(call), dialect, stateless=True)
    assert decision.problems == ()
    assert decision.calls[0].actions == (action,)
    returned = body["input"][1]
    assert None not in returned.values()
    assert returned.get("unknown") == odd.get("unknown")


@BOTH
@pytest.mark.parametrize("phase", [None, "commentary", "final_answer"])
@pytest.mark.parametrize("said", [message("Now."), refusal("I won't.")], ids=["text", "refusal"])
def test_what_is_said_keeps_its_phase_there_and_back(dialect, phase, said):
    said = {**said, "phase": phase} if phase else said
    whole = response(said, call_of(dialect, ACTIONS["click"][0]))
    Response.model_validate(whole)
    decision, body = sent_after(whole, dialect, stateless=True)
    (heard,) = decision.messages
    assert heard == Message(heard.text, phase, refusal=said["content"][0]["type"] == "refusal")
    assert body["input"][1] == said
    assert_of_the_sdks_type(body["input"])


@BOTH
def test_commentary_alone_is_gone_on_from_with_empty_input(dialect):
    conversation = Conversation()
    conversation.sent(conversation.user_says("Do it.", FRAME))
    conversation.received(parse(response(message("Next.", "commentary"), id="resp_c"), FRAME.size))
    body = request_body(dialect, conversation.go_on(FRAME), model="m", instructions="")
    assert (body["input"], body["previous_response_id"]) == ([], "resp_c")


@BOTH
def test_a_call_that_goes_back_is_of_the_sdks_type(dialect):
    call = call_of(dialect, ACTIONS["double, held"][0])
    _, body = sent_after(response({**call, "actions": call.get("actions")}), dialect, stateless=True)
    returned = body["input"][1]
    TypeAdapter(ResponseComputerToolCallParam).validate_python(returned)
    assert returned == call
