"""Another program tries to approve. A thousand tries: tests/benchmarks/sweep_approvals.py."""

import pytest

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.ui.approval_attacks import SENT, clicks_when_armed
from tests.ui.approval_siege import Siege
from tests.ui.processes import Program


@pytest.fixture
def siege(display):
    begun = Siege("injected", seed=1)
    yield begun
    begun.end()


def test_events_sent_past_the_devices_never_count_even_where_injected_input_does(siege):
    for way in SENT:
        siege.attempt(way)
    assert not siege.approved_by
    siege.attempt(clicks_when_armed)  # as a person by VNC does: these hands can press it
    assert siege.answers["allowed"] == 1


def test_a_lost_display_is_no_yes(monkeypatch):
    with virtual_display(Size(800, 600)) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        asker = Program("tests.ui.asker")
        asker.said("shown")
    assert asker.wait()[0] != 0
    assert asker.silent("answer", 0.2)
    asker.end()
