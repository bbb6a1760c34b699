import asyncio

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from cua_desktop.agent.errors import ScreenError
from cua_desktop.ui.live_view import LiveView
from cua_desktop.ui.screen_view import ScreenView
from tests.ui.doubles import CLICK, frame, wait_until


class Taking:
    def __init__(self, failure=None):
        self.asked = []
        self.failure = failure

    async def __call__(self, size):
        self.asked.append(size)
        if self.failure:
            raise self.failure
        picture = QImage(400, 225, QImage.Format.Format_RGB32)
        picture.fill(QColor("#00ff00"))
        return picture


@pytest.fixture
def view(in_loop):
    shown = ScreenView()
    shown.resize(400, 225)
    shown.show()
    shown.show_frame(frame("#ff0000"))
    wait_until(lambda: not shown.image.isNull())
    yield shown
    shown.close()
    shown.deleteLater()


def colour(view):
    return view.grab().toImage().pixelColor(20, 20).name()


async def until(condition):
    async with asyncio.timeout(15):
        while not condition():
            await asyncio.sleep(0.01)


async def shown_until(view, take, condition, per_second=50):
    live = LiveView(view, take, per_second)
    live.begin()
    try:
        await until(condition)
    finally:
        live.end()


def test_the_live_desktop_is_shown_and_then_the_last_screenshot_again(view, in_loop):
    async def use():
        assert colour(view) == "#ff0000"
        await shown_until(view, Taking(), lambda: colour(view) == "#00ff00")
        await until(lambda: colour(view) == "#ff0000")

    in_loop(use())


def test_the_marks_of_what_is_being_done_stay_on_the_live_desktop(view, in_loop):
    view.show_actions((CLICK,))
    in_loop(shown_until(view, Taking(), lambda: colour(view) == "#00ff00"))
    assert view.marked == (CLICK,)


def test_nothing_is_taken_while_nobody_can_see_it(view, in_loop):
    take = Taking()

    async def use(per_second=50):
        live = LiveView(view, take, per_second)
        live.begin()
        await asyncio.sleep(0.7)
        live.end()

    view.showMinimized()
    in_loop(use())
    view.showNormal()
    view.hide()
    in_loop(use())
    view.show()
    in_loop(use(0))
    assert take.asked == []
    in_loop(use())
    assert take.asked
    assert take.asked[0] == QSize(400, 225)


def test_a_picture_that_fails_is_left_out_and_the_next_one_asked_for(view, in_loop):
    take = Taking(ScreenError("Gone."))
    in_loop(shown_until(view, take, lambda: len(take.asked) > 2))
    assert colour(view) == "#ff0000"
