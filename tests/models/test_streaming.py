"""Streams of a real server through the real SDK: texts as they arrive, and nothing done before the end."""

import asyncio
import threading
import time

import pytest

from cua_desktop.agent.actions import Click
from cua_desktop.agent.errors import ModelError
from cua_desktop.agent.exchange import Delta, SentAgain, Waiting
from cua_desktop.agent.geometry import Point
from cua_desktop.models.retries import Patience
from tests.models.conftest import QUICK, TASK, open_model
from tests.responses_server import (
    Fault,
    Reply,
    Stream,
    as_sse,
    computer_call,
    delta,
    error,
    message,
    reasoning,
    response,
    streamed,
)

CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}
CALL = computer_call(CLICK)
DONE = (Click(Point(10, 20)),)
SUMMARY = "reasoning_summary_text"


@pytest.fixture
def heard(responses_server):
    """Makes one request; gives the Decision (or the ModelError) and what was heard."""

    def ask(patience=QUICK, **how):
        sounds = []

        async def once():
            async with open_model(base_url=responses_server.base_url, patience=patience, **how) as model:
                try:
                    return await model.decide(TASK, sounds.append)
                except ModelError as failure:
                    return failure

        return asyncio.run(once()), sounds

    return ask


def test_a_stream_is_asked_for(responses_server, heard):
    responses_server.will_answer(streamed(response(CALL)))
    heard()
    assert responses_server.bodies[0]["stream"] is True


def test_texts_are_heard_as_they_arrive_and_the_decision_is_of_the_whole_response(responses_server, heard):
    whole = response(reasoning("I see a button."), CALL)
    said = delta("I see ", SUMMARY, summary_index=0), delta("a button.", SUMMARY, summary_index=0)
    responses_server.will_answer(streamed(whole, *said, delta("Now.")))
    decision, sounds = heard()
    assert decision.calls[0].actions == DONE
    thought = "".join(each.text for each in sounds if each.kind == "reasoning")
    spoken = "".join(each.text for each in sounds if each.kind == "message")
    assert (thought, spoken) == ("I see a button.", "Now.")


def test_text_is_heard_before_the_response_is_complete(responses_server):
    go_on = threading.Event()
    whole = response(message("Hi."))
    begun, end = streamed(whole).events
    responses_server.will_answer(Stream((begun, delta("H"), go_on, delta("i."), end)))

    async def listen():
        first = asyncio.get_running_loop().create_future()
        async with open_model(base_url=responses_server.base_url) as model:
            asking = asyncio.ensure_future(
                model.decide(TASK, lambda heard: first.done() or first.set_result(heard))
            )
            early = await asyncio.wait_for(first, 20)
            assert not asking.done()
            go_on.set()
            return early, await asking

    early, decision = asyncio.run(listen())
    assert early == Delta("message", "H")
    assert decision.messages[0].text == "Hi."


def test_all_requests_go_over_one_connection(responses_server):
    wholes = [streamed(response(message("Hi."))) for _ in range(3)]
    responses_server.will_answer(*wholes, response(message("In one piece.")))

    async def ask():
        async with open_model(base_url=responses_server.base_url) as model:
            for _ in range(4):
                await model.decide(TASK)

    asyncio.run(ask())
    assert len(responses_server.requests) == 4
    assert responses_server.accepted == 1


@pytest.mark.parametrize("end", [Fault.HANG, Fault.RESET, Fault.CUT])
def test_what_comes_after_the_whole_response_is_no_concern(responses_server, heard, end):
    responses_server.will_answer(Stream(streamed(response(CALL)).events, end=end))
    decision, sounds = heard()
    assert decision.calls[0].actions == DONE
    assert sounds == []
    assert len(responses_server.requests) == 1


def test_parts_of_a_summary_are_paragraphs(responses_server, heard):
    said = delta("One.", SUMMARY, summary_index=0), delta("Two.", SUMMARY, summary_index=1)
    responses_server.will_answer(streamed(response(CALL), *said))
    _, sounds = heard()
    assert "".join(each.text for each in sounds) == "One.\n\nTwo."


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_pieces_may_end_anywhere(responses_server, heard, line_end, size):
    whole = response(message("Grüße, 世界"), CALL)
    raw = b": a comment\n\n" + b"".join(as_sse(event) for event in streamed(whole, delta("ü世")).events)
    raw = raw.replace(b"\n", line_end)
    pieces = tuple(raw[start : start + size] for start in range(0, len(raw), size))
    responses_server.will_answer(Stream(pieces))
    decision, sounds = heard()
    assert decision.calls[0].actions == DONE
    assert sounds == [Delta("message", "ü世")]


