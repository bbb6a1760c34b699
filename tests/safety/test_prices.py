import pytest

from cua_desktop.agent.errors import SettingsError
from cua_desktop.agent.exchange import Usage
from cua_desktop.paths import resource
from cua_desktop.safety.prices import Price, load_prices, price_for

TABLE = """
as_of = 2027-01-31
[usd_per_million_tokens]
"gpt-5.5" = { input = 7, output = 8, cached = 0.5 }
"mine" = { input = 1, output = 2 }
"""


def test_the_price_of_tokens_is_per_million():
    assert Price(2.0, 10.0).of(Usage(500_000, 100_000)) == pytest.approx(2.0)


def test_cached_input_costs_its_own_price_where_it_is_known():
    assert Price(2.0, 0.0, 0.5).of(Usage(1_000_000, 0, cached_tokens=400_000)) == pytest.approx(1.4)
    assert Price(2.0, 0.0).of(Usage(1_000_000, 0, cached_tokens=400_000)) == pytest.approx(2.0)


def test_a_dated_model_has_the_price_of_its_family():
    prices = {"gpt-5.4": Price(1, 1), "gpt-5.4-mini": Price(2, 2)}
    assert price_for("gpt-5.4-mini-2026-03-01", prices) == Price(2, 2)
    assert price_for("gpt-5.4-pro", prices) is None


def test_the_table_that_comes_with_the_app_can_be_read():
    price = load_prices(resource("prices.toml"))["computer-use-preview"]
    assert (price.input, price.output) == (3.0, 12.0)
    assert len(price.as_of) == len("2026-11-01")


def test_the_users_own_rows_win_each_with_its_own_date(tmp_path):
    own = tmp_path / "prices.toml"
    own.write_text(TABLE)
    prices = load_prices(resource("prices.toml"), own=own)
    assert prices["gpt-5.5"] == Price(7, 8, 0.5, "2027-01-31")
    assert prices["mine"].as_of == "2027-01-31"
    assert prices["gpt-5.4"].as_of != "2027-01-31"


def test_without_a_file_of_the_user_ours_holds(tmp_path):
    assert load_prices(resource("prices.toml"), own=tmp_path / "none.toml") == load_prices(
        resource("prices.toml")
    )


@pytest.mark.parametrize("wrong", ['input = "free"', "input = -1", "input = inf", "inputs = 1"])
def test_a_broken_table_is_a_settings_error_that_names_it(tmp_path, wrong):
    file = tmp_path / "prices.toml"
    file.write_text(f'[usd_per_million_tokens]\n"m" = {{ {wrong}, output = 1 }}\n')
    with pytest.raises(SettingsError, match=str(file)):
        load_prices(resource("prices.toml"), own=file)
