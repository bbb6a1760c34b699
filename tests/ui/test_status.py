import pytest

from cua_desktop.agent.events import (
    ActionStarted,
    ApprovalDecided,
    ApprovalRequested,
    EndReason,
    Paused,
    RequestSent,
    ResponseReceived,
    RunEnded,
    RunStarted,
    StepStarted,
)
from cua_desktop.agent.exchange import ComputerCall, RateLimits, Usage
from cua_desktop.ui.status import RunProgress, Status, progress_after
from tests.ui.doubles import CLICK, event

STARTED = event(RunStarted, step=0, task="t", model="m", max_steps=9)


def after(*events):
    progress = RunProgress()
    for each in events:
        progress = progress_after(progress, each)
    return progress


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (event(RequestSent), Status.WAITING),
        (event(ActionStarted, action=CLICK), Status.ACTING),
        (event(ApprovalRequested, call=ComputerCall("c", (CLICK,)), checks=()), Status.NEEDS_YOU),
        (event(ApprovalDecided, decision="denied"), Status.ACTING),
        (event(Paused, why="w"), Status.PAUSED),
        (event(RunEnded, reason=EndReason.FINISHED), Status.DONE),
        (event(RunEnded, reason=EndReason.ERROR), Status.FAILED),
        (event(RunEnded, reason=EndReason.STOPPED), Status.STOPPED),
        (event(RunEnded, reason=EndReason.LIMIT), Status.STOPPED),
        (event(RunEnded, reason=EndReason.NEEDS_PERSON), Status.STOPPED),
    ],
)
def test_each_event_shows_its_status(last, status):
    assert after(STARTED, last).status is status


def test_before_any_event_it_is_idle():
    assert RunProgress().status is Status.IDLE
    assert not RunProgress().running


def test_it_runs_from_its_start_to_its_end():
    assert after(STARTED).running
    assert not after(STARTED, event(RunEnded, reason=EndReason.ERROR)).running


@pytest.mark.parametrize(
    ("limits", "room"),
    [
        (RateLimits(), None),
        (RateLimits(requests_left=4_000, tokens_left=90_000), None),
        (RateLimits(requests_left=3), 3),
        (RateLimits(requests_left=4_000, tokens_left=259), 2),
        (RateLimits(requests_left=0, tokens_left=259), 0),
    ],
)
def test_it_is_told_when_the_service_takes_few_more_requests(limits, room):
    answer = event(ResponseReceived, response_id="r", seconds=1, usage=Usage(100, 10), rate_limits=limits)
    assert after(STARTED, answer).room == room
    assert after(STARTED, answer, event(RunEnded, reason=EndReason.FINISHED)).room is None


def test_tokens_of_all_responses_add_up():
    answer = event(ResponseReceived, response_id="r", seconds=1, usage=Usage(100, 10))
    assert after(STARTED, answer, answer).tokens == 220


def test_a_new_run_counts_from_nothing():
    answer = event(ResponseReceived, response_id="r", seconds=1, usage=Usage(100, 10))
    progress = after(STARTED, event(StepStarted, step=4), answer, STARTED)
    assert (progress.step, progress.tokens, progress.bounds.steps) == (0, 0, 9)


def test_the_step_is_the_one_that_was_started():
    assert after(STARTED, event(StepStarted, step=4)).step == 4


def test_a_paused_run_stays_paused_whatever_the_model_does_meanwhile():
    answer = event(ResponseReceived, response_id="r", seconds=1, usage=Usage(100, 10))
    progress = after(STARTED, event(RequestSent), event(Paused, why="You."), answer)
    assert progress.status is Status.PAUSED
    assert progress.tokens == 110


def test_when_it_goes_on_the_status_is_what_it_is_by_then():
    thinking = after(
        STARTED, event(RequestSent), event(Paused, why="You."), event(Paused, why="", resumed=True)
    )
    assert thinking.status is Status.WAITING
    assert (
        after(STARTED, event(Paused, why="You."), event(RunEnded, reason=EndReason.STOPPED)).beneath is None
    )