@pytest.mark.parametrize(
    "broken",
    [
        Stream((delta("I cl"), {"type": "response.output_item.done", "output_index": 0, "item": CALL})),
        Stream((delta("I cl"),), end=Fault.CUT),
        Stream((as_sse(streamed(response(CALL)).events[1])[:-40],), end=Fault.CUT),
        Stream((b": nothing yet\n\n",)),
    ],
    ids=["ends without the response", "connection ends", "within the response", "says nothing"],
)
def test_a_stream_that_is_cut_is_asked_for_again_and_nothing_of_it_counts(responses_server, heard, broken):
    responses_server.will_answer(broken, streamed(response(message("Hi."))))
    decision, sounds = heard()
    assert decision.calls == ()
    assert decision.messages[0].text == "Hi."
    assert SentAgain() in sounds
    assert len(responses_server.requests) == 2


def test_a_stream_that_is_always_cut_ends_in_a_sentence(responses_server, heard):
    responses_server.will_always_answer(Stream((delta("I cl"),), end=Fault.CUT))
    failure, _ = heard()
    assert "broke before the answer was complete" in failure.message
    assert len(responses_server.requests) == 3


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("failed", {"status": "failed", "error": {"code": "invalid_prompt", "message": "No."}}, "filter"),
        (
            "incomplete",
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "cut off",
        ),
        (
            "incomplete",
            {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}},
            "filter",
        ),
    ],
)
def test_a_stream_that_does_not_complete_is_a_failure(responses_server, heard, kind, more, says):
    responses_server.will_answer(streamed(response(CALL, **more), kind=kind))
    failure, _ = heard()
    assert says in failure.message


@pytest.mark.parametrize(
    "event",
    [
        {"type": "error", "code": "insufficient_quota", "message": "No.", "param": None},
        {"type": "error", "error": {"code": "insufficient_quota", "message": "No."}},
        {"error": {"code": "insufficient_quota", "message": "No."}},
    ],
)
def test_an_error_in_a_stream_is_a_failure(responses_server, heard, event):
    responses_server.will_answer(Stream((delta("I cl"), event)))
    failure, _ = heard()
    assert "no credit left" in failure.message


@pytest.mark.parametrize("code", ["server_error", "rate_limit_exceeded"])
def test_what_fails_in_a_stream_and_may_pass_is_tried_again(responses_server, heard, code):
    failing = {"type": "error", "code": code, "message": "Busy.", "param": None}
    responses_server.will_answer(Stream((failing,)), streamed(response(message("Hi."))))
    decision, _ = heard()
    assert decision.messages[0].text == "Hi."


@pytest.mark.parametrize(
    "data", [b"data: {nonsense\n\n", b"data: " + b"[" * 100_000 + b"\n\n", b"data: 17\n\n"]
)
def test_garbage_in_a_stream_is_no_answer(responses_server, heard, data):
    responses_server.will_answer(Stream((data,)))
    failure, _ = heard()
    assert "not an answer of a model" in failure.message


@pytest.mark.parametrize(
    "much",
    [b"data: " + b"x" * 999_990 + b"\n", as_sse({"type": "something.new", "text": "x" * 999_990})],
    ids=["one event", "many events"],
)
def test_a_stream_without_end_is_no_answer(responses_server, heard, much):
    responses_server.will_answer(Stream((*(much,) * 35, *streamed(response(CALL)).events)))
    failure, _ = heard()
    assert "not an answer of a model" in failure.message


def test_a_server_without_streaming_answers_in_one_piece(responses_server, heard):
    responses_server.will_answer(response(CALL))
    decision, _ = heard()
    assert decision.calls[0].actions == DONE


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_refuses_to_stream_is_asked_without(responses_server, status):
    refused = error("Streaming is not supported.", status=status, param="stream")
    responses_server.will_answer(refused, response(message("Hi.")), response(message("Again.")))

    async def twice():
        async with open_model(base_url=responses_server.base_url) as model:
            await model.decide(TASK)
            return await model.decide(TASK)

    assert asyncio.run(twice()).messages[0].text == "Again."
    assert ["stream" in body for body in responses_server.bodies] == [True, False, False]


def test_a_word_that_only_sounds_like_it_is_no_refusal_to_stream(responses_server, heard):
    responses_server.will_answer(error("Bad upstream request.", status=400))
    failure, _ = heard()
    assert "Bad upstream request." in failure.message
    assert len(responses_server.requests) == 1


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream"])
def test_a_stream_is_known_by_its_looks(responses_server, heard, kind):
    whole = streamed(response(CALL))
    responses_server.will_answer(Stream(whole.events, headers={"content-type": kind}))
    assert heard()[0].calls[0].actions == DONE


