"""A `Session`: one window's, or one command's, connection to the desktop.

Input process, screen, model and agent are joined in it. Change a setting, and a new session is opened.
"""

import asyncio
from typing import Any

from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.errors import InputError
from cua_desktop.agent.events import Event, RunEnded
from cua_desktop.agent.geometry import Size
from cua_desktop.agent.grant import Grant
from cua_desktop.agent.interfaces.person import Person
from cua_desktop.agent.interfaces.reporter import Reporter
from cua_desktop.agent.interfaces.screen import OwnWindows
from cua_desktop.agent.leave import Leave
from cua_desktop.agent.loop import Agent
from cua_desktop.agent.witness import Counting, Witness
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
from cua_desktop.journal.recorder import RunRecorder
from cua_desktop.models.client import ResponsesModel
from cua_desktop.paths import Profile
from cua_desktop.safety.gate import ApprovalGate
from cua_desktop.safety.limits import RunLimits
from cua_desktop.safety.loop_guard import LoopGuard
from cua_desktop.safety.policy import RulePolicy
from cua_desktop.safety.watch import PresenceWatch
from cua_desktop.screen.desktop import DesktopScreen
from cua_desktop.screen.surroundings import DesktopSurroundings
from cua_desktop.settings import Settings
from cua_desktop.wiring import stop_keys
from cua_desktop.wiring.witnesses import answers_counted, press, windows_over_questions

_WINDOWS_SECONDS = 0.05
"""How often it is looked where the app's own windows are, during a run."""

_AGAIN = "Nothing is left pressed. Start the task anew, or reply to go on."


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
        self._witness.windows = windows_over_questions
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
                    stop_keys.remember(self._profile, self._stop_chord)
            case ListenerLost(why=why):
                self._agent.fail(InputError(f"The stop keys are not heard any more: {why}", _AGAIN))
            case ProcessDied(why=why):
                self._agent.fail(InputError(f"The input process is gone: {why}.", _AGAIN))
            case Pressed(what=what):
                self._witness.heard(press(what))
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


def _conversation(settings: Settings) -> Conversation:
    """The offline model keeps what was said, and can do nothing else."""
    return Conversation(
        stateless=settings.conversation == "stateless" and settings.provider != "offline",
        most_bytes=settings.request_megabytes * 1_000_000,
    )
