"""A request as the offline model's server reads it: as strict as the real service, and stricter.

Source: OpenAI's API specification as of 2026-11. The wording of refusals is close to the
service's where it is known, so that whatever reads them can be tried out offline.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cua_desktop.agent.exchange import SafetyCheck
from cua_desktop.agent.geometry import Size

PREVIEW = "computer_use_preview"
GA = "computer"

_ENVIRONMENTS = ("windows", "mac", "linux", "ubuntu", "browser")
_PNG_URL = "data:image/png;base64,"
_KNOWN = frozenset({
    "background", "context_management", "conversation", "include", "input", "instructions",
    "max_output_tokens", "max_tool_calls", "metadata", "model", "parallel_tool_calls",
    "previous_response_id", "prompt", "prompt_cache_key", "reasoning", "safety_identifier",
    "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice",
    "tools", "top_logprobs", "top_p", "truncation", "user",
})  # fmt: skip


class RefusedError(Exception):
    """What the service answers instead of a response."""

    def __init__(
        self, message: str, param: str | None = None, code: str | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}
        }


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """One computer_call_output without its picture; `where` is its place in the request."""

    call_id: str
    acknowledged: tuple[SafetyCheck, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `pictures` are its PNG files in order, `declared` the preview's display."""

    model: str
    tool: Mapping[str, Any]
    declared: Size | None
    after: str | None
    answers: tuple[CallAnswer, ...]
    said: tuple[str, ...]
    pictures: tuple[bytes, ...]
    instructions: str | None

    @property
    def batches(self) -> bool:
        """Whether a call of this dialect holds several actions."""
        return self.declared is None


def read_request(untrusted: object) -> Asked:
    """Checks the body of `POST /responses`. Raises RefusedError."""
    body = _mapping(untrusted, "body")
    for name in body:
        if name not in _KNOWN:
            raise RefusedError(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    tool, declared = _tool(body)
    reader = _InputReader()
    reader.read(body.get("input"))
    return Asked(
        model=_text(body.get("model"), "model"),
        tool=tool,
        declared=declared,
        after=_optional_text(body.get("previous_response_id"), "previous_response_id"),
        answers=tuple(reader.answers),
        said=tuple(reader.said),
        pictures=tuple(reader.pictures),
        instructions=_optional_text(body.get("instructions"), "instructions"),
    )


def _tool(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], Size | None]:
    tools = body.get("tools")
    if not isinstance(tools, list) or len(tools) != 1:
        raise RefusedError("The offline model needs exactly one tool: the computer.", "tools")
    tool = _mapping(tools[0], "tools[0]")
    match tool.get("type"):
        case "computer":
            _only(tool, {"type"}, "tools[0]")
            return tool, None
        case "computer_use_preview":
            _only(tool, {"type", "display_width", "display_height", "environment"}, "tools[0]")
            if body.get("truncation") != "auto":
                raise RefusedError(
                    "The computer-use-preview tool requires truncation to be 'auto'.", "truncation"
                )
            if tool.get("environment") not in _ENVIRONMENTS:
                raise RefusedError("Invalid value for the environment.", "tools[0].environment")
            width = _number(tool.get("display_width"), "tools[0].display_width")
            height = _number(tool.get("display_height"), "tools[0].display_height")
            return tool, Size(width, height)
        case other:
            raise RefusedError(f"Tool '{other}' is not supported with offline.", "tools")


