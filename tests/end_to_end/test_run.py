"""`cua-desktop run`: the real command, client, input and screen, against a real HTTP server and xterm."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cua_desktop.self_check import findings as self_check
from tests.input.support import NOTHING, keys_down, run, until
from tests.models.conftest import KEY
from tests.models.runs import assert_no_piece_of_the_key_in
from tests.responses_server import (
    Fault,
    Reply,
    check,
    computer_call,
    error,
    message,
    preview_call,
    reasoning,
    response,
)

TEXT = 'Grüße, 世界! 🦊 <b>"it\'s" {1+1} ~^`'
CLICK = {"type": "click", "button": "left", "x": 200, "y": 200}
LONG = {"type": "type", "text": "abcdefghij" * 2000}


def typed(file):
    return file.read_bytes().decode("utf-8")


def clicked_on(item):
    return response(computer_call(CLICK), item) if item else response(computer_call(CLICK))


@pytest.mark.parametrize("tool", ["computer", "computer_use_preview"])
def test_text_arrives_byte_exact_in_both_dialects(cua, terminal, responses_server, tool):
    typing = {"type": "type", "text": TEXT}
    call = computer_call if tool == "computer" else preview_call
    responses_server.will_answer(response(reasoning("I type."), call(typing)), response(message("Typed.")))
    ended = cua("run", "Type it.", "--tool", tool)
    assert (ended.code, ended.err) == (0, "")
    assert typed(terminal) == TEXT
    assert responses_server.bodies[0]["tools"][0]["type"] == tool
    assert "Typed." in ended.out


def test_the_declared_display_is_exactly_the_picture_that_was_sent(cua, terminal, responses_server):
    responses_server.will_answer(response(message("Done.")))
    ended = cua("run", "Look.", "--tool", "computer_use_preview", "--json")
    tool = responses_server.bodies[0]["tools"][0]
    frame = ended.of_type("screenshot")[0]["frame"]
    assert (tool["display_width"], tool["display_height"]) == (frame["width"], frame["height"]) == (1024, 640)


def test_json_has_every_event_of_a_step_in_order(cua, terminal, responses_server):
    responses_server.will_answer(response(computer_call(CLICK)), response(message("Done.")))
    ended = cua("run", "Click.", "--json")
    assert [event["type"] for event in ended.events] == [
        "run_started",
        "screenshot",
        "step_started",
        "request_sent",
        "response_received",
        "action_started",
        "action_done",
        "screenshot",
        "step_started",
        "request_sent",
        "response_received",
        "message",
        "run_ended",
    ]
    assert ended.events[-1]["reason"] == "finished"


def test_with_no_terminal_a_safety_check_is_denied_and_never_acknowledged(cua, terminal, responses_server):
    responses_server.will_answer(
        response(computer_call({"type": "type", "text": "x"}, pending_safety_checks=[check()]))
    )
    ended = cua("run", "Do it.", "--json")
    assert ended.code == 3
    assert typed(terminal) == ""
    assert len(responses_server.requests) == 1
    assert ended.of_type("approval_decided")[0]["decision"] == "denied"


def test_a_limit_of_steps_ends_with_its_code(cua, terminal, responses_server):
    responses_server.will_always_answer(response(computer_call(CLICK)))
    assert cua("run", "Click.", "--max-steps", "2").code == 4


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (computer_call({"type": "fly", "x": 1, "y": 1}, call_id="call_2"), "fly"),
        (computer_call({"type": "click", "button": "left", "x": 5000, "y": 1}, call_id="call_2"), "5000"),
        (computer_call({"type": "click", "button": "left"}, call_id="call_2"), "x"),
        (computer_call({"type": "keypress", "keys": ["HYPERDRIVE"]}, call_id="call_2"), "HYPERDRIVE"),
        (computer_call({"type": "keypress", "keys": ["CTRL", "ALT", "Q"]}, call_id="call_2"), "stop"),
    ],
    ids=["unknown action", "outside", "no place", "unknown key", "stop chord"],
)
def test_nothing_of_a_bad_answer_is_done_and_the_model_is_told(cua, terminal, responses_server, item, said):
    good = computer_call({"type": "type", "text": "x"})
    responses_server.will_answer(response(good, item), response(message("I see.")))
    ended = cua("run", "Do it.")
    assert (ended.code, ended.err) == (0, "")
    assert typed(terminal) == ""
    told = [part for part in responses_server.bodies[1]["input"] if part.get("role") == "user"]
    assert said in str(told)
    answered = [part["call_id"] for part in responses_server.bodies[1]["input"] if "call_id" in part]
    assert answered == ["call_1", "call_2"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (error("Incorrect API key provided.", status=401), "key"),
        (error("The model `x` does not exist", status=404, code="model_not_found"), "model"),
        (error("Slow down", status=429, code="insufficient_quota"), "credit"),
        (Reply(500, {"error": {"message": "boom"}}, {"x-should-retry": "false"}), "500"),
        (response(status="failed", error={"code": "vector_store_timeout", "message": "boom"}), "failed"),
        (response(status="incomplete", incomplete_details={"reason": "max_output_tokens"}), ""),
        (response(), ""),
        (Reply(200, b"<html>hello</html>", {"content-type": "text/html"}), ""),
    ],
    ids=["401", "404", "quota", "500", "failed", "incomplete", "empty", "html"],
)
def test_a_failure_is_one_sentence_with_a_hint(cua, terminal, responses_server, answer, said):
    responses_server.will_always_answer(answer)
    ended = cua("run", "Do it.", "--json")
    assert ended.code == 1
    (told,) = ended.of_type("error")
    assert told["message"]
    assert told["hint"]
    assert said.lower() in f"{told['message']} {told['hint']}".lower()
    assert "Traceback" not in ended.out + ended.err


def test_no_network_is_one_sentence_at_once_and_the_run_waits_for_it(cua, terminal):
    process = cua.start("run", "Do it.", "--json", "--base-url", "http://127.0.0.1:9/v1")
    told = next(event for line in process.stdout if (event := json.loads(line))["type"] == "waiting")
    process.send_signal(signal.SIGTERM)
    ended = cua.end(process)
    assert "127.0.0.1 refuses connections" in told["why"]
    assert told["seconds"]
    assert (ended.code, ended.err) == (5, "")


def test_no_display_is_one_sentence(cua):
    cua.environment.pop("DISPLAY")
    ended = cua("run", "Do it.")
    assert ended.code == 1
    assert "display" in ended.err
    assert "Traceback" not in ended.err


def test_no_key_is_one_sentence(cua):
    cua.environment.pop("OPENAI_API_KEY")
    ended = cua("run", "Do it.")
    assert ended.code == 1
    assert "OPENAI_API_KEY" in ended.err


def test_a_wrong_setting_is_a_usage_error(cua):
    ended = cua("run", "Do it.", "--display-size", "huge")
    assert ended.code == 2
    assert "1024x768" in ended.err


def start_long_typing(cua, terminal, responses_server):
    responses_server.will_always_answer(response(computer_call(LONG)))
    process = cua.start("run", "Type.", "--json")
    assert until(lambda: len(typed(terminal)) > 20)
    return process


def assert_stopped(cua, process, terminal):
    ended = cua.end(process)
    assert ended.code == 5
    assert ended.events[-1]["reason"] == "stopped"
    assert keys_down() == NOTHING
    arrived = typed(terminal)
    assert LONG["text"].startswith(arrived)
    assert len(arrived) < len(LONG["text"])
    time.sleep(0.3)  # nothing may arrive afterwards
    assert typed(terminal) == arrived
    return ended


def test_the_stop_chord_ends_a_long_type(cua, terminal, responses_server):
    process = start_long_typing(cua, terminal, responses_server)
    run("xdotool", "key", "ctrl+alt+q")
    ended = cua.end(process)
    assert (ended.code, ended.events[-1]["reason"]) == (5, "stopped")
    assert "stop keys" in ended.events[-1]["message"]
    assert keys_down() == NOTHING
    assert len(typed(terminal)) < len(LONG["text"])


def test_a_slam_into_the_corner_ends_a_long_type(cua, terminal, responses_server):
    process = start_long_typing(cua, terminal, responses_server)
    # Relative: xdotool's absolute moves warp the pointer, which no hand on a mouse can do.
    run("xdotool", "mousemove_relative", "--", "-2000", "-2000")
    ended = assert_stopped(cua, process, terminal)
    assert "corner" in ended.events[-1]["message"]


def test_stop_from_another_shell_ends_a_long_type(cua, terminal, responses_server):
    process = start_long_typing(cua, terminal, responses_server)
    assert cua("stop").out == "Stopped.\n"
    assert_stopped(cua, process, terminal)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_signal_ends_a_long_type(cua, terminal, responses_server, number):
    process = start_long_typing(cua, terminal, responses_server)
    process.send_signal(number)
    assert_stopped(cua, process, terminal)


def test_killing_the_app_releases_everything_and_ends_the_typing(cua, terminal, responses_server):
    process = start_long_typing(cua, terminal, responses_server)
    process.kill()
    process.communicate()
    assert until(lambda: keys_down() == NOTHING, 2)
    time.sleep(0.3)
    arrived = typed(terminal)
    time.sleep(0.3)
    assert typed(terminal) == arrived
    assert len(arrived) < len(LONG["text"])


@pytest.mark.parametrize("after", [0.35, 0.5, 0.7])
def test_a_signal_while_it_starts_keeps_the_run_from_happening(cua, terminal, responses_server, after):
    responses_server.will_always_answer(response(computer_call({"type": "type", "text": "x"})))
    process = cua.start("run", "Type.", "--json")
    time.sleep(after)  # somewhere in the start, whatever this machine is doing by then
    process.send_signal(signal.SIGTERM)
    ended = cua.end(process)
    assert ended.code in {5, -signal.SIGTERM}


def test_stop_from_a_shell_without_the_session_reaches_it_too(cua, terminal, responses_server, monkeypatch):
    shared = terminal.parent / "shared"
    shared.mkdir()
    cua.environment.pop("XDG_RUNTIME_DIR")
    cua.environment["TMPDIR"] = str(shared)
    process = start_long_typing(cua, terminal, responses_server)
    cua.environment["XDG_RUNTIME_DIR"] = str(terminal.parent)
    assert cua("stop").out == "Stopped.\n"
    assert_stopped(cua, process, terminal)


def test_a_reader_that_goes_away_stops_the_run(cua, terminal, responses_server):
    process = start_long_typing(cua, terminal, responses_server)
    process.stdout.close()
    assert until(lambda: process.poll() is not None)
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    assert keys_down() == NOTHING


def test_a_terminal_that_can_show_ascii_only_ends_no_run(cua, terminal, responses_server):
    cua.environment["PYTHONIOENCODING"] = "ascii"
    responses_server.will_answer(response(message("終わり")))
    assert cua("run", "Do it.").code == 0


def test_stop_without_an_agent_says_so(cua):
    ended = cua("stop")
    assert (ended.code, ended.out) == (0, "No run is under way.\n")


def descendants_of(pid):
    """Also the children of children, such as the guardian of the input process."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children] + [each for child in children for each in descendants_of(child)]


