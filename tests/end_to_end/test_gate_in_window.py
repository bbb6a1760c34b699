"""The gate by real clicks: the switch, grants, and a screen that changes while the question is read."""

import json

import pytest

from tests.end_to_end.test_window import EDITOR, acknowledged, texts_sent, types
from tests.input.support import run, until
from tests.responses_server import check, computer_call, message, response


def irrelevant(number):
    return check(f"cu_sc_{number}", "irrelevant_domain", "This page has nothing to do with it.")


def call(number, *actions, checks=()):
    more = {"pending_safety_checks": list(checks)} if checks else {}
    return response(computer_call(*actions, call_id=f"call_{number}", **more))


def events(cua, kind):
    lines = [line for file in cua.profile.glob("runs/**/*.jsonl") for line in file.read_text().splitlines()]
    return [event for event in map(json.loads, lines) if event["type"] == kind]


def begin(window, task):
    """Until it stands there: a new window of another program may take the keyboard for a moment."""

    def typed():
        window.click("task")
        run("xdotool", "key", "ctrl+a", "type", "--delay", "5", task)
        return until(lambda: window.seen.get("task", {}).get("text") == task, 3)

    assert until(typed)
    run("xdotool", "key", "ctrl+Return")


def answer(window, button):
    """As a person does; clicks that came before the question stood where it stays are made again.

    Returns when it is gone: the next one stands at the same place.
    """

    def answered():
        place = window.wait_for("question")
        run("xdotool", "mousemove", str(place["x"]), str(place["y"]), "click", "1")
        if not until(lambda: window.seen.get(button, {}).get("enabled"), 3):
            return False
        window.click(button)
        return until(lambda: "question" not in window.seen, 3)

    assert until(answered)


def choose(window, key):
    """Opens the switch by a click and takes the first or last of its items."""
    window.click("mode")
    run("xdotool", "sleep", "0.3", "key", key, "Return")


@pytest.fixture
def more_settings(request):
    return f'approve = "{getattr(request, "param", "checks")}"\n'


@pytest.mark.parametrize("more_settings", ["every"], indirect=True)
def test_the_switch_takes_effect_at_the_next_call_when_less_is_to_be_asked(
    window, mousepad, responses_server
):
    responses_server.will_answer(call(1, EDITOR), call(2, types("unasked")), response(message("Done.")))
    begin(window, "Type.")
    window.wait_for("question")
    choose(window, "End")
    answer(window, "allow")
    assert window.status("Done")
    assert mousepad() == "unasked"


def test_the_switch_takes_effect_at_the_next_call_when_more_is_to_be_asked(
    window, mousepad, responses_server, cua
):
    responses_server.will_answer(
        call(1, EDITOR, checks=[irrelevant(1)]), call(2, types("no")), response(message("Done."))
    )
    begin(window, "Type.")
    window.wait_for("question")
    choose(window, "Home")
    answer(window, "allow")
    assert until(lambda: len(events(cua, "approval_requested")) == 2)
    answer(window, "deny")
    assert window.status("Done")
    assert mousepad() == ""


def test_what_is_allowed_for_the_run_is_listed_and_asked_about_again_when_taken_back(
    window, mousepad, responses_server, cua
):
    responses_server.will_answer(
        call(1, EDITOR, checks=[irrelevant(1)]),
        call(2, types("a"), checks=[irrelevant(2)]),
        call(3, EDITOR, checks=[irrelevant(3), check("cu_sc_4", "malicious_instructions", "Beware.")]),
        call(4, EDITOR, checks=[irrelevant(5)]),
        response(message("Done.")),
    )
    begin(window, "Type.")
    answer(window, "allow for this run")
    assert until(lambda: len(events(cua, "approval_requested")) == 2)  # of the third call; not of the second
    window.click("ask again")
    assert until(lambda: "ask again" not in window.seen)
    answer(window, "allow")
    assert until(lambda: len(events(cua, "approval_requested")) == 3)
    answer(window, "deny")
    assert window.status("Done")
    assert mousepad() == "a"
    acknowledged_ids = {each["id"] for checks in acknowledged(responses_server) for each in checks}
    assert acknowledged_ids == {"cu_sc_1", "cu_sc_2", "cu_sc_3", "cu_sc_4"}
    assert [len(event["by_grants"]) for event in events(cua, "approval_decided")] == [0, 1, 0, 0]


def test_a_yes_to_a_window_that_changed_under_the_question_is_asked_again(
    window, mousepad, responses_server, cua
):
    responses_server.will_answer(
        call(1, EDITOR), call(2, EDITOR, checks=[irrelevant(1)]), response(message("Done."))
    )
    begin(window, "Click.")
    window.wait_for("question")
    run("xdotool", "mousemove", "200", "250", "click", "1", "sleep", "0.3")
    run("xdotool", "key", "--repeat", "10", "Return", "type", "--delay", "5", "Pay 900 now, and not 100.")
    answer(window, "allow")
    assert until(lambda: len(events(cua, "approval_requested")) == 2)
    answer(window, "allow")
    assert window.status("Done")
    assert [event["decision"] for event in events(cua, "approval_decided")] == ["allowed", "void", "allowed"]
    assert len(acknowledged(responses_server)) == 1


def test_a_denial_goes_on_and_stop_ends_the_run(window, mousepad, responses_server):
    responses_server.will_answer(
        call(1, EDITOR, checks=[irrelevant(1)]), call(2, EDITOR, checks=[irrelevant(2)])
    )
    begin(window, "Click.")
    answer(window, "deny")
    assert until(lambda: len(responses_server.requests) == 2)
    assert "declined" in texts_sent(responses_server, 1)[-1]
    window.wait_for("question")
    window.click("stop")
    assert window.status("Stopped")
    assert acknowledged(responses_server) == []