class _InputReader:
    """Collects what the items of `input` say."""

    def __init__(self) -> None:
        self.answers: list[CallAnswer] = []
        self.said: list[str] = []
        self.pictures: list[bytes] = []

    def read(self, untrusted: object) -> None:
        if isinstance(untrusted, str):
            self.said.append(untrusted)
            return
        if not isinstance(untrusted, list):
            raise RefusedError("Invalid type for 'input': expected a string or an array.", "input")
        for number, each in enumerate(untrusted):
            where = f"input[{number}]"
            item = _mapping(each, where)
            match item.get("type", "message"):
                case "message":
                    self._message(item, where)
                case "computer_call_output":
                    self._call_output(item, where)
                case other:
                    raise RefusedError(f"Invalid value: '{other}'.", where, "invalid_value")

    def _message(self, item: Mapping[str, Any], where: str) -> None:
        _only(item, {"type", "role", "content"}, where)
        if item.get("role") != "user":
            raise RefusedError("The offline model takes messages of the user only.", f"{where}.role")
        content = item.get("content")
        if isinstance(content, str):
            self.said.append(content)
            return
        if not isinstance(content, list) or not content:
            raise RefusedError("A message needs content.", f"{where}.content")
        for number, each in enumerate(content):
            place = f"{where}.content[{number}]"
            part = _mapping(each, place)
            match part.get("type"):
                case "input_text":
                    self.said.append(_text(part.get("text"), f"{place}.text"))
                case "input_image":
                    self.pictures.append(_picture(part, place))
                case other:
                    raise RefusedError(f"Invalid value: '{other}'.", f"{place}.type", "invalid_value")

    def _call_output(self, item: Mapping[str, Any], where: str) -> None:
        known = {"type", "call_id", "output", "acknowledged_safety_checks", "current_url", "id", "status"}
        _only(item, known, where)
        output = _mapping(item.get("output"), f"{where}.output")
        if output.get("type") != "computer_screenshot":
            raise RefusedError(
                f"Invalid value: '{output.get('type')}'. Supported values are: 'computer_screenshot'.",
                f"{where}.output.type",
                "invalid_value",
            )
        _only(output, {"type", "image_url", "file_id", "detail"}, f"{where}.output")
        self.pictures.append(_picture(output, f"{where}.output"))
        checks: list[SafetyCheck] = []
        if "acknowledged_safety_checks" in item:
            listed = item["acknowledged_safety_checks"]
            place = f"{where}.acknowledged_safety_checks"
            if not isinstance(listed, list):
                raise RefusedError(f"Invalid type for '{place}': expected an array.", place, "invalid_type")
            checks = [_check(each, place) for each in listed]
        call_id = _text(item.get("call_id"), f"{where}.call_id")
        self.answers.append(CallAnswer(call_id, tuple(checks), where))


def _check(untrusted: object, where: str) -> SafetyCheck:
    check = _mapping(untrusted, where)
    _only(check, {"id", "code", "message"}, where)
    return SafetyCheck(
        _text(check.get("id"), f"{where}.id"),
        _optional_text(check.get("code"), f"{where}.code"),
        _optional_text(check.get("message"), f"{where}.message"),
    )


def _picture(holder: Mapping[str, Any], where: str) -> bytes:
    url = _text(holder.get("image_url"), f"{where}.image_url")
    if not url.startswith(_PNG_URL):
        raise RefusedError("The offline model can only read PNG pictures.", f"{where}.image_url")
    try:
        return base64.b64decode(url[len(_PNG_URL) :], validate=True)
    except binascii.Error:
        raise RefusedError("Invalid base64 image_url.", f"{where}.image_url", "invalid_base64") from None


def _only(holder: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in holder:
        if name not in known:
            raise RefusedError(
                f"Unknown parameter: '{where}.{name}'.", f"{where}.{name}", "unknown_parameter"
            )


def _mapping(untrusted: object, where: str) -> Mapping[str, Any]:
    if not isinstance(untrusted, Mapping):
        raise RefusedError(f"Invalid type for '{where}': expected an object.", where, "invalid_type")
    return untrusted


def _text(untrusted: object, where: str) -> str:
    if not isinstance(untrusted, str):
        raise RefusedError(f"Invalid type for '{where}': expected a string.", where, "invalid_type")
    return untrusted


def _optional_text(untrusted: object, where: str) -> str | None:
    return None if untrusted is None else _text(untrusted, where)


def _number(untrusted: object, where: str) -> int:
    if not isinstance(untrusted, int) or isinstance(untrusted, bool) or untrusted < 1:
        raise RefusedError(f"Invalid type for '{where}': expected a positive integer.", where, "invalid_type")
    return untrusted
