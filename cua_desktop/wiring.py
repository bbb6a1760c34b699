"""The only file that chooses concrete classes and joins the parts.

A `Session` is one window's (or one command's) connection to the desktop: input process, screen,
model and agent, built from the settings. Change a setting, and a new session is opened.
"""

import asyncio
import tomllib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from cua_desktop import environment, instructions, paths
from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.errors import CredentialsError, InputError, SettingsError
from cua_desktop.agent.events import Event, RunEnded
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Size
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces import OwnWindows, Person, Reporter
from cua_desktop.agent.leave import Leave
from cua_desktop.agent.loop import Agent
from cua_desktop.agent.redaction import WindowRules, boxes_of, words_of
from cua_desktop.agent.systems import running_on
from cua_desktop.agent.witness import Counted, Counting, Press, PressKind, Witness, counted
from cua_desktop.input import arming_test
from cua_desktop.input import keys as key_names
from cua_desktop.input.brake import STOP_KEYS
from cua_desktop.input.client import (
    InputProcess,
    ListenerLost,
    Pressed,
    ProcessDied,
    Report,
    Stopped,
    UserActive,
    UserPresent,
)
from cua_desktop.input.hands import TOLD_APART, Ready, UserInput
from cua_desktop.input.lock_screen import lock_screen
from cua_desktop.input.window_list import active_window, windows
from cua_desktop.journal.recorder import RunRecorder
from cua_desktop.models import connection_check
from cua_desktop.models.client import ResponsesModel
from cua_desktop.models.connection_check import ConnectionReport
from cua_desktop.models.dialects import Dialect, Wishes, dialect_for
from cua_desktop.models.endpoint import AZURE_SCOPE, OLD_AZURE_SCOPE, OPENAI_URL, Endpoint, entra_token
from cua_desktop.models.offline import offline_transport
from cua_desktop.paths import Profile
from cua_desktop.practice.player import Player
from cua_desktop.profile_text import ProfileText
from cua_desktop.safety import prices
from cua_desktop.safety.gate import ApprovalGate
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.loop_guard import LoopGuard
from cua_desktop.safety.policy import RulePolicy
from cua_desktop.safety.policy_file import Rule, rules_in
from cua_desktop.safety.text_patterns import ApiKeys
from cua_desktop.safety.watch import PresenceWatch
from cua_desktop.screen.capture import Capture, Monitor
from cua_desktop.screen.desktop import DesktopScreen, no_address
from cua_desktop.screen.encode import encode
from cua_desktop.screen.redacted import Redaction
from cua_desktop.screen.scene import front_window
from cua_desktop.screen.settle import timings_with
from cua_desktop.screen.surroundings import DesktopSurroundings
from cua_desktop.screen.viewport import fit
from cua_desktop.settings import Settings

_BOXES = {Dialect.PREVIEW: Size(1024, 768), Dialect.GA: Size(1600, 900)}
"""The picture each dialect works best with: the seeds' display, and OpenAI's recommended size."""

_PICTURE_BOX = Size(960, 600)
"""In which a monitor is shown to the user who hides a part of it."""

_WINDOWS_SECONDS = 0.05
"""How often it is looked where the app's own windows are, during a run."""

_LONGEST_PRICES = 100_000
_LONGEST_POLICY = 50_000
"""In characters."""

_AGAIN = "Nothing is left pressed. Start the task anew, or reply to go on."


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


