"""Where the API key comes from: this session, the keyring, or the environment. Never a file."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cua_desktop import credentials, environment
from cua_desktop.agent.errors import CredentialsError


class KeyStore(Protocol):
    """The keyring, as `cua_desktop.credentials` offers it. Each raises CredentialsError."""

    async def stored_key(self, provider: str) -> str | None:
        """The key in the keyring, or None."""
        ...

    async def store_key(self, provider: str, key: str) -> None:
        """Puts the key into the keyring."""
        ...

    async def delete_key(self, provider: str) -> None:
        """Takes the key out of the keyring."""
        ...


class KeyPlace(StrEnum):
    """Where a key was found."""

    SESSION = "session"
    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    NONE = "none"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """`problem` says why the keyring could not be asked, whether or not a key was found elsewhere."""

    place: KeyPlace
    key: str | None = field(default=None, repr=False)
    problem: CredentialsError | None = None

    @property
    def missing(self) -> bool:
        """Whether a run would fail for want of a key."""
        return self.place is KeyPlace.NONE


class Keys:
    """Finds and keeps keys. What is kept for this session lives in memory only."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._session: dict[str, str] = {}

    async def find(self, provider: str) -> FoundKey:
        """The key for this provider; a keyring that can't be asked is told, not raised."""
        if provider not in environment.KEY_VARIABLES:
            return FoundKey(KeyPlace.NOT_NEEDED)
        if key := self._session.get(provider):
            return FoundKey(KeyPlace.SESSION, key)
        problem = None
        try:
            if key := await self._store.stored_key(provider):
                return FoundKey(KeyPlace.KEYRING, key)
        except CredentialsError as error:
            problem = error
        if key := environment.api_key(provider):
            return FoundKey(KeyPlace.ENVIRONMENT, key, problem)
        return FoundKey(KeyPlace.NONE, None, problem)

    def use_for_session(self, provider: str, key: str) -> None:
        """Keeps the key until the app ends. Raises CredentialsError when it can't be one."""
        self._session[provider] = credentials.clean_key(key)

    async def store(self, provider: str, key: str) -> None:
        """Puts the key into the keyring. Raises CredentialsError."""
        await self._store.store_key(provider, key)
        self._session.pop(provider, None)

    async def remove(self, provider: str) -> None:
        """Forgets the key of this session and of the keyring. Raises CredentialsError."""
        if self._session.pop(provider, None) is None:
            await self._store.delete_key(provider)
