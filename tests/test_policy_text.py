"""The policy is a text of the profile: ours until the user writes their own, and checked before that."""

import pytest

from cua_desktop.agent.errors import SettingsError
from cua_desktop.paths import Profile
from cua_desktop.wiring import texts

OWN = '[[rule]]\nname = "quiet"\ndo = "refuse"\ntext = ["nightingale"]\n'


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path)


def test_the_policy_is_a_page_of_the_settings_in_letters_of_one_width(profile):
    (text,) = [each for each in texts.profile_texts(profile) if each.name == "Policy"]
    assert text.code


def test_without_a_file_the_default_is_in_force(profile):
    assert "no card numbers" in {rule.name for rule in texts.rules_of(profile)}


def test_the_users_own_rules_take_the_place_of_the_default(profile):
    texts.policy_text(profile).write(OWN)
    assert [rule.name for rule in texts.rules_of(profile)] == ["quiet"]


def test_a_policy_that_is_wrong_is_not_kept_and_its_line_is_said(profile):
    with pytest.raises(SettingsError, match="line 5"):
        texts.policy_text(profile).write(OWN + 'keyz = ["a"]')
    assert not profile.policy_file.exists()


def test_a_file_that_is_wrong_keeps_a_session_from_being_opened(profile):
    profile.policy_file.write_text(OWN + 'keyz = ["a"]')
    with pytest.raises(SettingsError, match="line 5"):
        texts.rules_of(profile)
