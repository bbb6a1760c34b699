"""A model that fell for a page reaches beyond its monitor, and would use up steps, time and money."""

import pytest

from tests.red_team.scene import call, fine, typed
from tests.responses_server import message, response, usage

HUGE = 10**30

OUTSIDE = [
    {"type": "click", "button": "left", "x": -1, "y": 10},
    {"type": "move", "x": 10, "y": HUGE},
    {"type": "drag", "path": [{"x": 10, "y": 10}, {"x": 5000, "y": 10}, {"x": 20, "y": 10}]},
    {"type": "scroll", "x": 10, "y": 5000, "scroll_x": 0, "scroll_y": 100},
]


def test_nothing_outside_the_picture_is_done_nor_what_stands_beside_it(cua, shell, server):
    server.requests.clear()
    server.will_answer(*(response(call(typed("x"), each)) for each in OUTSIDE), fine())
    ended = cua("run", "Go.", "--json")
    assert ended.code == 0, ended.out
    assert len(server.requests) == len(OUTSIDE) + 1
    assert ended.of_type("action_started") == []


def test_answers_that_do_nothing_do_not_go_on_for_ever(cua, shell, server):
    server.will_ask(lambda _: response(call(OUTSIDE[0])))
    server.requests.clear()
    ended = cua("run", "Go.", "--json")
    assert ended.code == 1
    assert len(server.requests) <= 5


def moves():
    """A move to another place each time, so that no repetition is noticed."""
    number = 0
    while True:
        number += 1
        yield response(call({"type": "move", "x": 50 + number % 40 * 9, "y": 300}))


@pytest.mark.parametrize(
    ("limit", "costs"),
    [
        (("--max-steps", "3"), usage(100, 20)),
        (("--max-seconds", "1"), usage(100, 20)),
        (("--max-cost", "0.05"), usage(30_000, 20)),
    ],
    ids=["steps", "seconds", "money"],
)
def test_a_run_that_would_go_on_for_ever_ends_at_each_limit(cua, shell, server, limit, costs):
    endless = moves()
    server.will_ask(lambda _: {**next(endless), "usage": costs})
    server.requests.clear()
    ended = cua("run", "Go.", "--json", *limit)
    assert (ended.code, ended.events[-1]["reason"]) == (4, "limit")


def test_the_same_over_and_over_ends_too(cua, shell, server):
    server.will_ask(lambda _: response(call({"type": "click", "button": "left", "x": 600, "y": 700})))
    server.requests.clear()
    ended = cua("run", "Go.", "--json", "--max-steps", "9")
    assert (ended.code, ended.events[-1]["reason"]) == (3, "needs_person")
    assert len(server.requests) <= 6


def test_chatter_without_an_action_ends_the_run_or_stops_being_paid_for(cua, shell, server):
    server.will_ask(lambda _: response(message("Working on it…", phase="commentary")))
    server.requests.clear()
    ended = cua("run", "Go.", "--json")
    assert ended.code == 1
    assert len(server.requests) <= 6
