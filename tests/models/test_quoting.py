import pytest

from cua_desktop.models.quoting import quote, without_secrets

KEY = "sk-proj-Zq8vT1xKw93LmPdRb7Yc2NfHs5Gj"
AZURE_KEY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"


@pytest.mark.parametrize("key", [KEY, AZURE_KEY])
@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: {key}.",
        "Bearer {key}",
        "key={key}&x=1",
        "got {first}… ({last})",
        "{first}****{last}",
        "{upper}",
        "twice {key}{key}",
    ],
)
def test_no_piece_of_the_key_is_quoted(key, text):
    vendor = text.format(key=key, first=key[:10], last=key[-8:], upper=key.upper())
    shown = quote(vendor, key).lower()
    for start in range(len(key) - 5):
        assert key[start : start + 6].lower() not in shown


def test_another_key_is_not_quoted_either():
    assert "sk-other" not in quote("You sent sk-other123456", KEY)


def test_text_without_a_key_stays_as_it_is():
    assert without_secrets("Invalid value for 'x'.", KEY) == "Invalid value for 'x'."


def test_an_empty_secret_hides_nothing():
    assert without_secrets("All fine.", "") == "All fine."


def test_a_quote_is_short_and_on_one_line():
    shown = quote("line one\nline two\t" + "x" * 5000, KEY)
    assert "\n" not in shown
    assert len(shown) < 250


def test_control_characters_are_written_out():
    assert quote("a\x1b[2Jb\u202e", KEY) == "“a\\u{1b}[2Jb\\u{202e}”"


@pytest.mark.parametrize("text", ["", "  ", "<html><body>502</body></html>", "<!DOCTYPE html>"])
def test_there_is_nothing_to_quote_in_a_web_page(text):
    assert quote(text, KEY) == ""
