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
