"""A private X display with a window manager, for machines without one: Xvfb and openbox.

Everything started here is ended here, by its process id, also when the owner is killed.
"""

import contextlib
import ctypes
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from cua_desktop import environment
from cua_desktop.agent.errors import ScreenError
from cua_desktop.agent.geometry import Size

_NEEDED = ("Xvfb", "openbox", "xdotool")
_START_SECONDS = 20.0
_LOOK_SECONDS = 0.5
"""How often it is looked whether a program that starts has died."""


def missing_programs() -> list[str]:
    """The programs a private display needs that this machine lacks."""
    return [name for name in _NEEDED if shutil.which(name) is None]


@contextlib.contextmanager
def virtual_display(size: Size) -> Iterator[dict[str, str]]:
    """A display of this size in pixels; yields the variables that lead a child process to it.

    The variables hold a `DISPLAY`, a private `XDG_RUNTIME_DIR`, and no session of the user.
    Raises ScreenError when a program is missing or does not start.
    """
    if missing := missing_programs():
        raise ScreenError(
            f"A private display needs {', '.join(missing)}.",
            "On Debian: apt-get install xvfb openbox xdotool",
        )
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="cua-desktop-display-")))
        folder.chmod(0o700)
        display = _start_server(stack, size)
        variables = {
            "DISPLAY": display,
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_SESSION_TYPE": "x11",
            "WAYLAND_DISPLAY": "",
        }
        _start_window_manager(stack, variables, folder)
        yield variables


def _start_server(stack: contextlib.ExitStack, size: Size) -> str:
    read_end, write_end = os.pipe()
    screen = f"{size.width}x{size.height}x24"
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    server = _started(stack, command, environment.for_children(), pass_fds=(write_end,))
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], _START_SECONDS)
        number = pipe.readline().strip().decode() if ready else ""
    if not number or server.poll() is not None:
        raise ScreenError("The private display did not start.", "Try: Xvfb :99 -screen 0 1280x800x24")
    return f":{number}"


def _start_window_manager(stack: contextlib.ExitStack, variables: dict[str, str], folder: Path) -> None:
    child = {**environment.for_children(variables), "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    # Its claim on the display comes early, and a window that is shown meanwhile is shown to nobody.
    managing = folder / "managing"
    os.mkfifo(managing)
    told = os.open(managing, os.O_RDONLY | os.O_NONBLOCK)
    stack.callback(os.close, told)
    tell = shlex.join(["sh", "-c", 'echo > "$0"', str(managing)])
    manager = _started(stack, ["openbox", "--sm-disable", "--startup", tell], child)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and manager.poll() is None:
        if select.select([told], [], [], _LOOK_SECONDS)[0]:
            # A wheel turned over the bare screen would go to another desktop, away from every window.
            subprocess.run(["xdotool", "set_num_desktops", "1"], env=child, capture_output=True, check=False)
            return
    raise ScreenError("The window manager of the private display did not start.", "Try: openbox --sm-disable")


def _started(
    stack: contextlib.ExitStack,
    command: list[str],
    child_environment: dict[str, str],
    pass_fds: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command,
        env=child_environment,
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one system call
    )
    stack.callback(_ended, process)
    return process


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def die_with_parent() -> None:
    """Has the kernel end this child with its parent, so that a killed owner leaves nothing behind."""
    pr_set_pdeathsig = 1  # linux/prctl.h
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
