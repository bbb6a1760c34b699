import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.errors import SettingsError
from cua_desktop.settings import Settings, options
from cua_desktop.settings_file import load, save
from cua_desktop.settings_values import with_changes

OPTIONS = {name: (kind, default, option) for name, kind, default, option in options()}


def values(name):
    """Hypothesis' values of a setting: good and bad ones."""
    kind, _, option = OPTIONS[name]
    if kind in (int, float):
        return st.floats() | st.integers(-10, 10**6)
    if option.choices:
        return st.sampled_from(option.choices)
    return st.text() | st.from_regex(option.pattern, fullmatch=True)


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
