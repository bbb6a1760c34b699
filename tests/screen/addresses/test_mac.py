"""What AppleScript is asked, and what its answer means."""

import pytest

from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.screen.addresses import mac, windows


def window(program, title="Bank"):
    return DesktopWindow(1, Rect(0, 0, 9, 9), title, (program,))


@pytest.mark.parametrize(
    ("program", "asked"),
    [
        ("Safari", "URL of current tab of front window"),
        ("Google Chrome", "URL of active tab of front window"),
    ],
)
def test_a_browser_is_asked_in_its_own_words(program, asked):
    script = mac.script_for(window(program))
    assert script.startswith(f'tell application "{program}" to ')
    assert asked in script


@pytest.mark.parametrize("program", ["Firefox", 'Safari" to quit --', "TextEdit"])
def test_a_program_without_such_words_is_asked_nothing(program):
    assert mac.script_for(window(program)) is None


@pytest.mark.parametrize(
    ("output", "title", "address"),
    [
        ("Bank\nhttps://bank.example/\n", "Bank", "https://bank.example/"),
        ("Bank\nhttps://bank.example/\n", "Bank - Google Chrome – Me", "https://bank.example/"),
        ("Bank\nhttps://bank.example/\n", "", "https://bank.example/"),
        ("Other\nhttps://bank.example/\n", "Bank", None),
        ("Bank\nmissing value\n", "Bank", None),
        ("Bank\n\n", "Bank", None),
        ("", "Bank", None),
        ("a\nb\nc\n", "a", None),
    ],
)
def test_an_answer_counts_for_the_window_it_is_about(output, title, address):
    found = mac.pages_told(output, window("Safari", title))
    assert (found[0].address if found else None) == address


def test_a_document_of_windows_has_its_value_as_address():
    assert windows.pages_told("https://bank.example/")[0].address == "https://bank.example/"
    assert windows.pages_told("  ") is None
