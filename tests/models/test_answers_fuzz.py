"""Random and mutated answers: never an exception, never anything outside the image."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from openai.types.responses import Response

from cua_desktop.agent.actions import points_of
from cua_desktop.models.answers import parse
from tests.models.strategies import DISPLAY, IMAGE, KNOWN_TYPES, anything, responses
from tests.responses_server import computer_call, response


def assert_sound(decision):
    for call in decision.calls:
        assert call.actions
        for action in call.actions:
            assert all(point in IMAGE for point in points_of(action))
    assert all(isinstance(problem, str) and len(problem) < 500 for problem in decision.problems)
    json.dumps(decision.response_id).encode()
    for text in [
        *(m.text for m in decision.messages),
        *decision.problems,
        *(i for i, _ in decision.open_calls),
    ]:
        text.encode("utf-8")
    open_ids = {call_id for call_id, _ in decision.open_calls}
    assert {call.call_id for call in decision.calls} <= open_ids


@settings(max_examples=400, deadline=None)
@given(responses | anything)
def test_no_answer_raises_or_leads_outside_the_image(untrusted):
    assert_sound(parse(untrusted, DISPLAY))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(responses)
def test_nor_does_it_as_the_class_the_sdk_made_of_it(untrusted):
    assert_sound(parse(Response.construct(**untrusted), DISPLAY))


@pytest.mark.parametrize("kind", KNOWN_TYPES)
def test_the_fuzz_reaches_every_action(kind):
    action = {"type": kind, "x": 1, "y": 2, "button": "left", "keys": ["A"], "text": "a", "scroll_y": 1}
    action["path"] = [{"x": 1, "y": 2}, {"x": 3, "y": 4}]
    assert parse(response(computer_call(action)), DISPLAY).calls
