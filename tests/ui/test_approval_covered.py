"""A real window laid over the question, that lets a person's click through to Allow."""

import pytest
from Xlib import X
from Xlib import display as x11
from Xlib.ext import shape

from tests.ui.processes import Program, click

LONGER_THAN_ARMING = 1.3


@pytest.fixture
def asker(display):
    program = Program("tests.ui.asker")
    yield program
    program.end()


@pytest.fixture
def cover(display):
    """Lays a window over a place, through which clicks go; gives what takes it away."""
    own = x11.Display()

    def over(x, y):
        window = own.screen().root.create_window(
            x - 100, y - 20, 200, 40, 0, X.CopyFromParent, override_redirect=True, background_pixel=0xFFFFFF
        )
        window.shape_rectangles(shape.SO.Set, shape.SK.Input, 0, 0, 0, [])
        window.map()
        own.sync()

        def away():
            window.destroy()
            own.sync()

        return away

    yield over
    own.close()


def test_a_click_through_a_window_over_allow_is_no_yes_and_one_after_it_is(asker, cover):
    shown = asker.said("shown")
    click(shown["blank"])
    asker.said("armed")
    away = cover(*shown["shown"]["allow"])
    assert asker.said("armed")["armed"] is False
    click(shown["shown"]["allow"])
    assert asker.silent("answer", LONGER_THAN_ARMING)
    away()
    assert asker.said("armed")["armed"] is True
    click(shown["shown"]["allow"])
    assert asker.said("answer")["answer"] == "allowed"
