"""A listen-only event tap: who moves the mouse and presses keys besides us, by key codes alone.

Never pynput's keyboard listener: it asks for the keyboard layout off the main thread, and macOS
ends the process for that (pynput issues 511 and 541). Source: Apple's documentation of CGEventTap.
Unverified on a real machine.
"""

import math
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from cua_desktop.agent.geometry import Point
from cua_desktop.input.hands import UserInput, UserInputKind
from cua_desktop.input.mac.keycodes import EITHER_SIDE, MODIFIER_FLAGS
from cua_desktop.input.mac.sending import OWN_EVENT

_START_SECONDS = 5.0

_SPACE = 49  # kVK_Space

_KINDS: dict[str, UserInputKind] = {
    "kCGEventKeyDown": "key",
    "kCGEventFlagsChanged": "key",
    "kCGEventLeftMouseDown": "button",
    "kCGEventRightMouseDown": "button",
    "kCGEventOtherMouseDown": "button",
    "kCGEventScrollWheel": "wheel",
    "kCGEventMouseMoved": "motion",
    "kCGEventLeftMouseDragged": "motion",
    "kCGEventRightMouseDragged": "motion",
    "kCGEventOtherMouseDragged": "motion",
}


class Tap:
    """A thread with a run loop. `key` is told of each key of others: its code and all flags.

    `alive` is False when macOS does not let this program listen: it needs Input Monitoring.
    """

    def __init__(
        self, quartz: Any, key: Callable[[int, int], None], user: Callable[[UserInput], None]
    ) -> None:
        self._quartz = quartz
        self._key = key
        self._user = user
        self._kinds = {getattr(quartz, name): kind for name, kind in _KINDS.items()}
        self._tap: Any = None
        self._loop: Any = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="event tap", daemon=True)
        self._thread.start()
        self._begun.wait(_START_SECONDS)

    @property
    def alive(self) -> bool:
        """Whether it hears. macOS turns slow listeners off; they are turned on again when it says so."""
        return (
            self._tap is not None
            and self._thread.is_alive()
            and bool(self._quartz.CGEventTapIsEnabled(self._tap))
        )

    def close(self) -> None:
        """Ends the thread."""
        if self._loop is not None:
            self._quartz.CFRunLoopStop(self._loop)
        self._thread.join(1)

    def _listen(self) -> None:
        quartz = self._quartz
        try:
            self._tap = quartz.CGEventTapCreate(
                quartz.kCGSessionEventTap,
                quartz.kCGHeadInsertEventTap,
                quartz.kCGEventTapOptionListenOnly,
                sum(1 << kind for kind in self._kinds),
                self._on_event,
                None,
            )
            if self._tap is not None:
                self._loop = quartz.CFRunLoopGetCurrent()
                source = quartz.CFMachPortCreateRunLoopSource(None, self._tap, 0)
                quartz.CFRunLoopAddSource(self._loop, source, quartz.kCFRunLoopCommonModes)
                quartz.CGEventTapEnable(self._tap, True)
        finally:
            self._begun.set()
        if self._tap is not None:
            quartz.CFRunLoopRun()

    def _on_event(self, _proxy: Any, number: int, event: Any, _info: Any) -> Any:
        quartz = self._quartz
        if number in (quartz.kCGEventTapDisabledByTimeout, quartz.kCGEventTapDisabledByUserInput):
            quartz.CGEventTapEnable(self._tap, True)
        elif (kind := self._kinds.get(number)) and not self._is_own(event):
            self._hear(kind, number, event)
        return event

    def _is_own(self, event: Any) -> bool:
        quartz = self._quartz
        mark = quartz.CGEventGetIntegerValueField(event, quartz.kCGEventSourceUserData)
        process = quartz.CGEventGetIntegerValueField(event, quartz.kCGEventSourceUnixProcessID)
        return bool(mark == OWN_EVENT or process == os.getpid())

    def _hear(self, kind: UserInputKind, number: int, event: Any) -> None:
        quartz = self._quartz
        # A real device has no process.
        physical = quartz.CGEventGetIntegerValueField(event, quartz.kCGEventSourceUnixProcessID) == 0
        now = time.time()
        if kind == "key":
            keycode = quartz.CGEventGetIntegerValueField(event, quartz.kCGKeyboardEventKeycode)
            flags = quartz.CGEventGetFlags(event)
            if number == quartz.kCGEventKeyDown:
                self._key(keycode, flags)
            elif not _is_press(keycode, flags):
                return  # a modifier was let go of
            self._user(UserInput("key", physical, now, space=keycode == _SPACE))
            return
        location = quartz.CGEventGetLocation(event)
        travel = 0.0
        if kind == "motion":
            travel = math.hypot(
                quartz.CGEventGetIntegerValueField(event, quartz.kCGMouseEventDeltaX),
                quartz.CGEventGetIntegerValueField(event, quartz.kCGMouseEventDeltaY),
            )
        self._user(UserInput(kind, physical, now, Point(int(location.x), int(location.y)), travel))


def _is_press(keycode: int, flags: int) -> bool:
    """Whether a change of flags was the press of a modifier: its flag is there now."""
    return any(keycode in codes and flags & MODIFIER_FLAGS[key] for key, codes in EITHER_SIDE.items())
