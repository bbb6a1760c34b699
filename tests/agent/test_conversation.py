"""Which request comes next, chained and stateless."""

import pytest

from cua_desktop.agent.conversation import Conversation
from cua_desktop.agent.exchange import (
    CallOutput,
    Decision,
    Frame,
    Message,
    Received,
    Request,
    SafetyCheck,
    Turn,
)
from cua_desktop.agent.geometry import Size
from cua_desktop.agent.history import KEPT_TURNS, MOST_PICTURES, MOST_TURNS

SIZE = Size(100, 50)
CHECK = SafetyCheck("sc_1", "malicious_instructions", "Beware.")
BOTH = pytest.mark.parametrize("stateless", [False, True], ids=["chained", "stateless"])


def frame(number=0, length=30):
    return Frame((b"%d" % number).ljust(length), "image/png", SIZE)


def calls(*call_ids, response_id="resp_1", checks=(), received=(), **more):
    opened = tuple((call_id, checks) for call_id in call_ids)
    return Decision(
        response_id, open_calls=opened, received=Received(tuple(received), 10 * len(received)), **more
    )


def says(text, response_id="resp_1", received=()):
    return Decision(response_id, messages=(Message(text),), received=Received(tuple(received)))


def answered(conversation, request, decision):
    sent = conversation.sent(request)
    conversation.received(decision)
    return sent


def begun(stateless=False, decision=None, **how):
    conversation = Conversation(stateless=stateless, **how)
    answered(conversation, conversation.user_says("Do it.", frame(0)), decision or calls("call_1"))
    return conversation


def test_a_task_begins_a_chain():
    request = Conversation().user_says("Do it.", frame(0))
    assert request == Request(SIZE, messages=("Do it.",), frame=frame(0))


def test_a_stateless_task_has_an_empty_history():
    request = Conversation(stateless=True).user_says("Do it.", frame(0))
    assert request.history == ()


@BOTH
def test_every_open_call_is_answered_with_the_newest_screen(stateless):
    conversation = begun(stateless, calls("call_1", "call_2"))
    request = conversation.performed(frame(1), {"call_2": (CHECK,)})
    assert request.outputs == (CallOutput("call_1", frame(1)), CallOutput("call_2", frame(1), (CHECK,)))


def test_a_chain_names_the_response_before():
    request = begun().performed(frame(1), {})
    assert (request.after, request.history) == ("resp_1", None)


def test_stateless_the_whole_conversation_goes_along_as_it_came():
    first = ({"type": "reasoning", "encrypted_content": "x"}, {"type": "computer_call"})
    conversation = begun(True, calls("call_1", received=first))
    answered(conversation, conversation.performed(frame(1), {}), calls("call_2", received=({"n": 2},)))
    request = conversation.performed(frame(2), {})
    task = Request(SIZE, messages=("Do it.",), frame=frame(0))
    answer = Request(SIZE, outputs=(CallOutput("call_1", frame(1)),))
    assert request.after is None
    assert request.history == (Turn(task, Received(first, 20)), Turn(answer, Received(({"n": 2},), 10)))


@BOTH
def test_after_a_stop_the_open_calls_are_answered_and_the_user_is_heard(stateless):
    request = begun(stateless).user_says("Go on.", frame(1))
    assert request.outputs == (CallOutput("call_1", frame(1)),)
    assert "interrupted" in request.messages[0]
    assert request.messages[1] == "Go on."


@BOTH
def test_a_stop_before_the_answer_keeps_what_was_not_answered(stateless):
    conversation = begun(stateless)
    conversation.sent(conversation.performed(frame(1), {"call_1": (CHECK,)}))
    request = conversation.user_says("Go on.", frame(2))
    assert request.outputs == (CallOutput("call_1", frame(1), (CHECK,)),)
    assert (request.messages, request.frame) == (("Go on.",), frame(2))


@BOTH
def test_a_reply_after_a_final_answer_goes_on_from_it(stateless):
    request = begun(stateless, says("Which one?")).user_says("The red one.", frame(1))
    assert (request.messages, request.frame) == (("The red one.",), frame(1))
    assert request.after == (None if stateless else "resp_1")


@BOTH
@pytest.mark.parametrize(
    "decision",
    [calls("call_1", checks=(CHECK,)), calls("call_1", answerable=False), calls(answerable=False)],
    ids=["declined check", "unusable call", "call that is not on offer"],
)
def test_what_cannot_be_answered_is_left_behind(stateless, decision):
    conversation = begun(stateless, says("Ready?", "resp_1"))
    before = conversation.user_says("Yes.", frame(1))
    answered(conversation, before, decision)
    request = conversation.not_performed("The user declined this.", frame(2))
    assert request.outputs == ()
    assert (request.after, request.history) == (before.after, before.history)
    assert request.messages == ("Yes.", "The user declined this.")
    assert request.frame == frame(2)


@BOTH
def test_after_what_cannot_be_answered_the_history_goes_on_without_it(stateless):
    conversation = begun(stateless, calls("call_1", checks=(CHECK,), received=({"declined": 1},)))
    answered(conversation, conversation.not_performed("No.", frame(1)), says("Well.", "resp_2"))
    request = conversation.user_says("Go on.", frame(2))
    if stateless:
        (turn,) = request.history
        assert turn.request.messages == ("Do it.", "No.")
    else:
        assert request.after == "resp_2"


