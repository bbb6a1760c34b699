"""The one place that imports pyautogui, tamed.

It connects to the display when imported, so that happens late, in the input process only.
"""

import sys
import types
import warnings
from typing import Any

from cua_desktop.agent.errors import InputError


def pyautogui() -> Any:
    """The module pyautogui, without its pauses, its fail-safe and the packages it drags along.

    Raises InputError when it can't reach the display.
    """
    if "pyautogui" in sys.modules:
        return sys.modules["pyautogui"]
    # mouseinfo ends the process when tkinter is missing; the others serve functions that we
    # never call, start programs at import, or bring a GUI along. pyautogui knows their absence.
    sys.modules.setdefault("mouseinfo", types.ModuleType("mouseinfo"))
    for unwanted in ("pymsgbox", "pyscreeze", "pygetwindow"):
        sys.modules.setdefault(unwanted, None)  # type: ignore[arg-type] # means: not installed
    try:
        with warnings.catch_warnings():
            # Of '\e' in its X11 part: the one from Python 3.12 on, the other before.
            for kind in (SyntaxWarning, DeprecationWarning):
                warnings.simplefilter("ignore", kind)
            import pyautogui as module  # noqa: PLC0415
    except (Exception, SystemExit) as error:
        raise InputError(
            f"The mouse and keyboard could not be reached ({type(error).__name__}).",
            "Run “cua-desktop doctor” to see what is missing.",
        ) from error
    module.PAUSE = 0
    module.FAILSAFE = False
    module.DARWIN_CATCH_UP_TIME = 0
    return module
