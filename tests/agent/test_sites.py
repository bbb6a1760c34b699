"""Whose page an address means, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.sites import Page, Site, pattern_of, site_of, without_password

EVIL = "evil.example"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "https://good.example@evil.example/",
        "https://good.example:secret@evil.example/",
        "https://a@b@evil.example/",
        "https://EVIL.Example/",
        "HTTPS://evil.example",
        "https://evil.example./",
        "https://evil.example:443/",
        "https://evil.example:/",
        "https:evil.example/",
        "https:///evil.example/",
        "https:\\\\evil.example\\good.example",
        "https://evil.example\\@good.example/",
        "https://evil.example?@good.example/",
        "https://evil.example#@good.example/",
        "https://ev%69l.example/",
        "https://ｅｖｉｌ.example/",
        "https://evil。example/",
        "https://ev\u200bil.example/",
        "https://ev\u00adil.example/",
        "  https://evil.example/ ",
        "ht\ntps://ev\til.example/",
        "view-source:https://evil.example/",
        "blob:https://evil.example/4a1c",
        "view-source:blob:https://evil.example/4a1c",
        "wss://evil.example/socket",
    ],
)
def test_the_host_of_an_address_is_the_one_that_a_browser_goes_to(address):
    assert site_of(address).host == EVIL


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://BÜCHER.example/", "xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://XN--BCHER-KVA.example/", "xn--bcher-kva.example"),
        ("https://b%C3%BCcher.example/", "xn--bcher-kva.example"),
        ("http://127.1/", "127.0.0.1"),
        ("http://0x7f.0.0.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"),
        ("http://[::1]:8080/", "[::1]"),
        ("http://[0:0:0:0:0:0:0:1]/", "[::1]"),
        ("file:///etc/passwd", "file:"),
        ("about:blank", "about:"),
        ("chrome://settings/", "chrome:"),
        ("data:text/html,<b>", "data:"),
        ("javascript:alert(1)", "javascript:"),
    ],
)
def test_one_site_has_one_name(address, host):
    assert site_of(address).host == host


@pytest.mark.parametrize(
    "text", ["", "   ", "evil.example/path", "https://", "https:///", "https://[::1/", "no"]
)
def test_what_is_no_address_has_no_site(text):
    assert site_of(text) is None


def test_a_port_is_the_one_named_or_the_schemes_own():
    assert [site_of(f"http://a.example{port}/").port for port in ("", ":80", ":8080")] == [80, 80, 8080]


@pytest.mark.parametrize(
    ("pattern", "address", "fits"),
    [
        ("bank.example", "https://bank.example/", True),
        ("bank.example", "https://www.bank.example:8443/", True),
        ("Bank.Example.", "https://bank.example/", True),
        ("https://bank.example/login", "http://bank.example/", True),
        ("bank.example", "https://mybank.example/", False),
        ("bank.example", "https://bank.example.evil.example/", False),
        ("bank.example", "https://evil.example/bank.example", False),
        ("*.bank.example", "https://www.bank.example/", True),
        ("*.bank.example", "https://bank.example/", False),
        ("bank.example:8443", "https://bank.example/", False),
        ("bank.example:8443", "https://bank.example:8443/", True),
        ("http://bank.example:8080/", "http://bank.example/", False),
        ("localhost:8080", "http://localhost:8080/", True),
        ("bücher.example", "https://xn--bcher-kva.example/", True),
        ("bücher.example", "https://xn--bcher-kva.example.evil.example/", False),
        ("file:", "file:///etc/passwd", True),
        ("file:", "https://file.example/", False),
        ("*", "https://anything.example/", True),
        ("*", "about:blank", True),
    ],
)
def test_a_pattern_means_a_host_and_all_below_it(pattern, address, fits):
    assert site_of(address).matches(pattern_of(pattern)) is fits


@pytest.mark.parametrize("text", ["", "two words", "a/b", "a@b"])
def test_what_can_be_no_site_is_no_pattern(text):
    assert pattern_of(text) is None


hosts = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){0,3}", fullmatch=True)
noise = st.text(st.sampled_from("/?#\\@:.ab%é"), max_size=10)


@given(host=hosts, user=st.text(st.sampled_from("ab.:@%é"), max_size=8), after=noise)
def test_nothing_before_or_after_a_host_makes_it_another(host, user, after):
    separator = "" if after[:1] in {"/", "?", "#", "\\"} else "/"
    assert site_of(f"https://{user}@{host}{separator}{after}").host == host


@given(host=hosts, address=st.text())
def test_any_text_is_read_without_failing(host, address):
    for text in (address, f"https://{address}", f"https://{host}:{address}"):
        site_of(text)
        pattern_of(text)


def test_the_user_name_and_password_in_an_address_are_left_out():
    assert without_password("https://me:secret@a.example/b@c") == "https://a.example/b@c"
    assert without_password("https://a.example/b@c") == "https://a.example/b@c"


def test_the_address_of_a_page_is_in_no_repr():
    assert "secret" not in repr(Page("https://secret.example/"))


def test_sites_compare_by_host_and_port():
    assert Site("a", 80) != Site("a", 8080)
