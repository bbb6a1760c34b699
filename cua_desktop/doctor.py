"""What this machine allows, and how to fix what it doesn't: one line a check, each with an advice."""

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import assert_never

from cua_desktop import credentials, environment
from cua_desktop.agent.errors import CredentialsError, CuaError, InputError
from cua_desktop.agent.witness import Counting
from cua_desktop.input import arming_test
from cua_desktop.input.client import InputProcess
from cua_desktop.input.hands import TOLD_APART, Ready
from cua_desktop.paths import Profile
from cua_desktop.screen.capture import Capture, refuse_unusable_session
from cua_desktop.self_check import findings
from cua_desktop.settings import Settings
from cua_desktop.wiring import browsers, texts
from cua_desktop.wiring.witnesses import answers_counted

_ARMING_SECONDS = 15.0
_MOST_LEAKED = 50


class Verdict(StrEnum):
    """`bad` keeps a run from starting; `mind` is worth knowing."""

    GOOD = "good"
    MIND = "mind"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was looked at, what was found, and what to do about it."""

    what: str
    verdict: Verdict
    found: str
    advice: str = ""


def run(profile: Profile, settings: Settings, *, as_json: bool) -> int:
    """Prints every check; 0 when nothing keeps a run from starting, else 1."""
    return asyncio.run(_run(profile, settings, as_json=as_json))


async def _run(profile: Profile, settings: Settings, *, as_json: bool) -> int:
    bad = 0
    async for check in checks(profile, settings):
        bad += check.verdict is Verdict.BAD
        print(json.dumps(asdict(check), ensure_ascii=False) if as_json else _in_words(check), flush=True)
    if not as_json:
        print("\nThis machine is ready." if not bad else "\nA run can't start here yet.")
    return 1 if bad else 0


def _in_words(check: Check) -> str:
    sign = {Verdict.GOOD: "ok  ", Verdict.MIND: "mind", Verdict.BAD: "BAD "}[check.verdict]
    advice = f"\n     {'':<18}→ {check.advice}" if check.advice else ""
    return f"{sign} {check.what:<18} {check.found}{advice}"


async def checks(profile: Profile, settings: Settings) -> AsyncIterator[Check]:
    """All checks, one after the other, as they are done."""
    yield check_qt()
    yield check_display()
    yield await asyncio.to_thread(check_capture)
    async for check in _check_input(settings, profile):
        yield check
    yield await check_key(settings)
    for check in await asyncio.to_thread(check_machine):
        yield check
    yield check_profile(profile)
    yield check_policy(profile, settings)
    if (addresses := await check_addresses(settings)) is not None:
        yield addresses


def check_qt() -> Check:
    """PySide6 6.12.0 loses a reference with every signal on Python 3.11 and aborts before long."""
    import PySide6  # noqa: PLC0415 - only to be looked at
    from PySide6.QtCore import QObject  # noqa: PLC0415

    probe = QObject()
    gc.collect()
    before = sys.getrefcount(True)
    for _ in range(100):
        probe.blockSignals(False)
        probe.setObjectName("probe")
        probe.signalsBlocked()
    leaked = before - sys.getrefcount(True)
    found = f"Qt for Python {PySide6.__version__} on Python {sys.version.split()[0]}"
    if leaked > _MOST_LEAKED or PySide6.__version__.startswith("6.12.0"):
        return Check("Qt", Verdict.BAD, f"{found} would crash.", "Install PySide6-Essentials 6.11.")
    return Check("Qt", Verdict.GOOD, f"{found}.")


def check_display() -> Check:
    """Whether there is a display whose other programs can be seen and worked."""
    try:
        refuse_unusable_session()
    except CuaError as error:
        return Check("Display", Verdict.BAD, error.message, error.hint)
    where = f"X11 display {environment.display()}" if sys.platform == "linux" else sys.platform
    return Check("Display", Verdict.GOOD, f"{where}.")


def check_capture() -> Check:
    """Whether the desktop can be captured, by capturing it."""
    capture = Capture()
    try:
        monitors = capture.monitors()
        black = capture.grab("all").all_black
    except CuaError as error:
        return Check("Screen capture", Verdict.BAD, error.message, error.hint)
    finally:
        capture.close()
    sizes = ", ".join(f"{monitor.rect.width}×{monitor.rect.height}" for monitor in monitors)
    if black:
        advice = "Wake or unlock the screen. On macOS allow Screen Recording in System Settings."
        return Check("Screen capture", Verdict.MIND, f"The screen is all black ({sizes}).", advice)
    return Check("Screen capture", Verdict.GOOD, f"Works; monitors: {sizes}.")


async def _check_input(settings: Settings, profile: Profile) -> AsyncIterator[Check]:
    """Whether events can be injected and the stop keys heard, by starting the input process."""
    process = InputProcess(stop_chord=settings.stop_chord, report=lambda _report: None)
    try:
        ready = await process.open()
    except InputError as error:
        yield Check("Input", Verdict.BAD, error.message, error.hint)
        return
    try:
        for check in _of_input(ready, settings):
            yield check
        if sys.stdin.isatty() and sys.stdout.isatty():
            yield await _arming_test(process, settings, profile)
    finally:
        await process.close()


def _of_input(ready: Ready, settings: Settings) -> list[Check]:
    heard = Verdict.GOOD if ready.user_input == TOLD_APART else Verdict.MIND
    found = [
        Check("Input", Verdict.GOOD, f"{ready.injection}; text: {ready.typing}."),
        Check("Your own input", heard, ready.user_input),
        _of_answers(settings, ready),
        Check("Stop keys", Verdict.GOOD, f"{settings.stop_chord.upper()}, heard by {ready.listener}."),
    ]
    return found + [Check("Input", Verdict.MIND, note) for note in ready.notes]


def _of_answers(settings: Settings, ready: Ready) -> Check:
    """Which presses of Allow count: a person's alone, where that can be told."""
    found = answers_counted(settings.remote_answers, ready)
    match found.counting:
        case Counting.PHYSICAL:
            said = f"Allow is pressed only by a real mouse or keyboard. {found.why}"
            return Check("Answers", Verdict.GOOD, said)
        case Counting.INJECTED:
            said = f"Allow may be pressed by injected input, so by other programs too. {found.why}"
        case Counting.UNHEARD:
            said = f"Allow may be pressed by whatever reaches the window. {found.why}"
        case _:
            assert_never(found.counting)
    return Check("Answers", Verdict.MIND, said, "See “Answers by remote control” in the settings.")


