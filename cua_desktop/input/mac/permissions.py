"""What macOS lets this program do. Source: Apple's documentation of TCC. Unverified on a real machine."""

from collections.abc import Mapping
from typing import Any

from cua_desktop.agent.errors import InputError

UNVERIFIED = "Mouse and keyboard on macOS have not been tried on a real machine yet."
US_POSITIONS = (
    "Keys of a chord are pressed where a US keyboard has them; text is typed exactly on any layout."
)
NOT_TRUSTED = (
    "macOS does not trust the app with other programs' windows: some may ignore its input. Allow it in "
    "System Settings, Privacy & Security, Accessibility."
)
NO_LISTENING = (
    "macOS does not let the app hear your own keys and mouse, so they don't pause a run. Allow it in "
    "System Settings, Privacy & Security, Input Monitoring; then start it again."
)


def require_posting(quartz: Any) -> None:
    """Raises InputError, and has macOS ask the user, when events may not be posted."""
    if not quartz.CGPreflightPostEventAccess():
        quartz.CGRequestPostEventAccess()
        raise InputError(
            "macOS does not let the app work mouse and keyboard.",
            "Allow it in System Settings, Privacy & Security, Accessibility; then start it again.",
        )


def why_remote(session: Mapping[str, Any] | None) -> str:
    """A sentence when a person can only come by injected input; empty when that is not so.

    `session` is what CGSessionCopyCurrentDictionary gives. Screen sharing of the console is not told.
    """
    if session is not None and not session.get("kCGSSessionOnConsoleKey", True):
        return "This session is not at the screen of this Mac: who works it does so by remote control."
    return ""


def notes(quartz: Any, services: Any) -> tuple[str, ...]:
    """What is not as it should be. `services` is the library ApplicationServices."""
    found = [UNVERIFIED, US_POSITIONS]
    if not services.AXIsProcessTrusted():
        found.append(NOT_TRUSTED)
    if not quartz.CGPreflightListenEventAccess():
        quartz.CGRequestListenEventAccess()
        found.append(NO_LISTENING)
    return tuple(found)
