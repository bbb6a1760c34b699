"""Why there was no answer at all: the network between here and the service."""

import socket
import ssl
from collections.abc import Iterator

_LONGEST_CHAIN = 20

NETWORK = "Check the network and the base URL."
TRY_AGAIN = "Try again in a moment; your conversation is kept."


def why_unreachable(error: Exception, host: str) -> tuple[str, str]:
    """A sentence and a hint for the SDK's APIConnectionError."""
    causes = causes_of(error)
    if has(causes, socket.gaierror):
        return f"The address of {host} was not found.", NETWORK
    if has(causes, ssl.SSLCertVerificationError):
        return (
            f"{host} can't prove who it is: its certificate is not trusted here.",
            "Check the clock and the base URL; a company's proxy needs its certificate installed.",
        )
    if has(causes, ssl.SSLError):
        return (
            f"A secure connection to {host} could not be made.",
            "Check the base URL: “https” where only “http” is spoken fails like this.",
        )
    if has(causes, ConnectionRefusedError):
        return f"{host} refuses connections.", "Check the base URL, and whether the server runs."
    if has_named(causes, "ProxyError"):
        return f"The proxy does not let requests through to {host}.", "Check the settings of the proxy."
    if has_named(causes, "ConnectError"):
        return f"There is no connection to {host}.", NETWORK
    return why_broken(host)


def why_broken(host: str) -> tuple[str, str]:
    """A sentence and a hint for an answer that ended too early."""
    return f"The connection to {host} broke before the answer was complete.", TRY_AGAIN


def why_timed_out(error: Exception, host: str) -> tuple[str, str]:
    """A sentence and a hint for the SDK's APITimeoutError."""
    if has_named(causes_of(error), "ConnectTimeout"):
        return f"{host} could not be reached in time.", NETWORK
    return f"{host} did not answer in time.", TRY_AGAIN


def causes_of(error: BaseException) -> list[BaseException]:
    """The error and all that led to it; connecting to several addresses gives a group of errors."""
    return list(_causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_LONGEST_CHAIN):
        if error is None:
            return
        yield error
        if isinstance(error, BaseExceptionGroup):
            yield from error.exceptions
        error = error.__cause__ or error.__context__


def has(causes: list[BaseException], kind: type[BaseException]) -> bool:
    """Whether one of the causes is of this kind."""
    return any(isinstance(cause, kind) for cause in causes)


def has_named(causes: list[BaseException], name: str) -> bool:
    """Whether one of the causes is of a class of this name, be it httpx2's or httpcore2's."""
    return any(type(cause).__name__ == name for cause in causes)
