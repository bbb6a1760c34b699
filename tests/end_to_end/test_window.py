"""The real window, worked by real keys and clicks, while it works mousepad through a real HTTP server."""

import base64
import time

import pytest

from cua_desktop.models.png import read_png
from tests.input.support import NOTHING, keys_down, run, until
from tests.responses_server import Fault, check, computer_call, message, reasoning, response

TEXT = "Straße «naïve» 漢字 🦊 tab\tend"
EDITOR = {"type": "click", "button": "left", "x": 250, "y": 300}
CHECK = check("cu_sc_7", "malicious_instructions", "This page <b>asks</b> for it.")


def types(text):
    return {"type": "type", "text": text}


def ask_for(window, task):
    window.click("task")
    run("xdotool", "type", "--delay", "5", task)
    assert until(lambda: window.seen["run"]["enabled"])


def answer(window, button):
    """As a person does: click into the question, wait until it may be answered, click the button."""
    question = window.wait_for("question")
    run("xdotool", "mousemove", str(question["x"]), str(question["y"]), "click", "1")
    window.click(button)


def texts_sent(server, number):
    return [
        part["text"]
        for item in server.bodies[number]["input"]
        if item.get("role") == "user"
        for part in item["content"]
        if part["type"] == "input_text"
    ]


def acknowledged(server):
    return [
        item["acknowledged_safety_checks"]
        for body in server.bodies
        for item in body["input"]
        if "acknowledged_safety_checks" in item
    ]


def test_a_task_typed_and_run_by_hand_is_done_byte_exact(window, mousepad, responses_server):
    responses_server.will_answer(
        response(reasoning("I click."), computer_call(EDITOR, types(TEXT))),
        response(message("It is typed.")),
    )
    ask_for(window, "Type the text into Mousepad.")
    window.click("run")
    assert window.status("Done")
    assert mousepad() == TEXT
    assert texts_sent(responses_server, 0) == ["Type the text into Mousepad."]


def test_ctrl_enter_runs(window, mousepad, responses_server):
    responses_server.will_answer(response(message("Hello.")))
    ask_for(window, "Say hello.")
    run("xdotool", "key", "ctrl+Return")
    assert window.status("Done")


def test_a_reply_goes_on_in_the_same_conversation(window, mousepad, responses_server):
    responses_server.will_answer(
        response(message("Which one?"), id="resp_q"), response(message("The red one, then."))
    )
    ask_for(window, "Choose one.")
    window.click("run")
    assert window.status("Done")
    ask_for(window, "The red one.")
    run("xdotool", "key", "ctrl+Return")
    assert until(lambda: len(responses_server.requests) == 2)
    assert responses_server.bodies[1]["previous_response_id"] == "resp_q"
    assert texts_sent(responses_server, 1) == ["The red one."]
    assert window.status("Done")


def test_a_check_allowed_by_a_real_click_is_acted_on_and_acknowledged_exactly(
    window, mousepad, responses_server
):
    responses_server.will_answer(
        response(computer_call(EDITOR)),
        response(computer_call(types("allowed"), call_id="call_2", pending_safety_checks=[CHECK])),
        response(message("Done.")),
    )
    ask_for(window, "Type.")
    window.click("run")
    answer(window, "allow")
    assert window.status("Done")
    assert mousepad() == "allowed"
    assert acknowledged(responses_server) == [[CHECK]]


def test_a_denied_check_is_neither_acted_on_nor_acknowledged(window, mousepad, responses_server):
    responses_server.will_answer(
        response(computer_call(EDITOR), id="resp_1"),
        response(computer_call(types("no"), call_id="call_2", pending_safety_checks=[CHECK])),
        response(message("I leave it.")),
    )
    ask_for(window, "Type.")
    window.click("run")
    answer(window, "deny")
    assert window.status("Done")
    assert mousepad() == ""
    assert acknowledged(responses_server) == []
    assert responses_server.bodies[2]["previous_response_id"] == "resp_1"
    assert "declined" in texts_sent(responses_server, 2)[-1]


def test_what_was_typed_before_the_question_approves_nothing(window, mousepad, responses_server):
    responses_server.will_answer(
        response(computer_call(types("no"), pending_safety_checks=[CHECK])), response(message("Fine."))
    )
    ask_for(window, "Type.")
    window.click("run")
    window.wait_for("question")
    run("xdotool", "key", "--delay", "20", "space", "Return", "space", "Return")
    run("xdotool", "key", "Escape")
    assert window.seen.get("question")  # the keys went where the keyboard was
    answer(window, "deny")
    assert window.status("Done")
    assert acknowledged(responses_server) == []


def long_typing(window, responses_server):
    responses_server.will_answer(
        response(computer_call(EDITOR)), response(computer_call(types("abcdefghij" * 2000), call_id="c2"))
    )
    ask_for(window, "Type a lot.")
    window.click("run")
    assert until(lambda: len(responses_server.requests) == 2)
    assert window.status("Acting")
    time.sleep(0.5)


@pytest.mark.parametrize("how", ["chord", "button"])
def test_a_stop_in_the_middle_of_a_long_type_ends_it(window, mousepad, responses_server, how):
    long_typing(window, responses_server)
    if how == "chord":
        run("xdotool", "key", "ctrl+alt+q")
    else:
        window.click("stop")
    assert window.status("Stopped")
    assert keys_down() == NOTHING
    assert len(mousepad()) < 20_000


def test_stop_cancels_the_request_in_flight(window, mousepad, responses_server):
    responses_server.will_ask(lambda _: Fault.HANG)
    ask_for(window, "Wait.")
    window.click("run")
    assert until(lambda: responses_server.requests)
    window.click("stop")
    assert window.status("Stopped")
    assert responses_server.client_went_away.wait(5)


def test_closing_the_window_stops_the_run_first(window, mousepad, responses_server, cua):
    long_typing(window, responses_server)
    window.click("close")
    assert window.exit_code() == 0
    assert keys_down() == NOTHING
    (events,) = cua.profile.rglob("events.jsonl")
    assert '"reason": "stopped"' in events.read_text("utf-8").splitlines()[-1]


def test_the_apps_own_window_is_no_target_and_not_in_the_picture(window, mousepad, responses_server):
    pictures = []

    def script(request):
        pictures.append(newest_picture(request.body))
        if len(pictures) == 1:
            on_own = window.seen["stop"]  # where the window is during the run
            click = {"type": "click", "button": "left", "x": on_own["x"], "y": on_own["y"]}
            return response(computer_call(click))
        return response(message("I can't."))

    responses_server.will_ask(script)
    ask_for(window, "Press your own Stop.")
    window.click("run")
    assert window.status("Done")
    assert any("belongs to the window of the app" in text for text in texts_sent(responses_server, 1))
    width, rgb = pictures[0]
    row = rgb[(400 * width + width - 200) * 3 : (400 * width + width - 20) * 3]
    assert row == row[:3] * 180, "the panel's place is one flat colour"


def newest_picture(body):
    urls = [
        part["image_url"]
        for item in body["input"]
        for part in [item.get("output"), *(item.get("content") or [])]
        if isinstance(part, dict) and "image_url" in part
    ]
    size, rgb = read_png(base64.b64decode(urls[-1].partition(",")[2]))
    return size.width, rgb
