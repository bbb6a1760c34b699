"""Which texts the user's rules keep from being typed, and that no API key ever is."""

import asyncio

import pytest

from cua_desktop.agent.actions import Click, Keypress, Type
from cua_desktop.agent.errors import ActionRefusedError
from tests.safety.desktop import (
    CARD,
    DEFAULT,
    IN_EDITOR,
    KEY,
    policy,
    refusal,
    rule,
)


def test_card_numbers_and_private_keys_are_not_typed_by_default():
    assert "“no card numbers”" in refusal(DEFAULT, Type(f"Pay with {CARD}"))
    assert "“no private keys”" in refusal(DEFAULT, Type("-----BEGIN PRIVATE KEY-----"))


@pytest.mark.parametrize(
    "actions",
    [
        [Type("4111 1111"), Type("1111 1111")],
        [Type("41111111"), Click(IN_EDITOR), Type("11111111")],
        [Type("4111"), Keypress(("TAB",)), Type("1111"), Keypress(("TAB",)), Type("11111111")],
        [Keypress((digit,)) for digit in CARD if digit != " "],
        [Keypress((f"KP_{digit}",)) for digit in CARD if digit != " "],
        [Type("411111111111"), *[Keypress(("Digit1",))] * 4],
    ],
)
def test_a_card_number_in_several_actions_of_one_answer_is_not_typed(actions):
    assert "“no card numbers”" in refusal(DEFAULT, *actions)


def test_shortcuts_type_nothing():
    assert refusal(DEFAULT, *[Keypress(("ctrl", digit)) for digit in CARD if digit != " "]) == ""


def test_a_refusal_quotes_nothing_of_what_was_to_be_typed():
    for text in (CARD, KEY):
        said = refusal(DEFAULT, Type(text))
        assert said
        assert text[:4] not in said
        assert text[-4:] not in said


@pytest.mark.parametrize(
    "text", ["", rule("all", "allow", text=["*"], secrets=["card numbers", "private keys"])]
)
def test_the_api_key_is_never_typed_whatever_the_rules_allow(text):
    assert "API key" in refusal(text, Type(f"key={KEY}"))
    assert "API key" in refusal(text, *[Keypress(("shift", c) if c.isupper() else (c,)) for c in KEY])


def test_the_api_key_in_parts_of_several_answers_is_not_typed_to_its_end():
    rules = policy(DEFAULT)
    parts = [KEY[at : at + 8] for at in range(0, len(KEY), 8)]
    typed = []

    async def type_all():
        for part in parts:
            await rules.review([Type(part)])
            await rules.review_now(Type(part))
            typed.append(part)

    with pytest.raises(ActionRefusedError, match="API key"):
        asyncio.run(type_all())
    assert len(typed) <= 3


def typed_in_turns(rules, *texts):
    """How many of the texts, each in an answer of its own, were typed before one was refused, and why."""
    rules = policy(rules)

    async def type_all():
        for number, text in enumerate(texts):
            try:
                await rules.review([Type(text)])
            except ActionRefusedError as refused:
                return number, str(refused)
            await rules.review_now(Type(text))
        return len(texts), ""

    return asyncio.run(type_all())


@pytest.mark.parametrize(
    ("rules", "texts", "name"),
    [
        (DEFAULT, ["Pay 4111 1111", "1111 ", "1111"], "no card numbers"),
        (DEFAULT, [*CARD], "no card numbers"),
        (DEFAULT, ["-----BEGIN PRI", "VATE KEY-----"], "no private keys"),
        (rule("quiet", "refuse", text=["nightingale"]), ["nightin", "gale"], "quiet"),
    ],
)
def test_what_must_not_be_typed_is_not_typed_to_its_end_over_several_answers(rules, texts, name):
    typed, why = typed_in_turns(rules, *texts)
    assert typed == len(texts) - 1
    assert f"“{name}”" in why


def test_what_was_once_allowed_neither_forbids_nor_allows_what_comes_after():
    rules = rule("test card", "allow", text=["test card"]) + DEFAULT
    assert typed_in_turns(rules, f"test card {CARD}", "\n", "and on") == (3, "")
    assert typed_in_turns(rules, "a test card", f" or {CARD}")[0] == 1


def test_the_first_rule_for_a_text_wins():
    allow, refuse = rule("a", "allow", text=["order"]), rule("b", "refuse", secrets=["card numbers"])
    assert refusal(allow + refuse, Type(f"order {CARD}")) == ""
    assert refusal(refuse + allow, Type(f"order {CARD}"))


def test_words_of_the_users_are_not_typed():
    assert "“quiet”" in refusal(rule("quiet", "refuse", text=["nightingale"]), Type("About Nightingale."))


def test_a_rule_of_one_kind_says_nothing_of_another():
    text = rule("a", "allow", programs=["*"], keys=["ctrl+w"], sites=["*"]) + DEFAULT
    assert "“no card numbers”" in refusal(text, Type(CARD))
