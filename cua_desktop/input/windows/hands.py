"""Mouse and keyboard on Windows: pyautogui gives the virtual keys, SendInput does the rest.

pyautogui's own events lack the extended flag and the scan code, turn the wrong wheel sideways, have no side
buttons, and can't be told from the user's. Unverified on a real machine.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from cua_desktop.agent.actions import BUTTONS, Button
from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.direct_hands import DirectHands
from cua_desktop.input.key_names import NAMED
from cua_desktop.input.key_tables import pyautogui_name
from cua_desktop.input.windows import inputs
from cua_desktop.input.windows.inputs import Input
from cua_desktop.input.windows.user32 import User32

_CHUNK_CHARACTERS = 32
"""How much text goes in one array: a stop comes between two."""

_MODIFIER_KEYS = (0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0x5B, 0x5C)
"""Shift, Ctrl, Alt and Windows, left and right."""

_HEARD_AS: dict[int, frozenset[str]] = {
    0x11: frozenset({"ctrl"}),
    0xA2: frozenset({"ctrl"}),
    0xA3: frozenset({"ctrl"}),
    0x10: frozenset({"shift"}),
    0xA0: frozenset({"shift"}),
    0xA1: frozenset({"shift"}),
    0x12: frozenset({"alt"}),
    0xA4: frozenset({"alt"}),
    0xA5: frozenset({"ctrl", "alt"}),  # many layouts make an AltGr of it, which presses Ctrl too
    0x5B: frozenset({"meta"}),
    0x5C: frozenset({"meta"}),
}

_OPENS_A_MENU = frozenset({0xA4, 0xA5, 0x5B, 0x5C})
_MASK = 0xE8
"""A key without a meaning. Pressed before Alt or Windows goes up, it keeps the menu from opening."""


class WindowsHands(DirectHands):
    """Carries out events. One thread uses it.

    `keycodes` are pyautogui's virtual keys, by its names; `put_right` is its way to move the pointer.
    """

    def __init__(
        self,
        brake: Brake,
        user32: User32,
        keycodes: Mapping[str, int | None],
        put_right: Callable[[int, int], object],
    ) -> None:
        super().__init__(brake)
        self._user32 = user32
        self._keycodes = keycodes
        self._put_right = put_right
        self._pressed: dict[str, tuple[int, ...]] = {}

    def prepare(self) -> None:
        """Has the user's modifiers up, so that they don't change what our events mean."""
        self._pressed.clear()
        held = [vk for vk in _MODIFIER_KEYS if self._user32.is_down(vk)]
        if held:
            masks = (True, False) if _OPENS_A_MENU & set(held) else ()
            records = [self._key(_MASK, down=down) for down in masks]
            records += [self._key(vk, down=False) for vk in held]
            self._through([Injected("key_up", vk) for vk in held], partial(self._user32.send, records))

    def keys_of(self, key: str) -> tuple[int, ...]:
        """The virtual keys to press for a canonical key, in order. Raises ActionRefusedError."""
        if key in NAMED:
            vk = self._keycodes.get(pyautogui_name("windows", key))
            if vk is None:
                raise ActionRefusedError(f"Windows has no key “{key}”.", "Use another key, or the mouse.")
            return (vk,)
        found = self._user32.key_of(key, self._user32.layout_in_front())
        if found is None and key.isascii() and key.isalnum():
            return (ord(key.upper()),)  # Ctrl+C is that of the virtual key, also beside Cyrillic letters
        if found is None:
            raise ActionRefusedError(f"The keyboard layout has no key “{key}”.", "Use type for text.")
        alt_gr = (inputs.VK_LEFT_CONTROL, inputs.VK_RIGHT_ALT) if found.alt_gr else ()
        shift = (inputs.VK_SHIFT,) if found.shift else ()
        return (*alt_gr, *shift, found.vk)

    def hot_key_code(self, key: str) -> int:
        """The virtual key by which RegisterHotKey hears a canonical key. Raises ActionRefusedError."""
        return self.keys_of(key)[-1]

    def _heard_as(self, key: str) -> frozenset[str | int]:
        none: frozenset[str | int] = frozenset()
        return none.union(*(_HEARD_AS.get(vk, {vk}) for vk in self.keys_of(key)))

    def _move(self, before: Point, to: Point) -> None:  # noqa: ARG002 - macOS needs both
        self._user32.send([inputs.motion(to, self._user32.virtual_screen())])
        if self._user32.pointer() not in (to, None):
            self._put_right(to.x, to.y)

    def _press(self, button: Button, count: int) -> None:  # noqa: ARG002 - the system counts by itself
        self._button(button, down=True)

    def _lift(self, button: Button, count: int) -> None:  # noqa: ARG002 - the same
        self._button(button, down=False)

    def _button(self, button: Button, *, down: bool) -> None:
        swapped = self._user32.buttons_swapped()
        self._user32.send([inputs.button(button, down=down, swapped=swapped)])

    def _notch(self, right: int, down: int) -> None:
        self._user32.send([inputs.notch(right, down)])

    def _key_down(self, key: str) -> None:
        """Presses a key, with what the layout needs for it and is not held already."""
        held = {vk for vks in self._pressed.values() for vk in vks}
        vks = tuple(vk for vk in self.keys_of(key) if vk not in held)
        self._pressed[key] = vks
        self._send_keys(vks, down=True)

    def _key_up(self, key: str) -> None:
        self._send_keys(self._pressed.pop(key, ())[::-1], down=False)

    def _send_keys(self, vks: Sequence[int], *, down: bool) -> None:
        if vks:
            events = [Injected("key_down" if down else "key_up", vk) for vk in vks]
            records = [self._key(vk, down=down) for vk in vks]
            self._through(events, partial(self._user32.send, records))

    def _key(self, vk: int, *, down: bool) -> Input:
        return inputs.key(vk, self._user32.scan_of(vk, self._user32.layout_in_front()), down=down)

    def _type(self, text: str) -> None:
        layout = self._user32.layout_in_front()
        for at in range(0, len(text), _CHUNK_CHARACTERS):
            chunk = text[at : at + _CHUNK_CHARACTERS]
            records = list(inputs.text(chunk, lambda vk: self._user32.scan_of(vk, layout)))
            self._through([], partial(self._user32.send, records))

    def _release_button(self, code: int | str) -> None:
        for name in BUTTONS:
            if name == code:
                self._button(name, down=False)

    def _release_key(self, code: int | str) -> None:
        self._user32.send([self._key(int(code), down=False)])
