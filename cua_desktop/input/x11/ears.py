"""Hears the stop keys, the corner gesture and the user's own input on X11, from XInput 2 raw events.

Raw events come whoever has the keyboard, also while menus and virtual machines grab it. Our own
injected events are taken out of them; those of others count, because a person who works
this desktop through VNC arrives as injected input too. They differ in their source: what is
injected comes from the server's XTEST devices.
"""

import logging
import math
import os
import select
import threading
import time
from collections import deque
from dataclasses import astuple

from Xlib.ext import xinput

from cua_desktop.agent.errors import InputError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import CORNER, LISTENER, STOP_KEYS, Brake, Kind
from cua_desktop.input.chord import ChordWatch
from cua_desktop.input.corner import CornerWatch, corners_of
from cua_desktop.input.hands import Heard, UserInput, UserInputKind
from cua_desktop.input.x11 import layout, raw_events
from cua_desktop.input.x11.connection import connected, monitors
from cua_desktop.input.x11.injection import Injection
from cua_desktop.input.x11.raw_events import RawEvent, RawEvents
from cua_desktop.input.x11.typer import Typer, keys_down
from cua_desktop.input.x11.xkb import Xkb

_log = logging.getLogger(__name__)

_CHECK_SECONDS = 1.0
_DEAF_SECONDS = 5.0

_WHEEL_BUTTONS = range(4, 8)


