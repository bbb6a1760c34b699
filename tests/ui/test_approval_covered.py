"""A real window laid over the question, that lets a person's click through to Allow."""

import pytest

from tests.ui.covers import laid_over
from tests.ui.processes import Program, click

LONGER_THAN_ARMING = 1.3


@pytest.fixture
def asker(display):
    program = Program("tests.ui.asker")
    yield program
    program.end()


def test_a_click_through_a_window_over_allow_is_no_yes_and_one_after_it_is(asker):
    shown = asker.said("shown")
    click(shown["blank"])
    asker.said("armed")
    with laid_over(*shown["shown"]["allow"]):
        assert asker.said("armed")["armed"] is False
        click(shown["shown"]["allow"])
        assert asker.silent("answer", LONGER_THAN_ARMING)
    assert asker.said("armed")["armed"] is True
    click(shown["shown"]["allow"])
    assert asker.said("answer")["answer"] == "allowed"
