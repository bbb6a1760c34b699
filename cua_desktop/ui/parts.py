"""The parts behind the window, loaded and called off its thread: with all they load, that takes a while."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtGui import QImage

from cua_desktop.paths import Profile
from cua_desktop.profile_text import ProfileText
from cua_desktop.settings import Settings
from cua_desktop.ui.connection_test import Report
from cua_desktop.ui.fields import Monitor
from cua_desktop.ui.run_control import Session

_T = TypeVar("_T")


async def in_worker(job: Callable[..., _T], *arguments: Any) -> _T:
    """What this job returns or raises, done by a worker thread."""
    return await asyncio.get_running_loop().run_in_executor(None, job, *arguments)


async def loaded() -> Any:
    """The modules of `cua_desktop.wiring`. Raises ImportError where a part can't be loaded."""

    def load() -> Any:
        from cua_desktop import wiring  # noqa: PLC0415
        from cua_desktop.wiring import monitors, opening, service, stop_keys, texts  # noqa: F401, PLC0415

        return wiring

    return await in_worker(load)


async def open_session(settings: Settings, profile: Profile, **others: Any) -> Session:
    """A session as `wiring.opening` builds it, not yet opened. Raises CuaError."""
    session: Session = (await loaded()).opening.open_session(settings, profile, **others)
    return session


async def monitors() -> Sequence[Monitor]:
    """The monitors as they are now. Raises ScreenError."""
    found: Sequence[Monitor] = await in_worker((await loaded()).monitors.present)
    return found


async def picture_of(monitor: int) -> QImage:
    """A small picture of a monitor, for the user alone. Raises ScreenError."""
    wiring = await loaded()
    return await in_worker(lambda: QImage.fromData(wiring.monitors.picture_of(str(monitor)).data))


async def check_connection(settings: Settings, profile: Profile, api_key: str | None) -> Report:
    """Which of key, model and tool work with these settings. Raises CuaError."""
    report: Report = await (await loaded()).service.check_connection(settings, profile, api_key)
    return report


async def profile_texts(profile: Profile) -> Sequence[ProfileText]:
    """The texts that the user may put in the place of ours. Raises ImportError."""
    texts: Sequence[ProfileText] = (await loaded()).texts.profile_texts(profile)
    return texts


async def stop_keys_proven(profile: Profile, chord: str) -> bool:
    """Whether the stop keys have arrived once on this computer."""
    return bool(await in_worker((await loaded()).stop_keys.proven, profile, chord))


async def remember_stop_keys(profile: Profile, chord: str) -> None:
    """They have arrived."""
    await in_worker((await loaded()).stop_keys.remember, profile, chord)


async def hear_stop_keys(chord: str, seconds: float, listening: Callable[[], None]) -> bool:
    """Whether the stop keys are pressed within this time. Raises InputError."""
    return bool(await (await loaded()).stop_keys.hear(chord, seconds, listening))
