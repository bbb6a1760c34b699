"""Run as a program: reads a recording of the RECORD extension off the display, and hands it on.

A process of its own, which does nothing else: X.Org's server drops replies when the socket of a
recording client is full (seen with 21.1), and that holds not even 300 of them, some 15 ms of typing.
What comes is handed on as it is, the protocol's replies; they are queued here without end.
"""

import contextlib
import os
import select
import struct
import sys

from Xlib import X, display
from Xlib.ext import record

NO_OPERATION = 127
"""Its requests are recorded as well: they mark a place between the events."""

ENABLE_CONTEXT = 5

RANGE = {
    "core_requests": (NO_OPERATION, NO_OPERATION),
    "core_replies": (0, 0),
    "ext_requests": (0, 0, 0, 0),
    "ext_replies": (0, 0, 0, 0),
    "delivered_events": (0, 0),
    "device_events": (X.KeyPress, X.MotionNotify),
    "errors": (0, 0),
    "client_started": False,
    "client_died": False,
}


def main():
    connection = display.Display()
    context = connection.record_create_context(0, [record.AllClients], [RANGE])
    opcode = connection.display.get_extension_major(record.extname)
    connection.sync()  # from here on its socket is read by us alone
    stream = connection.display.socket
    stream.setblocking(True)
    stream.sendall(struct.pack("=BBHI", opcode, ENABLE_CONTEXT, 2, context))
    with contextlib.suppress(PermissionError):
        os.nice(-15)
    hand_on(stream.fileno(), sys.stdout.fileno())


def hand_on(source, sink):
    os.set_blocking(sink, False)
    held = bytearray()
    while True:
        readable, writable, _ = select.select([source], [sink] if held else [], [])
        if readable:
            if not (data := os.read(source, 1 << 20)):
                return  # the display is gone
            held += data
        elif writable:
            del held[: os.write(sink, held[: 1 << 16])]


if __name__ == "__main__":
    main()
