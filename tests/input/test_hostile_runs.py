"""The same as the hostile plans, with a real input process and a real display that is recorded."""

import pytest

from tests.input.hostile_runs import BREAKS, Stage, example
from tests.input.recorded import recording
from tests.input.support import Desk


@pytest.fixture(scope="module")
def stage(display_variables):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in display_variables.items():
            patch.setenv(name, value)
        desk = Desk(interruptible=True)
        desk.do(desk.input.open())
        with recording() as recorded:
            stage = Stage(desk, recorded)
            yield stage
            stage.close()
        desk.close()


@pytest.mark.parametrize("seed", range(3 * len(BREAKS)))
def test_a_run_that_is_broken_off_leaves_a_prefix_and_the_releases(stage, seed):
    example(stage, seed)
