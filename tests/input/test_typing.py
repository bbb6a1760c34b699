"""Text arrives byte for byte in real programs, whatever the keyboard is like."""

import subprocess
import sys

import pytest

from cua_desktop.agent.actions import Keypress, Type
from tests.input.support import keymap_dump

ASCII = "".join(map(chr, range(0x20, 0x7F)))
MIXED = (
    "Äpfel, œufs, łódź, ñandú, ½ €, “quotes”\n"
    "\tкириллица ЁЖ, ελληνικά, e\u0301 combining\n"
    "漢字かな交じり文、한국어, हिन्दी\n"
    "😀👩‍👩‍👧 beyond the BMP 𝔘𝔫𝔦\n"
    "שלום مرحبا, end\n"
)
LAYOUTS = [("us",), ("de",), ("fr",), ("ru",), ("us,ru",)]


@pytest.mark.parametrize("names", LAYOUTS, ids="/".join)
def test_text_arrives_exactly_in_a_terminal_under_every_layout(desk, xterm, layout, names):
    layout(*names)
    before = keymap_dump()
    desk.perform(Type(ASCII + MIXED + ASCII))
    assert xterm.gets(ASCII + MIXED + ASCII) is True
    assert keymap_dump() == before


@pytest.mark.parametrize("names", LAYOUTS, ids="/".join)
def test_text_arrives_exactly_in_a_qt_field_under_every_layout(desk, qt_field, layout, names):
    layout(*names)
    desk.perform(Type(ASCII + "\n" + MIXED))
    assert qt_field.gets(ASCII + "\n" + MIXED) is True


def test_text_arrives_exactly_in_a_gtk_editor(desk, mousepad):
    desk.perform(Type(ASCII + "\n" + MIXED))
    assert mousepad.gets(ASCII + "\n" + MIXED) is True


def test_twenty_thousand_characters_arrive_whole(desk, xterm):
    text = "".join(f"{number}: The quick brown fox, größer als €, 漢字.\n" for number in range(500))
    assert len(text) > 20_000
    desk.perform(Type(text))
    assert xterm.gets(text) is True


def test_more_different_characters_than_there_are_free_keys_arrive_exactly(desk, qt_field):
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 150)))
    desk.perform(Type(text))
    assert qt_field.gets(text) is True


@pytest.mark.parametrize("names", [("us",), ("de",), ("fr",), ("ru",)], ids="/".join)
def test_chords_reach_a_terminal_as_its_control_characters_under_every_layout(desk, xterm, layout, names):
    layout(*names)
    desk.perform(Keypress(("CTRL", "A")), Keypress(("CTRL", "X")), Keypress(("ENTER",)), Keypress(("+",)))
    assert xterm.gets("\x01\x18\n+") is True


def test_a_key_that_the_layout_lacks_is_pressed_all_the_same(desk, xterm):
    desk.perform(Keypress(("é",)), Keypress(("漢",)), Keypress(("KP_7",)), Keypress(("€",)))
    assert xterm.gets("é漢7€") is True


@pytest.mark.parametrize("where", ["xterm", "qt_field", "mousepad"])
def test_text_with_ever_new_characters_arrives_exactly_while_the_machine_is_busy(desk, request, where):
    field = request.getfixturevalue(where)
    pieces = ("abc ", "äöü", "漢字テスト", "😀", "\n", "Ёж")
    text = "".join(pieces[n % 6] + chr(0x4E00 + 7 * n) + chr(0x1F600 + n % 64) for n in range(300))
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    try:
        desk.perform(Type(text))
        assert field.gets(text) is True
    finally:
        for each in busy:
            each.kill()
            each.wait()
