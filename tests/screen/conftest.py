import pytest

from tests.screen.desk import shell


@pytest.fixture
def desktop(display):
    """The private display with a background that is not black; gives its name."""
    shell("xsetroot", "-solid", "#406080")
    yield display
    shell("xsetroot", "-solid", "black")
