"""A conversation that goes along with every request, and what a user may wish for."""

import asyncio
import base64
import typing
from dataclasses import replace

import pytest
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming
from openai.types.shared_params.reasoning import Reasoning
from pydantic import TypeAdapter

from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.exchange import CallOutput, Frame, Received, Request, Turn
from cua_desktop.agent.geometry import Size
from cua_desktop.models.answers import parse
from cua_desktop.models.dialects import Dialect, Wishes, request_body
from cua_desktop.models.png import read_png
from cua_desktop.settings import options
from tests.models.conftest import FRAME, open_model
from tests.responses_server import computer_call, message, preview_call, response

BOTH = pytest.mark.parametrize("dialect", Dialect)
SIZE = Size(1000, 700)
OLD = Frame(b"", "image/png", SIZE)
CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAA", "status": None}
CALL = {
    "type": "computer_call",
    "id": "cu_1",
    "call_id": "call_1",
    "status": "completed",
    "action": None,
    "actions": [CLICK],
    "something_new": {"kept": True},
}


def body(dialect, request, **how):
    return request_body(dialect, request, model="m", instructions="Be careful.", **how)


TASK = Request(SIZE, messages=("Do it.",), frame=FRAME, history=())
LATER = Request(
    SIZE,
    outputs=(CallOutput("call_1", FRAME),),
    history=(Turn(Request(SIZE, messages=("Do it.",)), Received((THOUGHT, CALL))),),
)


@BOTH
@pytest.mark.parametrize("request_", [TASK, LATER])
def test_nothing_is_to_be_stored_and_reasoning_comes_sealed(dialect, request_):
    sent = body(dialect, request_)
    assert sent["store"] is False
    assert sent["include"] == ["reasoning.encrypted_content"]
    assert "previous_response_id" not in sent


@BOTH
def test_chained_the_service_keeps_it(dialect):
    sent = body(dialect, Request(SIZE, after="resp_1"))
    assert "store" not in sent
    assert "include" not in sent


@BOTH
def test_what_was_received_goes_back_as_it_came_between_what_was_sent(dialect):
    items = body(dialect, LATER)["input"]
    assert [item["type"] for item in items] == [
        "message",
        "reasoning",
        "computer_call",
        "computer_call_output",
    ]
    assert items[1] is THOUGHT
    assert items[2] is CALL


@BOTH
def test_an_old_picture_is_a_small_grey_one(dialect):
    turn = Turn(Request(SIZE, outputs=(CallOutput("call_0", OLD),)), Received((CALL,)))
    items = body(dialect, Request(SIZE, outputs=(CallOutput("call_1", FRAME),), history=(turn,)))["input"]
    url = items[0]["output"]["image_url"]
    size, pixels = read_png(base64.b64decode(url.partition(",")[2]))
    assert size == Size(64, 64)
    assert len(set(pixels)) == 1
    assert "small grey pictures" in body(dialect, LATER)["instructions"]


@BOTH
def test_a_whole_request_is_of_the_sdks_type(dialect):
    wishes = Wishes("auto", "high", "auto", "flex", "0" * 64, 2_000)
    call = {**CALL, "pending_safety_checks": []}  # the type wants them; the service may leave them out
    received = parse(response(THOUGHT, call, message("Hm.", "commentary")), SIZE).received
    later = replace(LATER, history=(Turn(Request(SIZE, messages=("Do it.",)), received),))
    for request in (TASK, later, Request(SIZE, after="resp_1")):
        sent = {**body(dialect, request, wishes=wishes), "stream": True}
        TypeAdapter(ResponseCreateParamsStreaming).validate_python(sent)
        assert set(sent) <= set(typing.get_type_hints(ResponseCreateParamsStreaming))


@BOTH
def test_wishes_are_sent_in_the_services_words(dialect):
    sent = body(dialect, TASK, wishes=Wishes("auto", "high", "auto", "flex", "abc", 2_000))
    assert sent["reasoning"] == {"summary": "auto", "effort": "high"}
    assert (sent["truncation"], sent["service_tier"]) == ("auto", "flex")
    assert (sent["safety_identifier"], sent["max_output_tokens"]) == ("abc", 2_000)


@BOTH
def test_what_is_left_to_the_service_is_not_sent(dialect):
    sent = body(dialect, TASK, wishes=Wishes(summary=""))
    for name in ("reasoning", "service_tier", "safety_identifier", "max_output_tokens"):
        assert name not in sent


def words_of(name):
    """The values that the SDK's type of a request knows for this field."""
    known = typing.get_type_hints(ResponseCreateParamsStreaming)
    kind = known[name] if name in known else typing.get_type_hints(Reasoning)[name.partition(".")[2]]
    return {word for each in typing.get_args(kind) for word in typing.get_args(each)}


@pytest.mark.parametrize(
    ("setting", "name", "ours"),
    [
        ("effort", "reasoning.effort", {"default"}),
        ("reasoning_summary", "reasoning.summary", {"none"}),
        ("service_tier", "service_tier", set()),
        ("truncation", "truncation", {"default"}),
    ],
)
def test_the_settings_offer_all_of_the_services_words(setting, name, ours):
    (choices,) = (option.choices for each, _, _, option in options() if each == setting)
    assert set(choices) == words_of(name) | ours


def test_the_preview_takes_no_other_truncation():
    assert body(Dialect.PREVIEW, TASK, wishes=Wishes(truncation="disabled"))["truncation"] == "auto"


def without_nulls(item):
    """The service refuses some of its own nulls."""
    return {name: value for name, value in item.items() if value is not None}


@pytest.mark.parametrize(
    ("dialect", "call"), [(Dialect.GA, computer_call(CLICK)), (Dialect.PREVIEW, preview_call(CLICK))]
)
def test_three_steps_over_the_wire(responses_server, dialect, call):
    first = response(THOUGHT, {**call, "call_id": "call_1", "something_new": {"kept": True}, "odd": None})
    second = response({**call, "call_id": "call_2"})
    responses_server.will_answer(first, second, response(message("Done.")))

    async def three_steps():
        conversation = Conversation(stateless=True)
        async with open_model(base_url=responses_server.base_url, dialect=dialect) as model:
            request = conversation.sent(conversation.user_says("Do it.", FRAME))
            for _ in range(2):
                conversation.received(await model.decide(request))
                request = conversation.sent(conversation.performed(FRAME, {}))
            return await model.decide(request)

    assert asyncio.run(three_steps()).messages[0].text == "Done."
    third = responses_server.bodies[2]["input"]
    assert [item["type"] for item in third] == [
        "message",
        "reasoning",
        "computer_call",
        "computer_call_output",
        "computer_call",
        "computer_call_output",
    ]
    assert third[1:3] == [without_nulls(item) for item in first["output"]]
    assert third[4:5] == second["output"]
    assert [item["call_id"] for item in third if "call_id" in item] == [
        "call_1",
        "call_1",
        "call_2",
        "call_2",
    ]
