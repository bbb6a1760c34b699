"""The policy file is read as it is meant, or refused with the line that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop import paths
from cua_desktop.agent.errors import SettingsError
from cua_desktop.input.keys import chord
from cua_desktop.safety.policy_file import rules_in

DEFAULT = paths.resource("policy.toml").read_text("utf-8")
RULE = '[[rule]]\nname = "a"\ndo = "refuse"\n'


def rules(text, environment="linux"):
    return rules_in(text, environment, chord)


@pytest.mark.parametrize("environment", ["linux", "windows", "mac"])
def test_the_default_is_valid_and_has_rules_on_every_system(environment):
    assert {"no card numbers", "no private keys"} < {rule.name for rule in rules(DEFAULT, environment)}


def test_the_examples_in_the_default_are_valid_too():
    assert (
        len(
            rules(
                DEFAULT.replace("\n#[[", "\n[[")
                .replace("\n#name", "\nname")
                .replace("\n#do", "\ndo")
                .replace("\n#programs", "\nprograms")
                .replace("\n#sites", "\nsites")
            )
        )
        == 6
    )


def test_a_rule_holds_only_where_it_says():
    text = RULE + 'on = ["mac"]\nkeys = ["cmd+q"]'
    assert [len(rules(text, environment)) for environment in ("linux", "windows", "mac")] == [0, 0, 1]


def test_rules_keep_their_order():
    text = "".join(f'[[rule]]\nname = "{n}"\ndo = "allow"\ntext = ["x"]\n' for n in range(5))
    assert [rule.name for rule in rules(text)] == list("01234")


def test_keys_are_read_in_every_spelling():
    (rule,) = rules(RULE + 'keys = ["Control_L+W", "CMD+w", "win + w", "⌘+w"]')
    assert rule.keys == (frozenset({"ctrl", "w"}), *[frozenset({"meta", "w"})] * 3)


def test_a_policy_without_rules_is_one():
    assert rules("# nothing") == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("\n\nrule = ", 3, ""),
        ("[[rule]\n", 1, ""),
        (RULE + 'keys = ["ctrl+w"\n\n[[rule]]', 6, ""),
        ("[rule]\nname = 'a'", 1, "double brackets"),
        ("\n[[rules]]\nname = 'a'", 2, "rules"),
        (RULE + 'keys = ["ctrl+hyperdrive"]', 4, "hyperdrive"),
        (RULE + 'keys = ["a"]\n# hyperdrive\n' + RULE + '\nkeys = [\n  "ctrl+hyperdrive"]', 11, "hyperdrive"),
        (RULE + 'keyz = ["a"]', 4, "keyz"),
        (RULE + 'keys = "a"', 4, "list"),
        (RULE + "keys = [1]", 4, "list"),
        (RULE + 'sites = [""]', 4, "everything"),
        (RULE + 'programs = ["x", " "]', 4, "everything"),
        (RULE + 'sites = ["two words"]', 4, "two words"),
        (RULE + 'secrets = ["passwords"]', 4, "passwords"),
        (RULE + 'on = ["amiga"]\nkeys = ["a"]', 4, "amiga"),
        (RULE, 1, "nothing"),
        (RULE + "keys = []", 1, "nothing"),
        ('[[rule]]\ndo = "refuse"\nkeys = ["a"]', 1, "name"),
        ('[[rule]]\nname = "a\\u200b"\ndo = "refuse"\nkeys = ["a"]', 2, "name"),
        ('[[rule]]\nname = "a"\ndo = "forbid"\nkeys = ["a"]', 3, "refuse"),
        ('[[rule]]\nname = "a"\nkeys = ["a"]', 1, "refuse"),
        ('[[rule]]\nname = "a"\ndo = "allow"\ntext = ["""\n[[rule]]\n"""]\n' + RULE, 7, "nothing"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, line, said):
    with pytest.raises(SettingsError) as refused:
        rules(text)
    assert f"in line {line}:" in refused.value.message
    assert said in refused.value.message
    assert refused.value.hint


def test_a_rule_for_another_system_is_checked_too():
    with pytest.raises(SettingsError):
        rules(RULE + 'on = ["mac"]\nkeys = ["hyperdrive"]', "linux")


@given(st.text(st.sampled_from("[]rule=\"\n#,\\{}'0aé"), max_size=60))
def test_any_text_is_read_or_refused(text):
    refused = ""
    try:
        rules(text)
    except SettingsError as error:
        refused = error.message
    assert not refused or "in line " in refused