class Session:
    """Opens, runs, stops and closes; events go to `report` on the loop's thread."""

    def __init__(
        self,
        settings: Settings,
        profile: Profile,
        report: Reporter,
        own_windows: OwnWindows,
        witness: Witness | None = None,
    ) -> None:
        self._recorder = RunRecorder(profile.runs_folder)
        self._report_further = report
        self._conversation = _conversation(settings)
        self._stopped_by: str | None = None  # since a person asked for a run that has not begun yet
        self._own_windows = own_windows
        self._resume_after = settings.resume_after
        self._interruptible = settings.user_input == "pause"
        self._remote_answers = settings.remote_answers
        self._witness = witness or Witness()
        self._profile = profile
        self._stop_chord = settings.stop_chord
        self.input = InputProcess(
            stop_chord=settings.stop_chord,
            report=self._on_input_report,
            interruptible=self._interruptible,
        )
        self._watch = PresenceWatch(settings.watch_seconds, settings.watch_counts)
        self.gate = ApprovalGate(settings.approve)
        self._screen: DesktopScreen
        self._model: ResponsesModel
        self._agent: Agent
        self._surroundings: DesktopSurroundings | None = None
        self._leave = Leave("off", None)

    def let_read_addresses(self, surroundings: DesktopSurroundings, leave: Leave) -> None:
        """Has each run read the addresses of pages if it gets leave to."""
        self._surroundings = surroundings
        self._leave = leave

    def join(
        self,
        model: ResponsesModel,
        screen: DesktopScreen,
        person: Person,
        limits: RunLimits,
        policy: RulePolicy | None = None,
    ) -> None:
        """Makes the agent of its parts."""
        self._model = model
        self._screen = screen
        self._agent = Agent(
            model=model,
            screen=screen,
            input=self.input,
            gate=self.gate,
            person=person,
            limits=limits,
            loop_guard=LoopGuard(),
            watch=self._watch,
            report=self._report,
            resume_after=self._resume_after,
            policy=policy,
        )

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._agent.running

    @property
    def can_follow_up(self) -> bool:
        """Whether there is a conversation that a reply can go on with."""
        return self._conversation.begun

    def expect_run(self) -> None:
        """A person has asked for a run: from now on a stop counts, though it has not begun."""
        self._stopped_by = None

    async def open(self) -> None:
        """Starts the input process. Raises InputError."""
        await self._open_input()

    async def run(self, text: str, *, follow_up: bool = False) -> RunEnded:
        """Works on a task, or on a reply in the same conversation, until it ends. Raises InputError."""
        if not follow_up:
            self._conversation = self._conversation.fresh()
        if not self.input.alive:
            await self._open_input()
        if self._surroundings is not None:
            self._surroundings.may_read = await self._leave.given()
        telling = asyncio.ensure_future(self._tell_own_windows())
        try:
            return await self._agent.run(text, self._conversation, stopped_by=self._stopped_by)
        finally:
            telling.cancel()

    def take_back(self, grant: Grant) -> None:
        """The user wants to be asked again about what they had allowed for the rest of the run."""
        self._agent.take_back(grant)

    def pause(self) -> None:
        """Pauses at once, until a person says that the run may go on."""
        self._agent.pause()

    @property
    def goes_on_at(self) -> float | None:
        """When a paused run goes on if the user rests, in Unix seconds; None when it won't by itself."""
        return self._agent.goes_on_at

    @property
    def watched_for(self) -> float | None:
        """For how many seconds the user counts as there, in watch mode; None without it."""
        return self._agent.watching.left

    def end_watch(self) -> None:
        """The user does not want to watch any more."""
        self._agent.watching.end_by_user()

    def say(self, text: str) -> None:
        """What the user says in the middle of a run; the model is told with the next request."""
        self._agent.say(text)

    def try_now(self) -> None:
        """Ends a wait for the service: the request is sent again at once."""
        self._agent.try_now()

    def stop(self, by: str) -> None:
        """Stops at once: the brake first, then everything around it."""
        self.input.stop_now(by)
        self._on_stop(by)

    async def live(self, width: int, height: int) -> Any:
        """The desktop as it is now, as a QImage in this box; None while there is none. Raises CuaError."""
        return await self._screen.live(Size(width, height))

    async def hear_stop_keys(self, seconds: float) -> bool:
        """Whether the stop keys are pressed within this time; between runs. Raises InputError."""
        if not self.input.alive:
            await self._open_input()
        return await self.input.listen_for_chord(seconds)

    async def close(self) -> None:
        """Ends the input process, the capture thread and the connection."""
        self._agent.stop("closing")
        await self.input.close()
        self._screen.close()
        if self._surroundings is not None:
            self._surroundings.close()
        await self._model.close()
        self._recorder.close()

    async def _open_input(self) -> None:
        ready = await self.input.open()
        self._witness.counting = answers_counted(self._remote_answers, ready).counting
        self._watch.sees_input = self._witness.counting is not Counting.UNHEARD

    def _report(self, event: Event) -> None:
        if not event.passing:
            self._recorder.record(event)
        self._report_further(event)

    async def _tell_own_windows(self) -> None:
        """Has the input process know where the user may do anything without taking over."""
        while True:
            windows = self._own_windows
            focused = windows.has_focus()
            self.input.tell_own_windows(windows.rectangles(), focused=focused)
            self._agent.watching.in_front(focused)
            await asyncio.sleep(_WINDOWS_SECONDS)

    def _on_input_report(self, report: Report) -> None:
        match report:
            case Stopped(by=by):
                self._on_stop(by)
                if by == STOP_KEYS:  # no test says more
                    remember_stop_keys(self._profile, self._stop_chord)
            case ListenerLost(why=why):
                self._agent.fail(InputError(f"The stop keys are not heard any more: {why}", _AGAIN))
            case ProcessDied(why=why):
                self._agent.fail(InputError(f"The input process is gone: {why}.", _AGAIN))
            case Pressed(what=what):
                self._witness.heard(_press(what))
            case UserPresent(what=what):
                if what.physical or self._witness.counting is Counting.INJECTED:
                    self._agent.watching.put_in()
            case UserActive(what=what):
                if self._interruptible:
                    self._agent.user_came(what.time)

    def _on_stop(self, by: str) -> None:
        self._stopped_by = self._stopped_by or by
        self._leave.withdraw()
        self._agent.stop(by)


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
        _model(settings, profile, dialect, api_key, player),
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


