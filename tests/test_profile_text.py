import pytest

from cua_desktop.agent.errors import SettingsError
from cua_desktop.profile_text import ProfileText

OURS = "Ours.\n"


def refuse_red(text):
    if "red" in text:
        raise SettingsError("Not red.", "Take another.")


@pytest.fixture
def kept(tmp_path):
    return ProfileText("Rules", "About.", tmp_path / "in" / "rules.md", OURS, 100, refuse_red)


def test_without_a_file_ours_is_in_force(kept):
    assert kept.read() == OURS


def test_the_users_own_wins(kept):
    kept.write("Mine.")
    assert kept.read() == "Mine."


def test_ours_is_not_kept_in_the_profile(kept):
    kept.write("Mine.")
    kept.write(OURS)
    assert not kept.file.exists()
    assert kept.read() == OURS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "can't be empty"),
        (" \n\t", "can't be empty"),
        ("x" * 101, "101 characters"),
        ("a red one", "Not red"),
        ("one\ntwo\x1b[2J", "U+001B in line 2"),
        ("safe \u202e efas", "U+202E in line 1"),
        ("half \ud83d", "U+D83D in line 1"),
    ],
)
def test_what_can_not_be_used_is_neither_kept_nor_read(kept, text, says):
    kept.write("Before.")
    with pytest.raises(SettingsError) as raised:
        kept.write(text)
    assert says in raised.value.message
    assert kept.read() == "Before."
    if "\ud83d" not in text:
        kept.file.write_text(text, "utf-8")
        with pytest.raises(SettingsError) as raised:
            kept.read()
        assert str(kept.file) in raised.value.message
        assert says in raised.value.message


@pytest.mark.parametrize("text", ["Grüße\u00a0–\ttab", "می\u200cخواهم", "👩\u200d🚀", "one\n\ntwo\n"])
def test_what_people_write_comes_back_as_it_was(kept, text):
    kept.write(text)
    assert kept.read() == text


def test_a_file_that_is_no_text_is_named(kept):
    kept.file.parent.mkdir()
    kept.file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="can't be read"):
        kept.read()


def test_a_place_that_can_not_be_written_is_named(kept):
    kept.file.mkdir(parents=True)
    with pytest.raises(SettingsError, match="could not be saved"):
        kept.write("Mine.")
