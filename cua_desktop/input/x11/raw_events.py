"""Raw events of XInput 2, read straight from a connection's socket.

python-xlib takes some 0.1 ms for an event, and a fast typist of a program makes thousands a
second: a listener that falls behind would hear the stop keys late. Layouts: XI2proto.h and Xproto.h.
"""

import socket
import struct
from typing import Any, Final, NamedTuple

from Xlib.ext import xinput

from cua_desktop.agent.errors import InputError

_VERSION = (2, 2)  # 2.0 is silent while another program has grabbed the keyboard

KEY_PRESS: Final = xinput.RawKeyPress
KEY_RELEASE: Final = xinput.RawKeyRelease
BUTTON_PRESS: Final = xinput.RawButtonPress
BUTTON_RELEASE: Final = xinput.RawButtonRelease
MOTION: Final = xinput.RawMotion
DEVICES_CHANGED: Final = xinput.HierarchyChanged
KEYBOARD_CHANGED: Final = -1
CAUGHT_UP: Final = -2

_RAW_MASK = (
    xinput.RawKeyPressMask
    | xinput.RawKeyReleaseMask
    | xinput.RawButtonPressMask
    | xinput.RawButtonReleaseMask
    | xinput.RawMotionMask
)
_REPLY, _MAPPING_NOTIFY, _GENERIC_EVENT = 1, 34, 35
_OTHERS = {_REPLY: CAUGHT_UP, _MAPPING_NOTIFY: KEYBOARD_CHANGED}
_SHORTEST = 32
_HEAD = struct.Struct("=BxxxI H")  # type, more words of 4 bytes, XInput's event type
_RAW = struct.Struct("=16xIH")  # detail (keycode or button), source device
_GET_INPUT_FOCUS = struct.pack("=BxH", 43, 1)  # any request that is answered and changes nothing
_MOST_BYTES = 65536


class RawEvent(NamedTuple):
    """`detail` is the keycode or button; `source` the device it came from."""

    kind: int
    detail: int = 0
    source: int = 0


class RawEvents:
    """Takes over a connection of its own, which python-xlib must not use any more.

    Raises InputError where the X server can't tell of raw events.
    """

    def __init__(self, display: Any) -> None:
        _require_raw_events(display)
        display.screen().root.xinput_select_events(
            [
                (xinput.AllMasterDevices, _RAW_MASK),
                (xinput.AllDevices, xinput.HierarchyChangedMask),
            ]
        )
        display.sync()
        self._display = display  # else its socket would be closed
        self._socket: socket.socket = display.display.socket
        self._rest = bytes(display.display.data_recv)

    def fileno(self) -> int:
        """The socket, to wait for."""
        return self._socket.fileno()

    def ask_to_catch_up(self) -> None:
        """Has `CAUGHT_UP` come after everything that happened before."""
        self._socket.sendall(_GET_INPUT_FOCUS)

    def read(self) -> list[RawEvent]:
        """What has come, without waiting. Raises ConnectionError when the server is gone."""
        try:
            received = self._socket.recv(_MOST_BYTES, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        if not received:
            raise ConnectionError("the X server has closed the connection")
        events, self._rest = parsed(self._rest + received)
        return events


def parsed(data: bytes) -> tuple[list[RawEvent], bytes]:
    """The events of whole messages of the X protocol, and what is left of the last one."""
    events = []
    at = 0
    while len(data) - at >= _SHORTEST:
        kind, words, event_type = _HEAD.unpack_from(data, at)
        kind &= 0x7F  # the highest bit says that a client made it
        size = _SHORTEST + 4 * words if kind in (_REPLY, _GENERIC_EVENT) else _SHORTEST
        if len(data) - at < size:
            break
        if kind == _GENERIC_EVENT:
            events.append(RawEvent(event_type, *_RAW.unpack_from(data, at)))
        elif kind in _OTHERS:
            events.append(RawEvent(_OTHERS[kind]))
        at += size
    return events, data[at:]


def _require_raw_events(display: Any) -> None:
    if not display.has_extension(xinput.extname):
        raise InputError("The X server has no XInput extension.", "Use Xorg, Xvfb or a VNC server.")
    opcode = display.display.get_extension_major(xinput.extname)
    version = xinput.XIQueryVersion(
        display=display.display, opcode=opcode, major_version=_VERSION[0], minor_version=_VERSION[1]
    )
    if (version.major_version, version.minor_version) < _VERSION:
        raise InputError("The X server's XInput extension is older than 2.2.", "Use a newer X server.")
