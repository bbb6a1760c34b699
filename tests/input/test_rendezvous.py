import json
import os
import socket
import stat

import pytest

from cua_desktop.input import rendezvous
from cua_desktop.input.rendezvous import Rendezvous, stop_running_agents


@pytest.fixture
def calls():
    return []


@pytest.fixture
def running(tmp_path, calls):
    made = Rendezvous(lambda: not calls.append("stop"), tmp_path)
    yield made
    made.close()


def note(folder):
    return json.loads(next(folder.glob("input-*.json")).read_text())


def test_a_running_agent_is_stopped_and_counted(running, tmp_path, calls):
    assert stop_running_agents(tmp_path) == 1
    assert calls == ["stop"]


def test_an_agent_whose_stop_fails_was_at_work_and_keeps_its_note(tmp_path, caplog):
    def fail():
        raise OSError("the display is gone")

    failing = Rendezvous(fail, tmp_path)
    assert stop_running_agents(tmp_path) == 1
    assert list(tmp_path.iterdir())
    assert "could not be released" in caplog.text
    failing.close()


def test_an_idle_agent_is_not_counted(tmp_path):
    idle = Rendezvous(lambda: False, tmp_path)
    assert stop_running_agents(tmp_path) == 0
    assert list(tmp_path.iterdir())
    idle.close()


def test_the_note_is_for_its_owner_alone(running, tmp_path):
    file = next(tmp_path.glob("input-*.json"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert note(tmp_path)["pid"] == os.getpid()


def test_the_note_is_gone_at_the_end(tmp_path):
    Rendezvous(lambda: True, tmp_path).close()
    assert not list(tmp_path.iterdir())


def test_who_does_not_know_the_token_stops_nothing(running, tmp_path, calls):
    with socket.create_connection(("127.0.0.1", note(tmp_path)["port"]), 5) as connection:
        connection.sendall(b"0" * 64 + b"\n")
        assert connection.recv(64) == b""
    assert not calls


def test_it_listens_on_loopback_alone(running):
    assert running._socket.getsockname()[0] == "127.0.0.1"


def test_somebody_who_connects_and_is_silent_does_not_delay_a_stop(running, tmp_path, calls, monkeypatch):
    with socket.create_connection(("127.0.0.1", note(tmp_path)["port"])):
        assert stop_running_agents(tmp_path) == 1


def test_notes_of_agents_that_are_gone_are_taken_away(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gone = tmp_path / "input-1.json"
    gone.write_text(json.dumps({"port": port, "token": "t", "pid": 1}))
    (tmp_path / "input-2.json").write_text("no JSON")
    assert stop_running_agents(tmp_path) == 0
    assert not list(tmp_path.iterdir())


def test_a_note_that_is_left_at_its_own_name_is_replaced(tmp_path):
    (tmp_path / f"input-{os.getpid()}.json").write_text("left over")
    made = Rendezvous(lambda: True, tmp_path)
    assert stop_running_agents(tmp_path) == 1
    made.close()


def test_no_agent_is_nobody_stopped(tmp_path):
    assert stop_running_agents(tmp_path) == 0
    assert rendezvous.STOPPED_BY == "cua-desktop stop"
