"""An app in a process of its own, to be killed, frozen or hung while its input process works."""

import contextlib
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.input.support import NOTHING, keymap_dump, keys_down, until

WORK = {
    "dragging": 'Drag(tuple(Point(300 + n % 900, 300) for n in range(30000)), keys=("CTRL", "SHIFT"))',
    "typing": 'Type("漢字 and more of it. " * 3000)',
}

_APP = """
    import asyncio, sys, threading, time
    from cua_desktop.agent.actions import Drag, Type
    from cua_desktop.agent.geometry import Point
    from tests.input.permitted import PermittedInput

    async def main():
        tell = lambda report: print(report, flush=True)
        hands = PermittedInput(stop_chord="ctrl+alt+q", report=tell, patience={patience})
        await hands.open()
        await hands.start_run()
        print(hands._child.pid, flush=True)
        work = asyncio.ensure_future(hands.perform({work}))
        asked, loop = asyncio.Event(), asyncio.get_running_loop()
        def read():
            sys.stdin.readline()
            loop.call_soon_threadsafe(asked.set)
        threading.Thread(target=read, daemon=True).start()
        await asked.wait()
        {then}
        await asyncio.wait([work])
        print(repr(work.exception()), flush=True)
        await hands.close()

    asyncio.run(main())
"""


class App:
    """`process` is the app; `child` the id of its input process."""

    def __init__(self, process):
        self.process = process
        self.child = int(process.stdout.readline())

    def go_on(self):
        """Has it do what it was to do then."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def says(self):
        return self.process.stdout.readline().strip()


@contextlib.contextmanager
def app_at_work(work, then="pass", patience=3.0):
    """An app whose input process is dragging or typing. When told to go on, it does `then`."""
    code = textwrap.dedent(_APP).format(work=WORK[work], then=then, patience=patience)
    keymap = keymap_dump()
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            app = App(process)
            assert until(lambda: keys_down() != NOTHING or keymap_dump() != keymap)
            yield app
        finally:
            process.kill()


def has_ended(pid):
    """Whether a process is gone, or is only waiting to be reaped."""
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
