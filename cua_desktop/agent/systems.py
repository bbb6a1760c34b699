"""The systems the app runs on: one table for what the model is told of them and how keys are named.

Everything that depends on the kind of system (key tables, instructions, the tool's `environment`,
hands and ears) goes by an entry of this table, so that they can't disagree.
"""

import sys
from dataclasses import dataclass
from typing import Literal

Environment = Literal["linux", "windows", "mac"]
"""A system as the computer tool names it; the key tables and the input process use the same name."""


@dataclass(frozen=True, slots=True)
class System:
    """`own_key` is the key name of models for the system's own key: ⌘, Windows or Super."""

    platform: str
    environment: Environment
    name: str
    desktop: str
    own_key: str


SYSTEMS = (
    System("linux", "linux", "Linux", "Linux with an X11 desktop", "SUPER"),
    System("win32", "windows", "Windows", "Windows", "WIN"),
    System("darwin", "mac", "macOS", "macOS", "CMD"),
)


def running_on(platform: str = sys.platform) -> System:
    """The system of a `sys.platform`; any other Unix is told to the model as the Linux it resembles."""
    return next((system for system in SYSTEMS if system.platform == platform), SYSTEMS[0])


def of_environment(environment: Environment) -> System:
    """The system that the computer tool calls so."""
    return next(system for system in SYSTEMS if system.environment == environment)
