import base64
import typing

import pytest
from openai.types.responses import ComputerToolParam, ComputerUsePreviewToolParam, response_input_item_param
from openai.types.responses.easy_input_message_param import EasyInputMessageParam
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming
from openai.types.shared_params import Reasoning
from pydantic import ConfigDict, TypeAdapter, with_config

from cua_desktop.agent.exchange import CallOutput, Frame, Request, SafetyCheck
from cua_desktop.agent.geometry import Size
from cua_desktop.models.dialects import Dialect, dialect_for, request_body

PREVIEW, GA = Dialect.PREVIEW, Dialect.GA
FRAME = Frame(b"picture", "image/png", Size(1024, 640))
LATER = Frame(b"later picture", "image/webp", Size(1024, 640))
URL = "data:image/png;base64," + base64.b64encode(b"picture").decode()
LATER_URL = "data:image/webp;base64," + base64.b64encode(b"later picture").decode()
CHECK = SafetyCheck("sc_1", "malicious_instructions", "Beware.")
BOTH = pytest.mark.parametrize("dialect", Dialect)

FIRST = Request(FRAME.size, messages=("Open the mail.",), frame=FRAME)
ANSWER = Request(LATER.size, after="resp_1", outputs=(CallOutput("call_1", LATER),))


def body(dialect, request, system="linux"):
    return request_body(dialect, request, model="m", instructions="Be careful.", system=system)


@pytest.mark.parametrize(
    ("model", "dialect"),
    [
        ("computer-use-preview", PREVIEW),
        ("computer-use-preview-2025-03-11", PREVIEW),
        ("my_Computer_Use_Preview", PREVIEW),
        ("gpt-5.4", GA),
        ("gpt-6.1-sol", GA),
        ("my-deployment", GA),
        ("offline", GA),
    ],
)
def test_the_dialect_follows_the_model(model, dialect):
    assert dialect_for(model, "auto") is dialect


@BOTH
@pytest.mark.parametrize("model", ["computer-use-preview", "gpt-5.4"])
def test_the_users_choice_overrides_the_model(model, dialect):
    assert dialect_for(model, dialect.value) is dialect


def test_an_unknown_tool_is_no_dialect():
    with pytest.raises(ValueError, match="browser"):
        dialect_for("gpt-5.4", "browser")


def test_each_dialect_has_the_other():
    assert (PREVIEW.other, GA.other) == (GA, PREVIEW)


def test_the_ga_tool_is_declared_by_its_type_alone():
    assert body(GA, FIRST)["tools"] == [{"type": "computer"}]


@pytest.mark.parametrize(
    ("system", "environment"), [("linux", "linux"), ("win32", "windows"), ("darwin", "mac"), ("aix", "linux")]
)
def test_the_preview_tool_declares_the_display_and_the_system(system, environment):
    assert body(PREVIEW, FIRST, system)["tools"] == [
        {
            "type": "computer_use_preview",
            "display_width": 1024,
            "display_height": 640,
            "environment": environment,
        }
    ]


def test_truncation_belongs_to_the_preview():
    assert body(PREVIEW, FIRST)["truncation"] == "auto"
    assert "truncation" not in body(GA, FIRST)


@BOTH
@pytest.mark.parametrize("request_", [FIRST, ANSWER, Request(FRAME.size, after="resp_1")])
def test_tools_and_instructions_go_with_every_request(dialect, request_):
    sent = body(dialect, request_)
    assert sent["instructions"] == "Be careful."
    assert sent["tools"][0]["type"] == dialect.value
    assert sent["parallel_tool_calls"] is False
    assert sent["reasoning"] == {"summary": "concise"}


@BOTH
def test_a_new_chain_names_no_response_before_it(dialect):
    assert "previous_response_id" not in body(dialect, FIRST)


@BOTH
def test_a_request_names_the_response_it_continues(dialect):
    assert body(dialect, ANSWER)["previous_response_id"] == "resp_1"


@pytest.mark.parametrize(("dialect", "detail"), [(GA, "original"), (PREVIEW, "auto")])
def test_a_task_is_sent_with_the_screen(dialect, detail):
    assert body(dialect, FIRST)["input"] == [
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": "Open the mail."},
                {"type": "input_image", "image_url": URL, "detail": detail},
            ],
        }
    ]


@BOTH
def test_the_screen_goes_with_the_last_of_several_messages(dialect):
    request = Request(FRAME.size, messages=("Do it.", "Not that."), frame=FRAME)
    kinds = [[part["type"] for part in item["content"]] for item in body(dialect, request)["input"]]
    assert kinds == [["input_text"], ["input_text", "input_image"]]


