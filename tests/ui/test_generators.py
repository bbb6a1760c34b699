import asyncio

from cua_desktop.ui.generators import generators_closed_by


def test_a_generator_that_is_given_up_is_closed_in_its_own_time(in_loop):
    closed = []

    async def numbers():
        try:
            while True:
                yield len(closed)
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    async def give_up():
        async for _ in numbers():
            break
        for _ in range(1000):
            if closed:
                break
            await asyncio.sleep(0.01)

    with generators_closed_by(asyncio.get_event_loop()):
        in_loop(give_up())
    assert closed == [True]
