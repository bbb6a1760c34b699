"""A stand-in for user32.dll: it records what is sent, decoded from the bytes, and plays a small desktop."""

import ctypes
import queue
import types

from cua_desktop.input.windows import hooks, inputs
from cua_desktop.input.windows.ears import Message

NAMES_OF_FLAGS = {
    0x02: "left down",
    0x04: "left up",
    0x08: "right down",
    0x10: "right up",
    0x20: "middle down",
    0x40: "middle up",
    0x80: "side down",
    0x100: "side up",
    0x800: "wheel",
    0x1000: "sideways wheel",
    0xC001: "motion",
}

US, GERMAN, RUSSIAN = 0x0409, 0x0407, 0x0419
THREAD_IN_FRONT = 42
_SHIFTED_US = dict(zip('!@#$%^&*()_+{}|:"<>?~', "1234567890-=[]\\;',./`", strict=True))
_OEM_US = dict(
    zip(";=,-./`[\\]'", (0xBA, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF, 0xC0, *range(0xDB, 0xDF)), strict=True)
)


def us_key(character):
    """VkKeyScan of a US keyboard."""
    if character.isascii() and character.isalnum():
        return ord(character.upper()) | (0x100 if character.isupper() else 0)
    if character in _OEM_US:
        return _OEM_US[character]
    if character in _SHIFTED_US:
        return 0x100 | us_key(_SHIFTED_US[character])
    return -1


def german_key(character):
    """VkKeyScan of a German keyboard, as far as the tests need it."""
    special = {"@": 0x600 | ord("Q"), "z": ord("Z"), "y": ord("Y"), "ü": 0xBA, "/": 0x100 | ord("7")}
    return special.get(character, us_key(character) if character.isalnum() and character.isascii() else -1)


def russian_key(character):
    """VkKeyScan of a Russian keyboard: it has no Latin letters."""
    if character in "йцукенгшщз":
        return ord("QWERTYUIOP"["йцукенгшщз".index(character)])
    if character in "фывапролд":
        return ord("ASDFGHJKL"["фывапролд".index(character)])
    return ord(character) if character.isascii() and character.isdigit() else -1


KEYS = {US: us_key, GERMAN: german_key, RUSSIAN: russian_key}


class Function:
    """Takes `argtypes` and `restype` like a function of ctypes."""

    def __init__(self, act):
        self._act = act

    def __call__(self, *arguments):
        return self._act(*arguments)


