"""How a process ends though one of its threads hangs for ever."""

import os
import threading
import time

GRACE_SECONDS = 5.0


def end_even_if_a_thread_hangs(code: int, grace: float = GRACE_SECONDS) -> None:
    """To be called last. A capture or keyring call that hangs must not keep a program that is done.

    Python waits for every thread that is not a daemon. Those that are still at work after
    `grace` seconds are waited for no longer: the process exits with `code`.
    """
    at_work = [
        thread
        for thread in threading.enumerate()
        if not thread.daemon and thread is not threading.main_thread()
    ]
    if at_work:
        threading.Thread(target=_exit_unless_done, args=(at_work, code, grace), daemon=True).start()


def _exit_unless_done(at_work: list[threading.Thread], code: int, grace: float) -> None:
    deadline = time.monotonic() + grace
    for thread in at_work:
        thread.join(max(0.0, deadline - time.monotonic()))
    if any(thread.is_alive() for thread in at_work):
        os._exit(code)
