"""The one thread that injects: it plans each action, carries it out, and leaves nothing pressed."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from cua_desktop.agent.actions import Action, Click, DoubleClick
from cua_desktop.agent.errors import CuaError, InputError
from cua_desktop.agent.geometry import Rect
from cua_desktop.agent.systems import running_on
from cua_desktop.input.brake import Brake
from cua_desktop.input.events import ButtonDown, Event, KeyDown, Notches, Text
from cua_desktop.input.hands import Hands
from cua_desktop.input.plan import Carried, Rules, planned
from cua_desktop.input.reserved import reserved_on

_log = logging.getLogger(__name__)

Done = Callable[[CuaError | None], None]
"""Called on the worker's thread when a job is done, with what went wrong."""


class Worker:
    """Takes jobs from any thread and does them in order."""

    def __init__(self, brake: Brake, hands: Hands, stop_chord: tuple[str, ...]) -> None:
        self._brake = brake
        self._hands = hands
        self._stop_chord = stop_chord
        self._carried = Carried()
        self._types = False
        self._jobs: queue.SimpleQueue[tuple[Callable[[], None], Done] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="input", daemon=True)
        self._thread.start()

    @property
    def types(self) -> bool:
        """Whether the action under way needs the keyboard to be where it is."""
        return self._types

    def start_run(self) -> None:
        """A new run: nothing is carried over from the one before."""
        self._put(self._begin, lambda _: None)

    def check(self, actions: Sequence[Action], within: Rect | None, done: Done) -> None:
        """Plans the actions and injects nothing."""
        rules = self._rules(within)
        self._put(lambda: self._check(actions, rules), done)

    def perform(self, action: Action, within: Rect | None, done: Done) -> None:
        """Performs one action, all of it `within`, for the run that is on now."""
        run, rules = self._brake.run, self._rules(within)
        self._put(lambda: self._perform(action, rules, run), done)

    def when_idle(self, done: Done) -> None:
        """Calls back once all that was asked for before is done or has ended."""
        self._put(lambda: None, done)

    def close(self, seconds: float) -> bool:
        """Ends the thread after the jobs under way; False if they don't end in time."""
        self._jobs.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _put(self, job: Callable[[], None], done: Done) -> None:
        self._jobs.put((job, done))

    def _work(self) -> None:
        while (next_job := self._jobs.get()) is not None:
            job, done = next_job
            done(_outcome(job))

    def _rules(self, within: Rect | None) -> Rules:
        return Rules(self._stop_chord, within, reserved_on(running_on().environment))

    def _begin(self) -> None:
        self._carried = Carried()

    def _check(self, actions: Sequence[Action], rules: Rules) -> None:
        carried = self._carried
        for action in actions:
            events, carried = planned(action, rules, carried, time.monotonic())
            self._hands.check(events)

    def _perform(self, action: Action, rules: Rules, run: int) -> None:
        self._brake.act_for(run)
        self._brake.check()
        events, carried = planned(action, rules, self._carried, time.monotonic())
        self._hands.check(events)
        try:
            self._types = any(map(_types, events))
            if any(map(_presses, events)):
                self._hands.prepare()
            for event in events:
                self._hands.carry_out(event)
            self._carried = carried.clicked_now(time.monotonic()) if _clicks(action) else carried
        finally:
            self._types = False
            self._brake.release_all()
            self._hands.finish()


def _clicks(action: Action) -> bool:
    return isinstance(action, Click | DoubleClick)


def _types(event: Event) -> bool:
    return isinstance(event, KeyDown | Text)


def _presses(event: Event) -> bool:
    return isinstance(event, ButtonDown | KeyDown | Notches | Text)


def _outcome(job: Callable[[], Any]) -> CuaError | None:
    try:
        job()
    except CuaError as error:
        return error
    except Exception as error:  # noqa: BLE001 - the worker must live on, whatever an action met
        _log.exception("an action failed")
        return InputError(
            f"The action could not be carried out ({type(error).__name__}).",
            "Is the desktop still there? Run “cua-desktop doctor”.",
        )
    return None
