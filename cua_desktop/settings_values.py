"""Changes settings, and refuses values that a setting can't have."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from cua_desktop.agent.errors import SettingsError
from cua_desktop.settings import Option, Settings, options


def with_changes(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """The settings with these changes, each validated. Raises SettingsError."""
    known = {name: (kind, option) for name, kind, _, option in options()}
    valid: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in known:
            raise SettingsError(f"There is no setting “{name}”.", f"Known are: {', '.join(known)}.")
        valid[name] = _validated(value, *known[name])
    return dataclasses.replace(settings, **valid)


def _validated(value: object, kind: type, option: Option) -> object:
    if kind in (int, float):
        return _number(value, kind, option)
    if not isinstance(value, str):
        raise _refused(value, option, "text")
    if option.choices and value not in option.choices:
        raise _refused(value, option, " or ".join(option.choices))
    # What can't be printed can't be written in TOML as it is, nor be meant.
    if option.pattern and not (re.fullmatch(option.pattern, value) and value.isprintable()):
        raise _refused(value, option, option.form)
    return value


def _number(value: object, kind: type, option: Option) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _refused(value, option, "a number")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise _refused(value, option, "a number") from None
    if kind is int and not number.is_integer():
        raise _refused(value, option, "a whole number")
    low, high = option.minimum, option.maximum
    if (low is not None and not number >= low) or (high is not None and not number <= high):
        raise _refused(value, option, f"{low:g} to {high:g}")
    return kind(number)


def _refused(value: object, option: Option, expected: str) -> SettingsError:
    said = "what was given" if option.may_hold_secrets else repr(value)
    return SettingsError(f"“{option.label}” can't be {said}.", f"It takes {expected}.")
