import asyncio

import pytest

from cua_desktop.agent.errors import InputError
from cua_desktop.settings import Settings
from cua_desktop.ui.main_window import MainWindow
from cua_desktop.ui.stop_keys_test import StopKeysTest

CHORD = "ctrl+alt+q"


class HearingDouble:
    """Hears what it is told to."""

    def __init__(self, *proven):
        self.known = set(proven)
        self.outcome = None
        self.ended = 0

    async def proven(self, chord):
        return chord in self.known

    async def heard(self, chord, seconds, listening):
        self.outcome = asyncio.get_running_loop().create_future()
        listening()
        try:
            return await self.outcome
        finally:
            self.ended += 1


async def settled(condition):
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


@pytest.fixture
def scene(in_loop):
    test, tester = StopKeysTest(CHORD), HearingDouble()
    test.news = []
    test.proven_changed.connect(test.news.append)

    def at_work(work):
        async def begin():
            test.test_by(tester)
            await asyncio.sleep(0)
            await work(test, tester)
            await test.end()

        in_loop(begin())

    return at_work


async def begun(test, tester):
    test.button.click()
    await settled(lambda: "Press" in test.words)


def test_it_says_that_nobody_has_tried_and_that_it_can_be_skipped(scene):
    async def work(test, tester):
        assert "Nobody has tried" in test.words
        assert "skip" in test.words

    scene(work)


def test_keys_that_arrive_are_proven(scene):
    async def work(test, tester):
        await begun(test, tester)
        assert "Ctrl+Alt+Q" in test.words
        tester.outcome.set_result(True)
        await settled(lambda: "Tested" in test.words)
        assert test.news[-1] is True

    scene(work)


def test_keys_that_do_not_arrive_are_not_proven_and_it_says_what_to_do(scene):
    async def work(test, tester):
        await begun(test, tester)
        tester.outcome.set_result(False)
        await settled(lambda: "did not arrive" in test.words)
        assert "choose others" in test.words
        assert True not in test.news

    scene(work)


def test_why_it_can_not_be_tested_is_said(scene):
    async def work(test, tester):
        await begun(test, tester)
        tester.outcome.set_exception(InputError("There is no display.", "Start it on one."))
        await settled(lambda: test.words == "There is no display. Start it on one.")

    scene(work)


def test_it_can_be_cancelled(scene):
    async def work(test, tester):
        await begun(test, tester)
        test.button.click()
        await settled(lambda: "Nobody has tried" in test.words)
        assert tester.ended == 1

    scene(work)


def test_when_it_is_ended_nothing_of_it_is_left(scene):
    async def work(test, tester):
        await begun(test, tester)
        await test.end()
        assert tester.ended == 1
        assert "Nobody has tried" in test.words

    scene(work)


def test_what_was_proven_before_is_said_at_once(scene):
    async def work(test, tester):
        tester.known.add("ctrl+alt+x")
        test.show_chord("ctrl+alt+x")
        await settled(lambda: "Tested: Ctrl+Alt+X" in test.words)

    scene(work)


def test_other_keys_have_to_be_tested_again(scene):
    async def work(test, tester):
        await begun(test, tester)
        tester.outcome.set_result(True)
        await settled(lambda: "Tested" in test.words)
        test.show_chord("ctrl+alt+y")
        assert "Nobody has tried" in test.words
        assert test.news[-1] is False

    scene(work)


def test_the_window_says_all_the_time_that_the_keys_are_not_tested(app):
    window = MainWindow(Settings(stop_chord=CHORD))
    assert "(not tested here)" in window._how_to_stop.text()
    window.welcome.stop_keys.proven_changed.emit(True)
    assert window._how_to_stop.text().startswith("Stop: Ctrl+Alt+Q or")
