"""What keys and buttons mean now; read anew only when the server says that it has changed."""

from typing import Any

from Xlib import X

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input.x11 import layout
from cua_desktop.input.x11.layout import Layout
from cua_desktop.input.x11.xkb import Xkb


class Mapping:
    """Over the keyboard's own connection, whose events nobody else may take. One thread uses it."""

    def __init__(self, display: Any, keyboard: Xkb) -> None:
        self._display = display
        self._keyboard = keyboard
        self._layout: Layout | None = None
        self._group = 0
        self._buttons: dict[int, int] | None = None
        keyboard.ask_for_notices()

    def layout(self) -> Layout:
        """The layout that is active now. Reading all of it takes 2 ms, too long for each key of a chord."""
        # Before the look at the notices: when the answer is here, those of all changes before are.
        group = self._keyboard.state().group
        self._heed_notices()
        if self._layout is None or group != self._group:
            self._layout, self._group = layout.read(self._display, self._keyboard), group
        return self._layout

    def button(self, wanted: int) -> int:
        """The button to press so that programs are told `wanted`: a left-handed user has swapped them.

        XTEST counts as a mouse of the user, so the swap applies to our presses as well.
        Raises ActionRefusedError when no button means that.
        """
        self._heed_notices()
        if self._buttons is None:
            meanings = self._display.get_pointer_mapping()
            self._buttons = {meaning: number for number, meaning in reversed([*enumerate(meanings, 1)])}
        try:
            return self._buttons[wanted]
        except KeyError:
            raise ActionRefusedError(f"Button {wanted} of the mouse is turned off on this desktop.") from None

    def _heed_notices(self) -> None:
        for _ in range(self._display.pending_events()):
            event = self._display.next_event()
            if event.type == self._keyboard.notice:
                self._layout = None
            elif event.type == X.MappingNotify and event.request == X.MappingPointer:
                self._buttons = None
