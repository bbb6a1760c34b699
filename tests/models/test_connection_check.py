import asyncio

import pytest

from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.connection_check import check_connection
from cua_desktop.models.dialects import Dialect
from cua_desktop.models.endpoint import Endpoint
from tests.models.conftest import KEY, QUICK
from tests.responses_server import computer_call, error, message, response

NO_KEY = error("Incorrect API key.", status=401)
NO_MODEL = error("No.", status=404, code="model_not_found")
NO_TOOL = error("Tool 'computer' is not supported with gpt-4.1.", status=400, param="tools")
NO_CREDIT = error("No.", status=429, code="insufficient_quota")
OK = response(message("OK."))
ACTS = response(computer_call({"type": "screenshot"}))


@pytest.mark.parametrize(
    ("answer", "works"),
    [
        (OK, (True, True, True)),
        (ACTS, (True, True, True)),
        (NO_KEY, (False, None, None)),
        (NO_MODEL, (True, False, None)),
        (NO_TOOL, (True, True, False)),
        (NO_CREDIT, (None, None, None)),
    ],
    ids=["all", "acts at once", "key", "model", "tool", "something else"],
)
@pytest.mark.parametrize("dialect", Dialect)
def test_it_is_said_which_of_key_model_and_tool_work(responses_server, dialect, answer, works):
    responses_server.will_always_answer(answer)
    model = ResponsesModel(
        model="m",
        dialect=dialect,
        endpoint=Endpoint(responses_server.base_url, KEY),
        instructions="",
        patience=QUICK,
    )
    report = asyncio.run(check_connection(model))
    assert (report.key, report.model, report.tool) == works
    assert (report.problem is None) is all(works)
    (sent,) = responses_server.bodies
    assert sent["tools"][0]["type"] == dialect.value
    assert "image" not in str(sent["input"])


@pytest.mark.parametrize("dialect", Dialect)
def test_a_tool_that_is_not_taken_comes_with_the_other_one(responses_server, dialect):
    responses_server.will_always_answer(NO_TOOL)
    model = ResponsesModel(
        model="m", dialect=dialect, endpoint=Endpoint(responses_server.base_url, KEY), instructions=""
    )
    assert asyncio.run(check_connection(model)).problem.change == ("tool", dialect.other.value)