@BOTH
def test_a_call_id_counts_once_in_a_conversation(stateless):
    conversation = begun(stateless)
    before = conversation.sent(conversation.performed(frame(1), {}))
    repeated = conversation.received(calls("call_2", "call_1"))
    assert repeated.problems == ("An earlier computer call had the same call_id “call_1”.",)
    request = conversation.not_performed("Nothing was done.", frame(2))
    assert (request.after, request.history, request.outputs) == (
        before.after,
        before.history,
        before.outputs,
    )
    assert request.messages[-1] == "Nothing was done."


def test_a_call_id_counts_once_also_in_a_new_chain():
    conversation = begun()
    conversation.sent(conversation.begin_anew(frame(1)))
    assert conversation.received(calls("call_1", response_id="resp_9")).problems


def test_another_conversation_may_have_the_same_call_id():
    conversation = begun().fresh()
    conversation.sent(conversation.user_says("Do it.", frame(0)))
    assert conversation.received(calls("call_1")).problems == ()


def test_without_a_usable_response_id_a_new_chain_says_what_is_wanted():
    conversation = begun(decision=calls("call_1", response_id=""))
    request = conversation.performed(frame(1), {}, ("1 of 2 actions were done.",))
    assert (request.after, request.outputs, request.frame) == (None, (), frame(1))
    assert request.messages[0] == "Do it."
    assert "do nothing twice" in request.messages[1]
    assert request.messages[2] == "1 of 2 actions were done."


def test_without_a_usable_response_id_a_reply_is_said_once():
    conversation = begun(decision=says("Which one?", response_id=""))
    request = conversation.user_says("The red one.", frame(1))
    assert request.after is None
    assert [text for text in request.messages if "red" in text] == ["The red one."]


def test_stateless_no_response_id_is_needed():
    conversation = begun(True, calls("call_1", response_id=""))
    assert conversation.performed(frame(1), {}).outputs == (CallOutput("call_1", frame(1)),)


def test_a_lost_chain_can_go_on_stateless():
    conversation = begun()
    conversation.sent(conversation.performed(frame(1), {}))
    request = conversation.begin_anew(frame(1), stateless=True)
    assert (request.after, request.history) == (None, ())
    assert request.messages[0] == "Do it."
    answered(conversation, request, calls("call_9", response_id="resp_9"))
    later = conversation.performed(frame(2), {})
    assert (later.after, len(later.history)) == (None, 1)


@BOTH
def test_words_in_the_middle_of_a_run_go_with_the_next_request(stateless):
    conversation = begun(stateless)
    conversation.add("Use the other one.")
    sent = answered(conversation, conversation.performed(frame(1), {}), calls("call_2"))
    assert sent.messages == ("Use the other one.",)
    assert sent.outputs == (CallOutput("call_1", frame(1)),)
    assert conversation.sent(conversation.performed(frame(2), {})).messages == ()


def test_words_that_came_with_the_end_of_a_run_are_not_lost():
    conversation = begun()
    conversation.add("Use the other one.")
    assert conversation.sent(conversation.user_says("Go on.", frame(1))).messages[0] == "Use the other one."


def test_commentary_is_answered_with_nothing_but_what_the_user_said():
    conversation = begun(decision=says("Next I will look."))
    assert conversation.go_on(frame(1)) == Request(SIZE, after="resp_1")
    conversation.add("Wait.")
    assert conversation.go_on(frame(1)).frame == frame(1)


def long_conversation(steps, length=30, **how):
    conversation = begun(True, calls("call_0", received=({"step": 0},)), **how)
    request = None
    for step in range(1, steps):
        request = conversation.performed(frame(step, length), {})
        answered(conversation, request, calls(f"call_{step}", received=({"step": step},)))
    return conversation.performed(frame(steps, length), {})


def pictures(request):
    return [output.frame for turn in request.history for output in turn.request.outputs if output.frame.data]


def test_only_the_newest_screenshots_go_along():
    request = long_conversation(20)
    assert [shown.data.strip() for shown in pictures(request)] == [b"17", b"18", b"19"]
    assert len(pictures(request)) == MOST_PICTURES


def test_an_old_call_is_still_answered_with_a_picture_that_was_let_go():
    old = long_conversation(20).history[3].request.outputs[0]
    assert (old.call_id, old.frame.data, old.frame.size) == ("call_2", b"", SIZE)


def test_pictures_stay_within_the_bytes():
    request = long_conversation(10, length=3000, most_bytes=10_000)
    weight = 4 / 3 * sum(len(shown.data) for shown in (*pictures(request), request.outputs[0].frame))
    assert weight <= 10_000
    assert len(pictures(request)) == 1


def test_a_long_history_is_cut_and_keeps_the_task():
    for steps in (MOST_TURNS, MOST_TURNS + 1, 3 * MOST_TURNS):
        request = long_conversation(steps)
        assert KEPT_TURNS <= len(request.history) <= MOST_TURNS + 1
        assert request.history[0].request.messages[0] == "Do it."


def test_no_answer_goes_without_its_call():
    history = long_conversation(MOST_TURNS + 5).history
    made = {f"call_{item['step']}" for turn in history for item in turn.received.items}
    given = {output.call_id for turn in history for output in turn.request.outputs}
    assert given <= made
    assert made - given == {f"call_{MOST_TURNS + 4}"}


def test_words_of_turns_that_are_left_out_are_kept():
    conversation = begun(True, calls("call_0"))
    conversation.add("Be quick.")
    for step in range(1, MOST_TURNS + 5):
        answered(conversation, conversation.performed(frame(step), {}), calls(f"call_{step}"))
    opening = conversation.performed(frame(99), {}).history[0].request
    assert opening.messages[:2] == ("Do it.", "Be quick.")
