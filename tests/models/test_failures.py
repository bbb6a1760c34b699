"""Every failure, made by a real server or a real network, through the real SDK: one sentence and a hint."""

import asyncio
import contextlib
import logging
import socket
import ssl
import traceback

import httpx2
import openai
import pytest

from cua_desktop.agent.errors import ModelError
from cua_desktop.agent.exchange import Request
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.failures import Asked, explained
from cua_desktop.models.retries import Patience
from tests.models.conftest import FRAME, KEY, QUICK, TASK, open_model
from tests.responses_server import Fault, Reply, computer_call, error, message, reasoning, response

CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}
ECHO = f"You sent {KEY} (that is {KEY[:12]}***{KEY[-8:]})."
HTML = {"content-type": "text/html"}


def bad(text, status=400, **more):
    return error(f"{text} {ECHO}", status=status, **more)


def failed(code, text="It broke."):
    return response(status="failed", error={"code": code, "message": f"{text} {ECHO}"})


def incomplete(reason):
    return response(computer_call(CLICK), status="incomplete", incomplete_details={"reason": reason})


ANSWERS = {
    "tool, GA model": (
        bad("Tool 'computer_use_preview' is not supported with gpt-5.4.", param="tools"),
        "does not take the tool",
        "Set the tool dialect to",
    ),
    "tool, by words": (
        bad("Tool 'computer' is not supported with gpt-4.1."),
        "does not take the tool “computer”",
        "“computer_use_preview”",
    ),
    "tool, older API": (
        bad("Invalid value: 'computer'.", param="tools[0].type"),
        "does not take the tool",
        "dialect",
    ),
    "unanswered call": (
        bad("No tool output found for computer call call_1."),
        "still waiting for the answer",
        "new task",
    ),
    "unacknowledged check": (
        bad("Computer call has unacknowledged safety checks."),
        "safety check",
        "new task",
    ),
    "zero data retention": (
        bad("Previous response cannot be used for this organization due to Zero Data Retention."),
        "keeps no data",
        "stateless",
    ),
    "previous response, code": (
        bad("Previous response with id 'resp_1' not found.", code="previous_response_not_found"),
        "no longer knows",
        "new task",
    ),
    "previous response, 404": (
        bad("Previous response with id 'resp_1' not found.", status=404),
        "no longer knows",
        "new task",
    ),
    "context length": (
        bad("Your input exceeds the context window.", code="context_length_exceeded"),
        "too long",
        "new task",
    ),
    "image, code": (bad("Nope.", code="image_too_large"), "screenshot", "smaller display size"),
    "image, words": (
        bad("The image has too many patches for this model: 31000 exceed the size allowed."),
        "screenshot",
        "smaller display size",
    ),
    "content filter, Azure": (
        bad("Filtered.", code="BadRequest", innererror={"code": "ResponsibleAIPolicyViolation"}),
        "content filter",
        "differently",
    ),
    "invalid prompt": (bad("Flagged.", code="invalid_prompt"), "content filter", "differently"),
    "400, anything else": (
        bad("Invalid value for 'input'."),
        "saying “Invalid value for 'input'.",
        "dialect",
    ),
    "400, a web page": (Reply(400, b"<html>no</html>", HTML), "refused the request (400).", "dialect"),
    "400, a text": (Reply(400, {"error": f"no {ECHO}"}), "saying “no You sent", "dialect"),
    "400, a list": (Reply(400, ["no"]), "refused the request (400).", "dialect"),
    "401": (bad("Incorrect API key provided.", 401, code="invalid_api_key"), "not accept the API key", "key"),
    "401, Azure": (Reply(401, {"error": {"code": "401", "message": ECHO}}), "not accept the API key", "key"),
    "403": (bad("You may not.", 403), "may not do this at 127.0.0.1, saying “You may not.", "Check what"),
    "403, country": (
        bad("No.", 403, code="unsupported_country_region_territory"),
        "country or region",
        "Azure",
    ),
    "403, model": (bad("No.", 403, code="model_not_found"), "no model or deployment", "name"),
    "404, model": (
        bad("The model `gpt-9` does not exist or you do not have access to it.", 404, code="model_not_found"),
        "no model or deployment “gpt-6.1-sol” at 127.0.0.1",
        "base URL",
    ),
    "404, Azure": (
        bad("The API deployment for this resource does not exist.", 404, code="DeploymentNotFound"),
        "no model or deployment",
        "deployment's name",
    ),
    "404, a web page": (Reply(404, b"<html>Not Found</html>", HTML), "Nothing answers", "base URL"),
    "405": (Reply(405, b""), "refused the request (405)", "dialect"),
    "408": (bad("Slow.", 408), "gave up waiting", "again"),
    "409": (bad("Busy.", 409), "busy with another request", "again"),
    "413": (Reply(413, b"<html>Too large</html>", HTML), "too large", "smaller display size"),
    "422": (bad("Unprocessable.", 422), "refused the request (422)", "dialect"),
    "429, rate": (bad("Rate limit reached.", 429, code="rate_limit_exceeded"), "too often", "in a moment"),
    "429, wait": (bad("Rate limit.", 429, headers={"retry-after": "75"}), "too often", "again in 75 s"),
    "429, odd wait": (bad("Rate limit.", 429, headers={"retry-after": "nan"}), "too often", "in a moment"),
    "429, quota": (bad("No.", 429, code="insufficient_quota"), "no credit left", "Add credit"),
    "429, quota by words": (
        bad("You exceeded your current quota, please check your plan.", 429),
        "no credit left",
        "Add credit",
    ),
    "500": (bad("Oops.", 500), "problem of its own (500)", "again"),
    "502": (Reply(502, b"<html>Bad Gateway</html>", HTML), "problem of its own (502)", "again"),
    "503": (bad("Overloaded.", 503), "problem of its own (503)", "again"),
    "503, wait": (bad("No.", 503, headers={"retry-after": "90"}), "of its own (503)", "again in 90 s"),
    "500, odd words": (bad("No tool output found.", 500), "problem of its own (500)", "again"),
    "302": (Reply(302, b"", {"location": "http://127.0.0.1:1/login"}), "another address (302)", "login page"),
    "200, a web page": (Reply(200, b"<html>log in</html>", HTML), "not an answer of a model", "base URL"),
    "200, garbage": (Reply(200, b'{"id": "resp_'), "not an answer of a model", "base URL"),
    "200, nothing": (Reply(200, b""), "not an answer of a model", "base URL"),
    "200, a number": (Reply(200, b"17"), "not an answer of a model", "base URL"),
    "200, bottomless": (Reply(200, b"[" * 100_000), "not an answer of a model", "base URL"),
    "200, some object": (Reply(200, b"{}"), "not an answer of a model", "base URL"),
    "200, not UTF-8": (Reply(200, b'{"id": "\xff\xfe"}'), "not an answer of a model", "base URL"),
    "200, not gzip": (Reply(200, b"{}", {"content-encoding": "gzip"}), "broke before", "again"),
    "no output": (response(), "empty answer", "again"),
    "a blank message": (response(message(" ")), "empty answer", "again"),
    "failed": (failed("server_error"), "failed to answer, saying “It broke.", "again"),
    "failed, image": (failed("image_parse_error"), "screenshot", "smaller display size"),
    "failed, filter": (failed("invalid_prompt"), "content filter", "differently"),
    "failed, no error": (response(computer_call(CLICK), status="failed"), "failed to answer.", "again"),
    "completed, yet an error": (
        response(computer_call(CLICK), error={"code": "server_error", "message": "It broke."}),
        "failed to answer, saying “It broke.”",
        "again",
    ),
    "incomplete, long": (incomplete("max_output_tokens"), "cut off", "smaller parts"),
    "incomplete, filter": (incomplete("content_filter"), "content filter", "differently"),
    "incomplete": (incomplete("whatever"), "not complete", "again"),
    "cancelled": (response(computer_call(CLICK), status="cancelled"), "ended the answer", "again"),
    "queued": (response(computer_call(CLICK), status="queued"), "ended the answer", "again"),
    "reset": (Fault.RESET, "broke before the answer was complete", "again"),
    "cut body": (Fault.CUT, "broke before the answer was complete", "again"),
    "silence": (Fault.HANG, "did not answer in time", "again"),
}


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
    for start in range(len(key) - 5):
        assert key[start : start + 6] not in printed


@pytest.mark.parametrize(("answer", "says", "hints"), ANSWERS.values(), ids=ANSWERS)
def test_a_failure_is_one_sentence_and_a_hint_without_the_key(responses_server, caplog, answer, says, hints):
    caplog.set_level(logging.DEBUG)
    responses_server.will_always_answer(answer)
    patience = Patience(read=0.3, first_pause=0.01) if answer is Fault.HANG else QUICK
    failure = failure_of(base_url=responses_server.base_url, patience=patience)
    assert_in_plain_words(failure, says, hints)
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


def test_the_table_covers_the_house():
    assert len(ANSWERS) >= 40


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
    return explained(failure, Asked("gpt-6.1-sol", "api.openai.com", Dialect.GA, KEY))


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
    asked = Asked("gpt-6.1-sol", "api.openai.com", Dialect.GA, KEY)
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
