import pytest

from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.witness import NEAR_SECONDS, Counting, Press, Verdict, Witness, counted

ALLOW = Rect(100, 100, 80, 30)
ON_ALLOW, BESIDE = Point(120, 110), Point(300, 300)
ARMED, NOW = 99.0, 100.0


def button(physical=True, time=NOW, place=ON_ALLOW):
    return Press("button", physical, time, place)


def key(physical=True, time=NOW, space=True):
    return Press("key", physical, time, space=space)


def verdict(*heard, counting=Counting.PHYSICAL, kind="button"):
    witness = Witness(counting)
    for press in heard:
        witness.heard(press)
    return witness.verdict(kind, NOW, ARMED, ALLOW)


def test_a_real_button_on_allow_at_the_time_vouches():
    assert verdict(button()) is Verdict.VOUCHED


def test_a_real_space_bar_at_the_time_vouches():
    assert verdict(key(), kind="key") is Verdict.VOUCHED


@pytest.mark.parametrize("counting", [Counting.PHYSICAL, Counting.INJECTED])
@pytest.mark.parametrize(
    "heard",
    [
        [],
        [button(place=BESIDE)],
        [button(place=None)],
        [button(time=NOW - NEAR_SECONDS - 0.01)],
        [button(time=NOW + NEAR_SECONDS + 0.01)],
        [key()],
    ],
    ids=str,
)
def test_nothing_else_vouches_for_a_button(counting, heard):
    assert verdict(*heard, counting=counting) is Verdict.UNHEARD


@pytest.mark.parametrize("counting", [Counting.PHYSICAL, Counting.INJECTED])
@pytest.mark.parametrize("heard", [[key(space=False)], [button()]], ids=str)
def test_another_key_or_a_button_does_not_vouch_for_the_space_bar(counting, heard):
    assert verdict(*heard, counting=counting, kind="key") is Verdict.UNHEARD


def test_what_came_before_it_was_armed_does_not_vouch():
    witness = Witness()
    witness.heard(button(time=NOW - 0.1))
    assert witness.verdict("button", NOW, NOW - 0.05, ALLOW) is Verdict.UNHEARD


def test_an_injected_press_does_not_vouch():
    assert verdict(button(physical=False)) is Verdict.INJECTED


@pytest.mark.parametrize("injected", [key(physical=False, space=False), button(False, NOW - 0.3, BESIDE)])
def test_a_real_press_with_an_injected_one_about_does_not_vouch(injected):
    assert verdict(button(), injected) is Verdict.INJECTED


def test_an_injected_press_long_before_does_not_matter():
    assert verdict(button(False, NOW - NEAR_SECONDS - 0.1), button()) is Verdict.VOUCHED


def test_a_press_vouches_where_the_system_can_not_tell_what_it_came_from():
    assert verdict(button(physical=None)) is Verdict.VOUCHED


def test_an_injected_press_vouches_where_people_work_by_remote_control():
    assert verdict(button(physical=False), counting=Counting.INJECTED) is Verdict.VOUCHED


def test_where_nothing_is_heard_the_window_alone_decides():
    assert verdict(counting=Counting.UNHEARD) is Verdict.VOUCHED


def test_until_it_is_told_otherwise_only_real_presses_count():
    assert Witness().counting is Counting.PHYSICAL


@pytest.mark.parametrize(
    ("setting", "hears", "remote", "counting"),
    [
        ("auto", True, "", Counting.PHYSICAL),
        ("auto", True, "It is shared.", Counting.INJECTED),
        ("on", True, "", Counting.INJECTED),
        ("off", True, "It is shared.", Counting.PHYSICAL),
        ("auto", False, "", Counting.UNHEARD),
        ("off", False, "It is shared.", Counting.UNHEARD),
    ],
)
def test_what_counts_follows_the_setting_the_session_and_what_can_be_heard(setting, hears, remote, counting):
    found = counted(setting, hears=hears, remote=remote)
    assert found.counting is counting
    assert found.why.endswith(".")
