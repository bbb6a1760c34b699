"""Fixtures for all tests: a private display with a window manager, one for each file."""

import os
import signal

import pytest

from cua_desktop.agent.geometry import Size
from cua_desktop.practice.virtual_display import virtual_display
from tests.responses_server import running_responses_server

DISPLAY_SIZE = Size(1280, 800)

# A shell that starts the tests in the background has them ignore SIGINT, and so their programs.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def display_variables():
    """Variables of one private X display (Xvfb and openbox) that the tests of a file share.

    Not more of them: what one leaves behind, a lock or a grab, must not be another file's riddle.
    """
    with virtual_display(DISPLAY_SIZE) as variables:
        yield variables


@pytest.fixture
def display(display_variables, monkeypatch, tmp_path):
    """Puts this test on the private display, with an empty home; gives the display's name."""
    for name, value in display_variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NO_AT_BRIDGE", "1")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return os.environ["DISPLAY"]


@pytest.fixture
def responses_server(monkeypatch):
    """A real HTTP server that speaks the Responses API, with an empty script."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_responses_server() as server:
        yield server
