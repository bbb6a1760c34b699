"""Borrowed keys and the listener: what is lent is never taken for a stop key, not for a moment."""

import math
import time

import pytest

from cua_desktop.agent.errors import ActionRefusedError, StoppedError
from cua_desktop.input.x11 import layout, xkb
from cua_desktop.input.x11.borrowing import STOPPED_SECONDS, Borrowing
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
    borrowing = Borrowing(keyboard.connection, keyboard, QuickProgram(), time.sleep)
    seen = []
    keyboard.on_change = lambda: seen.append(borrowing.keycodes)
    spare = [code for code, raw in keyboard.symbols().items() if raw == xkb.EMPTY]
    borrowing.lend([Q_KEYSYM], spare)
    borrowing.give_back()
    assert seen == [frozenset(spare[:1])] * 4
    assert not borrowing.keycodes


def test_after_a_stop_a_program_that_hangs_is_not_waited_for_long(keyboard):
    asked = []

    class Hanging:
        def catch_up(self, rest, most_seconds=math.inf):
            asked.append(most_seconds)
            rest(0)

    def stopped(seconds):
        raise StoppedError("the test")

    borrowing = Borrowing(keyboard.connection, keyboard, Hanging(), stopped)
    before = keyboard.symbols()
    borrowing.lend([Q_KEYSYM], [code for code, raw in before.items() if raw == xkb.EMPTY])
    borrowing.give_back()
    assert asked == [math.inf, STOPPED_SECONDS]
    assert keyboard.symbols() == before


def test_a_program_that_hangs_is_told_of_once_the_keymap_is_as_before(keyboard):
    class Hanging:
        def catch_up(self, rest, most_seconds=math.inf):
            if most_seconds == math.inf:
                raise ActionRefusedError("it hangs")

    borrowing = Borrowing(keyboard.connection, keyboard, Hanging(), time.sleep)
    before = keyboard.symbols()
    borrowing.lend([Q_KEYSYM], [code for code, raw in before.items() if raw == xkb.EMPTY])
    with pytest.raises(ActionRefusedError):
        borrowing.give_back()
    assert keyboard.symbols() == before
    borrowing.give_back()


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
