"""Typing is exact whatever state the keyboard is in, and leaves that state as it was."""

import pytest

from cua_desktop.agent.actions import Keypress, Type
from cua_desktop.agent.errors import StoppedError
from tests.input.keyboard_state import (
    CONTROL,
    SHIFT,
    caps_lock_is_on,
    latch,
    lock_caps,
    lock_layout,
    locked,
    num_lock_is_on,
    selection_owners,
    set_lock,
)
from tests.input.support import NOTHING, keymap_dump, keys_down, run
from tests.input.test_typing import ASCII, MIXED


def test_text_arrives_exactly_when_the_second_layout_is_on(desk, xterm, layout):
    layout("us,ru")
    lock_layout(1)
    try:
        desk.perform(Type(ASCII + MIXED))
        assert xterm.gets(ASCII + MIXED) is True
    finally:
        lock_layout(0)


def test_text_and_keypad_keys_are_exact_with_caps_lock_and_num_lock_on_and_they_stay_on(desk, xterm):
    run("xdotool", "key", "Num_Lock")
    lock_caps(on=True)
    try:
        assert num_lock_is_on()
        desk.perform(Type(ASCII + MIXED), Keypress(("KP_7",)), Keypress(("KP_Home",)))
        assert xterm.gets(ASCII + MIXED + "7\x1b[H") is True
        assert num_lock_is_on()
        assert caps_lock_is_on()
    finally:
        lock_caps(on=False)
        run("xdotool", "key", "Num_Lock")
    assert not num_lock_is_on()


@pytest.mark.parametrize("lock", [SHIFT, CONTROL], ids=["ShiftLock", "sticky Ctrl"])
def test_text_is_exact_with_any_modifier_locked_and_it_stays_so(desk, xterm, lock):
    set_lock(lock, on=True)
    try:
        desk.perform(Type("Locked, änd 漢 1<2"))
        assert xterm.gets("Locked, änd 漢 1<2") is True
        assert locked() & lock
    finally:
        set_lock(lock, on=False)


def test_text_is_exact_after_a_sticky_key_was_pressed_once(desk, xterm):
    latch(SHIFT)
    desk.perform(Type("once, and no more"))
    assert xterm.gets("once, and no more") is True


@pytest.mark.parametrize("lock", [SHIFT, CONTROL], ids=["ShiftLock", "sticky Ctrl"])
def test_a_key_is_exact_with_any_modifier_locked_and_it_stays_so(desk, xterm, lock):
    set_lock(lock, on=True)
    try:
        desk.perform(Keypress(("a",)), Keypress(("ENTER",)))
        assert xterm.gets("a\r") is True
        assert locked() & lock
    finally:
        set_lock(lock, on=False)


@pytest.mark.parametrize("key", ["Shift_L", "Control_L", "Alt_L", "Super_L"])
def test_text_arrives_exactly_while_somebody_holds_a_modifier(desk, xterm, key):
    run("xdotool", "keydown", key)
    desk.perform(Type("Held, änd 漢"))
    assert xterm.gets("Held, änd 漢") is True
    run("xdotool", "keyup", key)


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


def test_text_is_exact_when_the_layout_was_changed_after_the_start_and_again(desk, xterm, layout):
    desk.perform(Type("us <y^é>"))
    layout("de")
    desk.perform(Type("de <y^é>"))
    layout("us,ru")
    lock_layout(1)
    try:
        desk.perform(Type("ru <y^é>"))
    finally:
        lock_layout(0)
    assert xterm.gets("us <y^é>de <y^é>ru <y^é>") is True


def test_typing_never_touches_the_clipboard(desk, xterm):
    for name in ("clipboard", "primary"):
        run("sh", "-c", f"printf mine | xclip -loops 1 -selection {name} >/dev/null 2>&1")
    before = selection_owners()
    desk.perform(Type(ASCII + MIXED))
    assert xterm.gets(ASCII + MIXED) is True
    assert selection_owners() == before
    assert [run("xclip", "-o", "-selection", name) for name in ("clipboard", "primary")] == ["mine", "mine"]


def test_a_keymap_is_put_right_also_after_a_kill_in_the_middle_of_a_change(display):
    from cua_desktop.input.x11 import layout as layouts
    from cua_desktop.input.x11 import xkb
    from cua_desktop.input.x11.connection import connected
    from cua_desktop.input.x11.note import Note

    before = keymap_dump()
    connection = connected()
    keyboard = xkb.Xkb(connection)
    code, other = layouts.read(connection, keyboard).spare[:2]
    was, is_to_be = (0x1006F22, 0x1005B57), (0x1000416, 0x1000436)
    keyboard.set_symbols({code: xkb.two_symbols(*was)})
    # Noted, and killed before the map was changed a second time.
    note = Note(connection, keyboard)
    note.write([(code, was), (code, is_to_be), (other, is_to_be)], locks=0)
    assert keymap_dump() != before
    assert note.repair() is True
    assert keymap_dump() == before
    assert note.repair() is False
    connection.close()
