"""The texts that the user may put in the place of ours, each a page of the settings."""

from cua_desktop import instructions, paths
from cua_desktop.agent.systems import running_on
from cua_desktop.input import keys as key_names
from cua_desktop.paths import Profile
from cua_desktop.profile_text import ProfileText
from cua_desktop.safety import prices
from cua_desktop.safety.policy_file import Rule, rules_in

_LONGEST_PRICES = 100_000
_LONGEST_POLICY = 50_000
"""In characters."""


def profile_texts(profile: Profile) -> tuple[ProfileText, ...]:
    """The texts that the user may put in the place of ours, each a page of the settings."""
    return (instructions.text_in(profile), policy_text(profile), prices_text(profile))


def policy_text(profile: Profile) -> ProfileText:
    """The rules of this profile."""
    return ProfileText(
        name="Policy",
        about=(
            "What the agent may not do, whatever the model wants and whatever you allow in a question: keys, "
            "programs, sites and texts. The comments say how rules are written."
        ),
        file=profile.policy_file,
        default=paths.resource("policy.toml").read_text("utf-8"),
        longest=_LONGEST_POLICY,
        check=_refuse_bad_rules,
        code=True,
    )


def prices_text(profile: Profile) -> ProfileText:
    """What models cost, in this profile."""
    return ProfileText(
        name="Prices",
        about=(
            "What money is counted by. A row of yours wins over ours. With Azure a model is called as your "
            "deployment is. Give the day of your figures in “as_of”: it is shown wherever money is."
        ),
        file=profile.prices_file,
        default=paths.resource("prices.toml").read_text("utf-8"),
        longest=_LONGEST_PRICES,
        check=_refuse_bad_prices,
        code=True,
    )


def rules_of(profile: Profile) -> tuple[Rule, ...]:
    """The rules in force on this system. Reads a file. Raises SettingsError."""
    return rules_in(policy_text(profile).read(), running_on().environment, key_names.chord)


def _refuse_bad_rules(text: str) -> None:
    rules_in(text, running_on().environment, key_names.chord)


def _refuse_bad_prices(text: str) -> None:
    prices.parsed(text)
