"""API keys: kept in the system's keyring, and nowhere on disk.

Only this module knows keyring. A locked keyring blocks its caller for ever while it prompts, so each call
has a daemon thread of its own and a time limit. No key is ever part of a message, a log line or a repr.
"""

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cua_desktop import environment
from cua_desktop.agent.errors import CredentialsError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "cua-desktop"
"""The name of our entries in the keyring; the provider is their user name."""

READ_SECONDS = 5.0
STORE_SECONDS = 60.0
"""Long enough for a person to unlock the keyring in the prompt that it shows."""

_LOOK_SECONDS = 0.01

_WINDOWS_LONGEST = 1280
"""Windows holds 2560 bytes and writes UTF-16 (jaraco/keyring#540)."""

_log = logging.getLogger(__name__)


async def api_key(
    provider: str, session_key: str | None = None, *, environment_first: bool = False
) -> str | None:
    """The key to use: the one for this session only, else the keyring's, else the environment's.

    `environment_first` is for the command line, where a variable was set for this very command.
    A keyring that fails matters only when the environment has no key either: then CredentialsError is raised.
    """
    if provider not in environment.KEY_VARIABLES:
        return None
    if session_key is not None:
        return clean_key(session_key)
    from_environment = environment.api_key(provider)
    if from_environment and environment_first:
        return clean_key(from_environment)
    try:
        stored = await stored_key(provider)
    except CredentialsError as error:
        if not from_environment:
            raise
        _log.warning("%s The environment's key is used.", error.message)
        stored = None
    found = stored or from_environment
    return clean_key(found) if found else None


async def stored_key(provider: str, limit: float = READ_SECONDS) -> str | None:
    """The provider's key in the keyring, if there is one; waits for `limit` seconds.

    Raises CredentialsError when the keyring is absent, locked or slow.
    """

    def read() -> str | None:
        return _vault().get_password(SERVICE, provider)

    return await _in_own_thread(read, _variable(provider), limit)


async def store_key(provider: str, key: str, limit: float = STORE_SECONDS) -> None:
    """Stores the key in place of any other; waits for `limit` seconds.

    Raises CredentialsError when the key can't be one, or the keyring is absent, locked or slow.
    """
    variable = _variable(provider)
    cleaned = clean_key(key)
    if sys.platform == "win32" and len(cleaned) > _WINDOWS_LONGEST:
        raise CredentialsError(
            f"This API key is too long: the keyring of Windows takes {_WINDOWS_LONGEST} characters.",
            _without_keyring(variable),
        )

    def store() -> None:
        _vault().set_password(SERVICE, provider, cleaned)

    await _in_own_thread(store, variable, limit)


async def delete_key(provider: str, limit: float = STORE_SECONDS) -> None:
    """Removes the provider's key from the keyring; nothing happens if there is none.

    Raises CredentialsError when the keyring is absent, locked or slow.
    """

    def delete() -> None:
        vault = _vault()
        # Deleting what isn't there is an error in some keyrings and none in others.
        if vault.get_password(SERVICE, provider) is not None:
            vault.delete_password(SERVICE, provider)

    await _in_own_thread(delete, _variable(provider), limit)


def clean_key(key: str) -> str:
    """The key without white space around it. Raises CredentialsError when it can't be an API key."""
    cleaned = key.strip()
    if not cleaned:
        raise CredentialsError("The API key is empty.", "Copy it once more from where you got it.")
    # It travels in an HTTP header: visible ASCII only.
    if not all("!" <= character <= "~" for character in cleaned):
        raise CredentialsError(
            "This is not an API key: it has white space or unusual characters inside.",
            "Copy it once more, the key alone and on one line.",
        )
    return cleaned


def _variable(provider: str) -> str:
    try:
        return environment.KEY_VARIABLES[provider]
    except KeyError:
        raise CredentialsError(f"“{provider}” has no API key.") from None


def _without_keyring(variable: str) -> str:
    return f"Use the key for this session only, or set the environment variable {variable}."


async def _in_own_thread(call: Callable[[], str | None], variable: str, limit: float) -> str | None:
    """The call's result, looked for again and again: this thread must never touch the event loop.

    A loop of Qt that is entered from a thread still alive when the program ends crashes it (seen with
    PySide6 6.11: 9 in 100), and a prompt answered late would enter a loop that is gone.
    """
    answers: list[str | CredentialsError | None] = []

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as failure:  # noqa: BLE001 - anything: even SystemExit must not go unnoticed here
            answers.append(_explained(failure, variable))

    thread = threading.Thread(target=work, name="keyring", daemon=True)
    deadline = time.monotonic() + limit
    thread.start()
    while thread.is_alive() and time.monotonic() < deadline:  # noqa: ASYNC110 - an Event is the loop's
        await asyncio.sleep(_LOOK_SECONDS)
    if not answers:
        raise CredentialsError(
            "The keyring does not answer; it may be locked and asking for its password in a window.",
            f"Unlock it and try again. {_without_keyring(variable)}",
        )
    answer = answers[0]
    if isinstance(answer, CredentialsError):
        raise answer
    return answer


def _vault() -> "KeyringBackend":
    """The system's keyring, never one that keeps keys in a readable file. Raises CredentialsError."""
    import keyring  # noqa: PLC0415 - slow to import and looks for D-Bus: only in the call's own thread
    from keyring.backends import chainer, null  # noqa: PLC0415
    from keyring.errors import NoKeyringError  # noqa: PLC0415

    found = keyring.get_keyring()
    chain = list(found.backends) if isinstance(found, chainer.ChainerBackend) else [found]
    safe = [each for each in chain if not type(each).__module__.startswith("keyrings.alt")]
    if not safe:
        raise CredentialsError("The only keyring here is a readable file, and no key is written into one.")
    if isinstance(safe[0], null.Keyring):
        raise NoKeyringError
    return safe[0]


def _explained(failure: BaseException, variable: str) -> CredentialsError:
    """What went wrong, in our own words: a foreign message could quote the key."""
    hint = _without_keyring(variable)
    if isinstance(failure, CredentialsError):
        return CredentialsError(failure.message, hint)
    # By name, so that a keyring that can't even be imported is explained too.
    names = {each.__name__ for each in type(failure).__mro__}
    if "NoKeyringError" in names:
        return CredentialsError("This machine has no keyring that works.", hint)
    # InitError is what secretstorage makes of a prompt that was dismissed or can't be shown.
    if names & {"KeyringLocked", "InitError"}:
        return CredentialsError("The keyring is locked.", f"Unlock it and try again. {hint}")
    return CredentialsError(f"The keyring failed ({type(failure).__name__}).", hint)
