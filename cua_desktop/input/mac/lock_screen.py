"""Whether macOS has locked the screen. Unverified on a real machine.

The key of the session's dictionary is not in Apple's documentation, but has been there since 10.5.
"""

from typing import Any

_LOCKED = "CGSSessionScreenIsLocked"


def lock_screen() -> str:
    """“macOS” while the screen is locked, else empty."""
    import Quartz  # noqa: PLC0415 - only macOS has it

    return "macOS" if is_locked(Quartz) else ""


def is_locked(quartz: Any) -> bool:
    """`quartz` is the module Quartz; a session without a dictionary has no screen to be locked."""
    session = quartz.CGSessionCopyCurrentDictionary()
    return bool(session and session.get(_LOCKED))