class X11Ears:
    """A thread that listens; it pulls the brake itself. Raises InputError when it can't listen."""

    def __init__(
        self, brake: Brake, injection: Injection, typer: Typer, stop_chord: tuple[str, ...], heard: Heard
    ) -> None:
        self._brake = brake
        self._injection = injection
        self._typer = typer
        self._stop_chord = stop_chord
        self._heard = heard
        self._display = connected()
        self._root = self._display.screen().root
        # On a connection of its own: who has used XKB hears no more of changed keyboard maps.
        self._keyboard = Xkb(connected())
        self._chord = ChordWatch()
        self._codes_at_first: tuple[frozenset[int], ...] = ()
        self._corner = CornerWatch(corners_of(monitors(self._display)))
        self._corner.found_at(self._pointer())
        self._agent_target = injection.target
        self._last_place = self._pointer()
        self._moves_known = injection.moves
        self._asked_to_catch_up = 0.0
        self._sent: deque[int] = deque()
        self._injecting_devices: frozenset[int] = frozenset()
        self._space: frozenset[int] = frozenset()
        self._deaf_because: str | None = "it has not begun to listen"
        self._stopping = threading.Event()
        self._wake_read, self._wake_write = os.pipe()
        self._beat = time.monotonic()
        brake.own.begin()
        self._events = RawEvents(connected())
        self._learn_devices()
        self._learn_keyboard()
        self._chord.already_down(keys_down(self._display))
        if self._deaf_because:
            raise InputError(
                f"The stop keys can't be heard: {self._deaf_because}.",
                "Choose other stop keys in the settings.",
            )
        self._thread = threading.Thread(target=self._listen, name="stop keys", daemon=True)
        self._thread.start()

    @property
    def deaf_because(self) -> str | None:
        """Why the stop keys are not heard; None while they are."""
        if not self._thread.is_alive():
            return self._deaf_because or "the listener has ended"
        if time.monotonic() - self._beat > _DEAF_SECONDS:
            return "the listener hangs"
        return self._deaf_because

    def close(self) -> None:
        """Ends the thread."""
        self._stopping.set()
        os.write(self._wake_write, b"x")
        self._thread.join(1)

    def _learn_devices(self) -> None:
        """Which devices stand for injected events: only theirs can be ours."""
        devices = self._display.xinput_query_device(xinput.AllDevices).devices
        self._injecting_devices = frozenset(
            device.deviceid for device in devices if "XTEST" in str(device.name)
        )

    def _learn_keyboard(self) -> None:
        """Which keycodes the stop keys have in the layout of now, and those they had at first.

        What the agent has started may give the keys another meaning; the hand finds them all the same.
        """
        now = layout.keycodes_of_chord(
            self._keyboard, self._stop_chord, lambda: self._typer.borrowing.keycodes
        )
        self._codes_at_first = self._codes_at_first or tuple(now)
        codes = [each | first for each, first in zip(now, self._codes_at_first, strict=True)]
        missing = [key for key, code in zip(self._stop_chord, codes, strict=True) if not code]
        self._deaf_because = f"the keyboard has no key {' or '.join(missing)}" if missing else None
        self._chord.listen_for(codes)
        (self._space,) = layout.keycodes_of_chord(
            self._keyboard, ("space",), lambda: self._typer.borrowing.keycodes
        )

    def _listen(self) -> None:
        try:
            while not self._stopping.is_set():
                self._beat = time.monotonic()
                ready, _, _ = select.select([self._events.fileno(), self._wake_read], [], [], _CHECK_SECONDS)
                if not ready:
                    self._check_state()
                self._hear_all()
                if time.monotonic() - self._asked_to_catch_up > _CHECK_SECONDS:
                    self._ask_to_catch_up()
        except Exception as error:  # noqa: BLE001 - whatever it was, the stop keys are not heard any more
            if not self._stopping.is_set():
                _log.exception("the listener has ended")
                self._deaf_because = f"the listener has ended ({type(error).__name__})"
                try:
                    self._brake.stop(LISTENER)
                finally:  # the display may be gone, and nothing can be released any more
                    self._heard.lost(self._deaf_because)

    def _check_state(self) -> None:
        """When nothing happens: forgets keys whose release was missed, learns new monitors."""
        self._chord.really_down(keys_down(self._display))
        self._corner.set_corners(corners_of(monitors(self._display)))
        self._last_place = self._pointer()
        self._corner.found_at(self._last_place)

    def _ask_to_catch_up(self) -> None:
        """Of what was sent before this is answered, nothing more can come."""
        self._sent.append(self._brake.own.sent)
        self._events.ask_to_catch_up()
        self._asked_to_catch_up = time.monotonic()

    def _hear_all(self) -> None:
        changed = False
        moved: int | None = None
        for event in self._events.read():
            if event.kind == raw_events.MOTION:
                if not self._is_own("motion", event):
                    moved = event.source
            elif event.kind == raw_events.KEYBOARD_CHANGED:
                changed = True
            else:
                if changed:  # these keys were pressed on the keyboard as it is now
                    changed = False
                    self._learn_keyboard()
                self._hear(event)
        if changed:
            self._learn_keyboard()
        if moved is not None:
            self._user_moved(moved)

    def _hear(self, event: RawEvent) -> None:
        match event.kind:
            case raw_events.KEY_PRESS:
                if self._is_own("key_down", event):
                    self._chord.pressed_by_us(event.detail, self._brake.own.begun)
                else:
                    self._key_pressed(event.detail, event.source)
            case raw_events.KEY_RELEASE:
                if self._is_own("key_up", event):
                    self._chord.released_by_us(event.detail)
                else:
                    self._chord.released(event.detail)
            case raw_events.BUTTON_PRESS:
                if not self._is_own("button_down", event):
                    kind: UserInputKind = "wheel" if event.detail in _WHEEL_BUTTONS else "button"
                    self._tell(kind, event.source, self._pointer())
            case raw_events.BUTTON_RELEASE:
                self._is_own("button_up", event)
            case raw_events.DEVICES_CHANGED:
                self._learn_devices()
            case raw_events.CAUGHT_UP:
                sent = self._sent.popleft()
                self._brake.own.forget(sent)
                self._chord.heard_all(sent)

    def _key_pressed(self, code: int, source: int) -> None:
        if self._chord.pressed(code):
            self._brake.stop(STOP_KEYS)
            self._heard.chord()
        self._tell("key", source, space=code in self._space)

    def _is_own(self, kind: Kind, event: RawEvent) -> bool:
        code = 0 if kind == "motion" else event.detail
        return event.source in self._injecting_devices and self._brake.own.take(kind, code)

    def _pointer(self) -> Point:
        where = self._root.query_pointer()
        return Point(where.root_x, where.root_y)

    def _tell(
        self,
        kind: UserInputKind,
        source: int,
        place: Point | None = None,
        travel: float = 0.0,
        *,
        space: bool = False,
    ) -> None:
        physical = source not in self._injecting_devices
        self._heard.user(UserInput(kind, physical, time.time(), place, travel, space))

    def _user_moved(self, source: int) -> None:
        """The user moved the pointer, once or more; the agent may have moved it meanwhile too."""
        self._brake.give_way()
        known, self._moves_known = self._moves_known, self._injection.moves
        where = self._pointer()
        # The hand moved it from there, or from where the agent has put it meanwhile.
        places = [self._last_place, *self._injection.targets_since(known)]
        travel = min(math.dist(astuple(where), astuple(place)) for place in places)
        self._last_place = where
        target = self._injection.target
        if target is not self._agent_target and target is not None:
            self._agent_target = target
            self._corner.put_at(target)
        self._tell("motion", source, where, travel)
        if self._corner.user_moved(where, time.monotonic()):
            self._brake.stop(CORNER)
            self._heard.corner()
