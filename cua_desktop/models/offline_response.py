"""A player's decision as the whole JSON of a response, in the dialect of its request.

What the real service leaves out, this leaves out; where it is seen to send null, so does this.
"""

import secrets
import time
from collections.abc import Mapping
from typing import Any, assert_never

from cua_desktop.agent.actions import (
    Action,
    Click,
    DoubleClick,
    Drag,
    Keypress,
    Move,
    Screenshot,
    Scroll,
    Type,
    Wait,
)
from cua_desktop.agent.exchange import ComputerCall, Decision, Message, SafetyCheck
from cua_desktop.agent.geometry import Size
from cua_desktop.models.offline_request import Asked

_PATCH = 32  # the service counts pictures in patches of 32 x 32 pixels
_CHARACTERS_PER_TOKEN = 4
_TOKENS_OF_ACTION = 24


def as_response(asked: Asked, decision: Decision, shown: Size) -> dict[str, Any]:
    """A completed response; calls, checks and items get ids of their own."""
    reasoning = [_reasoning(each.text) for each in decision.reasoning]
    messages = [_message(each, asked) for each in decision.messages]
    calls = [_call(each, asked) for each in decision.calls]
    now = int(time.time())
    return {
        "id": _new_id("resp"),
        "object": "response",
        "created_at": now,
        "completed_at": now,
        "status": "completed",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": asked.instructions,
        "max_output_tokens": None,
        "metadata": {},
        "model": asked.model,
        "output": [*reasoning, *messages, *calls],
        "parallel_tool_calls": False,
        "previous_response_id": asked.after,
        "reasoning": {"effort": "medium", "summary": "concise"},
        "safety_identifier": None,
        "service_tier": "default",
        "store": True,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [dict(asked.tool)],
        "top_p": 1.0,
        "truncation": "disabled" if asked.batches else "auto",
        "usage": _usage(asked, decision, shown),
        "user": None,
    }


def open_calls(response: Mapping[str, Any]) -> dict[str, tuple[SafetyCheck, ...]]:
    """The calls of a response that have to be answered, with the checks that have to be acknowledged."""
    return {
        item["call_id"]: tuple(SafetyCheck(**check) for check in item.get("pending_safety_checks", []))
        for item in response["output"]
        if item["type"] == "computer_call"
    }


def _new_id(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(24)}"


def _reasoning(text: str) -> dict[str, Any]:
    return {"id": _new_id("rs"), "type": "reasoning", "summary": [{"type": "summary_text", "text": text}]}


def _message(message: Message, asked: Asked) -> dict[str, Any]:
    item = {
        "id": _new_id("msg"),
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": message.text, "annotations": [], "logprobs": []}],
    }
    if asked.batches and message.phase is not None:  # the preview model knows no phases
        item["phase"] = message.phase
    return item


def _call(call: ComputerCall, asked: Asked) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": _new_id("cu"),
        "type": "computer_call",
        "call_id": _new_id("call"),
        "status": "completed",
    }
    checks = [
        {"id": _new_id("cu_sc"), "code": check.code, "message": check.message} for check in call.safety_checks
    ]
    if asked.batches:
        item["action"] = None
        item["actions"] = [_with_keys(action) for action in call.actions]
        if checks:  # the field may be missing
            item["pending_safety_checks"] = checks
        return item
    if len(call.actions) != 1:
        raise ValueError("a call of the preview dialect has one action")
    item["action"] = _on_the_wire(call.actions[0])
    item["pending_safety_checks"] = checks
    return item


def _with_keys(action: Action) -> dict[str, Any]:
    """With the keys held meanwhile, or null for none."""
    wire = _on_the_wire(action)
    match action:
        case Click() | DoubleClick() | Drag() | Move() | Scroll():
            wire["keys"] = list(action.keys) or None
        case Keypress() | Screenshot() | Type() | Wait():
            pass
        case _:
            assert_never(action)
    return wire


def _on_the_wire(action: Action) -> dict[str, Any]:
    match action:
        case Click(point=point, button=button):
            return {"type": "click", "button": button, "x": point.x, "y": point.y}
        case DoubleClick(point=point):
            return {"type": "double_click", "x": point.x, "y": point.y}
        case Drag(path=path):
            return {"type": "drag", "path": [{"x": point.x, "y": point.y} for point in path]}
        case Keypress(keys=keys):
            return {"type": "keypress", "keys": list(keys)}
        case Move(point=point):
            return {"type": "move", "x": point.x, "y": point.y}
        case Screenshot():
            return {"type": "screenshot"}
        case Scroll(point=point, dx=dx, dy=dy):
            return {"type": "scroll", "x": point.x, "y": point.y, "scroll_x": dx, "scroll_y": dy}
        case Type(text=text):
            return {"type": "type", "text": text}
        case Wait():
            return {"type": "wait"}
        case _:
            assert_never(action)


def _usage(asked: Asked, decision: Decision, shown: Size) -> dict[str, Any]:
    patches = -(-shown.width // _PATCH) * -(-shown.height // _PATCH)
    read = len(asked.instructions or "") + sum(len(text) for text in asked.said)
    inward = patches * len(asked.pictures) + read // _CHARACTERS_PER_TOKEN
    thought = sum(len(each.text) for each in decision.reasoning) // _CHARACTERS_PER_TOKEN
    written = sum(len(each.text) for each in decision.messages) // _CHARACTERS_PER_TOKEN
    acts = sum(len(call.actions) for call in decision.calls) * _TOKENS_OF_ACTION
    outward = thought + written + acts
    return {
        "input_tokens": inward,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": outward,
        "output_tokens_details": {"reasoning_tokens": thought},
        "total_tokens": inward + outward,
    }
