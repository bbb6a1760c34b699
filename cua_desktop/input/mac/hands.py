"""Mouse and keyboard on macOS. pyautogui gives the key codes; the events are our own.

Unverified on a real machine.
"""

import time
from collections.abc import Mapping
from functools import partial

from cua_desktop.agent.actions import Button
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.direct_hands import DirectHands
from cua_desktop.input.mac.keycodes import EITHER_SIDE, SHIFT, code_of, flags_of, own_flags
from cua_desktop.input.mac.sending import Sender, parts_of

_KEY_SECONDS = 0.005
"""macOS loses keys that follow each other faster."""


class MacHands(DirectHands):
    """Carries out events. One thread uses it. `keycodes` are pyautogui's, by its names."""

    def __init__(self, brake: Brake, sender: Sender, keycodes: Mapping[str, int | None]) -> None:
        super().__init__(brake)
        self._sender = sender
        self._keycodes = keycodes
        self._held_keys: set[str] = set()
        self._held_button: Button | None = None

    def prepare(self) -> None:
        """Every event says its own modifiers here, so the user's do not matter."""
        self._held_keys.clear()
        self._held_button = None

    def hot_key_code(self, key: str) -> int:
        """The key code of a canonical key. Raises ActionRefusedError."""
        return code_of(key, self._keycodes)

    def _heard_as(self, key: str) -> frozenset[str | int]:
        code = self.hot_key_code(key)
        modifiers = {name for name, codes in EITHER_SIDE.items() if code in codes and name != "altgr"}
        if modifiers:
            return frozenset(modifiers)
        return frozenset({code, "shift"} if own_flags(key) & SHIFT else {code})

    def _flags(self) -> int:
        return flags_of(self._held_keys)

    def _move(self, before: Point, to: Point) -> None:
        self._sender.pointer(before, to, self._held_button, self._flags())

    def _press(self, button: Button, count: int) -> None:
        self._held_button = button
        self._sender.button(button, self._pointer, self._flags(), down=True, count=count)

    def _lift(self, button: Button, count: int) -> None:
        self._held_button = None
        self._sender.button(button, self._pointer, self._flags(), down=False, count=count)

    def _notch(self, right: int, down: int) -> None:
        self._sender.notch(right, down, self._flags())

    def _key_down(self, key: str) -> None:
        self._held_keys.add(key)
        self._key(key, down=True)

    def _key_up(self, key: str) -> None:
        self._held_keys.discard(key)
        self._key(key, down=False)

    def _key(self, key: str, *, down: bool) -> None:
        code, flags = self.hot_key_code(key), self._flags() | own_flags(key)
        event = Injected("key_down" if down else "key_up", code)
        self._through([event], partial(self._sender.key, code, flags, down=down))
        self._brake.pause(_KEY_SECONDS)

    def _type(self, text: str) -> None:
        for part in parts_of(text):
            if part in "\n\t":
                key = "enter" if part == "\n" else "tab"
                self._key(key, down=True)
                self._key(key, down=False)
            else:
                self._through([], partial(self._sender.text, part))
                self._brake.pause(_KEY_SECONDS)

    def _release_button(self, code: int | str) -> None:
        # Where the pointer is now: the user may have moved it, and the event would put it back.
        self._sender.button(str(code), self._sender.where(), 0, down=False, count=1)

    def _release_key(self, code: int | str) -> None:
        self._sender.key(int(code), 0, down=False)
        time.sleep(_KEY_SECONDS)
