import asyncio
import subprocess
import sys
import threading
import time

import httpx2
import pytest

from cua_desktop.agent.actions import Click
from cua_desktop.agent.errors import ModelError
from cua_desktop.agent.exchange import CallOutput, Request
from cua_desktop.agent.geometry import Point
from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.endpoint import OPENAI_URL, Endpoint
from cua_desktop.models.streams import MAX_ANSWER_BYTES
from tests.models.conftest import FRAME, KEY, TASK, open_model
from tests.responses_server import (
    Fault,
    Reply,
    computer_call,
    error,
    message,
    preview_call,
    reasoning,
    response,
)

CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}
CALLS = [(Dialect.GA, computer_call(CLICK)), (Dialect.PREVIEW, preview_call(CLICK))]


@pytest.mark.parametrize(("dialect", "call"), CALLS)
def test_a_request_goes_out_and_its_answer_comes_back(responses_server, asked, dialect, call):
    responses_server.will_answer(response(call, id="resp_9"))
    decision = asked(dialect=dialect)
    assert decision.calls[0].actions == (Click(Point(10, 20)),)
    assert decision.response_id == "resp_9"
    (sent,) = responses_server.bodies
    assert sent["tools"][0]["type"] == dialect.value
    assert sent["input"][0]["content"][0]["text"] == "Open the mail."


def test_requests_go_to_responses_with_the_key_as_a_bearer(responses_server, asked):
    responses_server.will_answer(response(message("Hi.")))
    asked()
    (request,) = responses_server.requests
    assert request.path == "/v1/responses"
    assert request.headers["authorization"] == f"Bearer {KEY}"


def test_a_chain_continues_by_the_response_before(responses_server):
    responses_server.will_answer(response(computer_call(CLICK), id="resp_1"), response(message("Done.")))

    async def two_steps():
        async with open_model(base_url=responses_server.base_url) as model:
            first = await model.decide(TASK)
            answer = CallOutput(first.calls[0].call_id, FRAME)
            return await model.decide(Request(FRAME.size, after=first.response_id, outputs=(answer,)))

    assert asyncio.run(two_steps()).messages[0].text == "Done."
    second = responses_server.bodies[1]
    assert second["previous_response_id"] == "resp_1"
    assert second["instructions"] == "Be careful."
    assert second["input"][0]["type"] == "computer_call_output"


def test_points_are_checked_against_the_image_that_was_sent(responses_server, asked):
    responses_server.will_answer(response(computer_call({**CLICK, "x": 1000})))
    assert "outside" in asked().problems[0]


def test_a_turn_of_reasoning_alone_is_an_answer(responses_server, asked):
    responses_server.will_answer(response(reasoning("Hm.")))
    assert asked().reasoning[0].text == "Hm."


def test_commentary_is_answered_with_empty_input(responses_server, asked):
    responses_server.will_answer(response(message("Next.", "commentary")))
    asked(Request(FRAME.size, after="resp_1"))
    assert responses_server.bodies[0]["input"] == []


def test_two_answers_with_ids_that_can_not_be_sent_back_are_two_answers(responses_server):
    responses_server.will_answer(response(message("A."), id="odd\n1"), response(message("B."), id="odd\n2"))

    async def twice():
        async with open_model(base_url=responses_server.base_url) as model:
            return [await model.decide(TASK) for _ in range(2)]

    assert [decision.messages[0].text for decision in asyncio.run(twice())] == ["A.", "B."]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_what_may_pass_is_tried_three_times(responses_server, asked, status):
    responses_server.will_answer(
        error("busy", status=status), error("busy", status=status), response(message("Hi."))
    )
    assert asked().messages[0].text == "Hi."
    assert len(responses_server.requests) == 3


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.CUT])
def test_a_broken_connection_is_tried_again(responses_server, asked, fault):
    responses_server.will_answer(fault, response(message("Hi.")))
    assert asked().messages[0].text == "Hi."


def test_retries_end(responses_server, asked):
    responses_server.will_always_answer(error("busy", status=503))
    with pytest.raises(ModelError):
        asked()
    assert len(responses_server.requests) == 3


@pytest.mark.parametrize(
    "answer",
    [
        error("no credit", status=429, code="insufficient_quota"),
        error("no credit", status=429, type="insufficient_quota"),
        error("bad", status=400),
        error("who?", status=401),
        error("busy", status=503, headers={"x-should-retry": "false"}),
        error("later", status=429, headers={"retry-after": "3600"}),
        Reply(200, b"<html>log in</html>", {"content-type": "text/html"}),
    ],
)
def test_what_will_not_pass_is_not_tried_again(responses_server, asked, answer):
    responses_server.will_always_answer(answer)
    with pytest.raises(ModelError):
        asked()
    assert len(responses_server.requests) == 1


def test_the_service_can_ask_for_a_pause(responses_server, asked):
    responses_server.will_answer(
        error("slow down", status=429, headers={"retry-after-ms": "300"}), response(message("Hi."))
    )
    begun = time.monotonic()
    asked()
    assert time.monotonic() - begun > 0.3


def test_an_unverified_organization_gets_no_summaries_and_still_works(responses_server):
    refused = error(
        "Your organization must be verified.",
        status=400,
        param="reasoning.summary",
        code="unsupported_value",
    )
    responses_server.will_answer(refused, response(message("Hi.")), response(message("Again.")))

    async def twice():
        async with open_model(base_url=responses_server.base_url) as model:
            await model.decide(TASK)
            return await model.decide(TASK)

    assert asyncio.run(twice()).messages[0].text == "Again."
    assert ["reasoning" in body for body in responses_server.bodies] == [True, False, False]


