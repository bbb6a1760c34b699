"""Which sites the user's rules keep the agent from."""

import pytest

from cua_desktop.agent.actions import Click, Keypress, Scroll, Type
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.agent.sites import Page
from tests.safety.desktop import (
    BROWSER,
    DEFAULT,
    IN_BROWSER,
    IN_EDITOR,
    NO_BANK,
    Desktop,
    refusal,
    rule,
)


def at(*addresses):
    return Desktop(active=BROWSER.id, pages=tuple(Page(address) for address in addresses))


@pytest.mark.parametrize(
    "address",
    [
        "https://bank.example/",
        "https://www.bank.example:8443/login?x=y",
        "https://good.example@BANK.example./",
        "view-source:https://bank.example/",
    ],
)
@pytest.mark.parametrize("action", [Click(IN_BROWSER), Scroll(IN_BROWSER, 0, 1), Type("x"), Keypress(("a",))])
def test_a_forbidden_site_is_neither_clicked_nor_typed_at(address, action):
    assert "“no bank”" in refusal(NO_BANK, action, desktop=at(address))
    assert "“no bank”" in refusal(NO_BANK, action, desktop=at(address), now=True)


@pytest.mark.parametrize(
    "address", ["https://good.example/bank.example", "https://notbank.example/", "about:blank"]
)
def test_other_sites_are_let_pass(address):
    assert refusal(NO_BANK, Click(IN_BROWSER), Type("x"), desktop=at(address)) == ""


def test_other_programs_are_let_pass_whatever_the_browser_shows():
    assert refusal(NO_BANK, Click(IN_EDITOR), desktop=at("https://bank.example/")) == ""


def test_a_browser_that_does_not_tell_its_page_is_refused_as_soon_as_there_are_rules_about_sites():
    desktop = Desktop(active=BROWSER.id)
    desktop.addresses = None
    assert "can't be read" in refusal(NO_BANK, Click(IN_BROWSER), desktop=desktop)
    assert refusal(NO_BANK, Click(IN_EDITOR), desktop=desktop) == ""
    assert refusal(DEFAULT, Click(IN_BROWSER), desktop=desktop) == ""


def test_an_address_that_is_none_is_refused():
    assert "can't be read" in refusal(NO_BANK, Click(IN_BROWSER), desktop=at("bank"))


def test_a_frame_of_a_forbidden_site_is_refused_where_it_is():
    framed = Page("https://bank.example/pay", Rect(0, 200, 60, 60))
    desktop = Desktop(active=BROWSER.id, pages=(Page("https://shop.example/", BROWSER.rect), framed))
    assert refusal(NO_BANK, Click(Point(50, 250)), desktop=desktop)
    assert refusal(NO_BANK, Click(Point(90, 290)), desktop=desktop) == ""


def test_of_pages_whose_place_is_not_known_every_one_counts():
    desktop = at("https://shop.example/", "https://bank.example/")
    assert refusal(NO_BANK, Click(IN_BROWSER), desktop=desktop)


@pytest.mark.parametrize(
    ("environment", "keys"),
    [("linux", ("ALT", "LEFT")), ("windows", ("CTRL", "W")), ("mac", ("CMD", "W")), ("mac", ("CMD", "["))],
)
def test_an_agent_on_a_forbidden_page_may_turn_back_and_do_nothing_else(environment, keys):
    desktop = at("https://bank.example/")
    assert refusal(NO_BANK, Keypress(keys), desktop=desktop, environment=environment) == ""
    assert refusal(NO_BANK, Keypress((*keys, "shift")), desktop=desktop, environment=environment)


def test_keys_that_leave_a_page_do_not_get_past_a_rule_about_the_program():
    text = rule("no browsers", "refuse", programs=["chromium"]) + NO_BANK
    assert "“no browsers”" in refusal(text, Keypress(("ctrl", "w")), desktop=at("https://good.example/"))


def test_an_allow_list_of_sites_lets_only_those():
    text = rule("a", "allow", sites=["good.example"]) + rule("only the good", "refuse", sites=["*"])
    assert refusal(text, Click(IN_BROWSER), desktop=at("https://www.good.example/")) == ""
    for address in ("https://evil.example/", "https://good.example.evil.example/", "file:///etc/passwd"):
        assert "“only the good”" in refusal(text, Click(IN_BROWSER), desktop=at(address))
    assert refusal(text, Click(IN_EDITOR), desktop=at("https://evil.example/")) == ""
