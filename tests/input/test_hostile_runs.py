"""The same as the hostile plans, with a real input process and a real display that is recorded."""

import pytest

from tests.input.hostile_runs import BREAKS, Stage, example
from tests.input.recorded import recording
from tests.input.support import Desk
from tests.input.text_fields import qt_text_field


@pytest.fixture(scope="module")
def stage(display_variables, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in display_variables.items():
            patch.setenv(name, value)
        desk = Desk(interruptible=True)
        desk.do(desk.input.open())
        with qt_text_field(tmp_path_factory.mktemp("typed")) as field, recording() as recorded:
            stage = Stage(desk, recorded, field.process)
            yield stage
            stage.close()
        desk.close()


@pytest.mark.parametrize("seed", range(3 * len(BREAKS)))
def test_a_run_that_is_broken_off_leaves_a_prefix_and_the_releases(stage, seed):
    example(stage, seed)