def test_cancelling_ends_the_request_in_flight(responses_server):
    responses_server.will_always_answer(Fault.HANG)

    async def cancel():
        async with open_model(base_url=responses_server.base_url) as model:
            asking = asyncio.ensure_future(model.decide(TASK))
            await asyncio.to_thread(responses_server.asked.wait, 20)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            return await asyncio.to_thread(responses_server.client_went_away.wait, 10)

    assert asyncio.run(cancel())
    assert len(responses_server.requests) == 1


def test_cancelling_ends_the_pause_before_a_retry(responses_server):
    later = error("slow down", status=429, headers={"retry-after": "50"})
    responses_server.will_always_answer(later)

    async def cancel():
        async with open_model(base_url=responses_server.base_url) as model:
            asking = asyncio.ensure_future(model.decide(TASK))
            await asyncio.to_thread(responses_server.asked.wait, 20)
            await asyncio.sleep(0.1)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking

    begun = time.monotonic()
    asyncio.run(cancel())
    assert time.monotonic() - begun < 30
    assert len(responses_server.requests) == 1


def test_the_model_can_be_asked_again_after_a_cancelled_request(responses_server):
    responses_server.will_answer(Fault.HANG, response(message("Hi.")))

    async def cancel_then_ask():
        async with open_model(base_url=responses_server.base_url) as model:
            asking = asyncio.ensure_future(model.decide(TASK))
            await asyncio.to_thread(responses_server.asked.wait, 20)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            return await model.decide(TASK)

    assert asyncio.run(cancel_then_ask()).messages[0].text == "Hi."


def test_a_transport_takes_the_place_of_the_network():
    bodies = []

    async def answer(request):
        bodies.append(await request.aread())
        return httpx2.Response(200, json=response(message("From here.")))

    async def ask():
        transport = httpx2.MockTransport(answer)
        async with open_model(base_url="http://offline.invalid/v1", transport=transport) as model:
            return await model.decide(TASK)

    assert asyncio.run(ask()).messages[0].text == "From here."
    assert b"Open the mail." in bodies[0]


def test_a_redirect_never_takes_the_key_elsewhere(responses_server, asked):
    elsewhere = {"location": f"http://localhost:{responses_server.port}/elsewhere"}
    responses_server.will_always_answer(Reply(307, b"", elsewhere))
    with pytest.raises(ModelError, match="another address"):
        asked()
    assert [request.path for request in responses_server.requests] == ["/v1/responses"]


def test_an_answer_of_absurd_size_is_none(responses_server, asked):
    huge = response(message("x" * MAX_ANSWER_BYTES))
    responses_server.will_answer(huge)
    with pytest.raises(ModelError, match="not an answer"):
        asked()


def test_without_a_base_url_it_is_openai_whatever_the_environment_says(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere.invalid/v1")
    asked_urls = []

    def answer(request):
        asked_urls.append(str(request.url))
        return httpx2.Response(200, json=response(message("Hi.")))

    async def ask():
        async with open_model(transport=httpx2.MockTransport(answer)) as model:
            await model.decide(TASK)

    asyncio.run(ask())
    assert asked_urls == [f"{OPENAI_URL}/responses"]


def test_the_sdk_is_imported_late_and_off_the_loops_thread():
    program = (
        "import asyncio, sys, threading, builtins\n"
        "from cua_desktop.models.client import ResponsesModel\n"
        "from cua_desktop.models.dialects import Dialect\n"
        "from cua_desktop.models.endpoint import Endpoint\n"
        "assert 'openai' not in sys.modules and 'httpx2' not in sys.modules\n"
        "real, threads = builtins.__import__, []\n"
        "def spy(name, *rest):\n"
        "    if name == 'openai': threads.append(threading.current_thread())\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = spy\n"
        "async def main():\n"
        "    there = Endpoint(api_key='k' * 20)\n"
        "    model = ResponsesModel(model='m', dialect=Dialect.GA, endpoint=there, instructions='')\n"
        "    await model.prepare()\n"
        "    await model.close()\n"
        "asyncio.run(main())\n"
        "assert 'openai' in sys.modules\n"
        "assert threads and threading.main_thread() not in threads, threads\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_two_requests_at_once_share_one_preparation(responses_server):
    responses_server.will_always_answer(response(message("Hi.")))
    connects = []

    class Counting(ResponsesModel):
        def _connect(self):
            connects.append(threading.current_thread())
            return super()._connect()

    async def both():
        model = Counting(
            model="m",
            dialect=Dialect.GA,
            endpoint=Endpoint(responses_server.base_url, KEY),
            instructions="",
        )
        await asyncio.gather(model.decide(TASK), model.decide(TASK))
        await model.close()

    asyncio.run(both())
    assert len(connects) == 1


def test_the_key_is_in_no_text_of_the_model():
    model = ResponsesModel(model="m", dialect=Dialect.GA, endpoint=Endpoint(api_key=KEY), instructions="")
    assert KEY not in repr(model)
    assert KEY not in repr(model._asked())


def test_closing_before_anything_was_asked_is_fine():
    asyncio.run(
        ResponsesModel(model="m", dialect=Dialect.GA, endpoint=Endpoint(api_key=KEY), instructions="").close()
    )
