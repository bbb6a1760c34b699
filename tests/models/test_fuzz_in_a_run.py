"""A share of what tests/benchmarks/sweep_answers.py tries at length."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cua_desktop.models.dialects import Dialect
from tests.models.fuzzing import Fuzzing, actions_in
from tests.models.strategies import as_json, as_stream, on_the_wire
from tests.responses_server import computer_call, response

CLICK = {"type": "click", "button": "left", "x": 10, "y": 20}


@pytest.fixture(scope="module")
def fuzzing():
    each = Fuzzing()
    yield each
    each.close()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=on_the_wire, dialect=st.sampled_from(Dialect))
def test_nothing_is_done_that_was_not_in_a_whole_answer_and_nothing_breaks(fuzzing, body, dialect):
    fuzzing.run(body, dialect)


@pytest.mark.parametrize("spell", [as_json, as_stream])
def test_a_sound_answer_is_done_and_a_cut_one_is_not(fuzzing, spell):
    body = spell(response(computer_call(CLICK)))
    assert actions_in(body) == [CLICK]
    fuzzing.outcomes.clear()
    fuzzing.run(body, Dialect.GA)
    assert fuzzing.outcomes == {"finished, acted": 1}
    fuzzing.run(body[:-9], Dialect.GA)
    assert "finished, acted" in fuzzing.outcomes
    assert fuzzing.outcomes["finished, acted"] == 1
