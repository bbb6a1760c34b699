"""The only place that reads environment variables, and the environment given to child processes."""

import os
from collections.abc import Mapping

KEY_VARIABLES = {"openai": "OPENAI_API_KEY", "azure": "AZURE_OPENAI_API_KEY"}
"""Provider -> the variable that may hold its API key."""

_KEYS = (*KEY_VARIABLES.values(), "AZURE_OPENAI_AD_TOKEN", "OPENAI_ADMIN_KEY")

_SECRETS = (*_KEYS, "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_PASSWORD")

_taken: dict[str, str] = {}


def api_key(provider: str) -> str | None:
    """The provider's API key, if the environment holds one."""
    variable = KEY_VARIABLES.get(provider, "")
    return os.environ.get(variable, _taken.get(variable, "")).strip() or None


def take_keys() -> None:
    """Takes the keys out of this process's environment: programs that a library starts inherit all of it.

    They are still found by `api_key`.
    """
    for name in _KEYS:
        if name in os.environ:
            _taken[name] = os.environ.pop(name)


def base_url(provider: str) -> str | None:
    """The provider's base URL, if the environment names one.

    `AZURE_OPENAI_ENDPOINT` is the resource; its v1 path is added when it has none.
    """
    if provider == "azure":
        endpoint = os.environ.get("AZURE_OPENAI_ENDPOINT", "").strip().rstrip("/")
        if not endpoint or "/openai/" in endpoint:
            return f"{endpoint}/" if endpoint else None
        return f"{endpoint.removesuffix('/openai')}/openai/v1/"
    return os.environ.get("OPENAI_BASE_URL", "").strip() or None


def for_children(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without any secret, for every process the app starts.

    What `extra` gives as empty is taken away: some programs take an empty variable for a set one.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    extra = extra or {}
    return {name: value for name, value in {**kept, **extra}.items() if extra.get(name, "kept")}


def display() -> str | None:
    """The X display, if any."""
    return os.environ.get("DISPLAY") or None


def is_wayland() -> bool:
    """Whether this session is Wayland, where capture and input of X11 reach nothing."""
    return bool(os.environ.get("WAYLAND_DISPLAY")) or (os.environ.get("XDG_SESSION_TYPE") == "wayland")


def login_session() -> str | None:
    """The name that logind gave this session (`XDG_SESSION_ID`), if any."""
    return os.environ.get("XDG_SESSION_ID") or None


def runtime_directory() -> str | None:
    """The session's private folder for sockets and pids (`XDG_RUNTIME_DIR`), if any."""
    return os.environ.get("XDG_RUNTIME_DIR") or None


def qt_platform() -> str:
    """The first platform plugin asked of Qt (`QT_QPA_PLATFORM`), without its arguments; empty if none."""
    return os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0].strip()
