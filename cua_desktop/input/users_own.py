"""Chords that belong to the user alone, compared by whatever the keys are known by. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from cua_desktop.agent.errors import ActionRefusedError

Keys = frozenset[str | int]
"""Canonical keys; or what a system hears: modifiers by name, other keys by their codes."""


@dataclass(frozen=True, slots=True)
class UsersOwn:
    """The stop keys, and chords that would take the screen from the user."""

    stop_chord: Keys
    reserved: tuple[Keys, ...] = ()

    def refuse(self, pressed: Iterable[str | int]) -> None:
        """Raises ActionRefusedError when pressing these presses all of one of them, with whatever else."""
        keys = set(pressed)
        if self.stop_chord <= keys:
            raise ActionRefusedError(
                "These keys stop the agent; they belong to the user alone.",
                "Use type for text, other keys or the mouse for anything else.",
            )
        if any(reserved <= keys for reserved in self.reserved):
            raise ActionRefusedError("These keys would take the screen or the keyboard from the user.")
