"""Texts of the profile that take the place of a text of ours: the user's own wins, and is checked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cua_desktop.agent.errors import SettingsError

_DECEIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, those that turn the direction of writing round, halves of a character."""


@dataclass(frozen=True, slots=True)
class ProfileText:
    """One such text: what it is called, where the user's own is kept, and what it may be.

    `about` says what it is for and what may stand in it; `default` is ours; `longest` counts characters.
    `check` raises SettingsError on a text that can't be used. `code` asks for letters of one width.
    """

    name: str
    about: str
    file: Path
    default: str
    longest: int
    check: Callable[[str], None]
    code: bool = False

    def read(self) -> str:
        """The text in force. Reads a file. Raises SettingsError, also for a text that can't be used."""
        text = self.read_unchecked()
        try:
            self.refuse_unusable(text)
        except SettingsError as error:
            raise SettingsError(f"{self.file}: {error.message}", error.hint) from None
        return text

    def read_unchecked(self) -> str:
        """The text to be corrected, where `read` raises. Reads a file. Raises SettingsError."""
        try:
            return self.file.read_text("utf-8")
        except FileNotFoundError:
            return self.default
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{self.file} can't be read: {error}.", "Correct or delete it.") from None

    def write(self, text: str) -> None:
        """Keeps the text, whole or not at all. Ours is not kept, so that it can be renewed.

        Raises SettingsError.
        """
        self.refuse_unusable(text)
        temporary = self.file.with_name(f"{self.file.name}.new")
        try:
            if text == self.default:
                self.file.unlink(missing_ok=True)
                return
            self.file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(text, "utf-8", newline="\n")
            temporary.replace(self.file)
        except OSError as error:
            raise SettingsError(
                f"{self.file} could not be saved: {error.strerror}.", "Is the disk full or read-only?"
            ) from None

    def refuse_unusable(self, text: str) -> None:
        """Raises SettingsError on one that is empty or too long, deceives the reader, or fails `check`."""
        if not text.strip():
            raise SettingsError(f"“{self.name}” can't be empty.", "“Restore default” brings ours back.")
        if len(text) > self.longest:
            raise SettingsError(
                f"“{self.name}” has {len(text):,} characters.", f"It may have {self.longest:,} at most."
            )
        for number, line in enumerate(text.split("\n"), start=1):
            if found := _DECEIVING.search(line):
                raise SettingsError(
                    f"“{self.name}” holds the invisible character U+{ord(found[0]):04X} in line {number}.",
                    "Delete it.",
                )
        self.check(text)
