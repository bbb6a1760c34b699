import math
from dataclasses import replace

import pytest

from cua_desktop.agent.errors import SettingsError
from cua_desktop.settings import Settings, options
from cua_desktop.settings_values import with_changes


def _label(name):
    return next(option.label for each, _, _, option in options() if each == name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("provider", "gemini"),
        ("provider", 1),
        ("model", ""),
        ("model", "two words"),
        ("model", "line\n"),
        ("model", "bell\a"),
        ("model", "half-a-pair-\ud83d"),
        ("base_url", "ftp://example.com"),
        ("base_url", "https://exa mple.com"),
        ("base_url", "https://example.com/\x7f"),
        ("tool", "browser"),
        ("display_size", "1024"),
        ("display_size", "0x768"),
        ("display_size", "1024x768 "),
        ("monitor", "0"),
        ("monitor", "both"),
        ("approve", "never"),
        ("stop_chord", "q"),
        ("stop_chord", "ctrl+alt"),
        ("stop_chord", "ctrl++q"),
        ("max_steps", 0),
        ("max_steps", 1.5),
        ("max_steps", True),
        ("max_steps", None),
        ("max_steps", "many"),
        ("max_steps", 100_001),
        ("max_cost", 0),
        ("max_cost", math.inf),
        ("max_cost", math.nan),
        ("max_cost", "nan"),
        ("theme", "blue"),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence_and_what_would_do(name, value):
    with pytest.raises(SettingsError) as raised:
        with_changes(Settings(), {name: value})
    assert _label(name) in raised.value.message
    assert raised.value.hint.startswith("It takes ")
    assert raised.value.message.isprintable()


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("provider", "azure", "azure"),
        ("base_url", "", ""),
        ("base_url", "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("display_size", "1366x768", "1366x768"),
        ("monitor", "all", "all"),
        ("stop_chord", "ctrl+shift+f12", "ctrl+shift+f12"),
        ("max_steps", "25", 25),
        ("max_steps", 25.0, 25),
        ("max_cost", 2, 2.0),
        ("max_cost", "0.5", 0.5),
    ],
)
def test_a_good_value_is_kept_in_the_settings_own_type(name, value, kept):
    changed = getattr(with_changes(Settings(), {name: value}), name)
    assert (changed, type(changed)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "https://user:hunter2@x.example/v1"),
        ("base_url", "https://hunter2@x.example/v1"),
        ("base_url", "https://x.example/v1?code=hunter2"),
        ("base_url", "https://x.example?hunter2"),
        ("headers", "Authorization: Bearer hunter2"),
        ("headers", "authorization: hunter2"),
        ("headers", "X-Team: blue; Proxy-Authorization: Basic hunter2"),
        ("headers", "api-key: hunter2; X-Team: blue"),
        ("headers", "X-API-Key:hunter2"),
        ("headers", "apikey: hunter2"),
        ("headers", "Ocp-Apim-Subscription-Key: hunter2"),
        ("headers", "X-Proxy-Auth: hunter2"),
        ("headers", "Cookie: hunter2"),
        ("headers", "X-Access-Token: hunter2"),
        ("headers", "X-Route: bearer hunter2"),
        ("headers", "X-Route: sk-hunter2"),
        ("headers", "api-key: hunter2 {keys}"),
    ],
)
def test_what_would_put_a_secret_into_a_plain_file_is_refused_and_not_repeated(name, value):
    with pytest.raises(SettingsError) as raised:
        with_changes(Settings(), {name: value})
    assert _label(name) in raised.value.message
    assert "without" in raised.value.hint
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "headers",
    [
        "X-Team: blue",
        "X-Author: A. B.; X-Monkey: 1;",
        "X-Route: http://a:1/b; ",
        "x-api-key: {key}; Authorization: Basic {key}",
    ],
)
def test_headers_without_secrets_and_those_that_name_the_key_are_kept(headers):
    assert with_changes(Settings(), {"headers": headers}).headers == headers


def test_an_unknown_setting_is_refused_and_the_known_ones_named():
    with pytest.raises(SettingsError, match="no setting “modle”") as raised:
        with_changes(Settings(), {"modle": "x"})
    assert "model" in raised.value.hint


def test_other_settings_stay_as_they_are():
    before = replace(Settings(), model="mine")
    assert with_changes(before, {"max_steps": 3}) == replace(before, max_steps=3)


@pytest.mark.parametrize("waits", ["click=0.1", "click=0.1 type=2", ""])
def test_waits_are_kinds_with_seconds(waits):
    assert with_changes(Settings(), {"settle_floors": waits}).settle_floors == waits


@pytest.mark.parametrize(
    "waits", ["click", "click=x", "sleep=1", "click=1,type=2", "click=1type=2", "click=-1"]
)
def test_waits_that_mean_nothing_are_refused(waits):
    with pytest.raises(SettingsError):
        with_changes(Settings(), {"settle_ceilings": waits})
