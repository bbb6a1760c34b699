"""What is told of the stop keys on a Windows keyboard, by a stand-in of user32."""

import pytest

from cua_desktop.input.windows.body import typed_by_the_stop_keys
from cua_desktop.input.windows.user32 import User32, typed
from tests.input.fakes import windows as fake


def notes(layout, chord, key):
    desk = fake.User32()
    desk.layout = layout
    return typed_by_the_stop_keys(User32(typed(desk)), chord, ord(key))


@pytest.mark.parametrize("chord", [("ctrl", "alt", "q"), ("altgr", "q")], ids="+".join)
def test_stop_keys_that_type_a_character_by_altgr_are_told_of(chord):
    (note,) = notes(fake.GERMAN, chord, "Q")
    assert "“@”" in note


@pytest.mark.parametrize(
    ("layout", "chord", "key"),
    [
        (fake.US, ("ctrl", "alt", "q"), "Q"),
        (fake.GERMAN, ("ctrl", "alt", "w"), "W"),
        (fake.GERMAN, ("ctrl", "shift", "q"), "Q"),
        (fake.GERMAN, ("ctrl", "alt", "shift", "q"), "Q"),
        (fake.GERMAN, ("ctrl", "alt", "meta", "q"), "Q"),
    ],
    ids=str,
)
def test_stop_keys_that_type_nothing_are_not(layout, chord, key):
    assert notes(layout, chord, key) == []
