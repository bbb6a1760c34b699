import pytest

from cua_desktop.agent.errors import SettingsError
from cua_desktop.agent.exchange import Usage
from cua_desktop.paths import resource
from cua_desktop.safety.limits import Price, RunLimits, load_prices, price_for


def test_the_price_of_tokens_is_per_million():
    assert Price(2.0, 10.0).of(Usage(500_000, 100_000)) == pytest.approx(2.0)


def test_no_limit_is_reached_without_limits():
    assert RunLimits().reached(10**6, 10**6, Usage(10**9, 10**9)) is None


def test_the_step_limit_lets_exactly_so_many_steps_begin():
    limits = RunLimits(max_steps=3)
    assert limits.reached(2, 0, Usage()) is None
    assert limits.reached(3, 0, Usage()) is not None


def test_without_a_price_money_is_no_limit():
    assert RunLimits(max_cost=0.01).reached(1, 1, Usage(10**9, 0)) is None


def test_a_dated_model_has_the_price_of_its_family():
    prices = {"gpt-5.4": Price(1, 1), "gpt-5.4-mini": Price(2, 2)}
    assert price_for("gpt-5.4-mini-2026-03-01", prices) == Price(2, 2)
    assert price_for("gpt-5.4-pro", prices) is None


def test_the_table_that_comes_with_the_app_can_be_read():
    assert load_prices(resource("prices.toml"))["computer-use-preview"] == Price(3.0, 12.0)


def test_a_broken_table_is_a_settings_error(tmp_path):
    file = tmp_path / "prices.toml"
    file.write_text('[usd_per_million_tokens]\n"m" = { input = "free" }\n')
    with pytest.raises(SettingsError):
        load_prices(file)
