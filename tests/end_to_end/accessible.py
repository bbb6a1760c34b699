"""A real Chromium that tells assistive programs what it shows, on a session bus of its own."""

import contextlib
import os
import subprocess

from tests.input.chromium import running_chromium
from tests.input.support import DEADLINE

RULES = """\
[[rule]]
name = "not on localhost"
do = "refuse"
sites = ["localhost"]
"""
COUNTS_CLICKS = (
    "<style>html, body { height: 100%; margin: 0 }</style>"
    "<body onpointerdown='report([event.clientX, event.clientY])' onkeydown='report(event.key)'>"
)


@contextlib.contextmanager
def session_bus(display_variables):
    """A bus as a session has one, with the accessibility bus started on demand; gives its address."""
    variables = {**os.environ, **display_variables}
    for name in ("NO_AT_BRIDGE", "WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS"):
        variables.pop(name, None)
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    bus = subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    try:
        yield bus.stdout.readline().strip()
    finally:
        bus.terminate()
        bus.wait(DEADLINE)
        bus.stdout.close()


class Browser:
    """The browser's pages under two names of one server, and what the page heard."""

    def __init__(self, chromium, bus):
        self.bus = bus
        self._chromium = chromium

    def show(self, host, html=COUNTS_CLICKS):
        """Goes to a new page on this host, and gives its address."""
        path = self._chromium.add(html)
        address = self._chromium.address(path).replace("127.0.0.1", host)
        self._chromium.ask(f"setTimeout(() => location.assign('{address}')), 0")
        self._chromium.wait_for(path)
        self._chromium.reports.clear()
        return address

    def address(self, path, host):
        return self._chromium.address(path).replace("127.0.0.1", host)

    def add(self, html):
        return self._chromium.add(html)

    @property
    def heard(self):
        return list(self._chromium.reports)

    def hears(self, number):
        return self._chromium.heard(number)


@contextlib.contextmanager
def accessible_chromium(display_variables):
    with (
        session_bus(display_variables) as bus,
        running_chromium(
            display_variables,
            "--force-renderer-accessibility",
            DBUS_SESSION_BUS_ADDRESS=bus,
            ACCESSIBILITY_ENABLED="1",
            NO_AT_BRIDGE="0",
        ) as chromium,
    ):
        yield Browser(chromium, bus)
