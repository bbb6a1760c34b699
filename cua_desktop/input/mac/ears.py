"""Hears the stop keys on macOS by a listen-only event tap that looks at key codes alone.

Never pynput's keyboard listener: it asks for the keyboard layout off the main thread, and macOS
ends the process for that (pynput issues 511 and 541).
"""

import os
import threading
import time
from typing import Any

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.brake import CORNER, STOP_KEYS, Brake
from cua_desktop.input.corner import CornerWatch, corners_of
from cua_desktop.input.hands import Heard
from cua_desktop.input.mac.sending import flags_of

_START_SECONDS = 5.0
_ALL_MODIFIERS = ("shift", "ctrl", "alt", "meta")


class MacEars:
    """A thread with a run loop. Raises InputError without the permission to listen."""

    def __init__(
        self, brake: Brake, quartz: Any, stop_chord: tuple[str, ...], keycode: int, heard: Heard
    ) -> None:
        self._brake = brake
        self._quartz = quartz
        self._heard = heard
        self._flags = flags_of(set(stop_chord) & set(_ALL_MODIFIERS))
        self._keycode = keycode
        bounds = quartz.CGDisplayBounds(quartz.CGMainDisplayID())
        size, origin = bounds.size, bounds.origin
        screen = Rect(int(origin.x), int(origin.y), int(size.width), int(size.height))
        self._corner = CornerWatch(corners_of([screen]))
        self._tap: Any = None
        self._loop: Any = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="stop keys", daemon=True)
        self._thread.start()
        self._begun.wait(_START_SECONDS)
        if self._tap is None:
            raise InputError(
                "macOS does not let the app hear its stop keys.",
                "Allow it in System Settings, Privacy & Security, Input Monitoring; then start it again.",
            )

    @property
    def deaf_because(self) -> str | None:
        """Why the stop keys are not heard; None while they are."""
        if self._tap is None or not self._thread.is_alive():
            return "the listener has ended"
        return None if self._quartz.CGEventTapIsEnabled(self._tap) else "macOS has turned the listener off"

    def close(self) -> None:
        """Ends the thread."""
        if self._loop is not None:
            self._quartz.CFRunLoopStop(self._loop)
        self._thread.join(1)

    def _listen(self) -> None:
        quartz = self._quartz
        kinds = (
            quartz.kCGEventKeyDown,
            quartz.kCGEventMouseMoved,
            quartz.kCGEventLeftMouseDragged,
        )
        self._tap = quartz.CGEventTapCreate(
            quartz.kCGSessionEventTap,
            quartz.kCGHeadInsertEventTap,
            quartz.kCGEventTapOptionListenOnly,
            sum(1 << kind for kind in kinds),
            self._on_event,
            None,
        )
        if self._tap is not None:
            self._loop = quartz.CFRunLoopGetCurrent()
            source = quartz.CFMachPortCreateRunLoopSource(None, self._tap, 0)
            quartz.CFRunLoopAddSource(self._loop, source, quartz.kCFRunLoopCommonModes)
            quartz.CGEventTapEnable(self._tap, True)
        self._begun.set()
        if self._tap is not None:
            quartz.CFRunLoopRun()

    def _on_event(self, _proxy: Any, kind: int, event: Any, _info: Any) -> Any:
        quartz = self._quartz
        if kind in (quartz.kCGEventTapDisabledByTimeout, quartz.kCGEventTapDisabledByUserInput):
            quartz.CGEventTapEnable(self._tap, True)
            return event
        own = quartz.CGEventGetIntegerValueField(event, quartz.kCGEventSourceUnixProcessID) == os.getpid()
        if kind == quartz.kCGEventKeyDown:
            if not own:
                self._key(event)
            return event
        place = quartz.CGEventGetLocation(event)
        here = Point(int(place.x), int(place.y))
        if own:
            self._corner.put_at(here)
        elif self._corner.user_moved(here, time.monotonic()):
            self._brake.stop(CORNER)
            self._heard.corner()
        return event

    def _key(self, event: Any) -> None:
        quartz = self._quartz
        keycode = quartz.CGEventGetIntegerValueField(event, quartz.kCGKeyboardEventKeycode)
        held = quartz.CGEventGetFlags(event)
        if keycode == self._keycode and held & self._flags == self._flags:
            self._brake.stop(STOP_KEYS)
            self._heard.chord()
