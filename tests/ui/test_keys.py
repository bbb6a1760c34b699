import asyncio

import pytest

from cua_desktop.agent.errors import CredentialsError
from cua_desktop.ui.keys import KeyPlace, Keys
from tests.ui.doubles import KeyringDouble


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def found(keys, provider="openai"):
    return asyncio.run(keys.find(provider))


def test_the_keyring_comes_before_the_environment(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    key = found(Keys(KeyringDouble({"openai": "sk-ring"})))
    assert (key.place, key.key) == (KeyPlace.KEYRING, "sk-ring")


def test_without_a_keyring_the_environment_is_used_and_the_problem_told(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    key = found(Keys(KeyringDouble(failure="The keyring is locked.")))
    assert (key.place, key.key) == (KeyPlace.ENVIRONMENT, "sk-env")
    assert key.problem.message == "The keyring is locked."


def test_a_key_for_this_session_comes_first():
    keys = Keys(KeyringDouble({"openai": "sk-ring"}))
    keys.use_for_session("openai", "sk-session")
    assert found(keys).key == "sk-session"


def test_without_any_key_it_says_so():
    assert found(Keys(KeyringDouble())).missing


def test_the_practice_model_needs_none():
    key = found(Keys(KeyringDouble()), "offline")
    assert key.place is KeyPlace.NOT_NEEDED
    assert not key.missing


def test_a_stored_key_takes_the_place_of_the_sessions():
    keys = Keys(KeyringDouble())
    keys.use_for_session("openai", "sk-session")
    asyncio.run(keys.store("openai", "sk-new"))
    assert (found(keys).place, found(keys).key) == (KeyPlace.KEYRING, "sk-new")


def test_what_can_not_be_a_key_is_refused():
    with pytest.raises(CredentialsError):
        Keys(KeyringDouble()).use_for_session("openai", "two words")


def test_a_found_key_does_not_show_itself():
    assert "sk-ring" not in repr(found(Keys(KeyringDouble({"openai": "sk-ring"}))))
