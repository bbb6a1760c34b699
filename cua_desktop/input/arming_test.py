"""“Press your stop keys now”: whether they arrive on this computer, and remembering that they did."""

import contextlib
import json
import sys
from collections.abc import Callable

from cua_desktop.agent.errors import InputError
from cua_desktop.input.chord import parsed
from cua_desktop.input.client import InputProcess
from cua_desktop.paths import Profile

_FILE = "stop-keys.json"


async def hear_stop_keys(setting: str, seconds: float, listening: Callable[[], None]) -> bool:
    """Whether the stop keys are pressed within this time; calls `listening` when it has begun.

    Injects nothing. Raises InputError when they can't be heard here.
    """
    process = InputProcess(stop_chord=setting, report=lambda _report: None)
    await process.open()
    try:
        listening()
        return await process.listen_for_chord(seconds)
    finally:
        await process.close()


def proven(profile: Profile, setting: str) -> bool:
    """Whether these keys have arrived once, on this kind of system with this profile."""
    with contextlib.suppress(InputError):  # keys that make no sense; that is said when they are used
        return _name(setting) in _read(profile).get(sys.platform, [])
    return False


def remember(profile: Profile, setting: str) -> None:
    """They have arrived. Raises OSError when the profile can't be written."""
    known = _read(profile)
    known[sys.platform] = sorted({*known.get(sys.platform, []), _name(setting)})
    profile.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (profile.folder / _FILE).write_text(json.dumps(known), "utf-8")


def _name(setting: str) -> str:
    return "+".join(sorted(parsed(setting)))


def _read(profile: Profile) -> dict[str, list[str]]:
    with contextlib.suppress(OSError, ValueError):
        plain = json.loads((profile.folder / _FILE).read_text("utf-8"))
        if isinstance(plain, dict):
            return {
                system: [name for name in names if isinstance(name, str)]
                for system, names in plain.items()
                if isinstance(names, list)
            }
    return {}
