"""Answers that nobody would send, and some that somebody would."""

import json

from hypothesis import strategies as st

from cua_desktop.agent.geometry import Rect, Size
from tests.responses_server import (
    as_sse,
    check,
    computer_call,
    delta,
    message,
    preview_call,
    reasoning,
    response,
    streamed,
)

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
    lambda output, more: {**response(id="resp_fuzz"), "output": output, **more},
    st.lists(items, max_size=4) | anything,
    st.dictionaries(st.sampled_from(["id", "usage", "error", "unknown"]), anything, max_size=2),
)


@st.composite
def mutated(draw, whole):
    """Bytes of which some were changed, lost, or came twice; sometimes none."""
    data = draw(whole)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40) | st.integers(0, 4_000)))
        data = draw(
            st.sampled_from(
                [
                    data[:start],
                    data[:start] + data[end:],
                    data[:end] + data[start:],
                    data[:start] + draw(st.binary(max_size=6)) + data[end:],
                    data[:start] + b"\n\n" + data[start:],
                ]
            )
        )
    return data


def as_json(whole):
    return json.dumps(whole).encode()


def as_stream(whole):
    items = whole["output"] if isinstance(whole["output"], list) else []
    done = [
        {"type": "response.output_item.done", "output_index": index, "item": item}
        for index, item in enumerate(items)
    ]
    kind = whole["status"] if whole["status"] in ("failed", "incomplete") else "completed"
    return b"".join(as_sse(event) for event in streamed(whole, delta("I"), *done, kind=kind).events)


good_actions = st.builds(
    lambda kind, point, more: {**more, "type": kind, **point},
    st.sampled_from(KNOWN_TYPES),
    inside,
    st.just(
        {
            "button": "left",
            "scroll_x": 0,
            "scroll_y": 9,
            "text": "a",
            "keys": ["CTRL"],
            "path": [{"x": 1, "y": 1}, {"x": 2, "y": 2}],
        }
    ),
)
good_items = st.one_of(
    st.builds(
        lambda listed, number: computer_call(*listed, call_id=f"call_{number}"),
        st.lists(good_actions, min_size=1, max_size=3),
        st.integers(0, 9),
    ),
    st.builds(
        lambda one, number: preview_call(one, call_id=f"call_{number}"), good_actions, st.integers(0, 9)
    ),
    st.just(reasoning("Hm.")),
    st.just(message("Done.")),
)
wholes = st.builds(
    lambda output, status: {**response(id="resp_fuzz"), "output": output, "status": status},
    st.lists(good_items, min_size=1, max_size=3) | st.lists(items, max_size=3),
    st.sampled_from(["completed"] * 6 + ["failed", "incomplete", "cancelled", None, 7]),
)
on_the_wire = mutated(st.builds(as_json, wholes | responses)) | mutated(st.builds(as_stream, wholes))
"""Bodies of an answer, whole and streamed, sound and broken."""
