import asyncio
import base64
import struct
import time
import zlib

import httpx2
import openai
import pytest

from cua_desktop.agent.actions import Click, Drag, Keypress, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.exchange import (
    CallOutput,
    ComputerCall,
    Decision,
    Frame,
    Message,
    Reasoning,
    Request,
    SafetyCheck,
)
from cua_desktop.agent.geometry import Point, Size
from cua_desktop.models.answers import parse
from cua_desktop.models.dialects import Dialect, request_body
from cua_desktop.models.offline import offline_transport

SIZE = Size(20, 10)
PREVIEW, GA = Dialect.PREVIEW, Dialect.GA
BOTH = pytest.mark.parametrize("dialect", [PREVIEW, GA])
CHECK = SafetyCheck("ignored", "malicious_instructions", "A practice check.")
CLICK = Click(Point(3, 4))


def png(colour=(1, 2, 3), size=SIZE):
    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = (b"\0" + bytes(colour) * size.width) * size.height
    header = struct.pack(">IIBBBBB", size.width, size.height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def frame(colour=(1, 2, 3), size=SIZE):
    return Frame(png(colour, size), "image/png", size)


def acts(*actions, checks=(), thought="Thinking."):
    return Decision("", calls=(ComputerCall("", actions, checks),), reasoning=(Reasoning(thought),))


def says(text, phase="final_answer"):
    return Decision("", messages=(Message(text, phase),))


class ScriptedPlayer:
    def __init__(self, *script):
        self.script = list(script)
        self.saw = []

    def decide(self, rgb, size, **more):
        self.saw.append({"rgb": rgb, "size": size, **more})
        return self.script.pop(0)


class Line:
    """The real SDK with the offline transport behind it."""

    def __init__(self, dialect, *script):
        self.dialect = dialect
        self.player = ScriptedPlayer(*script)
        self.transport = offline_transport(self.player, thinking_seconds=0)
        self.runner = asyncio.Runner()
        self.client = openai.AsyncOpenAI(
            api_key="none",
            base_url="http://offline.invalid/v1",
            max_retries=0,
            http_client=httpx2.AsyncClient(transport=self.transport),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.runner.run(self.client.close())
        self.runner.close()

    def body(self, request, **changes):
        body = request_body(
            self.dialect, request, model="offline", instructions="Be careful.", system="linux"
        )
        return {name: value for name, value in {**body, **changes}.items() if value is not ...}

    def send(self, request, **changes):
        """The SDK's own Response."""
        return self.runner.run(self.client.responses.create(**self.body(request, **changes)))

    def decision(self, request, **changes):
        return parse(self.send(request, **changes), SIZE)

    def refusal(self, request, **changes):
        with pytest.raises(openai.BadRequestError) as raised:
            self.send(request, **changes)
        return raised.value


def first(colour=(1, 2, 3)):
    return Request(declared=SIZE, messages=("Do it.",), frame=frame(colour))


def answer(decision, acknowledged=None, colour=(1, 2, 3), messages=()):
    outputs = tuple(
        CallOutput(call_id, frame(colour), checks if acknowledged is None else acknowledged)
        for call_id, checks in decision.open_calls
    )
    return Request(declared=SIZE, after=decision.response_id, outputs=outputs, messages=messages)


@BOTH
def test_the_player_sees_the_picture_and_the_words_that_were_sent(dialect):
    with Line(dialect, says("Hello.")) as line:
        line.send(first((9, 8, 7)))
        [saw] = line.player.saw
        assert (saw["size"], saw["rgb"]) == (SIZE, bytes((9, 8, 7)) * 200)
        assert saw["said"] == ("Do it.",)
        assert saw["begins"] is True
        assert saw["batches"] is (dialect is GA)


@BOTH
def test_a_decision_arrives_as_it_was_made(dialect):
    with Line(dialect, acts(CLICK)) as line:
        decision = line.decision(first())
        assert decision.problems == ()
        assert decision.calls[0].actions == (CLICK,)
        assert decision.reasoning == (Reasoning("Thinking."),)
        assert decision.usage.input_tokens > 0
        assert decision.usage.output_tokens > 0


def test_the_ga_dialect_carries_several_actions_and_held_keys():
    actions = (
        Click(Point(1, 1), keys=("CTRL",)),
        Drag((Point(1, 1), Point(2, 2))),
        Keypress(("CTRL", "K")),
        Scroll(Point(1, 1), 0, 100),
        Type("é🦊"),
        Wait(),
        Screenshot(),
    )
    with Line(GA, acts(*actions)) as line:
        assert line.decision(first()).calls[0].actions == actions


def test_the_preview_dialect_has_one_action_and_its_own_shape():
    with Line(PREVIEW, acts(CLICK)) as line:
        call = line.send(first()).output[-1]
        assert (call.type, call.action.type, call.actions) == ("computer_call", "click", None)
        assert call.pending_safety_checks == []


def test_the_ga_dialect_leaves_out_what_it_has_not_and_sends_null_for_no_keys():
    with Line(GA, acts(CLICK)) as line:
        call = line.send(first()).output[-1].to_dict()
        assert call["action"] is None
        assert call["actions"][0]["keys"] is None
        assert "pending_safety_checks" not in call


def test_only_the_ga_dialect_knows_phases():
    for dialect, phase in ((GA, "final_answer"), (PREVIEW, None)):
        with Line(dialect, says("Done.")) as line:
            assert line.decision(first()).messages == (Message("Done.", phase),)


@BOTH
def test_the_response_is_a_complete_one_with_ids_of_its_own(dialect):
    with Line(dialect, acts(CLICK), says("Done.")) as line:
        one = line.send(first())
        two = line.send(answer(parse(one, SIZE)))
        assert (one.status, one.object, one.model) == ("completed", "response", "offline")
        assert one.id.startswith("resp_")
        assert one.output[0].id.startswith("rs_")
        assert one.output[1].call_id.startswith("call_")
        assert two.id != one.id
        assert two.previous_response_id == one.id
        assert two.output_text == "Done."


@BOTH
def test_the_newest_picture_counts(dialect):
    with Line(dialect, acts(CLICK), says("Done.")) as line:
        line.send(answer(line.decision(first((1, 1, 1))), colour=(2, 2, 2)))
        assert line.player.saw[1]["rgb"] == bytes((2, 2, 2)) * 200
        assert line.player.saw[1]["begins"] is False


@BOTH
def test_a_request_without_a_picture_is_decided_on_the_last_one(dialect):
    with Line(dialect, says("One moment.", "commentary"), says("Done.")) as line:
        decision = line.decision(first((5, 5, 5)))
        line.send(Request(declared=SIZE, after=decision.response_id))
        assert line.player.saw[1]["rgb"] == bytes((5, 5, 5)) * 200


@BOTH
def test_a_call_that_is_not_answered_is_refused(dialect):
    with Line(dialect, acts(CLICK)) as line:
        decision = line.decision(first())
        error = line.refusal(Request(declared=SIZE, after=decision.response_id, messages=("Go on.",)))
        assert f"No tool output found for computer call {decision.calls[0].call_id}" in error.message
        assert error.type == "invalid_request_error"


@BOTH
def test_an_answer_to_no_call_is_refused(dialect):
    with Line(dialect, acts(CLICK)) as line:
        decision = line.decision(first())
        stray = CallOutput("call_other", frame())
        request = Request(declared=SIZE, after=decision.response_id, outputs=(stray,))
        assert "No tool call found" in line.refusal(request).message


@BOTH
def test_an_unknown_previous_response_is_refused(dialect):
    with Line(dialect) as line:
        error = line.refusal(Request(declared=SIZE, after="resp_other", messages=("Hello.",), frame=frame()))
        assert error.code == "previous_response_not_found"


@BOTH
def test_a_raised_check_has_an_id_of_the_server(dialect):
    with Line(dialect, acts(CLICK, checks=(CHECK,))) as line:
        [check] = line.decision(first()).calls[0].safety_checks
        assert check.id.startswith("cu_sc_")
        assert (check.code, check.message) == (CHECK.code, CHECK.message)


@BOTH
def test_a_check_that_is_not_acknowledged_is_refused(dialect):
    with Line(dialect, acts(CLICK, checks=(CHECK,))) as line:
        error = line.refusal(answer(line.decision(first()), acknowledged=()))
        assert "missing acknowledgements" in error.message
        assert len(line.player.saw) == 1


@BOTH
def test_an_acknowledged_check_reaches_the_player(dialect):
    with Line(dialect, acts(CLICK, checks=(CHECK,)), says("Done.")) as line:
        decision = line.decision(first())
        line.send(answer(decision))
        assert line.player.saw[1]["acknowledged"] == decision.calls[0].safety_checks


@BOTH
def test_a_check_that_was_never_raised_is_refused(dialect):
    with Line(dialect, acts(CLICK)) as line:
        request = answer(line.decision(first()), acknowledged=(SafetyCheck("cu_sc_other"),))
        assert "Unknown safety checks" in line.refusal(request).message


@BOTH
def test_a_check_acknowledged_twice_or_changed_is_refused(dialect):
    with Line(dialect, acts(CLICK, checks=(CHECK,))) as line:
        decision = line.decision(first())
        [check] = decision.calls[0].safety_checks
        line.refusal(answer(decision, acknowledged=(check, check)))
        line.refusal(answer(decision, acknowledged=(SafetyCheck(check.id, "other", check.message),)))


@BOTH
def test_null_instead_of_acknowledgements_is_refused(dialect):
    with Line(dialect, acts(CLICK)) as line:
        request = answer(line.decision(first()))
        items = line.body(request)["input"]
        items[0]["acknowledged_safety_checks"] = None
        assert "acknowledged_safety_checks" in line.refusal(request, input=items).param


@BOTH
def test_a_denied_call_is_left_by_going_on_from_the_response_before_it(dialect):
    with Line(dialect, acts(CLICK), acts(CLICK, checks=(CHECK,)), says("Then not.")) as line:
        before = line.decision(first())
        line.decision(answer(before))
        assert line.decision(answer(before, messages=("The user declined this.",))).messages
        assert line.player.saw[2]["said"] == ("The user declined this.",)


def test_the_declared_display_must_be_the_picture():
    with Line(PREVIEW) as line:
        error = line.refusal(Request(declared=Size(40, 20), messages=("Do it.",), frame=frame()))
        assert "40 x 20" in error.message
        assert "20 x 10" in error.message


@pytest.mark.parametrize(
    ("dialect", "changes", "param"),
    [
        (PREVIEW, {"truncation": ...}, "truncation"),
        (PREVIEW, {"tools": []}, "tools"),
        (GA, {"tools": [{"type": "computer", "display_width": 1}]}, "tools[0].display_width"),
        (GA, {"tools": [{"type": "web_search"}]}, "tools"),
        (GA, {"input": [{"type": "function_call_output"}]}, "input[0]"),
        (GA, {"extra_body": {"generate_summary": "auto"}}, "generate_summary"),
    ],
)
def test_a_request_that_the_service_would_refuse_is_refused(dialect, changes, param):
    with Line(dialect) as line:
        assert line.refusal(first(), **changes).param == param


def test_the_screenshot_of_a_call_must_be_called_one():
    with Line(GA, acts(CLICK)) as line:
        request = answer(line.decision(first()))
        items = line.body(request)["input"]
        items[0]["output"]["type"] = "input_image"
        assert line.refusal(request, input=items).param == "input[0].output.type"


@pytest.mark.parametrize(
    "url",
    [
        "data:image/jpeg;base64,AAAA",
        "data:image/png;base64,%%%",
        "data:image/png;base64," + base64.b64encode(png()[:40]).decode(),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused(url):
    with Line(GA) as line:
        content = [{"type": "input_text", "text": "Do it."}, {"type": "input_image", "image_url": url}]
        line.refusal(first(), input=[{"type": "message", "role": "user", "content": content}])


def test_a_first_message_without_a_picture_is_refused():
    with Line(GA) as line:
        assert "screenshot" in line.refusal(Request(declared=SIZE, messages=("Do it.",))).message


def test_any_other_address_is_not_found():
    with Line(GA) as line, pytest.raises(openai.NotFoundError):
        line.runner.run(line.client.models.retrieve("offline"))


def test_it_thinks_as_long_as_it_is_told():
    transport = offline_transport(ScriptedPlayer(), thinking_seconds=0.3)

    async def ask():
        async with httpx2.AsyncClient(transport=transport) as client:
            return await client.post("http://offline.invalid/v1/responses", content=b"no JSON")

    begun = time.monotonic()
    assert asyncio.run(ask()).status_code == 400
    assert time.monotonic() - begun >= 0.29
