"""Opens a session: the settings choose each part, and here they are joined."""

import tomllib
from collections.abc import Awaitable, Callable

from cua_desktop import environment, paths
from cua_desktop.agent.geometry import Size
from cua_desktop.agent.interfaces.person import Person
from cua_desktop.agent.interfaces.reporter import Reporter
from cua_desktop.agent.interfaces.screen import OwnWindows
from cua_desktop.agent.leave import Leave
from cua_desktop.agent.redaction import WindowRules, boxes_of, words_of
from cua_desktop.agent.systems import running_on
from cua_desktop.agent.witness import Witness
from cua_desktop.input import keys as key_names
from cua_desktop.input.lock_screen import lock_screen
from cua_desktop.input.window_list import active_window, windows
from cua_desktop.models.dialects import Dialect, dialect_for
from cua_desktop.paths import Profile
from cua_desktop.practice.player import Player
from cua_desktop.safety import prices
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.policy import RulePolicy
from cua_desktop.safety.text_patterns import ApiKeys
from cua_desktop.screen.desktop import DesktopScreen, no_address
from cua_desktop.screen.redacted import Redaction
from cua_desktop.screen.scene import front_window
from cua_desktop.screen.settle import timings_with
from cua_desktop.screen.surroundings import DesktopSurroundings
from cua_desktop.settings import Settings
from cua_desktop.wiring.service import model_for
from cua_desktop.wiring.session import Session
from cua_desktop.wiring.texts import rules_of

_BOXES = {Dialect.PREVIEW: Size(1024, 768), Dialect.GA: Size(1600, 900)}
"""The picture each dialect works best with: the seeds' display, and OpenAI's recommended size."""


class NoOwnWindows:
    """For commands without a window."""

    def rectangles(self) -> tuple[()]:
        """None."""
        return ()

    def step_aside(self, points: object) -> bool:  # noqa: ARG002 - the interface's
        """Nothing to move."""
        return False

    def has_focus(self) -> bool:
        """Never."""
        return False


def open_session(
    settings: Settings,
    profile: Profile,
    *,
    person: Person,
    own_windows: OwnWindows,
    report: Reporter,
    api_key: str | None,
    player: Player | None = None,
    witness: Witness | None = None,
    may_read_addresses: Callable[[], Awaitable[bool]] | None = None,
) -> Session:
    """Builds a session; `open()` starts it. Raises SettingsError, CredentialsError.

    `witness` is told of every press while a question is open, and which of them count.
    `may_read_addresses` asks the user; None where nobody can be asked.
    """
    dialect = dialect_for(settings.model, settings.tool)
    session = Session(settings, profile, report, own_windows, witness)
    redaction = _redaction(settings)
    surroundings = DesktopSurroundings(windows=windows, active_window=active_window, hidden=redaction.rules)
    policy = _policy(profile, surroundings, api_key)
    tells_address = dialect is Dialect.PREVIEW and settings.provider != "offline"
    needed = tells_address or policy.about_sites
    session.let_read_addresses(
        surroundings, Leave(settings.page_addresses, may_read_addresses if needed else None)
    )
    session.join(
        model_for(settings, profile, dialect, api_key, player),
        DesktopScreen(
            monitor=settings.monitor,
            display_size=settings.display_size,
            box=_BOXES[dialect],
            own_windows=own_windows,
            lossless=settings.provider == "offline",  # it reads PNG only
            lock_screen=lock_screen,
            timings=timings_with(settings.settle_floors, settings.settle_ceilings),
            redaction=redaction,
            front=lambda: front_window(windows, active_window),
            address=surroundings.address_in_front if tells_address else no_address,
        ),
        person,
        _limits(settings, profile),
        policy,
    )
    return session


def _limits(settings: Settings, profile: Profile) -> RunLimits:
    """Raises SettingsError."""
    table = prices.load_prices(paths.resource("prices.toml"), own=profile.prices_file)
    free = settings.provider == "offline"
    return RunLimits(
        max_steps=settings.max_steps,
        max_seconds=settings.max_seconds,
        max_tokens=settings.max_tokens or None,
        max_cost=None if free else settings.max_cost,
        price=None if free else prices.price_for(settings.model, table),
    )


def _redaction(settings: Settings) -> Redaction:
    """What the user hides from the model. A list of ours that can't be read is a defect, and raises."""
    known = tomllib.loads(paths.resource("password_managers.toml").read_text("utf-8"))
    on = settings.known_windows_hidden
    rules = WindowRules(
        tuple(known["programs"]) if on else (),
        tuple(known["titles"]) if on else (),
        words_of(settings.hidden_windows),
    )
    return Redaction(boxes_of(settings.hidden_boxes), rules, windows, active_window)


def _policy(profile: Profile, surroundings: DesktopSurroundings, api_key: str | None) -> RulePolicy:
    """Raises SettingsError for rules of the user's own that can't be used."""
    known_keys = [api_key, *map(environment.api_key, environment.KEY_VARIABLES)]
    return RulePolicy(
        rules_of(profile),
        surroundings=surroundings,
        read_keys=key_names.chord,
        environment=running_on().environment,
        api_keys=ApiKeys(key for key in known_keys if key),
    )
