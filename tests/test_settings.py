from dataclasses import FrozenInstanceError, asdict

import pytest

from cua_desktop.settings import Settings, options
from cua_desktop.settings_values import with_changes

OPTIONS = {name: (kind, default, option) for name, kind, default, option in options()}


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
    assert not [
        name for name in OPTIONS if any(word in name.split("_") for word in ("key", "secret", "token"))
    ]


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        Settings().model = "other"