async def _arming_test(process: InputProcess, settings: Settings, profile: Profile) -> Check:
    keys = settings.stop_chord.upper()
    print(f"     Press your stop keys now: {keys} ({_ARMING_SECONDS:g} s) …", file=sys.stderr, flush=True)
    if await process.listen_for_chord(_ARMING_SECONDS):
        with suppress(OSError):  # the profile has a check of its own
            arming_test.remember(profile, settings.stop_chord)
        return Check("Stop keys tested", Verdict.GOOD, f"{keys} arrived.")
    advice = "If you pressed them, another program takes them: choose others in the settings."
    return Check("Stop keys tested", Verdict.MIND, f"{keys} did not arrive in time.", advice)


async def check_key(settings: Settings) -> Check:
    """Whether the chosen provider's API key is there, and whether the keyring answers."""
    if settings.provider == "offline":
        return Check("API key", Verdict.GOOD, "The offline model needs none.")
    in_environment = environment.api_key(settings.provider) is not None
    variable = environment.KEY_VARIABLES[settings.provider]
    try:
        stored = await credentials.stored_key(settings.provider)
    except CredentialsError as error:
        if in_environment:
            found = f"In the environment ({variable}). The keyring: {error.message}"
            return Check("API key", Verdict.MIND, found, error.hint)
        return Check("API key", Verdict.BAD, error.message, error.hint)
    if stored:
        return Check("API key", Verdict.GOOD, f"For {settings.provider}, in the keyring.")
    if in_environment:
        return Check("API key", Verdict.GOOD, f"In the environment ({variable}); the keyring answers.")
    advice = f"Store it in the window's settings, or set {variable}. The keyring answers."
    return Check("API key", Verdict.BAD, f"There is none for {settings.provider}.", advice)


def check_machine() -> list[Check]:
    """What an agent that has been led astray could do harm to: never a reason against a run."""
    return [
        Check(each.what, Verdict.GOOD if each.fine else Verdict.MIND, each.found, each.advice)
        for each in findings.look()
    ]


def check_profile(profile: Profile) -> Check:
    """Whether settings and runs can be written."""
    try:
        profile.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = profile.folder / ".write-test"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        found = f"{profile.folder} can't be written: {error.strerror}."
        return Check("Profile", Verdict.MIND, found, "Choose another with --profile DIR.")
    return Check("Profile", Verdict.GOOD, f"{profile.folder}")


def check_policy(profile: Profile, settings: Settings) -> Check:
    """Where the rules are, and whether they can be used: without them no run starts."""
    text = texts.policy_text(profile)
    try:
        rules = texts.rules_of(profile)
    except CuaError as error:
        return Check("Policy", Verdict.BAD, error.message, error.hint)
    where = f"{text.file}" if text.file.exists() else f"the default (your own would be {text.file})"
    found = f"{len(rules)} rules for this system, in {where}."
    if settings.page_addresses == "off" and any(rule.sites for rule in rules):
        advice = "Switch “Page addresses” on in the settings, or no browser can be used."
        return Check(
            "Policy", Verdict.MIND, f"{found} Some are about sites, and no addresses are read.", advice
        )
    return Check("Policy", Verdict.GOOD, found)


async def check_addresses(settings: Settings) -> Check | None:
    """Whether open browsers tell their addresses, which are not shown; None if there are none."""
    if settings.page_addresses == "off":
        return None
    try:
        told = await browsers.that_tell()
    except CuaError:  # the display has a check of its own
        return None
    silent = ", ".join(sorted({name for name, tells in told.items() if not tells}))
    if silent:
        advice = (
            "Start Chromium with --force-renderer-accessibility, in a session whose accessibility is on "
            "(GNOME: gsettings set org.gnome.desktop.interface toolkit-accessibility true; elsewhere: "
            "ACCESSIBILITY_ENABLED=1 in its environment)."
        )
        return Check("Page addresses", Verdict.MIND, f"Not told by: {silent}.", advice)
    return Check("Page addresses", Verdict.GOOD, f"Told by: {', '.join(sorted(told))}.") if told else None
