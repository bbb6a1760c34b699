import pytest

from cua_desktop.practice.stations import TEXT, Station, stations_for


@pytest.mark.parametrize("sign", "<>\"'&{}~^`\né")
def test_the_text_has_every_sign_that_typing_gets_wrong(sign):
    assert sign in TEXT


def test_the_text_has_chinese_characters_and_an_emoji_beyond_the_bmp():
    assert any("一" <= character <= "鿿" for character in TEXT)
    assert any(ord(character) > 0xFFFF for character in TEXT)


def test_only_the_exercise_with_a_key_held_depends_on_the_dialect():
    assert set(stations_for(held_keys=True)) - set(stations_for(held_keys=False)) == {Station.HELD_CLICK}
