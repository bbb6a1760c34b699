import itertools

import pytest

from cua_desktop.agent.errors import InputError
from cua_desktop.input import chord
from cua_desktop.input.chord import ChordWatch

LEFT_CTRL, RIGHT_CTRL, ALT, Q, SHIFT = 37, 105, 64, 24, 50


@pytest.fixture
def watch():
    made = ChordWatch()
    made.listen_for([frozenset({LEFT_CTRL, RIGHT_CTRL}), frozenset({ALT}), frozenset({Q})])
    return made


@pytest.mark.parametrize("order", list(itertools.permutations([LEFT_CTRL, ALT, Q])))
def test_a_chord_is_heard_in_any_order_with_its_last_key(watch, order):
    assert [watch.pressed(code) for code in order] == [False, False, True]


def test_it_is_heard_with_other_keys_held_and_with_the_other_ctrl(watch):
    watch.pressed(SHIFT)
    watch.pressed(RIGHT_CTRL)
    watch.pressed(ALT)
    assert watch.pressed(Q)


def test_another_key_pressed_while_it_is_held_does_not_repeat_it(watch):
    for code in (LEFT_CTRL, ALT, Q):
        watch.pressed(code)
    assert not watch.pressed(SHIFT)
    assert not watch.pressed(Q)


def test_it_is_heard_again_when_its_last_key_is_pressed_again(watch):
    for code in (LEFT_CTRL, ALT, Q):
        watch.pressed(code)
    watch.released(Q)
    assert watch.pressed(Q)


def test_a_key_that_was_released_does_not_count(watch):
    watch.pressed(LEFT_CTRL)
    watch.released(LEFT_CTRL)
    watch.pressed(ALT)
    assert not watch.pressed(Q)


def test_a_key_that_was_down_before_listening_counts(watch):
    watch.already_down([LEFT_CTRL])
    watch.pressed(ALT)
    assert watch.pressed(Q)


def test_a_key_whose_release_was_missed_is_forgotten(watch):
    watch.pressed(LEFT_CTRL)
    watch.really_down([ALT])
    watch.pressed(ALT)
    assert not watch.pressed(Q)


def test_nothing_is_heard_before_it_is_known_what_to_listen_for():
    assert not ChordWatch().pressed(Q)


def test_a_setting_becomes_canonical_keys():
    assert chord.parsed("ctrl+alt+q") == ("ctrl", "alt", "q")
    assert chord.parsed("super+escape") == ("meta", "escape")


@pytest.mark.parametrize("setting", ["q", "ctrl", "ctrl+alt", "ctrl+a+b", "ctrl+foo", ""])
def test_a_chord_that_is_none_is_an_error_with_a_hint(setting):
    with pytest.raises(InputError) as error:
        chord.parsed(setting)
    assert "ctrl+alt+q" in error.value.hint


def test_keys_that_the_agent_holds_count_when_another_presses_the_last_one(watch):
    watch.pressed_by_us(LEFT_CTRL, 0)
    watch.pressed_by_us(ALT, 0)
    assert watch.pressed(Q)


def test_keys_that_the_agent_has_released_do_not_count(watch):
    for code in (LEFT_CTRL, ALT):
        watch.pressed_by_us(code, 0)
        watch.released_by_us(code)
    assert not watch.pressed(Q)


def test_the_agents_own_last_key_completes_no_chord_for_others(watch):
    watch.pressed(LEFT_CTRL)
    watch.pressed(ALT)
    watch.pressed_by_us(Q, 0)
    assert not watch.pressed(SHIFT)


def test_a_key_of_the_agent_that_is_up_in_truth_is_forgotten(watch):
    watch.pressed_by_us(LEFT_CTRL, 0)
    watch.really_down([])
    watch.pressed(ALT)
    assert not watch.pressed(Q)


def put_up(watch, *codes):
    """The agent releases what the user holds; a second later the system says that nothing is down."""
    for code in codes:
        watch.pressed(code)
        watch.released_by_us(code)
    watch.really_down([])


def test_keys_that_the_agent_put_up_under_the_users_fingers_count_until_the_user_lets_go(watch):
    put_up(watch, LEFT_CTRL, ALT)
    assert watch.pressed(Q)
    watch.released(Q)
    watch.released(ALT)
    assert not watch.pressed(Q)


def test_a_key_that_was_put_up_and_is_pressed_anew_is_a_key_like_others(watch):
    put_up(watch, LEFT_CTRL)
    watch.pressed(LEFT_CTRL)
    watch.really_down([])
    watch.pressed(ALT)
    assert not watch.pressed(Q)


def test_a_key_that_both_held_is_not_taken_for_one_that_was_put_up(watch):
    watch.pressed(LEFT_CTRL)
    watch.pressed_by_us(LEFT_CTRL, 0)
    watch.released_by_us(LEFT_CTRL)
    watch.really_down([])
    watch.pressed(ALT)
    assert not watch.pressed(Q)
