import asyncio
import gc
import threading
import weakref

from cua_desktop.ui.garbage import garbage_collected_here


class Circle:
    """Garbage that only the collector finds; tells on which thread it was."""

    def __init__(self, told):
        self.itself = self
        weakref.finalize(self, lambda: told.append(threading.current_thread()))


def much_garbage():
    """More than enough for Python to collect at once."""
    for _ in range(20_000):
        circle = []
        circle.append(circle)


def test_garbage_that_worker_threads_make_is_collected_on_qts_thread(in_loop):
    told = []

    def work():
        Circle(told)
        much_garbage()

    async def used():
        await asyncio.to_thread(work)
        assert told == []
        for _ in range(200):
            if told:
                break
            await asyncio.sleep(0.02)

    gc.enable()  # the fixture has it off
    with garbage_collected_here():
        in_loop(used())
    assert told == [threading.main_thread()]


def test_python_collects_by_itself_again_afterwards():
    assert gc.isenabled()
    with garbage_collected_here():
        assert not gc.isenabled()
    assert gc.isenabled()
