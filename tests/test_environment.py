import os
import subprocess
import sys

import pytest

from cua_desktop import environment

KEY = "sk-made-up"


@pytest.fixture
def only(monkeypatch):
    """Makes the environment hold these variables and no others."""

    def set_to(**variables):
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    set_to()
    return set_to


# --- keys


@pytest.mark.parametrize(("provider", "name"), environment.KEY_VARIABLES.items())
def test_each_provider_has_its_own_variable(only, provider, name):
    only(**{name: f" {KEY}\n"})
    assert environment.api_key(provider) == KEY
    assert [other for other in environment.KEY_VARIABLES if environment.api_key(other)] == [provider]


@pytest.mark.parametrize("variables", [{}, {"OPENAI_API_KEY": ""}, {"OPENAI_API_KEY": "  "}])
def test_an_empty_variable_is_no_key(only, variables):
    only(**variables)
    assert environment.api_key("openai") is None


def test_the_offline_model_has_no_key(only):
    only(OPENAI_API_KEY=KEY, AZURE_OPENAI_API_KEY=KEY)
    assert environment.api_key("offline") is None


def test_keys_can_be_taken_out_of_the_way_and_are_still_known(only, monkeypatch):
    monkeypatch.setattr(environment, "_taken", {})
    only(OPENAI_API_KEY=KEY, OTHER="x")
    environment.take_keys()
    assert dict(os.environ) == {"OTHER": "x"}
    assert environment.api_key("openai") == KEY


# --- base URLs


@pytest.mark.parametrize(
    ("provider", "variables", "url"),
    [
        ("openai", {}, None),
        ("openai", {"OPENAI_BASE_URL": " http://127.0.0.1:1/v1 "}, "http://127.0.0.1:1/v1"),
        ("openai", {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com"}, None),
        ("azure", {}, None),
        ("azure", {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, None),
        (
            "azure",
            {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/"},
            "https://r.openai.azure.com/openai/v1/",
        ),
        (
            "azure",
            {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/openai"},
            "https://r.openai.azure.com/openai/v1/",
        ),
        (
            "azure",
            {"AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/openai/v1/"},
            "https://r.openai.azure.com/openai/v1/",
        ),
    ],
)
def test_the_base_url_is_the_providers_own(only, provider, variables, url):
    only(**variables)
    assert environment.base_url(provider) == url


# --- children


def test_no_child_gets_a_key(only):
    only(
        **dict.fromkeys(environment.KEY_VARIABLES.values(), KEY),
        OPENAI_ADMIN_KEY=KEY,
        AZURE_OPENAI_AD_TOKEN=KEY,
        HOME="/home/me",
    )
    code = "import os; print(dict(os.environ))"
    command = [sys.executable, "-c", code]
    seen = subprocess.run(
        command, env=environment.for_children(), capture_output=True, text=True, check=True
    ).stdout
    assert KEY not in seen
    assert "/home/me" in seen


def test_a_child_gets_what_is_added_for_it(only):
    only(DISPLAY=":0", HOME="/home/me")
    assert environment.for_children({"DISPLAY": ":7"}) == {"DISPLAY": ":7", "HOME": "/home/me"}


def test_what_is_given_as_empty_is_taken_away_from_a_child(only):
    only(WAYLAND_DISPLAY="wayland-0", HOME="")
    assert environment.for_children({"WAYLAND_DISPLAY": ""}) == {"HOME": ""}


def test_our_own_environment_stays_as_it_is(only):
    only(OPENAI_API_KEY=KEY)
    environment.for_children({"OPENAI_API_KEY": "other"})
    assert environment.api_key("openai") == KEY


# --- the session


@pytest.mark.parametrize(
    ("variables", "display"), [({}, None), ({"DISPLAY": ""}, None), ({"DISPLAY": ":3"}, ":3")]
)
def test_the_display_is_the_one_named(only, variables, display):
    only(**variables)
    assert environment.display() == display


@pytest.mark.parametrize(
    ("variables", "wayland"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, False),
        ({"XDG_SESSION_TYPE": "x11", "WAYLAND_DISPLAY": ""}, False),
        ({"XDG_SESSION_TYPE": "wayland"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, True),
    ],
)
def test_wayland_is_told_by_either_variable(only, variables, wayland):
    only(**variables)
    assert environment.is_wayland() is wayland


@pytest.mark.parametrize(
    ("variables", "folder"), [({}, None), ({"XDG_RUNTIME_DIR": ""}, None), ({"XDG_RUNTIME_DIR": "/r"}, "/r")]
)
def test_the_runtime_directory_is_the_one_named(only, variables, folder):
    only(**variables)
    assert environment.runtime_directory() == folder
