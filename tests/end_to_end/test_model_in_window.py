"""The real window and a real server: what is heard of an answer on its way, and a stop meanwhile."""

import threading

from tests.end_to_end.test_window import ask_for, texts_sent
from tests.input.support import run, until
from tests.responses_server import (
    Fault,
    Stream,
    computer_call,
    delta,
    message,
    reasoning,
    response,
    streamed,
)

CLICK = {"type": "click", "button": "left", "x": 250, "y": 300}


def acted(cua):
    return any(b'"action_started"' in file.read_bytes() for file in cua.profile.rglob("events.jsonl"))


def transcript(window):
    return window.seen.get("transcript", {}).get("text", "")


def test_text_is_read_while_it_arrives_and_nothing_is_done_before_its_end(
    cua, window, mousepad, responses_server
):
    go_on = threading.Event()
    whole = response(reasoning("I see a button."), computer_call(CLICK), message("Now I click."))
    item = {"type": "response.output_item.done", "output_index": 1, "item": computer_call(CLICK)}
    begun, end = streamed(whole).events
    said = delta("I see a but", "reasoning_summary_text", summary_index=0)
    responses_server.will_answer(Stream((begun, said, item, go_on, end)), response(message("Done.")))
    ask_for(window, "Click.")
    window.click("run")
    assert until(lambda: "I see a but" in transcript(window))
    assert not acted(cua)
    go_on.set()
    assert window.status("Done")
    assert acted(cua)
    assert transcript(window).count("I see a but") == 1
    assert "I see a button." in transcript(window)


def test_words_in_mid_run_go_with_the_next_request(window, mousepad, responses_server):
    go_on = threading.Event()
    begun, end = streamed(response(computer_call(CLICK))).events
    responses_server.will_answer(Stream((begun, delta("I see"), go_on, end)), response(message("Done.")))
    ask_for(window, "Click.")
    window.click("run")
    assert until(lambda: "I see" in transcript(window))
    ask_for(window, "Be careful.")
    run("xdotool", "key", "ctrl+Return")
    assert until(lambda: "Be careful." in transcript(window))
    go_on.set()
    assert window.status("Done")
    assert texts_sent(responses_server, 1) == ["Be careful."]
    assert responses_server.bodies[1]["input"][0]["type"] == "computer_call_output"


def test_a_new_task_begins_without_what_was_said_before(window, mousepad, responses_server):
    responses_server.will_answer(response(message("First.")), response(message("Second.")))
    ask_for(window, "One.")
    window.click("run")
    assert window.status("Done")
    window.click("new task")
    ask_for(window, "Two.")
    run("xdotool", "key", "ctrl+Return")
    assert until(lambda: len(responses_server.requests) == 2)
    assert "previous_response_id" not in responses_server.bodies[1]
    assert texts_sent(responses_server, 1) == ["Two."]
    assert window.status("Done")


def test_a_stop_ends_the_request_in_flight_and_a_reply_goes_on(window, mousepad, responses_server):
    hanging = Stream((delta("I see"),), end=Fault.HANG)
    responses_server.will_answer(
        response(computer_call(CLICK), id="resp_1"), hanging, response(message("It is done."))
    )
    ask_for(window, "Click.")
    window.click("run")
    assert until(lambda: "I see" in transcript(window))
    window.click("stop")
    assert responses_server.client_went_away.wait(10)
    assert window.status("Stopped")
    assert "I see" not in transcript(window)
    ask_for(window, "Go on.")
    window.click("run")
    assert window.status("Done")
    last = responses_server.bodies[2]
    assert last["previous_response_id"] == "resp_1"
    assert [item["call_id"] for item in last["input"] if "call_id" in item] == ["call_1"]
    assert texts_sent(responses_server, 2)[-1] == "Go on."