def test_a_gateway_may_leave_the_items_out_of_the_whole(responses_server, heard):
    item = {"type": "response.output_item.done", "output_index": 1, "item": CALL}
    first = {"type": "response.output_item.done", "output_index": 0, "item": reasoning("Hm.")}
    responses_server.will_answer(streamed(response(), item, first))
    decision, _ = heard()
    assert decision.calls[0].actions == DONE
    assert [each["type"] for each in decision.received.items] == ["reasoning", "computer_call"]


def test_cancelling_ends_a_stream_within_a_tenth_of_a_second(responses_server):
    responses_server.will_answer(Stream((delta("Hm"),), end=Fault.HANG))

    async def cancel():
        heard = asyncio.Event()
        async with open_model(base_url=responses_server.base_url) as model:
            asking = asyncio.ensure_future(model.decide(TASK, lambda _: heard.set()))
            await asyncio.wait_for(heard.wait(), 20)
            begun = time.monotonic()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            seconds = time.monotonic() - begun
            assert await asyncio.to_thread(responses_server.client_went_away.wait, 10)
            return seconds

    assert asyncio.run(cancel()) < 1  # 0.1 is measured by bench_wire


def test_a_wait_is_told_with_its_reason_and_seconds(responses_server, heard):
    later = error("slow down", status=429, headers={"retry-after-ms": "40"})
    responses_server.will_answer(later, response(message("Hi.")))
    _, sounds = heard()
    wait, again = sounds
    assert wait == Waiting("127.0.0.1 is asked too often with this key.", 0.04)
    assert again == SentAgain()


def test_a_wait_can_be_cut_short(responses_server):
    later = error("slow down", status=429, headers={"retry-after": "50"})
    responses_server.will_answer(later, response(message("Hi.")))

    async def hurry():
        async with open_model(base_url=responses_server.base_url) as model:

            def hear(sound):
                if isinstance(sound, Waiting):
                    asyncio.get_running_loop().call_soon(model.try_now)

            return await asyncio.wait_for(model.decide(TASK, hear), 20)

    assert asyncio.run(hurry()).messages[0].text == "Hi."


def test_silence_is_told_and_the_request_can_be_sent_again(responses_server):
    responses_server.will_answer(Stream((delta("Hm"),), end=Fault.HANG), response(message("Hi.")))
    sounds = []

    async def hurry():
        patience = Patience(silence=0.1)
        async with open_model(base_url=responses_server.base_url, patience=patience) as model:

            def hear(sound):
                sounds.append(sound)
                if isinstance(sound, Waiting):
                    asyncio.get_running_loop().call_soon(model.try_now)

            return await asyncio.wait_for(model.decide(TASK, hear), 20)

    assert asyncio.run(hurry()).messages[0].text == "Hi."
    assert sounds[-2:] == [Waiting("127.0.0.1 has said nothing for 0.1 s."), SentAgain()]


def test_what_speaks_now_and_then_is_not_silent(responses_server):
    pauses = [threading.Event() for _ in range(6)]
    begun, end = streamed(response(message("Hi."))).events
    responses_server.will_answer(
        Stream((begun, *(each for pause in pauses for each in (delta("."), pause)), end))
    )
    sounds = []

    async def listen():
        loop = asyncio.get_running_loop()
        async with open_model(base_url=responses_server.base_url, patience=Patience(silence=0.6)) as model:
            await model.prepare()
            for number, pause in enumerate(pauses, start=1):
                loop.call_later(0.2 * number, pause.set)
            return await model.decide(TASK, sounds.append)

    asyncio.run(listen())
    assert not [sound for sound in sounds if isinstance(sound, Waiting)]


def test_there_is_nothing_to_hurry_while_nothing_waits(responses_server):
    responses_server.will_answer(response(message("Hi.")))

    async def hurry():
        async with open_model(base_url=responses_server.base_url) as model:
            model.try_now()
            return await model.decide(TASK)

    assert asyncio.run(hurry()).messages[0].text == "Hi."
    assert len(responses_server.requests) == 1


def test_what_the_service_still_takes_is_read_from_its_headers(responses_server, heard):
    headers = {
        "x-ratelimit-remaining-requests": "59",
        "x-ratelimit-remaining-tokens": "149984",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-reset-tokens": "6m0s",
    }
    responses_server.will_answer(Reply(200, response(message("Hi.")), headers))
    limits = heard()[0].rate_limits
    assert (limits.requests_left, limits.tokens_left, limits.reset_seconds) == (59, 149_984, 360)
