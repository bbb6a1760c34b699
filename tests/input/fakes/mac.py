"""Stand-ins for Quartz and Carbon: they record what is posted, and play the event tap and the hot keys."""

import queue
import threading
import types

_KINDS = {
    "LeftMouseDown": 1,
    "LeftMouseUp": 2,
    "RightMouseDown": 3,
    "RightMouseUp": 4,
    "MouseMoved": 5,
    "LeftMouseDragged": 6,
    "RightMouseDragged": 7,
    "KeyDown": 10,
    "KeyUp": 11,
    "FlagsChanged": 12,
    "ScrollWheel": 22,
    "OtherMouseDown": 25,
    "OtherMouseUp": 26,
    "OtherMouseDragged": 27,
    "TapDisabledByTimeout": 0xFFFFFFFE,
    "TapDisabledByUserInput": 0xFFFFFFFF,
}
NAMES = {number: name for name, number in _KINDS.items()}
CONSTANTS = {
    **{f"kCGEvent{name}": number for name, number in _KINDS.items()},
    "kCGMouseEventClickState": "clicks",
    "kCGMouseEventDeltaX": "dx",
    "kCGMouseEventDeltaY": "dy",
    "kCGKeyboardEventKeycode": "keycode",
    "kCGEventSourceUnixProcessID": "process",
    "kCGEventSourceUserData": "mark",
    "kCGScrollEventUnitPixel": "pixels",
}
MARK = 0x43554144


def place(x, y):
    return types.SimpleNamespace(x=x, y=y)


class Quartz(types.ModuleType):
    """Every created event is a dictionary; the posted ones are kept, as short tuples."""

    def __init__(self):
        super().__init__("Quartz")
        self.posted = []
        self.pointer = (500.4, 400.6)
        self.may_post = self.may_listen = True
        self.asked = []
        self.looks = 0
        self.callback = None
        self.enabled = False
        self.inbox = queue.SimpleQueue()

    def __getattr__(self, name):
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name.startswith(("kCG", "kCF")):
            return name
        raise AttributeError(name)

    def CGEventSourceCreate(self, state):  # noqa: N802
        assert state == "kCGEventSourceStatePrivate"
        return "our source"

    def CGEventCreate(self, source):  # noqa: N802
        self.looks += 1
        return {"place": self.pointer}

    def CGEventCreateMouseEvent(self, source, kind, at, button):  # noqa: N802
        assert source == "our source"
        return {"kind": NAMES[kind], "place": at, "button": button}

    def CGEventCreateKeyboardEvent(self, source, keycode, down):  # noqa: N802
        assert source == "our source"
        return {"kind": "KeyDown" if down else "KeyUp", "keycode": keycode}

    def CGEventCreateScrollWheelEvent(self, source, unit, wheels, vertical, sideways):  # noqa: N802
        assert (source, unit, wheels) == ("our source", "pixels", 2)
        return {"kind": "ScrollWheel", "up": vertical, "left": sideways}

    def CGEventSetFlags(self, event, flags):  # noqa: N802
        event["flags"] = flags

    def CGEventGetFlags(self, event):  # noqa: N802
        return event.get("flags", 0)

    def CGEventSetIntegerValueField(self, event, field, value):  # noqa: N802
        event[field] = value

    def CGEventGetIntegerValueField(self, event, field):  # noqa: N802
        return event.get(field, 0)

    def CGEventGetLocation(self, event):  # noqa: N802
        return place(*event.get("place", self.pointer))

    def CGEventKeyboardSetUnicodeString(self, event, units, text):  # noqa: N802
        # What macOS takes of it: so many units, and no more than 20.
        encoded = text.encode("utf-16-le")[: 2 * min(units, 20)]
        event["text"] = encoded.decode("utf-16-le", "surrogatepass")

    def CGEventPost(self, tap, event):  # noqa: N802
        assert tap == "kCGHIDEventTap"
        assert event.pop("mark") == MARK
        if "button" in event:
            self.pointer = event["place"]
        self.posted.append(event)

    # Displays and permissions.

    def CGMainDisplayID(self):  # noqa: N802
        return 1

    def CGDisplayPixelsWide(self, number):  # noqa: N802
        return 1000

    def CGDisplayPixelsHigh(self, number):  # noqa: N802
        return 800

    def CGGetActiveDisplayList(self, most, numbers, count):  # noqa: N802
        return 0, (1, 2), 2

    def CGDisplayBounds(self, number):  # noqa: N802
        left = {1: 0.0, 2: -1000.0}[number]
        return types.SimpleNamespace(
            origin=place(left, 0.0), size=types.SimpleNamespace(width=1000.0, height=800.0)
        )

    def CGPreflightPostEventAccess(self):  # noqa: N802
        return self.may_post

    def CGRequestPostEventAccess(self):  # noqa: N802
        self.asked.append("post")

    def CGPreflightListenEventAccess(self):  # noqa: N802
        return self.may_listen

    def CGRequestListenEventAccess(self):  # noqa: N802
        self.asked.append("listen")

    # The event tap.

    def CGEventTapCreate(self, where, order, option, mask, callback, info):  # noqa: N802
        assert (where, option) == ("kCGSessionEventTap", "kCGEventTapOptionListenOnly")
        if not self.may_listen:
            return None
        self.mask = mask
        self.callback = callback
        return "the tap"

    def CGEventTapEnable(self, tap, enable):  # noqa: N802
        self.enabled = enable

    def CGEventTapIsEnabled(self, tap):  # noqa: N802
        return self.enabled

    def CFMachPortCreateRunLoopSource(self, allocator, port, order):  # noqa: N802
        return "its source"

    def CFRunLoopGetCurrent(self):  # noqa: N802
        return "its loop"

    def CFRunLoopAddSource(self, loop, source, mode):  # noqa: N802
        assert (loop, source) == ("its loop", "its source")

    def CFRunLoopRun(self):  # noqa: N802
        while (event := self.inbox.get()) is not None:
            kind, contents = event
            if self.enabled or kind.startswith("TapDisabled"):
                self.callback(None, CONSTANTS[f"kCGEvent{kind}"], contents, None)

    def CFRunLoopStop(self, loop):  # noqa: N802
        self.inbox.put(None)

    def happen(self, kind, **contents):
        """An event of the desktop, as the tap gets it."""
        if "place" in contents:
            self.pointer = contents["place"]
        self.inbox.put((kind, contents))


class Carbon:
    """Hot keys, each heard with exactly its modifiers; waiting does not take time."""

    def __init__(self, taken=()):
        self.taken = set(taken)
        self.registered = {}
        self.pressed = queue.SimpleQueue()
        self.released = 0
        self.threads = set()

    def GetEventDispatcherTarget(self):  # noqa: N802
        return 1

    def RegisterEventHotKey(self, keycode, modifiers, identity, target, options, into):  # noqa: N802
        self.threads.add(threading.current_thread())
        if (keycode, modifiers) in self.taken:
            return -9878
        self.registered[keycode, modifiers] = identity.number
        return 0

    def ReceiveNextEvent(self, count, kinds, seconds, pull, into):  # noqa: N802
        assert kinds._obj.event_class == int.from_bytes(b"keyb", "big")
        try:
            self.pressed.get(timeout=min(seconds, 0.05))
        except queue.Empty:
            return -9875
        return 0

    def ReleaseEvent(self, event):  # noqa: N802
        self.released += 1

    def press(self, keycode, modifiers):
        if (keycode, modifiers) in self.registered:
            self.pressed.put(True)