def _model(
    settings: Settings, profile: Profile, dialect: Dialect, api_key: str | None, player: Player | None
) -> ResponsesModel:
    told = _instructions(settings, profile)
    if settings.provider == "offline":
        return ResponsesModel(
            model="offline",
            dialect=dialect,
            endpoint=Endpoint("http://offline.invalid/v1", "offline"),
            instructions=told,
            transport=offline_transport(player or Player()),
        )
    return ResponsesModel(
        model=settings.model,
        dialect=dialect,
        endpoint=_endpoint(settings, api_key),
        instructions=told,
        wishes=_wishes(settings, profile),
    )


async def check_connection(settings: Settings, profile: Profile, api_key: str | None) -> ConnectionReport:
    """Which of key, model and tool work with these settings. Raises SettingsError, CredentialsError."""
    dialect = dialect_for(settings.model, settings.tool)
    return await connection_check.check_connection(_model(settings, profile, dialect, api_key, None))


def _endpoint(settings: Settings, api_key: str | None) -> Endpoint:
    if api_key is None and settings.key_of:
        variable = environment.KEY_VARIABLES[settings.provider]
        raise CredentialsError(
            f"There is no API key for {settings.provider}.",
            f"Set one in the settings of the window, or in the environment variable {variable}.",
        )
    base_url = settings.base_url or environment.base_url(settings.provider)
    if settings.provider == "azure" and base_url is None:
        raise SettingsError(
            "Azure OpenAI needs the base URL of your resource.",
            "It looks like https://RESOURCE.openai.azure.com/openai/v1/",
        )
    scope = OLD_AZURE_SCOPE if settings.api_version else AZURE_SCOPE
    pairs = (each.partition(":") for each in settings.headers.split(";") if each.strip())
    return Endpoint(
        base_url or OPENAI_URL,
        api_key if settings.key_of else None,
        token=None if settings.key_of else entra_token(scope),
        api_version=settings.api_version if settings.provider == "azure" else "",
        headers={name.strip(): value.strip() for name, _, value in pairs},
        ca_file=settings.ca_file,
        organization=settings.organization,
        project=settings.project,
    )


def _conversation(settings: Settings) -> Conversation:
    """The offline model keeps what was said, and can do nothing else."""
    return Conversation(
        stateless=settings.conversation == "stateless" and settings.provider != "offline",
        most_bytes=settings.request_megabytes * 1_000_000,
    )


def _wishes(settings: Settings, profile: Profile) -> Wishes:
    """What is left at the service's own default is not sent."""
    return Wishes(
        summary=settings.reasoning_summary.replace("none", ""),
        effort=settings.effort.replace("default", ""),
        truncation=settings.truncation.replace("default", ""),
        service_tier=settings.service_tier.replace("auto", ""),
        safety_identifier=paths.identifier(profile) if settings.safety_identifier == "on" else "",
        max_output_tokens=settings.longest_answer or None,
    )


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


