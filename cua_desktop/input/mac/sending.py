"""CGEvents for pointer, wheel, keys and text, each saying all about itself: place, count, flags, maker.

pyautogui's drags, double clicks, sideways scrolls and key flags are wrong on macOS, so only its key codes
are used. Source: Apple's documentation of CGEvent. Unverified on a real machine.
"""

from collections.abc import Iterator
from typing import Any

from cua_desktop.agent.geometry import Point
from cua_desktop.input.plan import SCROLL_POINTS_PER_NOTCH

OWN_EVENT = 0x43554144
"""The user data of every event of ours, so that our own listener knows it (“CUAD”)."""

_BUTTON_NUMBERS = {"left": 0, "right": 1, "wheel": 2, "back": 3, "forward": 4}
_BUTTON_EVENTS = {"left": "Left", "right": "Right"}
_MOST_UNITS = 20  # of UTF-16 in one event; more are cut off


class Sender:
    """Makes and posts events. `quartz` is the module Quartz."""

    def __init__(self, quartz: Any) -> None:
        self._quartz = quartz
        # A state of its own: keys that the user holds are no part of our events.
        self._source = quartz.CGEventSourceCreate(quartz.kCGEventSourceStatePrivate)

    def where(self) -> Point:
        """Where the pointer is, in screen points."""
        place = self._quartz.CGEventGetLocation(self._quartz.CGEventCreate(None))
        return Point(int(place.x), int(place.y))

    def pointer(self, before: Point, to: Point, dragging: str | None, flags: int) -> None:
        """Moves the pointer; with a button held it has to be said that it drags, and which."""
        quartz = self._quartz
        kind = f"kCGEvent{_BUTTON_EVENTS.get(dragging, 'Other')}MouseDragged" if dragging else ""
        event = self._mouse_event(getattr(quartz, kind or "kCGEventMouseMoved"), dragging or "left", to)
        # Canvases and games look at the way, not at the place.
        quartz.CGEventSetIntegerValueField(event, quartz.kCGMouseEventDeltaX, to.x - before.x)
        quartz.CGEventSetIntegerValueField(event, quartz.kCGMouseEventDeltaY, to.y - before.y)
        self._post(event, flags)

    def button(self, name: str, point: Point, flags: int, *, down: bool, count: int) -> None:
        """Presses or releases; the second click of a double click has to be counted."""
        quartz = self._quartz
        kind = f"kCGEvent{_BUTTON_EVENTS.get(name, 'Other')}Mouse{'Down' if down else 'Up'}"
        event = self._mouse_event(getattr(quartz, kind), name, point)
        quartz.CGEventSetIntegerValueField(event, quartz.kCGMouseEventClickState, count)
        self._post(event, flags)

    def notch(self, right: int, down: int, flags: int) -> None:
        """Scrolls by what a notch of a wheel stands for. The system's positive is up and left."""
        quartz, points = self._quartz, SCROLL_POINTS_PER_NOTCH
        unit = quartz.kCGScrollEventUnitPixel
        event = quartz.CGEventCreateScrollWheelEvent(self._source, unit, 2, -down * points, -right * points)
        self._post(event, flags)

    def key(self, keycode: int, flags: int, *, down: bool) -> None:
        """Presses or releases a key, with exactly these flags."""
        self._post(self._quartz.CGEventCreateKeyboardEvent(self._source, keycode, down), flags)

    def text(self, part: str) -> None:
        """Types a part of `parts_of`, whatever the keyboard layout, CapsLock or held keys."""
        for down in (True, False):
            event = self._quartz.CGEventCreateKeyboardEvent(self._source, 0, down)
            self._quartz.CGEventKeyboardSetUnicodeString(event, units_in(part), part)
            self._post(event, 0)

    def _mouse_event(self, kind: Any, button: str, point: Point) -> Any:
        place, number = (point.x, point.y), _BUTTON_NUMBERS[button]
        return self._quartz.CGEventCreateMouseEvent(self._source, kind, place, number)

    def _post(self, event: Any, flags: int) -> None:
        quartz = self._quartz
        quartz.CGEventSetFlags(event, flags)
        quartz.CGEventSetIntegerValueField(event, quartz.kCGEventSourceUserData, OWN_EVENT)
        quartz.CGEventPost(quartz.kCGHIDEventTap, event)


def units_in(text: str) -> int:
    """How many UTF-16 units the text has: that is what macOS counts in, not characters."""
    return len(text.encode("utf-16-le")) // 2


def parts_of(whole: str) -> Iterator[str]:
    """The text in parts that fit in one event; line breaks and tabs are parts of their own."""
    part, units = "", 0
    for character in whole:
        size = units_in(character)
        alone = character in "\n\t"
        if part and (alone or units + size > _MOST_UNITS):
            yield part
            part, units = "", 0
        if alone:
            yield character
        else:
            part, units = part + character, units + size
    if part:
        yield part
