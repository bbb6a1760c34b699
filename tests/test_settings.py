import math
import tomllib
from dataclasses import FrozenInstanceError, asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.errors import SettingsError
from cua_desktop.settings import Settings, load, options, save, with_changes

OPTIONS = {name: (kind, default, option) for name, kind, default, option in options()}


def values(name):
    """Hypothesis' values of a setting: good and bad ones."""
    kind, _, option = OPTIONS[name]
    if kind in (int, float):
        return st.floats() | st.integers(-10, 10**6)
    if option.choices:
        return st.sampled_from(option.choices)
    return st.text() | st.from_regex(option.pattern, fullmatch=True)


# --- the table


def test_every_default_is_valid():
    assert with_changes(Settings(), asdict(Settings())) == Settings()


def test_every_setting_has_words_for_a_person():
    assert all(option.label and option.help and option.group for _, _, option in OPTIONS.values())
    assert all(option.form for _, _, option in OPTIONS.values() if option.pattern)


def test_every_number_has_a_range():
    numbers = [option for kind, _, option in OPTIONS.values() if kind in (int, float)]
    assert numbers
    assert all(option.minimum is not None and option.maximum is not None for option in numbers)


def test_no_two_settings_share_a_flag():
    flags = [option.flag for _, _, option in OPTIONS.values() if option.flag]
    assert len(flags) == len(set(flags))
    assert all(flag.startswith("--") for flag in flags)


def test_no_setting_holds_a_key():
    assert not [name for name in OPTIONS if "key" in name or "secret" in name or "token" in name]


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        Settings().model = "other"


# --- values


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
    assert OPTIONS[name][2].label in raised.value.message
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


# --- the file


def test_without_a_file_all_is_default(tmp_path):
    assert load(tmp_path / "none.toml") == Settings()


@given(st.fixed_dictionaries({}, optional={name: values(name) for name in OPTIONS}))
def test_what_was_accepted_survives_saving_and_loading(tmp_path_factory, changes):
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    try:
        changed = with_changes(Settings(), changes)
    except SettingsError:
        return
    save(changed, file)
    assert load(file) == changed


def test_only_what_differs_is_written_each_with_its_help(tmp_path):
    file = tmp_path / "settings.toml"
    save(replace(Settings(), model="mine"), file)
    text = file.read_text("utf-8")
    assert tomllib.loads(text) == {"model": "mine"}
    assert OPTIONS["model"][2].help in text


def test_folders_on_the_way_are_made(tmp_path):
    file = tmp_path / "a" / "b" / "settings.toml"
    save(Settings(), file)
    assert load(file) == Settings()


def test_a_file_is_replaced_as_a_whole(tmp_path, monkeypatch):
    file = tmp_path / "settings.toml"
    save(replace(Settings(), model="first"), file)

    def broken(self, text, encoding):
        self.write_bytes(text.encode(encoding)[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(file), "write_text", broken)
    with pytest.raises(SettingsError, match="No space left on device"):
        save(replace(Settings(), model="second"), file)
    assert load(file).model == "first"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"max_steps = ", "not valid TOML"),
        (b"model = '\xff'", "can't be read"),
        (b"max_steps = 0", "“Most steps” can't be 0"),
        (b"colour = 'red'", "no setting “colour”"),
        (b"[model]\nname = 'x'", "“Model” can't be"),
    ],
)
def test_a_bad_file_is_named_and_so_is_what_is_wrong(tmp_path, content, says):
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        load(file)
    assert str(file) in raised.value.message
    assert says in raised.value.message


def test_a_folder_where_the_file_should_be_is_an_error_in_words(tmp_path):
    with pytest.raises(SettingsError, match="can't be read"):
        load(tmp_path)
    with pytest.raises(SettingsError, match="could not be saved"):
        save(Settings(), tmp_path)


@pytest.mark.parametrize("waits", ["click=0.1", "click=0.1 type=2", ""])
def test_waits_are_kinds_with_seconds(waits):
    assert with_changes(Settings(), {"settle_floors": waits}).settle_floors == waits


@pytest.mark.parametrize(
    "waits", ["click", "click=x", "sleep=1", "click=1,type=2", "click=1type=2", "click=-1"]
)
def test_waits_that_mean_nothing_are_refused(waits):
    with pytest.raises(SettingsError):
        with_changes(Settings(), {"settle_ceilings": waits})
