"""The pipe between the app and the input process: one JSON object a line, both ways."""

import dataclasses
import json
from typing import Any

from cua_desktop.agent import actions
from cua_desktop.agent.actions import Action, kind_of
from cua_desktop.agent.errors import ActionRefusedError, CuaError, InputError, StoppedError, UserActiveError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.permit import Permit
from cua_desktop.input.hands import Ready, UserInput

SILENCE_SECONDS = 3.0
"""After how much silence of the app the input process stops: its window hangs, or it is frozen.

Well above what a busy window takes for a big import or a collection of garbage. The input
process in turn is ended when it is silent for so long.
"""

BEATS = 6
"""How often within that time either side says during a run that it is there."""

_KINDS: dict[str, type[Any]] = {
    "click": actions.Click,
    "double_click": actions.DoubleClick,
    "drag": actions.Drag,
    "keypress": actions.Keypress,
    "move": actions.Move,
    "screenshot": actions.Screenshot,
    "scroll": actions.Scroll,
    "type": actions.Type,
    "wait": actions.Wait,
}


def line(message: dict[str, Any]) -> bytes:
    """One message as one line."""
    # ASCII only, so that lone surrogates of untrusted text pass and are refused at the other end.
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def message(line_: bytes) -> dict[str, Any]:
    """The message of one line. Raises ValueError."""
    parsed = json.loads(line_)
    if not isinstance(parsed, dict):
        raise ValueError("not an object")  # noqa: TRY004 - for the caller it is one kind of failure
    return parsed


def packed(action: Action) -> dict[str, Any]:
    """An action as plain JSON."""
    return {"kind": kind_of(action), **dataclasses.asdict(action)}


def unpacked(plain: dict[str, Any]) -> Action:
    """The action that `packed` made plain."""
    fields = dict(plain)
    kind = _KINDS[fields.pop("kind")]
    if "point" in fields:
        fields["point"] = Point(**fields["point"])
    if "path" in fields:
        fields["path"] = tuple(Point(**point) for point in fields["path"])
    if "keys" in fields:
        fields["keys"] = tuple(fields["keys"])
    action: Action = kind(**fields)
    return action


def packed_rect(rect: Rect | None) -> dict[str, int] | None:
    """A rectangle as plain JSON."""
    return None if rect is None else dataclasses.asdict(rect)


def unpacked_rect(plain: dict[str, int] | None) -> Rect | None:
    """The rectangle that `packed_rect` made plain."""
    return None if plain is None else Rect(**plain)


def packed_permit(permit: Permit) -> dict[str, Any]:
    """A permit as plain JSON."""
    return {
        "number": permit.number,
        "actions": [packed(action) for action in permit.actions],
        "shown": packed_rect(permit.shown),
        "seal": permit.seal.hex(),
    }


def unpacked_permit(plain: dict[str, Any]) -> Permit:
    """The permit that `packed_permit` made plain; whether it is a true one, its seal says."""
    return Permit(
        plain["number"],
        tuple(unpacked(action) for action in plain["actions"]),
        Rect(**plain["shown"]),
        bytes.fromhex(plain["seal"]),
    )


def packed_ready(ready: Ready) -> dict[str, Any]:
    """What the machine allows, as plain JSON."""
    return dataclasses.asdict(ready)


def unpacked_ready(plain: dict[str, Any]) -> Ready:
    """What `packed_ready` made plain."""
    return Ready(**{**plain, "notes": tuple(plain["notes"])})


def packed_user(heard: UserInput) -> dict[str, Any]:
    """What the user did, as plain JSON; not where, nor with which key."""
    return {"kind": heard.kind, "physical": heard.physical, "time": heard.time}


def unpacked_user(plain: dict[str, Any]) -> UserInput:
    """What `packed_user` made plain."""
    return UserInput(plain["kind"], plain["physical"], plain["time"])


def packed_press(heard: UserInput) -> dict[str, Any]:
    """A press while a question is open, as plain JSON; of the keys, only the space bar is told."""
    place = None if heard.place is None else dataclasses.astuple(heard.place)
    return {**packed_user(heard), "place": place, "space": heard.space}


def unpacked_press(plain: dict[str, Any]) -> UserInput:
    """What `packed_press` made plain."""
    place = None if plain["place"] is None else Point(*plain["place"])
    return UserInput(plain["kind"], plain["physical"], plain["time"], place, space=plain["space"])


def packed_error(error: CuaError) -> dict[str, str]:
    """An error as plain JSON."""
    match error:
        case StoppedError(by=by):
            return {"kind": "stopped", "by": by}
        case UserActiveError():
            return {"kind": "user_active"}
        case ActionRefusedError():
            return {"kind": "refused", "message": error.message, "hint": error.hint}
        case _:
            return {"kind": "input", "message": error.message, "hint": error.hint}


def unpacked_error(plain: dict[str, str]) -> CuaError:
    """The error that `packed_error` made plain."""
    match plain["kind"]:
        case "stopped":
            return StoppedError(plain["by"])
        case "user_active":
            return UserActiveError()
        case "refused":
            return ActionRefusedError(plain["message"], plain["hint"])
        case _:
            return InputError(plain["message"], plain["hint"])
