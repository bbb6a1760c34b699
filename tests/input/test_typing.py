"""Text arrives byte for byte in real programs, whatever the keyboard is like."""

import subprocess
import sys

import pytest

from cua_desktop.agent.actions import Keypress, Type
from cua_desktop.agent.errors import StoppedError
from tests.input.support import NOTHING, keymap_dump, keys_down, run

ASCII = "".join(map(chr, range(0x20, 0x7F)))
MIXED = (
    "Äpfel, œufs, łódź, ñandú, ½ €, “quotes”\n"
    "\tкириллица ЁЖ, ελληνικά, e\u0301 combining\n"
    "漢字かな交じり文、한국어, हिन्दी\n"
    "😀👩‍👩‍👧 beyond the BMP 𝔘𝔫𝔦\n"
    "שלום مرحبا, end\n"
)
LAYOUTS = [("us",), ("de",), ("fr",), ("ru",), ("us,ru",)]
LOCK = 2


def lock_caps(on):
    from cua_desktop.input.x11.connection import connected
    from cua_desktop.input.x11.xkb import Xkb

    display = connected()
    keyboard = Xkb(display)
    before = keyboard.state().caps_lock
    keyboard.set_caps_lock(on=on)
    display.close()
    return before


def lock_layout(number):
    """Switches to a layout of several, as their user does with a key."""
    from cua_desktop.input.x11 import xkb
    from cua_desktop.input.x11.connection import connected

    display = connected()
    xkb._LatchLockState(
        display=display.display,
        opcode=xkb.Xkb(display)._opcode,
        device=0x100,
        affect_locks=0,
        locks=0,
        lock_group=1,
        group=number,
        affect_latches=0,
        latch_group=0,
        latched_group=0,
    )
    display.sync()
    assert xkb.Xkb(display).state().group == number
    display.close()


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


def test_text_arrives_exactly_when_the_second_layout_is_on(desk, xterm, layout):
    layout("us,ru")
    lock_layout(1)
    try:
        desk.perform(Type(ASCII + MIXED))
        assert xterm.gets(ASCII + MIXED) is True
    finally:
        lock_layout(0)


def test_text_arrives_exactly_with_caps_lock_and_num_lock_on_and_they_stay_on(desk, xterm):
    run("xdotool", "key", "Num_Lock")
    lock_caps(on=True)
    try:
        desk.perform(Type(ASCII + MIXED))
        assert xterm.gets(ASCII + MIXED) is True
    finally:
        assert lock_caps(on=False) is True
        run("xdotool", "key", "Num_Lock")


@pytest.mark.parametrize("key", ["Shift_L", "Control_L", "Alt_L", "Super_L"])
def test_text_arrives_exactly_while_somebody_holds_a_modifier(desk, xterm, key):
    run("xdotool", "keydown", key)
    desk.perform(Type("Held, änd 漢"))
    assert xterm.gets("Held, änd 漢") is True
    run("xdotool", "keyup", key)


def test_a_long_text_arrives_whole(desk, xterm):
    text = "".join(f"{number}: The quick brown fox, größer als €.\n" for number in range(60))
    desk.perform(Type(text))
    assert xterm.gets(text) is True


def test_more_different_characters_than_there_are_free_keys_arrive_exactly(desk, qt_field):
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 150)))
    desk.perform(Type(text))
    assert qt_field.gets(text) is True


def test_a_stop_in_the_middle_of_text_ends_it_and_the_keymap_is_as_before(desk, xterm):
    before = keymap_dump()
    text = "größer 漢字 " * 2000
    typing = desk.begin(Type(text))
    desk.wait_for(lambda: len(xterm.text) > 50)
    desk.call(desk.input.stop_now, "the test")
    assert isinstance(desk.outcome(typing), StoppedError)
    assert keys_down() == NOTHING
    desk.do(desk.input.end_run())
    assert keymap_dump() == before
    typed = xterm.text
    assert text.startswith(typed)
    assert len(typed) < len(text)


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
