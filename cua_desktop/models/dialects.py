"""The two dialects of the computer tool: which one a model speaks, and a request in it.

Source: OpenAI's API specification and computer use guide as of 2026-11. An answer looks
much the same in both and is read by `answers.parse`.
"""

import base64
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cua_desktop.agent.exchange import CallOutput, Frame, Request
from cua_desktop.agent.systems import running_on

_OLD_SCREENSHOTS = "Screenshots of earlier steps are replaced by small grey pictures; only the newest count."

_GREY = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PMQ0AAAwDoEqv9ErYvQQc"
    "kD4XAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAYHLAB8+AWnmfUyc"
    "AAAAAElFTkSuQmCC"
)
"""64 x 64 pixels of one grey. Unverified: whether every service takes so small a picture for a screenshot."""


class Dialect(StrEnum):
    """How the computer tool is spoken; the value is the tool's type on the wire."""

    PREVIEW = "computer_use_preview"
    GA = "computer"

    @property
    def other(self) -> "Dialect":
        """The one to try when a model doesn't take this one."""
        return Dialect.GA if self is Dialect.PREVIEW else Dialect.PREVIEW


def dialect_for(model: str, tool: str = "auto") -> Dialect:
    """The dialect the user chose with `tool`, or for `auto` the one of the model.

    Only computer-use-preview speaks the preview; a deployment's name may spell it differently.
    Raises ValueError for an unknown `tool`.
    """
    if tool != "auto":
        return Dialect(tool)
    spelled = model.lower().replace("_", "-")
    return Dialect.PREVIEW if "computer-use-preview" in spelled else Dialect.GA


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user may want of the service; what is empty is left to it.

    `summary` is auto, concise, detailed or nothing at all; `effort` and `service_tier` are the
    service's words; `safety_identifier` tells one user from another without saying who they are.
    """

    summary: str = "concise"
    effort: str = ""
    truncation: str = ""
    service_tier: str = ""
    safety_identifier: str = ""
    max_output_tokens: int | None = None


def request_body(
    dialect: Dialect,
    request: Request,
    *,
    model: str,
    instructions: str,
    wishes: Wishes | None = None,
    system: str = sys.platform,
) -> dict[str, Any]:
    """The body of `POST /responses`. `system` is a name as in `sys.platform`.

    Tools and instructions go with every request: `previous_response_id` carries neither over.
    """
    stateless = request.history is not None
    body: dict[str, Any] = {
        "model": model,
        "instructions": f"{instructions}\n{_OLD_SCREENSHOTS}" if stateless else instructions,
        "input": [*_history(dialect, request), *_input(dialect, request)],
        "tools": [_tool(dialect, request, system)],
        "parallel_tool_calls": False,
    }
    body |= _wished(dialect, wishes or Wishes())
    if stateless:
        body |= {"store": False, "include": ["reasoning.encrypted_content"]}
    elif request.after is not None:
        body["previous_response_id"] = request.after
    return body


def _wished(dialect: Dialect, wishes: Wishes) -> dict[str, Any]:
    reasoning = {"summary": wishes.summary, "effort": wishes.effort}
    wished: dict[str, Any] = {
        "reasoning": {name: value for name, value in reasoning.items() if value},
        # The preview takes nothing else.
        "truncation": "auto" if dialect is Dialect.PREVIEW else wishes.truncation,
        "service_tier": wishes.service_tier,
        "safety_identifier": wishes.safety_identifier,
        "max_output_tokens": wishes.max_output_tokens,
    }
    return {name: value for name, value in wished.items() if value}


def _history(dialect: Dialect, request: Request) -> list[Mapping[str, Any]]:
    """Everything that was said before, each answer exactly as it came."""
    items: list[Mapping[str, Any]] = []
    for turn in request.history or ():
        items += _input(dialect, turn.request)
        items += turn.received.items
    return items


def _input(dialect: Dialect, request: Request) -> list[dict[str, Any]]:
    outputs = [_call_output(dialect, output) for output in request.outputs]
    return outputs + _user_messages(dialect, request)


def _tool(dialect: Dialect, request: Request, system: str) -> dict[str, Any]:
    match dialect:
        case Dialect.GA:
            return {"type": dialect.value}
        case Dialect.PREVIEW:
            return {
                "type": dialect.value,
                "display_width": request.declared.width,
                "display_height": request.declared.height,
                "environment": running_on(system).environment,
            }


def _call_output(dialect: Dialect, output: CallOutput) -> dict[str, Any]:
    screenshot = {"type": "computer_screenshot", "image_url": data_url(output.frame)}
    if dialect is Dialect.GA:
        # Any other detail lets the service shrink the image, and its coordinates with it.
        screenshot["detail"] = "original"
    item: dict[str, Any] = {
        "type": "computer_call_output",
        "call_id": output.call_id,
        "output": screenshot,
    }
    if dialect is Dialect.PREVIEW and output.frame.address:  # in no specification of the other's
        item["current_url"] = output.frame.address
    if output.acknowledged:  # the service refuses null
        item["acknowledged_safety_checks"] = [
            {"id": check.id, "code": check.code, "message": check.message} for check in output.acknowledged
        ]
    return item


def _user_messages(dialect: Dialect, request: Request) -> list[dict[str, Any]]:
    contents: list[list[dict[str, Any]]] = [
        [{"type": "input_text", "text": message}] for message in request.messages
    ]
    if request.frame is not None and (request.frame.data or not contents):
        if not contents:
            contents.append([])
        contents[-1].append(_image(dialect, request.frame))
    return [{"type": "message", "role": "user", "content": content} for content in contents]


def _image(dialect: Dialect, frame: Frame) -> dict[str, Any]:
    """`original` is of the GA models; `auto` is the service's default."""
    detail = "original" if dialect is Dialect.GA else "auto"
    return {"type": "input_image", "image_url": data_url(frame), "detail": detail}


def data_url(frame: Frame) -> str:
    """The picture as a `data:` URL; a small grey one in place of an old one that was let go.

    An output can't go without a picture, and the service refuses too small ones.
    """
    if not frame.data:
        return _GREY
    return f"data:{frame.mime};base64,{base64.b64encode(frame.data).decode('ascii')}"
