"""A listener that dies, hangs or no longer knows its keys: the run ends, says so, and none starts."""

import sys
import threading

import pytest

from cua_desktop.input import orders as orders_module
from cua_desktop.input import process as process_module
from cua_desktop.input import rendezvous
from cua_desktop.input.brake import LISTENER, Injected
from cua_desktop.input.hands import Body, Ready
from tests.input.recording_hands import RecordingHands
from tests.input.support import NOTHING, keys_down, run, until

CHORD = ("ctrl", "alt", "q")


REAL_EARS = """
import socket, time
from cua_desktop.agent.errors import InputError, StoppedError
from cua_desktop.input.brake import Brake, Injected
from cua_desktop.input.hands import Heard
from cua_desktop.input.x11 import connection
from cua_desktop.input.x11.ears import X11Ears
from cua_desktop.input.x11.injection import Injection
from cua_desktop.input.x11.typer import Typer

stops, lost = [], []
brake = Brake(stops.append)
injection = Injection(brake)
typer = Typer(brake, injection, connection.connected())
heard = Heard(chord=lambda: None, corner=lambda: None, lost=lost.append, user=lambda _: None)
try:
    ears = X11Ears(brake, injection, typer, {chord}, heard)
except InputError as error:
    print(error)
    raise SystemExit
brake.start_run()
brake.act_for(brake.run)
injection.inject(Injected("key_down", 37))
ears._display.display.socket.shutdown(socket.SHUT_RDWR)  # as when the server closes it
deadline = time.monotonic() + 10
while not lost and time.monotonic() < deadline:
    time.sleep(0.01)
print(stops, lost, ears.deaf_because)
try:
    injection.inject(Injected("key_down", 38))
except StoppedError as stopped:
    print(stopped)
"""


def real_ears(chord):
    """The real listener on the real display, in a process of its own."""
    return run(sys.executable, "-c", REAL_EARS.format(chord=chord)).splitlines()


def test_a_listener_whose_connection_is_cut_stops_the_run_and_says_so(display):
    why = "the listener has ended (ConnectionClosedError)"
    assert real_ears(CHORD) == [f"{[LISTENER]} {[why]} {why}", f"Stopped by {LISTENER}."]
    assert keys_down() == NOTHING


def test_stop_keys_that_the_keyboard_lacks_are_an_error(display):
    (said,) = real_ears(("ctrl", "☃"))
    assert "the keyboard has no key ☃" in said


class ScriptedEars:
    deaf_because = None

    def close(self):
        pass


class Said:
    """What the process said."""

    def __init__(self):
        self.lines = []

    def write(self, line):
        self.lines.append(line)

    def flush(self):
        pass

    def has(self, what):
        return any(what in line for line in self.lines)


@pytest.fixture
def process(monkeypatch, tmp_path, display):
    ears, said = ScriptedEars(), Said()
    monkeypatch.setattr(
        orders_module,
        "open_body",
        lambda brake, chord, heard: Body(RecordingHands(brake), ears, Ready("linux", *"abcde")),
    )
    made = process_module._Process(said, process_module.Ledger(tmp_path))
    made.ears, made.said = ears, said
    made.orders._obey({"do": "open", "stop_chord": "ctrl+alt+q", "patience": 0.3})
    made.watching = threading.Thread(target=made._watch_until_end)
    made.watching.start()
    yield made
    made.end("the test")
    made.watching.join(10)
    made.orders.close(5)
    made._ledger.close()
    made._outbox.put(None)
    made._end_heard.close()
    made._end_said.close()


def test_ears_that_go_deaf_in_mid_run_end_it_and_it_is_said_once(process):
    process.orders._obey({"do": "start_run", "id": 1})
    assert process._brake.stopped_by is None
    process.ears.deaf_because = "the listener hangs"
    assert until(lambda: process.said.has(b"listener_lost"))
    assert process._brake.stopped_by == LISTENER
    assert sum(b"listener_lost" in line for line in process.said.lines) == 1


def test_a_stop_from_a_shell_that_can_not_release_ends_the_process_whose_guardian_can(process):
    def fail(events):
        raise OSError("the display is gone")

    process.orders._obey({"do": "start_run", "id": 1})
    process._brake.act_for(process._brake.run)
    process._brake.inject([Injected("key_down", 37)], lambda _: None)
    process._brake.release_by(fail)
    with pytest.raises(OSError, match="gone"):
        process.orders._stop_from_shell()
    process.watching.join(10)
    assert not process.watching.is_alive()
    process._brake.release_by(lambda _: None)
    assert process._brake.stopped_by == rendezvous.STOPPED_BY


def test_no_run_starts_with_deaf_ears(process):
    process.ears.deaf_because = "the listener hangs"
    process.orders._obey({"do": "start_run", "id": 1})
    assert until(lambda: process.said.has(b"No run starts without them"))
    assert process._brake.stopped_by is not None