@BOTH
def test_a_screen_without_words_is_a_message_too(dialect):
    (item,) = body(dialect, Request(FRAME.size, after="resp_1", frame=FRAME))["input"]
    assert [part["type"] for part in item["content"]] == ["input_image"]


@pytest.mark.parametrize(("dialect", "detail"), [(GA, {"detail": "original"}), (PREVIEW, {})])
def test_a_call_is_answered_with_a_computer_screenshot(dialect, detail):
    assert body(dialect, ANSWER)["input"] == [
        {
            "type": "computer_call_output",
            "call_id": "call_1",
            "output": {"type": "computer_screenshot", "image_url": LATER_URL, **detail},
        }
    ]


@BOTH
def test_exactly_the_approved_checks_are_acknowledged(dialect):
    outputs = (CallOutput("call_1", FRAME, (CHECK,)), CallOutput("call_2", FRAME))
    first, second = body(dialect, Request(FRAME.size, after="resp_1", outputs=outputs))["input"]
    assert first["acknowledged_safety_checks"] == [
        {"id": "sc_1", "code": "malicious_instructions", "message": "Beware."}
    ]
    assert "acknowledged_safety_checks" not in second


@BOTH
def test_calls_are_answered_before_anything_is_said(dialect):
    outputs = (CallOutput("call_1", FRAME),)
    request = Request(FRAME.size, after="resp_1", outputs=outputs, messages=("That key is blocked.",))
    assert [item["type"] for item in body(dialect, request)["input"]] == ["computer_call_output", "message"]


@BOTH
def test_after_mere_commentary_the_input_is_empty(dialect):
    sent = body(dialect, Request(FRAME.size, after="resp_1"))
    assert (sent["input"], sent["previous_response_id"]) == ([], "resp_1")


# The SDK's own types of what is sent. It knows no `detail` on a screenshot yet; OpenAI's guide asks for it.
UNKNOWN_TO_THE_SDK = {"detail"}


def strictly(kind):
    """An adapter that refuses fields the SDK's type does not have."""
    closed = with_config(ConfigDict(extra="forbid", arbitrary_types_allowed=True))(kind)
    return TypeAdapter(closed)


def without_unknown(item):
    return {**item, "output": {k: v for k, v in item["output"].items() if k not in UNKNOWN_TO_THE_SDK}}


@BOTH
def test_tools_are_of_the_sdks_type(dialect):
    (tool,) = body(dialect, FIRST)["tools"]
    kind = ComputerToolParam if dialect is GA else ComputerUsePreviewToolParam
    assert strictly(kind).validate_python(tool) == tool


@BOTH
@pytest.mark.parametrize("acknowledged", [(), (CHECK,), (SafetyCheck("sc_2"),)])
def test_call_outputs_are_of_the_sdks_type(dialect, acknowledged):
    request = Request(FRAME.size, after="r", outputs=(CallOutput("call_1", FRAME, acknowledged),))
    (item,) = map(without_unknown, body(dialect, request)["input"])
    TypeAdapter(response_input_item_param.ComputerCallOutput).validate_python(item)
    known = typing.get_type_hints(response_input_item_param.ComputerCallOutput)
    assert set(item) <= set(known)


@BOTH
def test_user_messages_are_of_the_sdks_type(dialect):
    (item,) = body(dialect, FIRST)["input"]
    TypeAdapter(EasyInputMessageParam).validate_python(item)
    assert set(item) <= set(typing.get_type_hints(EasyInputMessageParam))


@BOTH
@pytest.mark.parametrize("request_", [FIRST, ANSWER])
def test_every_field_of_a_request_is_one_of_the_sdks(dialect, request_):
    sent = body(dialect, request_)
    assert set(sent) <= set(typing.get_type_hints(ResponseCreateParamsNonStreaming))
    strictly(Reasoning).validate_python(sent["reasoning"])


WITH_ADDRESS = Frame(b"picture", "image/png", Size(1024, 640), "https://a.example/")


def test_the_preview_gets_the_address_of_the_page_in_front_at_the_top_of_a_calls_answer():
    request = Request(FRAME.size, after="r", outputs=(CallOutput("call_1", WITH_ADDRESS),))
    (item,) = body(PREVIEW, request)["input"]
    assert item["current_url"] == "https://a.example/"


def test_nothing_is_sent_of_an_address_that_is_not_known():
    (item,) = body(PREVIEW, ANSWER)["input"]
    assert "current_url" not in item


def test_other_models_get_no_address():
    request = Request(FRAME.size, after="r", outputs=(CallOutput("call_1", WITH_ADDRESS),))
    assert "a.example" not in str(body(GA, request))


def test_an_address_is_in_no_repr():
    assert "a.example" not in repr(WITH_ADDRESS)
