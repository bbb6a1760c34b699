"""CGEvents for pointer, keys and text: pyautogui's drags, double clicks and key flags are wrong here.

Source: Apple's documentation of CGEvent, and the findings about pyautogui in ARCHITECTURE.md.
"""

from collections.abc import Iterator
from typing import Any

from cua_desktop.agent.geometry import Point

_BUTTON_NUMBERS = {"left": 0, "right": 1, "wheel": 2, "back": 3, "forward": 4}
_MOST_UNITS = 20  # of UTF-16 in one event; more are cut off

_FLAGS = {
    "shift": 1 << 17,
    "ctrl": 1 << 18,
    "alt": 1 << 19,
    "altgr": 1 << 19,
    "meta": 1 << 20,
}


def flags_of(held: set[str]) -> int:
    """The event flags of the modifiers that are held; everything else must not be set."""
    return sum({_FLAGS[key] for key in held if key in _FLAGS})


def pointer(quartz: Any, point: Point, dragging: str | None, flags: int) -> None:
    """Moves the pointer; with a button held it has to be said that it drags."""
    kinds = {
        None: quartz.kCGEventMouseMoved,
        "left": quartz.kCGEventLeftMouseDragged,
        "right": quartz.kCGEventRightMouseDragged,
    }
    kind = kinds.get(dragging, quartz.kCGEventOtherMouseDragged)
    number = _BUTTON_NUMBERS[dragging or "left"]
    _post(quartz, quartz.CGEventCreateMouseEvent(None, kind, (point.x, point.y), number), flags)


def button(quartz: Any, name: str, point: Point, flags: int, *, down: bool, count: int) -> None:
    """Presses or releases; the second click of a double click has to be counted."""
    kinds = {
        ("left", True): quartz.kCGEventLeftMouseDown,
        ("left", False): quartz.kCGEventLeftMouseUp,
        ("right", True): quartz.kCGEventRightMouseDown,
        ("right", False): quartz.kCGEventRightMouseUp,
    }
    other = quartz.kCGEventOtherMouseDown if down else quartz.kCGEventOtherMouseUp
    kind = kinds.get((name, down), other)
    event = quartz.CGEventCreateMouseEvent(None, kind, (point.x, point.y), _BUTTON_NUMBERS[name])
    quartz.CGEventSetIntegerValueField(event, quartz.kCGMouseEventClickState, count)
    _post(quartz, event, flags)


def wheel(quartz: Any, right: int, down: int, flags: int) -> None:
    """Scrolls by pixels; positive is right and down."""
    unit = quartz.kCGScrollEventUnitPixel
    _post(quartz, quartz.CGEventCreateScrollWheelEvent(None, unit, 2, -down, -right), flags)


def key(quartz: Any, keycode: int, flags: int, *, down: bool) -> None:
    """Presses or releases a key, with exactly these flags."""
    _post(quartz, quartz.CGEventCreateKeyboardEvent(None, keycode, down), flags)


def text(quartz: Any, part: str) -> None:
    """Types a part of `parts_of`, whatever the keyboard layout."""
    units = len(part.encode("utf-16-le")) // 2
    for down in (True, False):
        event = quartz.CGEventCreateKeyboardEvent(None, 0, down)
        quartz.CGEventKeyboardSetUnicodeString(event, units, part)
        _post(quartz, event, 0)


def parts_of(whole: str) -> Iterator[str]:
    """The text in parts that fit in one event; line breaks and tabs are parts of their own."""
    part, units = "", 0
    for character in whole:
        size = len(character.encode("utf-16-le")) // 2
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


def _post(quartz: Any, event: Any, flags: int) -> None:
    quartz.CGEventSetFlags(event, flags)
    quartz.CGEventPost(quartz.kCGHIDEventTap, event)
