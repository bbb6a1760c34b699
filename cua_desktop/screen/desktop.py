"""The screen as the agent knows it: looks, settled looks, and the way from image to screen.

The mapping always belongs to the newest frame that was given out: a monitor or resolution that
changes in mid-run changes picture and mapping in one. The app's own windows are masked in every
frame and left out of settling, and their places are known so that actions there can be refused.
So is what the user hides.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

from PySide6.QtGui import QImage

from cua_desktop.agent.actions import Action, points_of
from cua_desktop.agent.errors import ActionRefusedError, MonitorGoneError, ScreenError
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import PixelSize, Point, Rect, ScreenPoint, ScreenRect, Size
from cua_desktop.agent.interfaces.screen import OwnWindows, View
from cua_desktop.agent.redaction import DesktopWindow
from cua_desktop.screen.capture import Capture, Monitor, Shot
from cua_desktop.screen.encode import encode, hidden_in, picture_of, sample_of
from cua_desktop.screen.numbering import Numbering
from cua_desktop.screen.redacted import Redacted, Redaction
from cua_desktop.screen.scene import Scene, Seen
from cua_desktop.screen.settle import TIMINGS, Sample, Settler, Timing, timing_after
from cua_desktop.screen.viewport import Viewport, declared_size

_P = ParamSpec("_P")
_T = TypeVar("_T")

_LINGER_SECONDS = 0.15
"""How long the place of an own window that moved stays masked: the display follows a little later."""

_BLACK_LOOKS = 4
_BLACK_PAUSE_SECONDS = 0.25
"""A display that wakes or changes its mode is black for a moment."""

_ANSWER_SECONDS = 15.0

_NOT_THERE = (
    "Nothing was done there: the display has changed since the screenshot, and positions in it no longer "
    "hold."
)

_NO_MONITOR = "Nothing was done there: that part of the screenshot belongs to no monitor."

_LAYOUTS = 3
"""So often the picture is waited for anew when the monitors have changed meanwhile."""

_CHANGED = (
    "The display has changed: {what}. The screenshot of it is now {width}x{height} pixels; positions in "
    "earlier screenshots no longer hold."
)


def _unlocked() -> str:
    return ""


async def no_address() -> None:
    """Where no address is to be read."""


class DesktopScreen:
    """Implements `agent.interfaces.screen.Screen`. To be made, used and closed on the event loop's thread.

    `monitor` is `1`, `2`, … or `all`; a number means the same one for as long as this lives.
    `display_size` is `auto` or `WIDTHxHEIGHT`; `box` is the dialect's box in image pixels.
    `address` tells that of the page in front, if it may be told.
    `lock_screen` names what locks the screen, or nothing, and `front` is the window that keys go to;
    both are called in a worker thread.
    """

    def __init__(
        self,
        *,
        monitor: str,
        display_size: str,
        box: Size,
        own_windows: OwnWindows,
        lossless: bool = False,
        lock_screen: Callable[[], str] = _unlocked,
        timings: Mapping[str, Timing] = TIMINGS,
        redaction: Redaction | None = None,
        address: Callable[[], Awaitable[str | None]] = no_address,
        front: Callable[[], DesktopWindow | None] = lambda: None,
    ) -> None:
        self._front = front
        self._address = address
        self._redacted = Redacted(redaction or Redaction())
        self._timings = timings
        self._lock_screen = lock_screen
        self._monitor = monitor
        self._display_size = display_size
        self._box = box
        self._lossless = lossless
        self._windows = own_windows
        self._own = _OwnPlaces(own_windows)
        self._settler = Settler()
        self._looking = 0
        self._viewport: Viewport | None = None
        self._sampled: ScreenRect | None = None  # the part of the desktop that settling looked at
        self._parts: tuple[ScreenRect, ...] = ()  # the monitors in the newest frame
        self._masked: tuple[Rect, ...] = ()
        self._hidden: tuple[Rect, ...] = ()  # by the user, in the newest frame or since
        self._numbering = Numbering()
        self._begin_thread()

    def _begin_thread(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="screen")
        self._capture = Capture(self._numbering)

    async def monitors(self) -> tuple[Monitor, ...]:
        """The monitors as they are now, for a picker. Raises ScreenError."""
        return await self._answered(self._in_thread(self._capture.monitors))

    async def look(self) -> View:
        """The screen as it is now. Raises ScreenError.

        Waits a moment first, for own windows that have just gone and what comes up beneath them.
        """
        return await self._answered(self._look(()))

    async def look_when_settled(self, after: Sequence[Action]) -> View:
        """The screen once it has stopped changing after these actions. Raises ScreenError."""
        return await self._answered(self._look(after))

    @property
    def viewport(self) -> Viewport:
        """The mapping of the newest frame. Raises ScreenError while there is none."""
        if self._viewport is None:
            raise ScreenError("The screen has not been looked at yet.")
        return self._viewport

    @property
    def shown(self) -> ScreenRect:
        """The part of the desktop in the newest frame, in screen points. Raises ScreenError before it."""
        return self.viewport.shown

    def to_screen(self, point: Point) -> ScreenPoint:
        """An image pixel of the newest frame as a screen point, never outside the shown part."""
        return self.viewport.to_screen(point)

    def on_screen(self, action: Action) -> Action:
        """The action with its image pixels of the newest frame as screen points.

        Raises ActionRefusedError where monitors of different sizes leave a gap: the pointer would be
        held back at an edge, and do there what was meant for another place.
        """
        converted = self.viewport.on_screen(action)
        if not all(any(point in part for part in self._parts) for point in points_of(converted)):
            raise ActionRefusedError(_NO_MONITOR)
        return converted

    async def scene(self, actions: Sequence[Action]) -> Scene:
        """What a person is asked about: the screen as it is now, by the mapping of the newest frame.

        Raises ScreenError, and ActionRefusedError when that mapping no longer holds.
        """
        viewport = self.viewport
        try:
            seen = await self._seen()
        except MonitorGoneError as gone:
            raise ActionRefusedError(_NOT_THERE) from gone
        if seen.shot.shown != viewport.shown:
            raise ActionRefusedError(_NOT_THERE)
        on_screen = [viewport.on_screen(action) for action in actions]
        return await self._in_thread(self._scene_of, seen, viewport.image, on_screen)

    def _scene_of(self, seen: Seen, size: PixelSize, on_screen: Sequence[Action]) -> Scene:
        cells = seen.cells()
        frame = encode(seen.shot, seen.own, size, lossless=self._lossless, hidden=seen.hidden)
        return Scene(frame, seen, cells, on_screen, self._settler.restless, self._seen)

    async def _seen(self) -> Seen:
        """Raises ScreenError."""
        shot, own, hidden = await self._answered(self._shot())
        return Seen(shot, own, hidden, await self._in_thread(self._front))

    def own_window_at(self, point: Point) -> bool:
        """Whether an own window is at this image pixel now, or was in the newest frame."""
        place = self.to_screen(point)
        return any(place in rect for rect in (*self._masked, *self._windows.rectangles()))

    def hidden_at(self, point: Point) -> bool:
        """Whether the user hides this image pixel of the newest frame."""
        place = self.to_screen(point)
        return any(place in rect for rect in self._hidden)

    def step_aside(self, points: Sequence[Point]) -> bool:
        """Moves own windows off these image pixels of the newest frame; False if that can't be."""
        self._own.places()
        return self._windows.step_aside([self.to_screen(point) for point in points])

    def own_window_has_focus(self) -> bool:
        """Whether keys would go to one of the app's own windows."""
        return self._windows.has_focus()

    async def hidden_window_has_focus(self) -> bool:
        """Whether keys would go to a window that the user hides. Raises CuaError."""
        return self._redacted.anything and await self._answered(self._in_thread(self._redacted.has_keyboard))

    async def look_around(self) -> None:
        """Learns of windows that the user hides and that have come or moved since the newest frame.

        Raises ActionRefusedError when the frame's part of the desktop is not there any more, and CuaError.
        """
        try:
            place = await self._answered(self._in_thread(self._capture.place, self._monitor))
        except MonitorGoneError as gone:
            raise ActionRefusedError(_NOT_THERE) from gone
        if place != self.viewport.shown:
            raise ActionRefusedError(_NOT_THERE)
        self._hidden = _together(self._hidden, await self._answered(self._hidden_places()))

    def use_first_monitor(self) -> None:
        """From the next look on shows the first monitor: the chosen one is gone, and a person said so."""
        self._monitor = str(min(self._capture.places, default=1))

    async def live(self, box: Size) -> QImage | None:
        """The shown part of the desktop as it is now, as it would be sent, in the box. Raises CuaError.

        None before the first look and during one, which it would hold up, and when the monitors change.
        """
        if self._looking or self._viewport is None:
            return None
        before, hidden = self._own.places(), await self._hidden_places()
        shot = await self._in_thread(self._capture.grab, self._monitor, fresh=False)
        if self._viewport.shown != shot.shown:
            return None
        own = _together(before, self._own.places())
        hidden = _together(hidden, await self._hidden_places())
        return await self._in_thread(picture_of, shot, own, hidden, box)

    def close(self) -> None:
        """Ends the thread, without waiting for a capture that hangs."""
        self._thread.submit(self._capture.close)
        self._thread.shutdown(wait=False)

    async def _look(self, after: Sequence[Action]) -> View:
        begun = time.monotonic()
        for _ in range(_LAYOUTS):
            settled = await self._settler.wait(
                timing_after(after, self._timings), self._sample, time.monotonic, asyncio.sleep
            )
            waited = time.monotonic()
            shot, own, hidden = await self._shot()
            parts = tuple(self._capture.places.values())
            if shot.shown == self._sampled:
                break
        captured = time.monotonic()
        size = declared_size(self._display_size, self._box, shot.size)
        (frame, sketch), address = await asyncio.gather(
            self._in_thread(_encoded, shot, own, size, lossless=self._lossless, hidden=hidden),
            self._address(),
        )
        encoded = time.monotonic()
        before, self._viewport, self._masked = self._viewport, Viewport(shot.shown, size), own
        self._hidden, self._parts = hidden, parts
        return View(
            replace(frame, address=address),
            settle_seconds=waited - begun,
            capture_seconds=captured - waited,
            encode_seconds=encoded - captured,
            settled=settled,
            sketch=sketch,
            note="" if before is None else _note_of_change(before, self._viewport),
        )

    async def _shot(self) -> tuple[Shot, tuple[Rect, ...], tuple[Rect, ...]]:
        """A capture with every place where an own window, or a hidden one, was before, during or after it."""
        if locker := await self._in_thread(self._lock_screen):
            raise ScreenError(
                f"The screen is locked ({locker}).",
                "Unlock it, and switch the lock off while the agent works.",
            )
        for _ in range(_BLACK_LOOKS):
            before, hidden = self._own.places(), await self._hidden_places()
            shot, black = await self._in_thread(_grabbed, self._capture, self._monitor)
            if not black:
                return (
                    shot,
                    _together(before, self._own.places()),
                    (_together(hidden, await self._hidden_places())),
                )
            await asyncio.sleep(_BLACK_PAUSE_SECONDS)
        raise ScreenError(
            "The screen is all black.",
            "Is the display asleep, the screen locked, or a remote session disconnected? "
            "Wake, unlock or reconnect it. An empty X desktop that is black needs a background: "
            "xsetroot -solid grey",
        )

    async def _sample(self) -> Sample:
        before = _together(self._own.places(), await self._hidden_places())
        shown, sample = await self._in_thread(_sampled, self._capture, self._monitor)
        own = _together(before, self._own.places(), await self._hidden_places())
        self._sampled = shown
        return replace(sample, hidden=hidden_in(sample.size, shown, own))

    async def _hidden_places(self) -> tuple[Rect, ...]:
        """What the user hides, by the monitors of the newest capture. Raises CuaError."""
        return await self._in_thread(self._redacted.places, self._capture) if self._redacted.anything else ()

    async def _in_thread(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Raises ScreenError when the thread was given up meanwhile, because another capture hangs in it."""
        future = self._thread.submit(job, *args, **kwargs)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            raise _no_answer() from None

    async def _answered(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Does the work, but not for ever: a client that grabs the X server stops every capture."""
        self._looking += 1
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await work
        except TimeoutError:
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._begin_thread()
            raise _no_answer() from None
        finally:
            self._looking -= 1


class _OwnPlaces:
    """Where own windows are, and were a moment ago, in screen points."""

    def __init__(self, windows: OwnWindows) -> None:
        self._windows = windows
        self._seen: deque[tuple[float, tuple[Rect, ...]]] = deque()

    def places(self) -> tuple[Rect, ...]:
        now = time.monotonic()
        self._seen.append((now, tuple(self._windows.rectangles())))
        while self._seen[0][0] < now - _LINGER_SECONDS:
            self._seen.popleft()
        return _together(*(rects for _, rects in self._seen))


def _no_answer() -> ScreenError:
    return ScreenError(
        f"The desktop gave no picture within {_ANSWER_SECONDS:g} seconds.",
        "Something may be blocking the display. Close what hangs, or log out and in again.",
    )


def _note_of_change(before: Viewport, now: Viewport) -> str:
    """What the model is told when the mapping is another one; empty when it is the same."""
    if before == now:
        return ""
    if before.shown.size != now.shown.size:
        old, new = before.shown, now.shown
        what = f"it was {old.width}x{old.height} and is {new.width}x{new.height} now"
    else:
        what = "another part of the desktop is shown now"
    return _CHANGED.format(what=what, width=now.image.width, height=now.image.height)


def _together(*some: tuple[Rect, ...]) -> tuple[Rect, ...]:
    return tuple(dict.fromkeys(rect for rects in some for rect in rects))


def _grabbed(capture: Capture, monitor: str) -> tuple[Shot, bool]:
    shot = capture.grab(monitor)
    return shot, shot.all_black


def _encoded(
    shot: Shot, own: tuple[Rect, ...], size: PixelSize, *, lossless: bool, hidden: tuple[Rect, ...]
) -> tuple[Frame, bytes]:
    """The frame, and a sketch of the same masked picture."""
    frame = encode(shot, own, size, lossless=lossless, hidden=hidden)
    return frame, sample_of(shot).cells


def _sampled(capture: Capture, monitor: str) -> tuple[ScreenRect, Sample]:
    shot = capture.grab(monitor, fresh=False)
    return shot.shown, sample_of(shot)
