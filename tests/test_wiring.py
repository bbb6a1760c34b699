"""What the settings make of the parts."""

import stat

import pytest

from cua_desktop import paths
from cua_desktop.agent.errors import CredentialsError, SettingsError
from cua_desktop.models.dialects import Wishes
from cua_desktop.paths import Profile
from cua_desktop.settings import Settings
from cua_desktop.settings_values import with_changes
from cua_desktop.wiring import service, session

AZURE = {"provider": "azure", "base_url": "https://r.openai.azure.com/openai/v1/"}


def endpoint(api_key="sk-1234567890", **changes):
    return service.endpoint(with_changes(Settings(), changes), api_key)


def test_without_anything_set_it_is_openai_with_the_key():
    made = endpoint()
    assert (made.base_url, made.api_key, made.token) == ("https://api.openai.com/v1", "sk-1234567890", None)


def test_headers_are_read_from_one_line():
    assert endpoint(headers="X-Team: blue;X-Route: http://a:1/b; ").headers == {
        "X-Team": "blue",
        "X-Route": "http://a:1/b",
    }


def test_entra_id_needs_no_key_and_sends_none():
    made = endpoint(api_key=None, sign_in="entra", **AZURE)
    assert (made.api_key, made.token is not None) == (None, True)


@pytest.mark.parametrize(("version", "scope"), [("", "ai.azure.com"), ("preview", "cognitiveservices")])
def test_the_scope_of_a_token_follows_the_kind_of_resource(monkeypatch, version, scope):
    scopes = []
    monkeypatch.setattr(service, "entra_token", scopes.append)
    endpoint(api_key=None, sign_in="entra", api_version=version, **AZURE)
    assert scope in scopes[0]


def test_an_api_version_is_azures_alone():
    assert endpoint(api_version="preview").api_version == ""
    assert endpoint(api_version="preview", **AZURE).api_version == "preview"


def test_signing_in_with_entra_id_is_azures_alone():
    with pytest.raises(CredentialsError):
        endpoint(api_key=None, sign_in="entra")


def test_azure_needs_its_url(monkeypatch):
    monkeypatch.delenv("AZURE_OPENAI_ENDPOINT", raising=False)
    with pytest.raises(SettingsError, match="base URL"):
        endpoint(provider="azure")


def test_wishes_that_are_the_services_defaults_are_none(tmp_path):
    off = with_changes(Settings(), {"safety_identifier": "off", "reasoning_summary": "none"})
    assert service.wishes(off, Profile(tmp_path)) == Wishes(summary="")
    assert not (tmp_path / "identifier").exists()


def test_the_safety_identifier_is_the_profiles_own_and_stays(tmp_path):
    one, other = Profile(tmp_path / "one"), Profile(tmp_path / "other")
    first = service.wishes(Settings(), one).safety_identifier
    assert first == service.wishes(Settings(), one).safety_identifier
    assert first != service.wishes(Settings(), other).safety_identifier
    assert len(first) == 64
    assert stat.S_IMODE(one.identifier_file.stat().st_mode) == 0o600


def test_a_profile_that_can_not_be_written_has_no_identifier(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert paths.identifier(Profile(blocked)) == ""


@pytest.mark.parametrize(("provider", "stateless"), [("openai", True), ("offline", False)])
def test_a_conversation_is_stateless_by_choice(provider, stateless):
    chosen = with_changes(Settings(), {"conversation": "stateless", "provider": provider})
    conversation = session._conversation(chosen)
    assert conversation.stateless is stateless
    assert conversation.fresh().stateless is stateless
