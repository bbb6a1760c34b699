import subprocess
import sys

PROGRAM = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from cua_desktop.ending import end_even_if_a_thread_hangs

done = threading.Event()
worker = ThreadPoolExecutor(max_workers=1)
worker.submit(done.wait)
worker.shutdown(wait=False)
end_even_if_a_thread_hangs(7, grace={grace})
{then}
sys.exit(3)
"""


def exit_code(grace, then=""):
    program = [sys.executable, "-c", PROGRAM.format(grace=grace, then=then)]
    return subprocess.run(program, timeout=20, check=False).returncode


def test_a_worker_that_hangs_does_not_keep_the_process():
    assert exit_code(0.05) == 7


def test_a_worker_that_finishes_in_time_ends_nothing_early():
    assert exit_code(20, "done.set()") == 3
