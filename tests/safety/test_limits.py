import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.bounds import Unit, Used
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.prices import Price

PRICE = Price(1.0, 1.0, as_of="2026-11-01")
MUCH = Used(10**6, 10.0**6, 10**9, 10.0**4)


def test_no_limit_is_reached_without_limits():
    assert RunLimits(price=PRICE).reached(MUCH) is None


def test_the_step_limit_lets_exactly_so_many_steps_begin():
    limits = RunLimits(max_steps=3)
    assert limits.reached(Used(steps=2)) is None
    assert limits.reached(Used(steps=3)).unit is Unit.STEPS


@pytest.mark.parametrize(
    ("limits", "unit", "amount"),
    [
        (RunLimits(max_steps=7), Unit.STEPS, 7),
        (RunLimits(max_seconds=60), Unit.SECONDS, 60),
        (RunLimits(max_tokens=5_000), Unit.TOKENS, 5_000),
        (RunLimits(max_cost=2.5, price=PRICE), Unit.USD, 2.5),
    ],
)
def test_at_each_limit_the_same_amount_again_is_offered(limits, unit, amount):
    more = limits.reached(MUCH)
    assert (more.unit, more.amount) == (unit, amount)
    again = limits.raised(MUCH, unit, amount / 2).reached(Used(10**9, 10.0**9, 10**12, 10.0**9))
    assert again.amount == amount


def test_without_a_price_money_is_no_limit():
    assert RunLimits(max_cost=0.01).reached(Used(1, 1, 10**9, None)) is None


def test_the_date_of_the_price_is_told_with_the_limits():
    assert RunLimits(price=PRICE).bounds.prices_of == "2026-11-01"
    assert RunLimits(price=Price(1, 1)).bounds.prices_of
    assert RunLimits().bounds.prices_of == ""


AMOUNTS = st.integers(1, 10**6)


@given(AMOUNTS, AMOUNTS, st.sampled_from(Unit), st.integers(0, 10**6))
def test_what_is_granted_lets_a_run_use_just_so_much_more(limit, granted, unit, beyond):
    limits = RunLimits(limit, limit, limit, limit, price=PRICE)
    used = dict.fromkeys(["steps", "seconds", "tokens", "usd"], 0)
    used[unit.value.lower()] = limit + beyond
    raised = limits.raised(Used(**used), unit, granted)
    almost = {**used, unit.value.lower(): limit + beyond + granted - 1}
    assert raised.reached(Used(**almost)) is None
    at_it = {**used, unit.value.lower(): limit + beyond + granted}
    assert raised.reached(Used(**at_it)).unit is unit