async def browsers_that_tell() -> dict[str, bool]:
    """The browsers that are open, and whether each tells the address of its page. Raises CuaError."""
    surroundings = DesktopSurroundings(windows=windows, active_window=active_window, hidden=WindowRules())
    surroundings.may_read = True
    try:
        pages = {
            (window.process or " ".join(window.programs)): await surroundings.pages(window)
            for window in await surroundings.windows()
        }
    finally:
        surroundings.close()
    return {name: bool(told) for name, told in pages.items() if told != ()}


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


def policy_text(profile: Profile) -> ProfileText:
    """The rules of this profile."""
    return ProfileText(
        name="Policy",
        about=(
            "What the agent may not do, whatever the model wants and whatever you allow in a question: keys, "
            "programs, sites and texts. The comments say how rules are written."
        ),
        file=profile.policy_file,
        default=paths.resource("policy.toml").read_text("utf-8"),
        longest=_LONGEST_POLICY,
        check=_refuse_bad_rules,
        code=True,
    )


def rules_of(profile: Profile) -> tuple[Rule, ...]:
    """The rules in force on this system. Reads a file. Raises SettingsError."""
    return rules_in(policy_text(profile).read(), running_on().environment, key_names.chord)


def _refuse_bad_rules(text: str) -> None:
    rules_in(text, running_on().environment, key_names.chord)


def _instructions(settings: Settings, profile: Profile) -> str:
    """Raises SettingsError for a text of the user's own that can't be used."""
    system = running_on()
    values = {
        "system": system.desktop,
        "system_key": system.own_key,
        "screen": "all monitors" if settings.monitor == "all" else f"monitor {settings.monitor}",
        "stop_keys": settings.stop_chord.upper(),
    }
    return instructions.filled(instructions.text_in(profile).read(), values)


def profile_texts(profile: Profile) -> tuple[ProfileText, ...]:
    """The texts that the user may put in the place of ours, each a page of the settings."""
    return (instructions.text_in(profile), policy_text(profile), prices_text(profile))


def prices_text(profile: Profile) -> ProfileText:
    """What models cost, in this profile."""
    return ProfileText(
        name="Prices",
        about=(
            "What money is counted by. A row of yours wins over ours. With Azure a model is called as your "
            "deployment is. Give the day of your figures in “as_of”: it is shown wherever money is."
        ),
        file=profile.prices_file,
        default=paths.resource("prices.toml").read_text("utf-8"),
        longest=_LONGEST_PRICES,
        check=_refuse_bad_prices,
        code=True,
    )


def _refuse_bad_prices(text: str) -> None:
    prices.parsed(text)


def answers_counted(setting: str, ready: Ready) -> Counted:
    """Which presses of Allow count on this machine with the setting `remote_answers`, and why."""
    return counted(setting, hears=ready.user_input == TOLD_APART, remote=ready.remote)


def _press(heard: UserInput) -> Press:
    kind: PressKind = "key" if heard.kind == "key" else "button"
    return Press(kind, heard.physical, heard.time, heard.place, heard.space)


def stop_keys_proven(profile: Profile, chord: str) -> bool:
    """Whether the stop keys have arrived once on this computer; reads a file."""
    return arming_test.proven(profile, chord)


def remember_stop_keys(profile: Profile, chord: str) -> None:
    """They have arrived. A profile that can't be written is no reason to fail: it is asked again."""
    with suppress(OSError):
        arming_test.remember(profile, chord)


async def hear_stop_keys(chord: str, seconds: float, listening: Callable[[], None]) -> bool:
    """Whether the stop keys are pressed within this time. Raises InputError."""
    return await arming_test.hear_stop_keys(chord, seconds, listening)


def monitors() -> tuple[Monitor, ...]:
    """The monitors as they are now, for a picker; not for the UI thread. Raises ScreenError."""
    capture = Capture()
    try:
        return capture.monitors()
    finally:
        capture.close()


def picture_of(monitor: str) -> Frame:
    """A small picture of a monitor, for the user alone; not for the UI thread. Raises ScreenError."""
    capture = Capture()
    try:
        shot = capture.grab(monitor)
        return encode(shot, (), fit(shot.size, _PICTURE_BOX), lossless=True)
    finally:
        capture.close()


def offline(settings: Settings, tool: str) -> Settings:
    """The same settings with the offline model in the given dialect."""
    return replace(settings, provider="offline", model="offline", tool=tool)
