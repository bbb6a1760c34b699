"""Only a real mouse or keyboard presses Allow: Xephyr's devices, and what programs inject beside them."""

import pytest

from tests.ui.nested import nested_display
from tests.ui.processes import Program, click, xdotool


@pytest.fixture(scope="module")
def nested(display_variables):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in display_variables.items():
            patch.setenv(name, value)
        with nested_display(display_variables["DISPLAY"]) as (inner, hands):
            yield inner, hands


@pytest.fixture
def hands(display, nested, monkeypatch):
    monkeypatch.setenv("DISPLAY", nested[0])
    nested[1].take_hold()
    return nested[1]


@pytest.fixture
def asker(hands):
    started = Program("tests.ui.asker", "--counting", "physical")
    yield started
    started.end()


def armed(asker):
    shown = asker.said("shown")
    xdotool("windowactivate", shown["window"])  # anybody may bring it to the front
    assert asker.said("armed")["armed"]
    return shown["shown"]["allow"]


def test_a_persons_click_is_a_yes(asker, hands):
    hands.click(armed(asker))
    assert asker.said("answer")["answer"] == "allowed"
    assert asker.wait() == (0, "")


def test_a_persons_tab_and_space_are_a_yes(asker, hands):
    armed(asker)
    hands.press("Tab", "space")
    assert asker.said("answer")["answer"] == "allowed"
    assert asker.wait() == (0, "")


def test_the_same_by_a_program_is_none_and_a_persons_click_after_it_is(asker, hands):
    place = armed(asker)
    click(place)
    assert asker.said("refused")["refused"] == "INJECTED"
    assert asker.said("armed") == {"armed": True}  # it waits anew
    xdotool("key", "Tab", "space")
    assert asker.said("refused")["refused"] == "INJECTED"
    assert asker.said("armed") == {"armed": True}  # it waits anew
    hands.click(place)
    assert asker.said("answer")["answer"] == "allowed"
    assert asker.wait() == (0, "")
