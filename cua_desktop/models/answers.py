"""A response of the Responses API to a `Decision`, in either dialect: every item of it is checked.

Nothing raises here. What can't be used becomes a problem of the decision, and a decision with
a problem is not executed at all.
"""

from collections.abc import Mapping
from typing import Any

from cua_desktop.agent.actions import Action
from cua_desktop.agent.exchange import (
    ComputerCall,
    Decision,
    Message,
    Reasoning,
    Received,
    SafetyCheck,
    Usage,
)
from cua_desktop.agent.geometry import Size
from cua_desktop.models.untrusted_actions import UnusableError, action_from, quoted

MAX_ACTIONS = 500
"""Of one call."""

MAX_ID_LENGTH = 4096

_MOST_PROBLEMS = 5
_MOST_TOKENS = 10**12
_UNREADABLE_CHECK = SafetyCheck("", "unreadable", "A safety check that could not be read.")


def parse(untrusted: object, display: Size, wire_bytes: int = 0) -> Decision:
    """What the model decided; `untrusted` is the SDK's Response or the JSON object as a dict.

    `display` is the size in image pixels of the screenshot the model was shown: no point of
    the decision is outside of it. `wire_bytes` is how long the response was. Never raises.
    """
    response = _plain(untrusted)
    answer = _Answer(display)
    items = response.get("output")
    if isinstance(items, list):
        for item in items:
            answer.add(item)
    else:
        answer.problems.append("The answer has no list of items.")
    return Decision(
        response_id=_identifier(response.get("id")) or "",
        calls=tuple(answer.calls),
        messages=tuple(answer.messages),
        reasoning=tuple(answer.reasoning),
        problems=_shortened(answer.problems),
        open_calls=tuple(answer.open_calls.items()),
        usage=_usage(response.get("usage")),
        answerable=answer.answerable,
        received=Received(tuple(answer.items), wire_bytes),
    )


class _Answer:
    """What was read of a response so far."""

    def __init__(self, display: Size) -> None:
        self._display = display
        self.calls: list[ComputerCall] = []
        self.messages: list[Message] = []
        self.reasoning: list[Reasoning] = []
        self.problems: list[str] = []
        self.open_calls: dict[str, tuple[SafetyCheck, ...]] = {}
        self.items: list[Mapping[str, Any]] = []
        self.answerable = True

    def add(self, untrusted: object) -> None:
        """Reads one output item."""
        if not isinstance(untrusted, Mapping):
            self.problems.append(f"An item of the answer must be an object, not {quoted(untrusted)}.")
            return
        # The service refuses some of its own nulls, such as the status of reasoning.
        self.items.append({name: value for name, value in untrusted.items() if value is not None})
        match untrusted.get("type"):
            case "computer_call":
                self._add_call(untrusted)
            case "message":
                self.messages += _messages(untrusted)
            case "reasoning":
                self.reasoning += _reasoning(untrusted)
            case str() as kind if not kind.endswith(("_call", "_request")):
                pass  # vendors add kinds of items that need no answer, such as `compaction`
            case str() as kind:
                self.answerable = False
                self.problems.append(f"The answer asks for {quoted(kind)}, which was not on offer.")
            case _:
                self.problems.append("An item of the answer has no type.")

    def _add_call(self, untrusted: Mapping[str, Any]) -> None:
        call_id = _identifier(untrusted.get("call_id"))
        if call_id is None:
            self.answerable = False
            self.problems.append("A computer call has no usable call_id.")
            return
        checks = _checks(untrusted.get("pending_safety_checks"))
        if call_id in self.open_calls:
            self.answerable = False  # one answer for two calls: nobody knows what the service makes of it
            self.problems.append(f"Two computer calls have the same call_id {quoted(call_id)}.")
        self.open_calls[call_id] = (*self.open_calls.get(call_id, ()), *checks)
        if _UNREADABLE_CHECK in checks:
            self.problems.append("A safety check of a computer call can't be read.")
        status = untrusted.get("status")
        if status not in (None, "completed"):
            self.problems.append(f"A computer call is not complete: its status is {quoted(status)}.")
        actions = self._actions(untrusted)
        if actions:
            self.calls.append(ComputerCall(call_id, actions, checks))

    def _actions(self, untrusted: Mapping[str, Any]) -> tuple[Action, ...]:
        try:
            listed = _listed(untrusted)
        except UnusableError as problem:
            self.problems.append(str(problem))
            return ()
        actions = []
        for each in listed:
            try:
                actions.append(action_from(each, self._display))
            except UnusableError as problem:
                self.problems.append(str(problem))
        return tuple(actions) if len(actions) == len(listed) else ()


