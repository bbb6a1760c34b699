"""Is the screen locked? Then whatever is typed goes to the lock, and no screenshot is worth sending."""

import sys


def lock_screen() -> str:
    """What locks the screen now, in a word or two; empty when nothing is known to.

    Takes some milliseconds, to be called from one thread. Raises InputError where there is no display.
    """
    # Imported here: each loads its system's libraries, and those of others would be missing.
    if sys.platform == "win32":
        from cua_desktop.input.windows import lock_screen as system  # noqa: PLC0415
    elif sys.platform == "darwin":
        from cua_desktop.input.mac import lock_screen as system  # noqa: PLC0415
    else:
        from cua_desktop.input.x11 import lock_screen as system  # noqa: PLC0415
    return system.lock_screen()
