"""The stations of the practice window and its markers: what window, player and expectations share.

A marker is a solid square. Its colour says what is to be done at its place next, and no
other thing in the window has that colour.
"""

import sys
from enum import Enum, StrEnum


class Station(StrEnum):
    """One exercise; the order here is the order of the tour."""

    CLICK = "click"
    DOUBLE_CLICK = "double_click"
    MOVE = "move"
    DRAG = "drag"
    TYPE = "type"
    KEYPRESS = "keypress"
    SCROLL = "scroll"
    HELD_CLICK = "held_click"
    WAIT = "wait"


class Mark(Enum):
    """What a marker asks for, with its colour as red, green, blue.

    Any two differ by more than twice `TOLERANCE` in some channel, so that none is mistaken
    for another on a display of 16 bits or with a colour profile.
    """

    CLICK = (224, 32, 138)
    DOUBLE_CLICK = (255, 112, 16)
    MOVE = (0, 168, 150)
    DRAG = (112, 56, 240)
    SLOT = (190, 150, 255)
    TEXT = (0, 96, 230)
    TEXT_READY = (70, 165, 255)
    CHORD = (176, 16, 48)
    CHORD_READY = (255, 84, 108)
    SCROLL = (20, 130, 40)
    HELD_CLICK = (250, 190, 0)
    JOB = (112, 124, 0)
    BUSY = (186, 208, 48)
    FINISHED = (0, 204, 96)


TOLERANCE = 18
"""How far a channel may be off before a pixel is no longer the marker's."""

MARKER_SIDE = 36
"""Logical pixels."""

TEXT = 'Café Ångström № 5, 東京 🦊\n<b>"it\'s" & {1+1} ~/x^2 `ok`'
"""What is to be typed: accents, Chinese characters, an emoji beyond the BMP, shifted signs, a line break."""

CHORD = ("CTRL", "SHIFT", "K")
HELD_KEY = "CMD" if sys.platform == "darwin" else "CTRL"
"""On macOS a click with Ctrl is a right click."""

TARGET_ROW = 11
DRAG_MOTIONS = 3
"""The fewest motions with the button held that make a drag; fewer are a jump."""


def stations_for(*, held_keys: bool) -> tuple[Station, ...]:
    """All stations, without the one that needs a key held where the dialect can't say that."""
    return tuple(each for each in Station if held_keys or each is not Station.HELD_CLICK)
