"""Carries out actions as the worker does, on the hands of another system."""

import itertools

from cua_desktop.input.brake import Brake
from cua_desktop.input.events import MoveTo
from cua_desktop.input.plan import Carried, Rules, planned

RULES = Rules(("ctrl", "alt", "q"))


def started_brake():
    """A brake that lets through."""
    brake = Brake()
    brake.start_run()
    brake.act_for(brake.run)
    return brake


def perform(hands, brake, *actions):
    """What the worker does with an action; the places of its motions, in order."""
    places = []
    for action in actions:
        events, _ = planned(action, RULES, Carried(), 0.0)
        hands.check(events)
        try:
            hands.prepare()
            for event in events:
                hands.carry_out(event)
        finally:
            brake.release_all()
            hands.finish()
        places += [(event.point.x, event.point.y) for event in events if isinstance(event, MoveTo)]
    return places


def stop_after(brake, sendings):
    """The brake's `inject`, with somebody who stops after so many."""
    inject, count = brake.inject, itertools.count(1)

    def counted(events, send):
        inject(events, send)
        if next(count) == sendings:
            brake.stop("the test")

    return counted
