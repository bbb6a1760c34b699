"""The user takes the computer in the middle of a run: real keys, the real app, a real HTTP server."""

import time

import pytest

from tests.end_to_end.test_run import CLICK, LONG
from tests.end_to_end.test_window import EDITOR, ask_for, texts_sent, types
from tests.input.support import NOTHING, keys_down, run, until
from tests.responses_server import computer_call, message, response

SHORT = types(" then")


@pytest.fixture
def only_by_hand(cua):
    """A paused run does not go on by itself."""
    cua.profile.mkdir(exist_ok=True)
    (cua.profile / "settings.toml").write_text("resume_after = 0\n")


def in_the_middle_of_typing(responses_server):
    assert until(lambda: len(responses_server.requests) == 2)
    time.sleep(0.6)


def test_a_key_pauses_the_run_and_a_click_on_go_on_resumes_it(
    only_by_hand, window, mousepad, responses_server
):
    responses_server.will_answer(
        response(computer_call(EDITOR)),
        response(computer_call(types("abcdefghij" * 2000), SHORT, call_id="c2")),
        response(message("I see.")),
    )
    ask_for(window, "Type a lot.")
    window.click("run")
    in_the_middle_of_typing(responses_server)
    run("xdotool", "key", "Shift_L")
    assert window.status("Paused")
    assert keys_down() == NOTHING
    assert len(responses_server.requests) == 2
    window.click("go on")
    assert window.status("Done")
    assert "0 of 2 actions" in texts_sent(responses_server, 2)[-1]
    typed = mousepad()
    assert 0 < len(typed) < 20_000
    assert " then" not in typed


def test_a_run_on_the_terminal_goes_on_when_the_user_has_rested(cua, terminal, responses_server):
    responses_server.will_answer(
        response(computer_call(CLICK)),
        response(computer_call(LONG, SHORT, call_id="call_2")),
        response(message("I see.")),
    )
    process = cua.start("run", "Type a lot.", "--resume-after", "1", "--json")
    in_the_middle_of_typing(responses_server)
    run("xdotool", "key", "Shift_L")
    ended = cua.end(process)
    assert (ended.code, ended.err) == (0, "")
    assert [pause["resumed"] for pause in ended.of_type("paused")] == [False, True]
    assert "0 of 2 actions" in texts_sent(responses_server, 2)[-1]
    assert b" then" not in terminal.read_bytes()


def test_what_the_user_does_in_the_window_of_the_app_pauses_nothing(window, mousepad, responses_server, cua):
    def while_the_model_thinks(_):
        window.click("task")
        run("xdotool", "type", "--delay", "20", "By the way")
        run("xdotool", "click", "5", "mousemove_relative", "30", "5", "sleep", "0.1")
        return response(message("Done."))

    responses_server.will_ask(while_the_model_thinks)
    ask_for(window, "Say that you are done.")
    window.click("run")
    assert window.status("Done")
    (events,) = cua.profile.rglob("events.jsonl")
    assert '"paused"' not in events.read_text("utf-8")


def test_a_pause_is_told_at_once_while_the_model_thinks(cua, terminal, responses_server):
    def while_it_thinks(request):
        if request.body.get("previous_response_id"):
            return response(message("I see."))
        run("xdotool", "key", "Shift_L", "sleep", "0.5")
        return response(computer_call(CLICK))

    responses_server.will_ask(while_it_thinks)
    ended = cua("run", "Click.", "--resume-after", "1", "--json")
    kinds = [event["type"] for event in ended.events]
    assert ended.code == 0
    assert kinds.index("paused") < kinds.index("response_received")
    assert "action_started" not in kinds
    assert "0 of 1 actions" in texts_sent(responses_server, 1)[-1]


def test_without_a_terminal_a_run_that_only_a_person_resumes_needs_one(cua, terminal, responses_server):
    responses_server.will_answer(
        response(computer_call(CLICK)), response(computer_call(LONG, call_id="call_2"))
    )
    process = cua.start("run", "Type a lot.", "--resume-after", "0", "--json")
    in_the_middle_of_typing(responses_server)
    run("xdotool", "key", "Shift_L")
    ended = cua.end(process)
    assert ended.code == 3
    assert ended.events[-1]["reason"] == "needs_person"
