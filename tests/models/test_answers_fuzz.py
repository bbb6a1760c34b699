"""Random and mutated answers: never an exception, never anything outside the image."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai.types.responses import Response

from cua_desktop.agent.actions import points_of
from cua_desktop.agent.geometry import Rect, Size
from cua_desktop.models.answers import parse
from tests.responses_server import check, computer_call, message, preview_call, reasoning, response

DISPLAY = Size(640, 480)
IMAGE = Rect(0, 0, 640, 480)
KNOWN_TYPES = ["click", "double_click", "drag", "keypress", "move", "screenshot", "scroll", "type", "wait"]
FIELDS = ["x", "y", "button", "keys", "path", "scroll_x", "scroll_y", "text", "ms", "type", "unknown"]

numbers = st.integers(-5, 700) | st.integers() | st.floats() | st.booleans()
texts = st.text(max_size=8) | st.sampled_from(["left", "CTRL", "\ud800", "completed"])
anything = st.recursive(
    st.none() | numbers | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts | st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=8,
)
inside = st.fixed_dictionaries({"x": st.integers(0, 639), "y": st.integers(0, 479)})
around = st.fixed_dictionaries({"x": st.integers(-2, 642), "y": st.integers(-2, 482)})
actions = st.one_of(
    st.builds(
        lambda point, more: {"button": "left", "scroll_x": 0, "scroll_y": 9, "text": "a", **point, **more},
        inside | around,
        st.fixed_dictionaries(
            {"type": st.sampled_from(KNOWN_TYPES)},
            optional={"path": st.lists(inside | around, max_size=4), "keys": anything, "ms": anything},
        ),
    ),
    st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6),
    anything,
)
items = st.one_of(
    st.builds(lambda listed: computer_call(*listed), st.lists(actions, max_size=4)),
    st.builds(preview_call, actions),
    st.builds(lambda checks: preview_call({"type": "wait"}, pending_safety_checks=checks), anything),
    st.just(preview_call({"type": "wait"}, pending_safety_checks=[check()])),
    st.just(reasoning("Hm.")),
    st.builds(message, st.text(max_size=5), texts),
    st.dictionaries(
        st.sampled_from(["type", "call_id", "actions", "content", "summary", "status"]), anything
    ),
    anything,
)
responses = st.builds(
    lambda output, more: {**response(), "output": output, **more},
    st.lists(items, max_size=4) | anything,
    st.dictionaries(st.sampled_from(["id", "usage", "error", "unknown"]), anything, max_size=2),
)


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
