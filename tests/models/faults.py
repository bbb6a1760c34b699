"""Everything a service can send instead of an answer: what is said of it, and what happens then.

The rows with an answer; those of the network are in test_faults_of_the_network.py.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from tests.models.conftest import KEY
from tests.responses_server import (
    Fault,
    Reply,
    Stream,
    as_sse,
    computer_call,
    delta,
    error,
    message,
    response,
)


class Then(Enum):
    """What happens to the run."""

    RETRIED = auto()
    """The same request is sent again, a few times; if one is answered, nobody notices."""
    ANEW = auto()
    """The run goes on in a new chain, once."""
    OFFERED = auto()
    """The run ends, and a setting is offered that may be the way out."""
    ENDS = auto()
    """The run ends; a reply may go on."""


@dataclass(frozen=True)
class Row:
    answer: Any
    says: str
    hints: str
    then: Then = Then.ENDS
    quick: bool = False
    """Whether only a shortened clock brings it to its end."""


CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}
ECHO = f"You sent {KEY} (that is {KEY[:12]}***{KEY[-8:]})."
HTML = {"content-type": "text/html"}


def bad(text, status=400, **more):
    return error(f"{text} {ECHO}", status=status, **more)


def failed(code, text="It broke."):
    return response(status="failed", error={"code": code, "message": f"{text} {ECHO}"})


def incomplete(reason):
    return response(computer_call(CLICK), status="incomplete", incomplete_details={"reason": reason})


def failing(code):
    return {"type": "error", "code": code, "message": f"No. {ECHO}", "param": None}


SAID = (delta("I cl"), delta("Hm", "reasoning_summary_text", summary_index=0))
ITEM = {"type": "response.output_item.done", "output_index": 0, "item": computer_call(CLICK)}
HALF = b'data: {"type": "response.completed", "response": {"id": "resp_cut", "output": [{"type": "comp'
FIFTY_MB = (b"x" * 1_000_000,) * 50

ROWS = {
    "tool, GA model": Row(
        bad("Tool 'computer_use_preview' is not supported with gpt-5.4.", param="tools"),
        "does not take the tool",
        "Set the tool dialect to",
        Then.OFFERED,
    ),
    "tool, by words": Row(
        bad("Tool 'computer' is not supported with gpt-4.1."),
        "does not take the tool “computer”",
        "“computer_use_preview”",
        Then.OFFERED,
    ),
    "tool, older API": Row(
        bad("Invalid value: 'computer'.", param="tools[0].type"),
        "does not take the tool",
        "dialect",
        Then.OFFERED,
    ),
    "unanswered call": Row(
        bad("No tool output found for computer call call_1."),
        "still waiting for the answer",
        "new task",
        Then.ANEW,
    ),
    "unacknowledged check": Row(
        bad("Computer call has unacknowledged safety checks."),
        "safety check",
        "new task",
        Then.ANEW,
    ),
    "zero data retention": Row(
        bad("Previous response cannot be used for this organization due to Zero Data Retention."),
        "keeps no data",
        "stateless",
        Then.ANEW,
    ),
    "previous response, code": Row(
        bad("Previous response with id 'resp_1' not found.", code="previous_response_not_found"),
        "no longer knows",
        "new task",
        Then.ANEW,
    ),
    "previous response, 404": Row(
        bad("Previous response with id 'resp_1' not found.", status=404),
        "no longer knows",
        "new task",
        Then.ANEW,
    ),
    "context length": Row(
        bad("Your input exceeds the context window.", code="context_length_exceeded"),
        "too long",
        "new task",
    ),
    "image, code": Row(bad("Nope.", code="image_too_large"), "screenshot", "smaller display size"),
    "image, words": Row(
        bad("The image has too many patches for this model: 31000 exceed the size allowed."),
        "screenshot",
        "smaller display size",
    ),
    "content filter, Azure": Row(
        bad("Filtered.", code="BadRequest", innererror={"code": "ResponsibleAIPolicyViolation"}),
        "content filter",
        "differently",
    ),
    "invalid prompt": Row(bad("Flagged.", code="invalid_prompt"), "content filter", "differently"),
    "400, anything else": Row(
        bad("Invalid value for 'input'."),
        "saying “Invalid value for 'input'.",
        "dialect",
    ),
    "400, a web page": Row(Reply(400, b"<html>no</html>", HTML), "refused the request (400).", "dialect"),
    "400, a text": Row(Reply(400, {"error": f"no {ECHO}"}), "saying “no You sent", "dialect"),
    "400, a list": Row(Reply(400, ["no"]), "refused the request (400).", "dialect"),
    "401": Row(
        bad("Incorrect API key provided.", 401, code="invalid_api_key"), "not accept the API key", "key"
    ),
    "401, Azure": Row(
        Reply(401, {"error": {"code": "401", "message": ECHO}}), "not accept the API key", "key"
    ),
    "403": Row(bad("You may not.", 403), "may not do this at 127.0.0.1, saying “You may not.", "Check what"),
    "403, country": Row(
        bad("No.", 403, code="unsupported_country_region_territory"),
        "country or region",
        "Azure",
    ),
    "403, model": Row(bad("No.", 403, code="model_not_found"), "no model or deployment", "name"),
    "404, model": Row(
        bad("The model `gpt-9` does not exist or you do not have access to it.", 404, code="model_not_found"),
        "no model or deployment “gpt-6.1-sol” at 127.0.0.1",
        "base URL",
    ),
    "404, Azure": Row(
        bad("The API deployment for this resource does not exist.", 404, code="DeploymentNotFound"),
        "no model or deployment",
        "deployment's name",
    ),
    "404, a web page": Row(Reply(404, b"<html>Not Found</html>", HTML), "Nothing answers", "base URL"),
    "405": Row(Reply(405, b""), "refused the request (405)", "dialect"),
    "408": Row(bad("Slow.", 408), "gave up waiting", "again", Then.RETRIED),
    "409": Row(bad("Busy.", 409), "busy with another request", "again", Then.RETRIED),
    "413": Row(Reply(413, b"<html>Too large</html>", HTML), "too large", "smaller display size"),
    "422": Row(bad("Unprocessable.", 422), "refused the request (422)", "dialect"),
    "429, rate": Row(
        bad("Rate limit reached.", 429, code="rate_limit_exceeded"), "too often", "in a moment", Then.RETRIED
    ),
    "429, wait": Row(bad("Rate limit.", 429, headers={"retry-after": "75"}), "too often", "again in 75 s"),
    "429, odd wait": Row(
        bad("Rate limit.", 429, headers={"retry-after": "nan"}), "too often", "in a moment", Then.RETRIED
    ),
    "429, quota": Row(bad("No.", 429, code="insufficient_quota"), "no credit left", "Add credit"),
    "429, short wait": Row(
        bad("Rate limit.", 429, headers={"retry-after-ms": "20"}), "too often", "in a moment", Then.RETRIED
    ),
    "429, quota, wait": Row(
        bad("No.", 429, code="insufficient_quota", headers={"retry-after": "1"}),
        "no credit left",
        "Add credit",
    ),
    "429, quota by words": Row(
        bad("You exceeded your current quota, please check your plan.", 429),
        "no credit left",
        "Add credit",
    ),
    "500": Row(bad("Oops.", 500), "problem of its own (500)", "again", Then.RETRIED),
    "502": Row(
        Reply(502, b"<html>Bad Gateway</html>", HTML), "problem of its own (502)", "again", Then.RETRIED
    ),
    "503": Row(bad("Overloaded.", 503), "problem of its own (503)", "again", Then.RETRIED),
    "503, wait": Row(bad("No.", 503, headers={"retry-after": "90"}), "of its own (503)", "again in 90 s"),
    "500, odd words": Row(
        bad("No tool output found.", 500), "problem of its own (500)", "again", Then.RETRIED
    ),
    "302": Row(
        Reply(302, b"", {"location": "http://127.0.0.1:1/login"}), "another address (302)", "login page"
    ),
    "200, a web page": Row(Reply(200, b"<html>log in</html>", HTML), "not an answer of a model", "base URL"),
    "200, garbage": Row(Reply(200, b'{"id": "resp_'), "not an answer of a model", "base URL"),
    "200, nothing": Row(Reply(200, b""), "not an answer of a model", "base URL"),
    "200, a number": Row(Reply(200, b"17"), "not an answer of a model", "base URL"),
    "200, bottomless": Row(Reply(200, b"[" * 100_000), "not an answer of a model", "base URL"),
    "200, some object": Row(Reply(200, b"{}"), "not an answer of a model", "base URL"),
    "200, not UTF-8": Row(Reply(200, b'{"id": "\xff\xfe"}'), "not an answer of a model", "base URL"),
    "200, not gzip": Row(
        Reply(200, b"{}", {"content-encoding": "gzip"}), "broke before", "again", Then.RETRIED
    ),
    "no output": Row(response(), "empty answer", "again"),
    "a blank message": Row(response(message(" ")), "empty answer", "again"),
    "failed": Row(failed("server_error"), "failed to answer, saying “It broke.", "again", Then.RETRIED),
    "failed, image": Row(failed("image_parse_error"), "screenshot", "smaller display size"),
    "failed, filter": Row(failed("invalid_prompt"), "content filter", "differently"),
    "failed, no error": Row(response(computer_call(CLICK), status="failed"), "failed to answer.", "again"),
    "completed, yet an error": Row(
        response(computer_call(CLICK), error={"code": "server_error", "message": "It broke."}),
        "failed to answer, saying “It broke.”",
        "again",
    ),
    "incomplete, long": Row(incomplete("max_output_tokens"), "cut off", "smaller parts"),
    "incomplete, filter": Row(incomplete("content_filter"), "content filter", "differently"),
    "incomplete, messages": Row(incomplete("max_messages"), "not complete", "again"),
    "incomplete, steered": Row(incomplete("steered"), "not complete", "again"),
    "incomplete, no reason": Row(
        response(computer_call(CLICK), status="incomplete"), "not complete", "again"
    ),
    "incomplete": Row(incomplete("whatever"), "not complete", "again"),
    "cancelled": Row(response(computer_call(CLICK), status="cancelled"), "ended the answer", "again"),
    "queued": Row(response(computer_call(CLICK), status="queued"), "ended the answer", "again"),
    "reset": Row(Fault.RESET, "broke before the answer was complete", "again", Then.RETRIED),
    "cut body": Row(Fault.CUT, "broke before the answer was complete", "again", Then.RETRIED),
    "silence": Row(Fault.HANG, "did not answer in time", "again", quick=True),
    "invalid key name": Row(
        bad("Invalid key name 'FOO'.", param="input[1].action.keys"),
        "saying “Invalid key name 'FOO'.",
        "new task",
    ),
    "200, wrong content type": Row(
        Reply(200, b"All is well.", {"content-type": "text/plain"}), "not an answer of a model", "base URL"
    ),
    "200, a picture": Row(
        Reply(200, b"\x89PNG\r\n\x1a\n\0\0", {"content-type": "image/png"}),
        "not an answer of a model",
        "base URL",
    ),
    "200, a list": Row(Reply(200, [response(computer_call(CLICK))]), "not an answer of a model", "base URL"),
    "200, no id": Row({**response(computer_call(CLICK)), "id": None}, "not an answer of a model", "base URL"),
    "200, 50 MB": Row(
        Stream((b'{"output": "', *FIFTY_MB, b'"}'), headers={"content-type": "application/json"}),
        "not an answer of a model",
        "base URL",
    ),
    "stream, 50 MB in one event": Row(Stream((b"data: ", *FIFTY_MB)), "not an answer of a model", "base URL"),
    "stream, 50 MB of events": Row(
        Stream((as_sse({"type": "new", "text": "x" * 9_970}) * 100,) * 50),
        "not an answer of a model",
        "base URL",
    ),
    "stream, cut after words": Row(Stream(SAID, end=Fault.CUT), "broke before", "again", Then.RETRIED),
    "stream, cut in a call": Row(Stream((*SAID, HALF), end=Fault.CUT), "broke before", "again", Then.RETRIED),
    "stream, reset after a call": Row(
        Stream((*SAID, ITEM), end=Fault.RESET), "broke before", "again", Then.RETRIED
    ),
    "stream, ends after a call": Row(Stream((*SAID, ITEM)), "broke before", "again", Then.RETRIED),
    "stream, ends in the last event": Row(Stream((*SAID, ITEM, HALF)), "broke before", "again", Then.RETRIED),
    "stream, silence": Row(
        Stream((*SAID, ITEM), end=Fault.HANG), "did not answer in time", "again", quick=True
    ),
    "stream, garbage": Row(Stream((*SAID, b"data: {garbage\n\n")), "not an answer of a model", "base URL"),
    "stream, no response in the end": Row(
        Stream((*SAID, ITEM, {"type": "response.completed"})), "not an answer of a model", "base URL"
    ),
    "stream, error that may pass": Row(
        Stream((*SAID, failing("server_error"))), "failed to answer", "again", Then.RETRIED
    ),
    "stream, error that stays": Row(
        Stream((*SAID, failing("insufficient_quota"))), "no credit left", "Add credit"
    ),
}
"""By name."""

assert len(ROWS) >= 40  # as many as the house wants at the least
