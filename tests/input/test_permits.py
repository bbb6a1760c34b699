"""No way past the gate: what the real input process does with orders that nobody permitted."""

import asyncio
from dataclasses import replace

import pytest

from cua_desktop.agent.actions import Click, Keypress, Move, Type, Wait
from cua_desktop.agent.errors import ActionRefusedError, CuaError, InputError, StoppedError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.permit import Stamp
from cua_desktop.input import wire
from cua_desktop.input.client import InputProcess
from tests.input.recorded import recording

SHOWN = Rect(0, 0, 1280, 800)
HERE, THERE = Move(Point(300, 300)), Move(Point(400, 400))
KEYS = Keypress(("CTRL", "S"))


@pytest.fixture
def got(desk):
    """What the display got so far, as places of the pointer and keys; nothing at first."""
    with recording() as recorded:
        yield lambda: [
            event.place if event.kind == "motion" else event.kind for event in recorded.caught_up()
        ]


def plainly(desk, action, permit):
    """Performs as the app does, without the permit that the tests' own input gives itself."""
    desk.do(InputProcess.perform(desk.input, action, permit))


def permitted(desk, *actions):
    permit = desk.call(desk.input.new_stamp).mint(1, actions, SHOWN)
    desk.do(desk.input.admit(permit))
    return permit


def ordered(desk, **order):
    """What the process answers to an order that the app would never give. Raises it."""
    desk.do(desk.input._ordered(order, 10))


def test_the_actions_of_a_permit_are_performed_in_their_order(desk, got):
    permit = permitted(desk, HERE, THERE)
    plainly(desk, HERE, permit)
    plainly(desk, THERE, permit)
    assert got() == [(300, 300), (400, 400)]


@pytest.mark.parametrize("action", [HERE, Click(Point(9, 9)), Type("rm -rf"), KEYS, Wait(0)], ids=str)
def test_nothing_is_performed_without_a_permit(desk, got, action):
    for order in (
        {"action": wire.packed(action)},
        {"action": wire.packed(action), "permit": 0},
        {"action": wire.packed(action), "permit": 1},
        {"action": wire.packed(action), "permit": None},
        {"action": wire.packed(action), "within": None},
    ):
        with pytest.raises(InputError):
            ordered(desk, do="perform", **order)
    assert got() == []


def test_a_check_permits_nothing(desk, got):
    desk.do(desk.input.check([HERE], SHOWN))
    with pytest.raises(InputError, match="no permit"):
        ordered(desk, do="perform", action=wire.packed(HERE), permit=1)
    assert got() == []


def test_a_permit_with_a_foreign_seal_is_refused(desk, got):
    desk.call(desk.input.new_stamp)
    foreign = Stamp.fresh().mint(1, (HERE,), SHOWN)
    with pytest.raises(InputError, match="not of the newest look"):
        desk.do(desk.input.admit(foreign))
    with pytest.raises(InputError, match="no permit"):
        plainly(desk, HERE, foreign)
    assert got() == []


@pytest.mark.parametrize(
    "change", [{"actions": (HERE, KEYS)}, {"shown": Rect(0, 0, 9000, 9000)}, {"number": 7}], ids=str
)
def test_a_permit_that_was_changed_is_refused(desk, got, change):
    permit = desk.call(desk.input.new_stamp).mint(1, (HERE,), SHOWN)
    with pytest.raises(InputError, match="not of the newest look"):
        desk.do(desk.input.admit(replace(permit, **change)))
    assert got() == []


def test_another_action_than_the_next_of_the_permit_is_refused_and_ends_it(desk, got):
    permit = permitted(desk, HERE, THERE)
    with pytest.raises(InputError, match="not the action that was permitted next"):
        plainly(desk, THERE, permit)
    with pytest.raises(InputError, match="no permit"):
        plainly(desk, HERE, permit)
    assert got() == []


def test_a_permit_that_is_used_up_permits_nothing_more(desk, got):
    permit = permitted(desk, HERE)
    plainly(desk, HERE, permit)
    with pytest.raises(InputError, match="not the action that was permitted next"):
        plainly(desk, HERE, permit)
    with pytest.raises(InputError, match="used already"):
        desk.do(desk.input.admit(permit))
    assert got() == [(300, 300)]


def test_a_newer_permit_ends_the_one_before(desk, got):
    stamp = desk.call(desk.input.new_stamp)
    first, second = (stamp.mint(number, (action,), SHOWN) for number, action in ((1, HERE), (2, THERE)))
    desk.do(desk.input.admit(first))
    desk.do(desk.input.admit(second))
    with pytest.raises(InputError, match="no permit"):
        plainly(desk, HERE, first)
    with pytest.raises(InputError, match="used already"):
        desk.do(desk.input.admit(first))
    assert got() == []


def test_a_newer_look_ends_the_permit(desk, got):
    permit = permitted(desk, HERE)
    desk.call(desk.input.new_stamp)
    with pytest.raises(InputError, match="no permit"):
        plainly(desk, HERE, permit)
    with pytest.raises(InputError, match="not of the newest look"):
        desk.do(desk.input.admit(permit))
    assert got() == []


def test_the_users_interruption_ends_the_permit(desk, got):
    permit = permitted(desk, HERE, THERE)
    plainly(desk, HERE, permit)
    desk.call(desk.input.interrupt)
    desk.do(desk.input.resume())
    with pytest.raises(ActionRefusedError, match="has used the computer"):
        plainly(desk, THERE, permit)
    assert got() == [(300, 300)]


def test_a_permit_of_an_earlier_run_is_void_though_it_was_never_used(desk, got):
    stamp = desk.call(desk.input.new_stamp)
    unused, admitted = (stamp.mint(number, (HERE,), SHOWN) for number in (2, 1))
    desk.do(desk.input.admit(admitted))
    desk.do(desk.input.end_run())
    desk.do(desk.input.start_run())
    with pytest.raises(InputError, match="no permit"):
        plainly(desk, HERE, admitted)
    with pytest.raises(InputError, match="not of the newest look"):
        desk.do(desk.input.admit(unused))
    assert got() == []


def test_a_permit_does_not_outlast_a_stop(desk, got):
    permit = permitted(desk, HERE)
    desk.call(desk.input.stop_now, "the Stop button")
    with pytest.raises(StoppedError):
        plainly(desk, HERE, permit)
    with pytest.raises(CuaError):
        ordered(desk, do="perform", action=wire.packed(HERE), permit=1)
    assert got() == []


def test_a_permit_given_before_the_run_begins_is_void(opened):
    permit = opened.call(opened.input.new_stamp).mint(1, (HERE,), SHOWN)
    opened.do(opened.input.admit(permit))
    opened.do(opened.input.start_run())
    with pytest.raises(InputError, match="no permit"):
        plainly(opened, HERE, permit)


def test_what_leaves_the_part_that_was_shown_is_refused_with_a_permit_too(desk, got):
    permit = desk.call(desk.input.new_stamp).mint(1, (HERE,), Rect(0, 0, 100, 100))
    desk.do(desk.input.admit(permit))
    with pytest.raises(ActionRefusedError, match="outside"):
        plainly(desk, HERE, permit)
    assert got() == []


def test_of_many_orders_for_one_permitted_action_only_one_is_followed(desk, got):
    permit = permitted(desk, HERE)

    async def many():
        orders = [InputProcess.perform(desk.input, HERE, permit) for _ in range(20)]
        return await asyncio.gather(*orders, return_exceptions=True)

    outcomes = desk.do(many())
    assert [type(outcome) for outcome in outcomes] == [type(None)] + [InputError] * 19
    assert got() == [(300, 300)]
