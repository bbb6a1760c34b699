"""Whether the stop keys arrive on this computer: tried once, and remembered."""

from collections.abc import Callable
from contextlib import suppress

from cua_desktop.input import arming_test
from cua_desktop.paths import Profile


def proven(profile: Profile, chord: str) -> bool:
    """Whether the stop keys have arrived once on this computer; reads a file."""
    return arming_test.proven(profile, chord)


def remember(profile: Profile, chord: str) -> None:
    """They have arrived. A profile that can't be written is no reason to fail: it is asked again."""
    with suppress(OSError):
        arming_test.remember(profile, chord)


async def hear(chord: str, seconds: float, listening: Callable[[], None]) -> bool:
    """Whether the stop keys are pressed within this time. Raises InputError."""
    return await arming_test.hear_stop_keys(chord, seconds, listening)
