"""Where a model is reached and how one gets in: OpenAI, Azure in its ways, and whatever speaks the same.

Sources: OpenAI's and Microsoft's documentation as of 2026-11. Azure's v1 endpoint is spoken to by the plain
client; a resource that wants an `api-version` by the SDK's Azure client; both take a key or Entra ID's token.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from cua_desktop import environment
from cua_desktop.agent.errors import ModelError
from cua_desktop.models.retries import Patience

if TYPE_CHECKING:
    import httpx2
    import openai

OPENAI_URL = "https://api.openai.com/v1"

AZURE_SCOPE = "https://ai.azure.com/.default"
OLD_AZURE_SCOPE = "https://cognitiveservices.azure.com/.default"
"""Of resources that still want an `api-version`."""

KEY_MARK = "{key}"
"""Stands for the API key in a header's value."""

_SHORTEST_SECRET = 8
"""What is shorter, such as the name of a team, is no secret worth its name."""

Token = Callable[[], Awaitable[str]]
"""Gives a token that is good now; asked before every request. Raises ModelError."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`api_key` or `token` opens it; neither is ever shown. `api_version` is of older Azure resources.

    `headers` go with every request, with the key in place of KEY_MARK; the PEM file `ca_file` holds
    certificates to trust besides the usual.
    """

    base_url: str = OPENAI_URL
    api_key: str | None = field(default=None, repr=False)
    token: Token | None = field(default=None, repr=False)
    api_version: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    ca_file: str = ""
    organization: str = ""
    project: str = ""

    @property
    def host(self) -> str:
        """The server's name, for people; empty when the URL can't be used. Never its user or password."""
        try:
            parts = urlsplit(self.base_url)
            usable = parts.scheme in {"http", "https"} and (parts.port is None or parts.port > 0)
        except ValueError:
            return ""
        return (parts.hostname or "") if usable else ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The key, and the headers' values, of which one may be a proxy's password."""
        values = [value for value in self.headers.values() if len(value) >= _SHORTEST_SECRET]
        return (*([self.api_key] if self.api_key else []), *values)

    def refuse_what_no_request_can_hold(self) -> None:
        """Raises ModelError. A key with a line break in it, for one, would end up in an exception's text."""
        if self.token is None and not _visible(self.api_key or ""):
            raise ModelError(
                "The API key has characters that no key has, such as blanks or line breaks.",
                "Set the key again in the settings.",
            )
        if not self.host:
            raise ModelError(
                "The base URL can't be used.",
                "It has to look like https://api.example.com/v1 in the settings.",
            )
        parts = urlsplit(self.base_url)
        # A user would take the place of the key, a query would end up in the middle of the path.
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ModelError(
                "The base URL has a user, a password or a query in it.",
                "It ends with its path. The key belongs into the keyring; extra headers can name it.",
            )
        if not self.api_key and any(KEY_MARK in value for value in self.headers.values()):
            raise ModelError(
                "The extra headers name an API key, and there is none.",
                f"Take {KEY_MARK} out of the extra headers in the settings, or sign in with a key.",
            )

    def connect(
        self, patience: Patience, transport: "httpx2.AsyncBaseTransport | None" = None
    ) -> "openai.AsyncOpenAI":
        """The SDK's client; importing it takes 2 s. Raises ModelError and whatever the SDK raises."""
        import httpx2  # noqa: PLC0415
        import openai  # noqa: PLC0415

        http = openai.DefaultAsyncHttpxClient(
            transport=transport,
            verify=self._certificates(),
            # A redirected POST is lost, and the key must not go where the user did not send it.
            follow_redirects=False,
            timeout=httpx2.Timeout(
                connect=patience.connect, read=patience.read, write=patience.write, pool=patience.connect
            ),
        )
        headers = {name: value.replace(KEY_MARK, self.api_key or "") for name, value in self.headers.items()}
        if self.api_version:
            return openai.AsyncAzureOpenAI(
                api_key=None if self.token else self.api_key,
                azure_ad_token_provider=self.token,
                base_url=_azure_base(self.base_url),
                api_version=self.api_version,
                default_headers=headers,
                max_retries=0,  # see retries.py
                http_client=http,
            )
        return openai.AsyncOpenAI(
            api_key=self.token or self.api_key,
            base_url=self.base_url,
            # None leaves it to OPENAI_ORG_ID and OPENAI_PROJECT_ID, which the SDK looks up itself.
            organization=self.organization or None,
            project=self.project or None,
            default_headers=headers,
            max_retries=0,
            http_client=http,
        )

    def _certificates(self) -> ssl.SSLContext | bool:
        if not self.ca_file:
            return True
        import httpx2  # noqa: PLC0415

        context = httpx2.create_ssl_context()
        try:
            context.load_verify_locations(cafile=self.ca_file)
        except OSError:  # and SSLError, which is one
            raise ModelError(
                f"The certificates in {self.ca_file} can't be read.",
                "The file has to hold one or more certificates in PEM form.",
            ) from None
        return context


def _visible(key: str) -> bool:
    return bool(key) and all("!" <= character <= "~" for character in key)


def _azure_base(base_url: str) -> str:
    """A bare resource gets its path, as the SDK does with `azure_endpoint`."""
    parts = urlsplit(base_url)
    return urlunsplit(parts._replace(path="/openai")) if parts.path in ("", "/") else base_url


def entra_token(scope: str) -> Token:
    """Tokens of Entra ID, by whatever `DefaultAzureCredential` finds on this machine.

    They are fetched in a worker thread: azure-identity's own async client would need one more HTTP library.
    """
    provider: Callable[[], str] | None = None

    def fetch() -> str:
        nonlocal provider
        if provider is None:
            provider = _provider(scope)
        environment.take_keys()  # it may start `az` and its like, which inherit everything
        try:
            return provider()
        except Exception as error:  # noqa: BLE001 - whatever is raised becomes a sentence
            raise ModelError(
                f"Entra ID gave no token for Azure ({type(error).__name__}).",
                "Sign in with “az login”, or give this machine an identity that may use the resource "
                "(role “Cognitive Services OpenAI User”).",
            ) from None

    async def token() -> str:
        return await asyncio.to_thread(fetch)

    return token


def _provider(scope: str) -> Callable[[], str]:
    try:
        from azure.identity import (  # noqa: PLC0415 - an extra, and slow
            DefaultAzureCredential,
            get_bearer_token_provider,
        )
    except ImportError:
        raise ModelError(
            "Signing in with Entra ID needs the package azure-identity, which is not installed.",
            "Install the app with its extra “entra” (pip install 'cua-desktop[entra]'), or use a key.",
        ) from None
    logging.getLogger("azure").setLevel(logging.ERROR)
    provider: Callable[[], str] = get_bearer_token_provider(DefaultAzureCredential(), scope)
    return provider
