"""Chords that would take the stop keys out of the user's hands, or the screen from under them.

They are refused on the keyboard. What a model types into a terminal can't be policed here: a
command can change the keyboard or kill a process as well as a user can.
"""

from cua_desktop.agent.systems import Environment

_RESERVED: dict[Environment, tuple[tuple[str, ...], ...]] = {
    # xkeyboard-config's srvr_ctrl and keypad(x11): another virtual terminal, the end of the server,
    # another video mode, the end of grabs. Then what GNOME, KDE and Xfce lock the screen and log out by.
    "linux": (
        *(("ctrl", "alt", f"f{number}") for number in range(1, 13)),
        *(("ctrl", "alt", key) for key in ("backspace", "add", "subtract", "multiply", "divide")),
        ("meta", "l"),
        ("ctrl", "alt", "l"),
        ("ctrl", "alt", "delete"),
    ),
    # The secure desktop and the locked one: RegisterHotKey hears nothing there.
    "windows": (("ctrl", "alt", "delete"), ("meta", "l")),
    "mac": (("ctrl", "meta", "q"),),  # locks the screen
}


def reserved_on(environment: Environment) -> tuple[tuple[str, ...], ...]:
    """The chords in canonical keys that no action may press, whatever else it presses with them."""
    return _RESERVED[environment]
