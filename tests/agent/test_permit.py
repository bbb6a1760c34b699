from dataclasses import replace

import pytest

from cua_desktop.agent.actions import Click, Type, Wait
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.permit import Permit, Stamp
from cua_desktop.input import wire

SHOWN = Rect(0, 0, 100, 100)
ACTIONS = (Click(Point(1, 2)), Type("a\ud800"), Wait(0.1))


def test_a_stamp_knows_its_own_permit():
    stamp = Stamp.fresh()
    assert stamp.sealed(stamp.mint(1, ACTIONS, SHOWN))


def test_a_stamp_knows_its_permit_again_after_the_pipe():
    stamp = Stamp.fresh()
    line = wire.line(wire.packed_permit(stamp.mint(1, ACTIONS, SHOWN)))
    assert stamp.sealed(wire.unpacked_permit(wire.message(line)))


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"actions": ACTIONS[:1]},
        {"actions": (Click(Point(1, 3)), *ACTIONS[1:])},
        {"actions": (*ACTIONS, Wait(0.1))},
        {"shown": Rect(0, 0, 100, 101)},
        {"seal": b""},
        {"seal": bytes(32)},
    ],
    ids=str,
)
def test_a_permit_that_was_changed_has_a_broken_seal(change):
    stamp = Stamp.fresh()
    assert not stamp.sealed(replace(stamp.mint(1, ACTIONS, SHOWN), **change))


def test_no_stamp_knows_the_permit_of_another():
    assert not Stamp.fresh().sealed(Stamp.fresh().mint(1, ACTIONS, SHOWN))


def test_neither_stamp_nor_permit_shows_its_secret():
    stamp = Stamp(b"secret of a stamp")
    assert "secret" not in repr(stamp)
    assert "seal" not in repr(Permit(1, ACTIONS, SHOWN, b"x"))
