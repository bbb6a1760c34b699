"""Every failure, made by a real server or a real network, through the real SDK: one sentence and a hint."""

import asyncio
import contextlib
import logging
import socket
import ssl
import traceback
from dataclasses import replace

import httpx2
import openai
import pytest

from cua_desktop.agent.errors import ModelError
from cua_desktop.agent.exchange import Request
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.failures import Asked, explained
from cua_desktop.models.retries import Patience
from tests.models.conftest import FRAME, KEY, QUICK, TASK, open_model
from tests.models.faults import ROWS, bad
from tests.models.runs import assert_no_piece_of_the_key_in
from tests.responses_server import Fault, error, message, reasoning, response


def failure_of(request=TASK, **how):
    """The ModelError of one request, and all that could be printed of it."""

    async def once():
        async with open_model(**how) as model:
            await model.decide(request)

    with pytest.raises(ModelError) as caught:
        asyncio.run(once())
    return caught.value


def assert_in_plain_words(failure, says, hints):
    assert says in failure.message
    assert hints in failure.hint
    for text in (failure.message, failure.hint):
        assert text.endswith(".")
        assert "\n" not in text
        assert len(text) < 450
        assert "Error code" not in text
        assert "Traceback" not in text
        assert "{" not in text


def assert_nothing_leaks(failure, key=KEY):
    assert failure.__cause__ is None
    assert failure.__context__ is None
    printed = "".join(traceback.format_exception(failure)) + repr(failure) + str(failure)
    assert_no_piece_of_the_key_in(printed, key)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_failure_is_one_sentence_and_a_hint_without_the_key(responses_server, caplog, row):
    caplog.set_level(logging.DEBUG)
    responses_server.will_always_answer(row.answer)
    patience = replace(QUICK, read=0.3) if row.quick else QUICK
    failure = failure_of(base_url=responses_server.base_url, patience=patience)
    assert_in_plain_words(failure, row.says, row.hints)
    assert_nothing_leaks(failure)
    assert KEY not in caplog.text


def test_a_key_of_any_other_form_is_not_quoted_either(responses_server):
    key = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
    responses_server.will_always_answer(error(f"Got {key} and {key[:9]}…{key[-9:]}.", status=400))
    failure = failure_of(base_url=responses_server.base_url, api_key=key)
    assert "saying “Got" in failure.message
    assert_nothing_leaks(failure, key)


def test_what_took_too_long_is_not_asked_again(responses_server):
    responses_server.will_always_answer(Fault.HANG)
    failure_of(base_url=responses_server.base_url, patience=Patience(read=0.2, first_pause=0.01))
    assert len(responses_server.requests) == 1


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_refused_connection():
    failure = failure_of(base_url=f"http://127.0.0.1:{free_port()}/v1")
    assert_in_plain_words(failure, "127.0.0.1 refuses connections", "base URL")
    assert_nothing_leaks(failure)


def test_a_name_that_is_not_found(monkeypatch):
    def not_found(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    failure = failure_of(base_url="http://api.example.invalid/v1")
    assert_in_plain_words(failure, "The address of api.example.invalid was not found", "network")
    assert_nothing_leaks(failure)


def test_https_where_only_http_is_spoken(responses_server):
    failure = failure_of(base_url=responses_server.base_url.replace("http:", "https:"))
    assert_in_plain_words(failure, "secure connection to 127.0.0.1", "https")
    assert_nothing_leaks(failure)


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (httpx2.ConnectTimeout(""), "could not be reached in time"),
        (httpx2.ReadTimeout(""), "did not answer in time"),
        (httpx2.WriteTimeout(""), "did not answer in time"),
    ],
)
def test_time_outs_say_which(cause, says):
    assert_in_plain_words(explained_from(openai.APITimeoutError, cause), says, "")


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (ssl.SSLCertVerificationError("self-signed certificate"), "certificate is not trusted"),
        (httpx2.ProxyError("403 Forbidden"), "proxy does not let requests through"),
        (httpx2.ConnectError("Network is unreachable"), "no connection to api.openai.com"),
        (ExceptionGroup("two addresses", [ConnectionRefusedError(), OSError()]), "refuses connections"),
        (httpx2.RemoteProtocolError("gone"), "broke before the answer"),
    ],
)
def test_what_the_network_did_is_told_apart(cause, says):
    assert_in_plain_words(explained_from(openai.APIConnectionError, cause), says, "")


def explained_from(kind, cause):
    failure = kind(request=httpx2.Request("POST", "https://api.openai.com/v1/responses"))
    failure.__cause__ = cause
    return explained(failure, Asked("gpt-6.1-sol", "api.openai.com", Dialect.GA, (KEY,)))


@pytest.mark.parametrize(
    "base_url", ["ftp://example.com/v1", "example.com/v1", "http://", "http://[/v1", "http://x:99999/v1"]
)
def test_a_base_url_that_cannot_be(base_url):
    assert_in_plain_words(failure_of(base_url=base_url), "The base URL can't be used.", "https://")


@pytest.mark.parametrize("key", ["", "sk-proj-with\nbreak-1234", "sk-proj-ünïcode-1234", "sk-proj two words"])
def test_a_key_that_cannot_be_is_refused_before_anything_is_sent(responses_server, key):
    failure = failure_of(base_url=responses_server.base_url, api_key=key)
    assert_in_plain_words(failure, "API key has characters that no key has", "settings")
    assert_nothing_leaks(failure, key)
    assert responses_server.requests == []


def test_user_and_password_of_a_base_url_are_not_shown():
    base_url = f"http://user:hunter2@127.0.0.1:{free_port()}/v1"
    assert "hunter2" not in str(failure_of(base_url=base_url))


def test_what_the_sdk_never_raised_before_is_still_a_sentence():
    asked = Asked("gpt-6.1-sol", "api.openai.com", Dialect.GA, (KEY,))
    failure = explained(UnicodeEncodeError("ascii", KEY, 0, 1, f"bad {KEY}"), asked)
    assert_in_plain_words(failure, "could not be made (UnicodeEncodeError)", "settings")
    assert_nothing_leaks(failure)


def test_names_in_a_sentence_are_those_of_the_request(responses_server):
    responses_server.will_always_answer(bad("Tool 'computer' is not supported.", param="tools"))
    failure = failure_of(
        base_url=responses_server.base_url, model="my-{host}-deployment", dialect=Dialect.PREVIEW
    )
    assert failure.message == "The model my-{host}-deployment does not take the tool “computer_use_preview”."
    assert "“computer”" in failure.hint


def test_after_a_failure_the_same_model_can_be_asked_again(responses_server):
    responses_server.will_answer(bad("No."), response(reasoning("Hm."), message("Hi.")))

    async def fail_then_ask():
        async with open_model(base_url=responses_server.base_url) as model:
            with contextlib.suppress(ModelError):
                await model.decide(TASK)
            return await model.decide(Request(FRAME.size, after="resp_1"))

    assert asyncio.run(fail_then_ask()).messages[0].text == "Hi."
