"""Loads the settings from a TOML file, and saves what differs from the defaults."""

import json
import tomllib
from pathlib import Path

from cua_desktop.agent.errors import SettingsError
from cua_desktop.settings import Settings, options
from cua_desktop.settings_values import with_changes


def load(file: Path) -> Settings:
    """The settings in the file; defaults where it says nothing or doesn't exist. Raises SettingsError."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings in {file} can't be read: {error}.") from None
    try:
        return with_changes(Settings(), tomllib.loads(text))
    except ValueError as error:  # not TOML, or a number of thousands of digits
        raise SettingsError(
            f"The settings in {file} are not valid TOML: {error}.", "Correct the file or delete it."
        ) from None
    except SettingsError as error:
        raise SettingsError(f"{file}: {error.message}", error.hint) from None


def save(settings: Settings, file: Path) -> None:
    """Writes what differs from the defaults, whole or not at all. Raises SettingsError."""
    lines = []
    for name, _, default, option in options():
        value = getattr(settings, name)
        if value != default:
            lines += [
                f"# {option.label}: {option.help}",
                f"{name} = {json.dumps(value, ensure_ascii=False)}",
                "",
            ]
    temporary = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text("\n".join(lines), "utf-8")
        temporary.replace(file)
    except OSError as error:
        raise SettingsError(
            f"The settings could not be saved in {file}: {error.strerror}.", "Is the disk full or read-only?"
        ) from None
