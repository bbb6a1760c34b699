"""What must not be typed is found however it is written, and its neighbours are let pass."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.safety.text_patterns import ApiKeys, has_card_number, has_private_key, has_words

VISA = "4111111111111111"
CARDS = [
    *(VISA, "4222222222222", "5555555555554444", "2223003122003222", "378282246310005"),
    *("30569309025904", "3530111333300000", "6011111111111117"),
]
KEY = "sk-proj-Ab3dEf6hIj9lMn2pQr5tUv8xYz1-4c7f_0J"


def digits_as(zero):
    return "".join(chr(ord(zero) + int(digit)) for digit in VISA)


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_of_each_issuer_is_found(number):
    assert has_card_number([f"Pay with {number}, please."])


@pytest.mark.parametrize(
    "pieces",
    [
        ["4111 1111 1111 1111"],
        ["4111-1111-1111-1111"],
        ["4111–1111—1111‑1111"],
        ["4111.1111.1111.1111"],
        ["4111\u00a01111\u20091111\u30001111"],
        [digits_as("０")],
        [digits_as("٠")],
        [digits_as("𝟎")],
        ["4111\u200b1111\u200d1111\ufeff1111"],
        ["4\u00ad1\u20601111111111111111"[:18]],
        ["41111111", "11111111"],
        ["4111", "1111", "1111", "1111"],
        ["card: 4111 ", " 1111-", "1111", "1111\n"],
        list(VISA),
        ["100 ", VISA],
        [f"{VISA} 12/30 123"],
    ],
)
def test_a_card_number_is_found_however_it_is_split_or_spelled(pieces):
    assert has_card_number(pieces)


@pytest.mark.parametrize(
    "pieces",
    [
        ["4111111111111112"],  # the checksum
        ["1111111111111117"],  # no issuer
        ["41111111111111110000"],  # one number, and longer
        ["phone +49 30 123456 78, tel 4111 1111"],
        ["2026-11-21 11:25:48.123456"],
        ["4111\t1111\t1111\t1111"],  # cells of a table
        ["4111\n1111\n1111\n1111"],
        ["4111 and 1111 and 1111 and 1111"],
        ["4111", "then", "1111", "1111", "1111"],
        [""],
        [],
    ],
)
def test_other_numbers_are_let_pass(pieces):
    assert not has_card_number(pieces)


@given(
    cuts=st.lists(st.integers(0, 16), max_size=6),
    between=st.sampled_from(["", " ", "-", " - ", "\u200b", "–", "."]),
    shifts=st.lists(st.sampled_from("0０٠𝟎"), min_size=16, max_size=16),
)
def test_no_split_separator_or_script_of_digits_hides_a_card(cuts, between, shifts):
    number = "".join(chr(ord(zero) + int(digit)) for zero, digit in zip(shifts, VISA, strict=True))
    edges = [0, *sorted(cuts), len(number)]
    parts = [number[a:b] for a, b in itertools.pairwise(edges)]
    assert has_card_number(parts)
    assert has_card_number([between.join(part for part in parts if part)])


@pytest.mark.parametrize(
    "pieces",
    [
        ["-----BEGIN PRIVATE KEY-----\nMIIE"],
        ["-----BEGIN RSA PRIVATE KEY-----"],
        ["-----begin openssh private key-----"],
        ["-----BEGIN PGP PRIVATE KEY BLOCK-----"],
        ["－－－－－BEGIN EC PRIVATE KEY－－－－－"],
        ["-----BEGIN\u200b PRI\u2060VATE KEY-----"],
        ["-----BEGIN ", "PRIVATE", " KEY-----"],
        ["b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"],
        ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"],
        ["MIIEowIBAAKCAQEA"],
        ["PuTTY-User-Key-File-3: ssh-ed25519"],
        ["AGE-SECRET-KEY-1QQQ"],
    ],
)
def test_a_private_key_is_found_by_its_beginning(pieces):
    assert has_private_key(pieces)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "Keep your private key private.",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@here",
        "BEGIN PRIVATE KEY",
    ],
)
def test_what_only_speaks_of_keys_is_let_pass(text):
    assert not has_private_key([text])


@pytest.mark.parametrize(
    "pieces",
    [
        [KEY],
        [f"export OPENAI_API_KEY={KEY}\n"],
        [KEY[:20], KEY[20:]],
        list(KEY),
        [" ".join(KEY)],
        [KEY.replace("-", "").replace("_", "")],
        [KEY.upper()],
        ["\u200b".join(KEY)],
        [KEY.translate({c: c + 0xFEE0 for c in range(33, 127)})],
        [KEY[:-5]],
        [KEY[5:]],
    ],
)
def test_the_api_key_is_found_however_it_is_split_or_spelled(pieces):
    assert ApiKeys([KEY]).in_text(pieces)


@pytest.mark.parametrize("text", ["sk-proj-", "sk-proj-Ab3dEf6hIj9", KEY[::-1], "Where is the API key?", ""])
def test_what_is_not_the_key_is_let_pass(text):
    assert not ApiKeys([KEY]).in_text([text])


def test_a_word_is_no_key():
    assert not ApiKeys(["offline", ""]).in_text(["the offline model"])


def test_a_short_key_is_found_as_a_whole():
    keys = ApiKeys(["abcd-1234-efgh"])
    assert keys.in_text(["it is ABCD1234EFGH."])
    assert not keys.in_text(["it is ABCD1234EFG."])


def test_the_key_stands_in_no_repr():
    shown = repr(ApiKeys([KEY])) + str(ApiKeys([KEY]))
    assert not any(KEY[at : at + 8] in shown for at in range(len(KEY) - 8))


@given(
    before=st.text(max_size=30), after=st.text(max_size=30), cuts=st.lists(st.integers(0, 100), max_size=5)
)
def test_nothing_around_the_key_and_no_split_hides_it(before, after, cuts):
    whole = before + KEY + after
    edges = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    assert ApiKeys([KEY]).in_text([whole[a:b] for a, b in itertools.pairwise(edges)])


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("project nightingale", "About Project  Nightingale.", True),
        ("project nightingale", "ＰＲＯＪＥＣＴ night\u200bingale", True),
        ("project*nightingale", "project (secret) nightingale", True),
        ("project*nightingale", "nightingale project", False),
        ("project nightingale", "nightingale", False),
    ],
)
def test_words_are_found_in_any_case_and_width(words, text, found):
    assert has_words([text], words) is found


def test_a_text_as_long_as_can_be_is_judged_in_little_time():
    text = "4111 1111 " * 10_000
    ApiKeys([KEY]).in_text([text])
    has_card_number([text])
    has_private_key(["-" * 100_000])
    has_words([text], "a*b*c")