class User32:
    """Every function not written here does nothing and succeeds."""

    def __init__(self):
        self.sent = []
        self.arrays = []
        self.layout = US
        self.down = set()
        self.pointer = (500, 400)
        self.screen = (-1920, 0, 3840, 1080)
        self.swapped = False
        self.refuses = False
        self.taken_hot_keys = set()
        self.hot_keys = {}
        self.hooks = {}
        self.refuses_hooks = False
        self.last_input = 0
        self.queue = queue.SimpleQueue()
        self.calls = []
        self.rounds_badly = 0

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        act = getattr(type(self), f"do_{name}", None)
        made = Function(act.__get__(self) if act else lambda *arguments: self._note(name, *arguments))
        self.__dict__[name] = made
        return made

    def _note(self, name, *arguments):
        self.calls.append((name, *arguments))
        return 1

    def do_SendInput(self, count, array, size):  # noqa: N802
        assert size == ctypes.sizeof(inputs.Input)
        assert count == len(array)
        if self.refuses:
            return 0
        self.arrays.append(count)
        for each in array:
            (self._mouse if each.type == inputs.MOUSE else self._keyboard)(each.of)
        return count

    def _keyboard(self, of):
        record = of.keyboard
        assert record.extra == inputs.OWN_EVENT
        self.sent.append(("key", record.vk, record.scan, record.flags))
        if record.vk:
            (self.down.discard if record.flags & inputs.UP else self.down.add)(record.vk)

    def _mouse(self, of):
        record = of.mouse
        assert record.extra == inputs.OWN_EVENT
        name = NAMES_OF_FLAGS[record.flags]
        if name == "motion":
            left, top, width, height = self.screen
            x = left + record.dx * width // 0x10000 + self.rounds_badly
            self.pointer = x, top + record.dy * height // 0x10000
            self.sent.append((name, self.pointer))
        else:
            data = record.data - (1 << 32) if record.data >> 31 else record.data
            self.sent.append((name, data))

    def do_GetSystemMetrics(self, index):  # noqa: N802
        if index in (0, 1):
            return (1920, 1080)[index]
        return self.swapped if index == 23 else self.screen[index - 76]

    def do_GetCursorPos(self, where):  # noqa: N802
        where._obj.x, where._obj.y = self.pointer
        return 1

    def do_SetCursorPos(self, x, y):  # noqa: N802
        self.pointer = (x, y)
        self.calls.append(("SetCursorPos", x, y))
        return 1

    def do_GetAsyncKeyState(self, vk):  # noqa: N802
        return 0x8000 if vk in self.down else 0

    def do_GetKeyboardLayout(self, thread):  # noqa: N802
        return self.layout if thread == THREAD_IN_FRONT else US

    def do_GetWindowThreadProcessId(self, window, process):  # noqa: N802
        return THREAD_IN_FRONT

    def do_VkKeyScanA(self, character):  # noqa: N802 - at pyautogui's import
        return us_key(character.value)

    def do_VkKeyScanExW(self, character, layout):  # noqa: N802
        return KEYS[layout](character)

    def do_ToUnicodeEx(self, vk, scan, state, into, room, flags, layout):  # noqa: N802
        assert flags == 4, "a dead key that waits would be lost"
        held = (state[0x10] >> 7) | (state[0x11] >> 7) << 1 | (state[0x12] >> 7) << 2
        for character in map(chr, range(0x20, 0x100)):
            if KEYS[layout](character) == vk | held << 8:
                into.value = character
                return 1
        into.value = chr(vk & 0x1F)  # Ctrl and a letter
        return 1

    def do_MapVirtualKeyExW(self, vk, kind, layout):  # noqa: N802
        return 0xE000 | vk % 0x7F + 1 if vk == 0x25 else vk % 0x7F + 1

    def do_EnumDisplayMonitors(self, device, clip, note, data):  # noqa: N802
        left, top, width, height = self.screen
        for at in (left, left + width // 2):
            rect = (ctypes.c_int32 * 4)(at, top, at + width // 2, top + height)
            note(0, 0, ctypes.addressof(rect), 0)
        return 1

    # What the ears need.

    def do_RegisterHotKey(self, window, number, modifiers, vk):  # noqa: N802
        assert modifiers & 0x4000, "a key that repeats would stop again and again"
        if (modifiers & 0xF, vk) in self.taken_hot_keys:
            return 0
        self.hot_keys[modifiers & 0xF, vk] = number
        return 1

    def do_SetWindowsHookExW(self, kind, callback, module, thread):  # noqa: N802
        if self.refuses_hooks:
            return None
        self.hooks[kind] = callback
        return kind

    def do_UnhookWindowsHookEx(self, handle):  # noqa: N802
        self.hooks.pop(handle, None)
        return 1

    def do_CallNextHookEx(self, hook, code, message, record):  # noqa: N802
        return 0

    def do_GetLastInputInfo(self, into):  # noqa: N802
        into._obj.time = self.last_input
        return 1

    def do_GetMessageW(self, into, *_):  # noqa: N802
        message = self.queue.get()
        if callable(message):
            message()
            message = 0
        into._obj.message = message
        return 0 if message == 0x12 else 1

    def do_PostThreadMessageW(self, thread, message, w, l):  # noqa: N802, E741
        self.queue.put(message)
        return 1

    # What somebody else does.

    def post(self, message):
        """A message for the thread; or something to do on it."""
        self.queue.put(message)

    def key_event(self, vk, *, down=True, flags=0, extra=0, at=1):
        """A key of somebody, as the keyboard hook gets it."""
        record = hooks.KeyRecord(vk, 0, flags, at, extra)
        message = 0x100 if down else 0x101
        self.post(lambda: 13 in self.hooks and self.hooks[13](0, message, ctypes.addressof(record)))

    def mouse_event(self, message, place, *, flags=0, extra=0, at=1):
        """A mouse of somebody, as the mouse hook gets it."""
        record = hooks.MouseRecord(hooks.PointRecord(*place), 0, flags, at, extra)

        def happen():
            if 14 in self.hooks:
                self.hooks[14](0, message, ctypes.addressof(record))
            self.pointer = place

        self.post(happen)

    def press_hot_key(self, modifiers, vk):
        """The hot key, if it is registered with exactly these modifiers."""
        if (modifiers, vk) in self.hot_keys:
            self.post(0x312)

    def tick(self):
        """The timer."""
        self.post(0x113)


class Kernel32:
    """Only this is asked of it."""

    def GetCurrentThreadId(self):  # noqa: N802
        return 7


def windll(user32):
    """What pyautogui's module for Windows finds as ctypes.windll."""
    return types.SimpleNamespace(user32=user32, gdi32=User32(), kernel32=User32(), shcore=User32())


assert Message  # the ears' own record is what GetMessageW fills