def _listed(untrusted: Mapping[str, Any]) -> list[object]:
    """The actions of a call: `actions` (GA) or the one `action` (preview)."""
    single, several = untrusted.get("action"), untrusted.get("actions")
    if several is None:
        listed = [] if single is None else [single]
    elif not isinstance(several, list):
        raise UnusableError(f"The actions of a computer call must be a list, not {quoted(several)}.")
    elif single is not None and not several:
        listed = [single]
    elif single is not None and several != [single]:
        raise UnusableError("A computer call has both an action and other actions.")
    else:
        listed = several
    if not listed:
        raise UnusableError("A computer call has no action.")
    if len(listed) > MAX_ACTIONS:
        raise UnusableError(f"A computer call can have {MAX_ACTIONS} actions, not {len(listed)}.")
    return listed


def _checks(untrusted: object) -> tuple[SafetyCheck, ...]:
    """The checks of a call; missing, null and empty are none.

    A check that can't be read still counts as one: the call must not be answered as if there
    had been none.
    """
    if untrusted is None:
        return ()
    if not isinstance(untrusted, list):
        return (_UNREADABLE_CHECK,)
    return tuple(_check(each) for each in untrusted)


def _check(untrusted: object) -> SafetyCheck:
    if not isinstance(untrusted, Mapping):
        return _UNREADABLE_CHECK
    check_id = _identifier(untrusted.get("id"))
    code, message = untrusted.get("code"), untrusted.get("message")
    if check_id is None or not isinstance(code, str | None) or not isinstance(message, str | None):
        return _UNREADABLE_CHECK
    return SafetyCheck(check_id, code and sound(code), message and sound(message))


def _messages(untrusted: Mapping[str, Any]) -> list[Message]:
    """The texts of a message item, and apart from them a refusal; blank ones are left out."""
    match untrusted.get("phase"):
        case "commentary" | "final_answer" as phase:
            pass
        case _:
            phase = None
    parts = _parts(untrusted.get("content"))
    said = "".join(_string(part.get("text")) for part in parts if part.get("type") == "output_text")
    refused = "".join(_string(part.get("refusal")) for part in parts if part.get("type") == "refusal")
    messages = [Message(said, phase), Message(refused, phase, refusal=True)]
    return [message for message in messages if message.text.strip()]


def _reasoning(untrusted: Mapping[str, Any]) -> list[Reasoning]:
    texts = (_string(part.get("text")) for part in _parts(untrusted.get("summary")))
    return [Reasoning(text) for text in texts if text.strip()]


def _parts(untrusted: object) -> list[Mapping[str, Any]]:
    return [each for each in untrusted if isinstance(each, Mapping)] if isinstance(untrusted, list) else []


def _usage(untrusted: object) -> Usage:
    """The tokens; what is not there counts as 0."""
    fields = untrusted if isinstance(untrusted, Mapping) else {}
    details = [fields.get(f"{way}_tokens_details") for way in ("input", "output")]
    inward, outward = [each if isinstance(each, Mapping) else {} for each in details]
    return Usage(
        input_tokens=_tokens(fields.get("input_tokens")),
        output_tokens=_tokens(fields.get("output_tokens")),
        cached_tokens=_tokens(inward.get("cached_tokens")),
        reasoning_tokens=_tokens(outward.get("reasoning_tokens")),
    )


def _tokens(untrusted: object) -> int:
    if not isinstance(untrusted, int) or isinstance(untrusted, bool):
        return 0
    return untrusted if 0 <= untrusted < _MOST_TOKENS else 0


def _identifier(untrusted: object) -> str | None:
    """An id that can be sent back as it is, or None."""
    if not isinstance(untrusted, str) or not 0 < len(untrusted) <= MAX_ID_LENGTH:
        return None
    return untrusted if untrusted.isprintable() else None


def _string(untrusted: object) -> str:
    return sound(untrusted) if isinstance(untrusted, str) else ""


def sound(text: str) -> str:
    """The text with halves of characters, which JSON can spell, replaced: they can't be stored or sent."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _shortened(problems: list[str]) -> tuple[str, ...]:
    rest = len(problems) - _MOST_PROBLEMS
    more = (f"There are {rest} more problems like these.",) if rest > 0 else ()
    return (*problems[:_MOST_PROBLEMS], *more)


def _plain(untrusted: object) -> Mapping[str, Any]:
    """The response as a mapping; a Response of the SDK keeps unknown fields and types on this way."""
    if hasattr(untrusted, "to_dict"):
        try:
            untrusted = untrusted.to_dict(mode="python", warnings=False)
        except (ValueError, RecursionError):  # pydantic fails over halves of characters
            return {}
    return untrusted if isinstance(untrusted, Mapping) else {}