def given_to_children_of(pid):
    """All that anybody can read of what they were started with, and the command line of `pid` itself."""
    places = [
        Path(f"/proc/{child}/{what}") for child in descendants_of(pid) for what in ("environ", "cmdline")
    ]
    assert len(places) >= 4
    return b"".join(place.read_bytes() for place in [*places, Path(f"/proc/{pid}/cmdline")])


ECHO = f"You sent {KEY} (that is {KEY[:12]}***{KEY[-8:]})."
SOON = {"retry-after-ms": "10"}


@pytest.mark.parametrize(
    "answers",
    [
        [Fault.HANG],
        [
            error(ECHO, status=429, headers=SOON),
            error(ECHO, status=500, headers=SOON),
            response(computer_call(CLICK), reasoning("I look."), id="resp_1"),
            error(ECHO, status=503, headers=SOON),
            error(ECHO, status=400, code="previous_response_not_found"),
            error(ECHO, status=400),
        ],
    ],
    ids=["request in flight", "key echoed"],
)
def test_the_key_is_in_no_file_output_command_line_or_child(cua, terminal, responses_server, answers):
    responses_server.will_answer(*answers)
    process = cua.start("run", "Do it.", "--json")
    assert until(lambda: responses_server.requests)
    seen = given_to_children_of(process.pid)
    if answers == [Fault.HANG]:
        process.send_signal(signal.SIGTERM)
    ended = cua.end(process)
    assert len(responses_server.requests) == len(answers)
    seen += (ended.out + ended.err).encode()
    files = [file for file in cua.profile.rglob("*") if file.is_file()]
    assert {"events.jsonl", "cua-desktop.log"} <= {file.name for file in files}
    seen += b"".join(file.read_bytes() for file in files)
    assert_no_piece_of_the_key_in(seen.decode("utf-8", "replace"), KEY)
    assert responses_server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_run_writes_only_into_its_profile(cua, terminal, responses_server, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    cua.environment["HOME"] = str(home)
    responses_server.will_answer(response(message("Done.")))
    assert cua("run", "Do it.").code == 0
    assert list(home.rglob("*")) == []
    assert list(cua.profile.rglob("events.jsonl"))


def test_doctor_finds_what_is_there(cua, terminal):
    words = [sys.executable, "-m", "cua_desktop", "doctor", "--json", "--profile", str(cua.profile)]
    done = subprocess.run(words, env=cua.environment, capture_output=True, text=True, check=False)
    verdicts = {line["what"]: line["verdict"] for line in map(json.loads, done.stdout.splitlines())}
    for what in ("Qt", "Display", "Screen capture", "Input", "Stop keys", "Profile"):
        assert verdicts[what] == "good", done.stdout
    assert verdicts["API key"] == "mind"  # in the environment, and no keyring on this display
    told = {each.what: "good" if each.fine else "mind" for each in self_check.look()}
    assert {what: verdicts[what] for what in told} == told
