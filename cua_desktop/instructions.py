"""What the model is told before anything else: a text with placeholders, the user's own or ours."""

import re
from collections.abc import Mapping

from cua_desktop import paths
from cua_desktop.agent.errors import SettingsError
from cua_desktop.paths import Profile
from cua_desktop.profile_text import ProfileText

PLACEHOLDERS = {
    "system": "the system, such as “Linux with an X11 desktop”",
    "system_key": "the name of the system's own key: SUPER, WIN or CMD",
    "screen": "what the screenshot shows, such as “monitor 1”",
    "stop_keys": "your stop keys",
}

LONGEST = 16_000
"""In characters. The text goes along with every request, and is paid for each time."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}|\{(\w+)\}")
"""`{{word}}` stands for `{word}` itself; other braces are just braces."""


def text_in(profile: Profile) -> ProfileText:
    """The instructions of this profile."""
    explained = "\n".join(f"{{{name}}}: {meaning}" for name, meaning in PLACEHOLDERS.items())
    return ProfileText(
        name="Instructions",
        about=(
            "What the model is told with every request. It asks the model to behave; what is asked of you, "
            "the stop keys and your rules hold whatever stands here.\n"
            f"Filled in by the app:\n{explained}"
        ),
        file=profile.instructions_file,
        default=paths.resource("instructions.md").read_text("utf-8"),
        longest=LONGEST,
        check=refuse_unknown_placeholders,
    )


def refuse_unknown_placeholders(text: str) -> None:
    """Raises SettingsError that names them."""
    unknown = {name for _, name in _PLACEHOLDER.findall(text) if name} - PLACEHOLDERS.keys()
    if unknown:
        named = ", ".join(f"{{{name}}}" for name in sorted(unknown))
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise SettingsError(
            f"There is no placeholder {named}.", f"There are {known}. For braces as such, double them."
        )


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder's value; what stands in a value is not looked at again."""
    return _PLACEHOLDER.sub(lambda found: f"{{{found[1]}}}" if found[1] else values[found[2]], text)
