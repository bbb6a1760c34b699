"""What the network does in the middle of a run, really: no server, no name, no trust; and answers twice."""

import asyncio
import json
import logging
import socket
import ssl

import pytest

from cua_desktop.agent.events import EndReason
from tests.models.conftest import open_model
from tests.models.runs import FIRST, SECOND, StrictService, running
from tests.responses_server import computer_call, message, response, running_responses_server, streamed

CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}


@pytest.fixture
def service(responses_server):
    strict = StrictService()
    responses_server.will_ask(strict)
    return strict


@pytest.fixture
def refused():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{probe.getsockname()[1]}/v1"  # bound, but nobody listens


@pytest.fixture
def unknown(monkeypatch):
    """A name that no resolver knows; asking a real one might reach out of this machine."""
    real = socket.getaddrinfo

    def look_up(host, *more, **how):
        if host in ("api.example.invalid", b"api.example.invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *more, **how)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return "http://api.example.invalid/v1"


@pytest.fixture
def insecure(responses_server):
    return responses_server.base_url.replace("http:", "https:")


@pytest.fixture
def untrusted(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1])
    with running_responses_server(context) as server:
        yield server.base_url


@pytest.mark.parametrize(
    ("where", "says", "retried"),
    [
        ("refused", "127.0.0.1 refuses connections.", True),
        ("unknown", "The address of api.example.invalid was not found.", True),
        ("insecure", "A secure connection to 127.0.0.1 could not be made.", True),
        ("untrusted", "its certificate is not trusted here.", False),
    ],
)
def test_a_fault_of_the_network_ends_the_run_and_a_reply_goes_on(
    request, responses_server, service, caplog, tmp_path, where, says, retried
):
    caplog.set_level(logging.DEBUG, "cua_desktop")
    elsewhere = request.getfixturevalue(where)

    async def fail_and_go_on():
        async with (
            running(responses_server.base_url, tmp_path) as run,
            open_model(base_url=elsewhere) as unreachable,
        ):
            real, decides = run.model.decide, iter([run.model.decide])

            async def decide(*what):
                return await next(decides, unreachable.decide)(*what)

            run.model.decide = decide
            failed = await run.says("Do it.")
            run.assert_record_is_whole()
            run.model.decide = real
            return run, failed, await run.says("Go on.")

    run, failed, ended = asyncio.run(fail_and_go_on())
    assert failed.reason is EndReason.ERROR
    (told,) = run.of_type("error")
    assert says in told.message
    assert told.hint
    assert len(run.of_type("waiting")) == (2 if retried else 0)
    assert (ended.reason, ended.message) == (EndReason.FINISHED, "Done.")
    assert run.input.performed == [FIRST, SECOND]
    assert "Go on." in json.dumps(service.asked[1])
    assert service.wrongs == []
    run.assert_record_is_whole()
    run.assert_key_is_nowhere(caplog)


MODES = pytest.mark.parametrize("stateless", [False, True], ids=["chained", "stateless"])


def performed(server, tmp_path, *wholes, stateless=False):
    """What is performed when the service answers so; and how the run ended."""
    server.will_answer(*(streamed(whole) for whole in wholes))

    async def once():
        async with running(server.base_url, tmp_path, stateless=stateless) as run:
            return run, await run.says("Do it.")

    run, ended = asyncio.run(once())
    run.assert_record_is_whole()
    return run.input.performed, ended


@MODES
def test_an_answer_that_comes_a_second_time_is_not_done_a_second_time(responses_server, tmp_path, stateless):
    whole = response(computer_call(CLICK))
    done, ended = performed(
        responses_server, tmp_path, whole, whole, response(message("Done.")), stateless=stateless
    )
    assert done == [FIRST]
    assert ended.reason is EndReason.ERROR
    assert "sent an earlier answer once more" in ended.message


@MODES
def test_of_two_calls_with_one_id_nothing_is_done_and_the_model_is_told(
    responses_server, tmp_path, stateless
):
    both = response(computer_call(CLICK), computer_call(CLICK))
    done, ended = performed(responses_server, tmp_path, both, response(message("Done.")), stateless=stateless)
    assert done == []
    assert ended.reason is EndReason.FINISHED
    second = responses_server.bodies[1]
    assert "same call_id" in json.dumps(second)
    assert "computer_call_output" not in json.dumps(second)
    assert "previous_response_id" not in second  # it goes on from before that answer


@MODES
def test_a_call_whose_id_came_before_is_not_done_and_the_model_is_told(responses_server, tmp_path, stateless):
    wholes = [response(computer_call(CLICK, call_id=call_id)) for call_id in ("call_a", "call_a", "call_b")]
    done, ended = performed(
        responses_server, tmp_path, *wholes, response(message("Done.")), stateless=stateless
    )
    assert done == [FIRST, FIRST]  # of the first and the third answer
    assert ended.reason is EndReason.FINISHED
    before, after, last = (body["input"] for body in responses_server.bodies[1:])
    assert [item["type"] for item in after] == [*(item["type"] for item in before), "message"]
    assert "An earlier computer call had the same call_id “call_a”." in after[-1]["content"][0]["text"]
    answered = [item["call_id"] for item in last if item["type"] == "computer_call_output"]
    assert answered == (["call_a", "call_b"] if stateless else ["call_b"])


def test_a_call_that_comes_for_ever_ends_the_run(responses_server, tmp_path):
    wholes = [response(computer_call(CLICK, call_id="call_a")) for _ in range(9)]
    done, ended = performed(responses_server, tmp_path, *wholes)
    assert done == [FIRST]
    assert ended.reason is EndReason.ERROR
    assert "5 answers in a row of which nothing could be done" in ended.message
