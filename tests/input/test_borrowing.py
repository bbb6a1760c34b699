"""Borrowed keys and the listener: what is lent is never taken for a stop key, not for a moment."""

import pytest

from cua_desktop.input.x11 import layout, xkb
from cua_desktop.input.x11.borrowing import Borrowing
from cua_desktop.input.x11.connection import connected

Q_KEYSYM, CYRILLIC = ord("q"), 0x6CA
US_Q, SPARE = 24, 93


class WatchedKeyboard(xkb.Xkb):
    """Tells at each change of the keyboard, when the listener may already look at it."""

    on_change = staticmethod(lambda: None)

    def set_symbols(self, changes):
        self.on_change()
        super().set_symbols(changes)
        self.on_change()


class QuickProgram:
    """Has always worked off all keys."""

    def catch_up(self, *_):
        pass


@pytest.fixture
def keyboard(display):
    connection = connected()
    made = WatchedKeyboard(connection)
    made.connection = connection
    yield made
    connection.close()


def test_a_key_counts_as_borrowed_before_it_is_lent_until_it_is_given_back(keyboard):
    borrowing = Borrowing(keyboard.connection, keyboard, QuickProgram())
    seen = []
    keyboard.on_change = lambda: seen.append(borrowing.keycodes)
    spare = [code for code, raw in keyboard.symbols().items() if raw == xkb.EMPTY]
    borrowing.lend([Q_KEYSYM], spare)
    borrowing.give_back()
    assert seen == [frozenset(spare[:1])] * 4
    assert not borrowing.keycodes


class ChangingKeyboard:
    """Lends or gives back a key at the moment when it is looked at."""

    def __init__(self, borrowed, then):
        self.borrowed, self.then = borrowed, then

    def symbols(self):
        self.borrowed = self.then
        return {US_Q: xkb.two_symbols(CYRILLIC, CYRILLIC), SPARE: xkb.two_symbols(Q_KEYSYM, 0)}


@pytest.mark.parametrize(("before", "after"), [((), (SPARE,)), ((SPARE,), ())], ids=["lent", "given back"])
def test_a_key_that_is_lent_or_given_back_just_now_is_no_stop_key(before, after):
    changing = ChangingKeyboard(frozenset(before), frozenset(after))
    found = layout.keycodes_of_chord(changing, ("q",), lambda: changing.borrowed)
    assert found == [frozenset({US_Q})]
