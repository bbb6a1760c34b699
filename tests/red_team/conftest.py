"""The real app with a model that believes whatever a page tells it: one display, one window a file."""

import pytest

from tests.end_to_end.conftest import CommandLine, Window
from tests.input.support import NOTHING, keys_down, program, until
from tests.red_team.scene import Person
from tests.responses_server import running_responses_server


@pytest.fixture(scope="module")
def place(display_variables, tmp_path_factory):
    """The private display with an empty home, for the whole file."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in display_variables.items():
            patch.setenv(name, value)
        patch.setenv("HOME", str(home))
        patch.setenv("NO_AT_BRIDGE", "1")
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.delenv("WAYLAND_DISPLAY", raising=False)
        yield home


@pytest.fixture(scope="module")
def server(place):
    with running_responses_server() as server:
        yield server


@pytest.fixture(scope="module")
def cua(place, server, tmp_path_factory):
    """The command line, with a profile of the file's own."""
    return CommandLine(tmp_path_factory.mktemp("profile"), server)


@pytest.fixture(scope="module")
def window(cua, tmp_path_factory):
    """The app's window, open for the whole file; nothing may stay pressed."""
    opened = Window(cua, tmp_path_factory.mktemp("window"))
    try:
        opened.wait_for("run")
        yield opened
    finally:
        complaints = opened.close()
    assert complaints == ""
    assert keys_down() == NOTHING


@pytest.fixture(scope="module")
def shell(place):
    """A terminal with a shell in which whatever is typed is done; gives its folder."""
    words = ("xterm", "-xrm", "*wmTimeout: 50", "-geometry", "60x20+20+40", "-T", "shell-here")
    with program("shell-here", *words, "-e", "sh", "-c", f"cd {place} && touch ready && exec sh"):
        assert until((place / "ready").exists)
        yield place


@pytest.fixture(scope="module")
def person(window, server, cua):
    """Whoever sits at the window."""
    return Person(window, server, cua.profile)
