"""Every fault in the middle of a run, through the real SDK and the real loop: what happens, and what is left.

A run does one thing, then meets the fault, then is replied to when the service is well again. The service
is a strict one: it wants each call that it made answered, and nothing else.
"""

import asyncio
import json
import logging

import pytest

from cua_desktop.agent.events import EndReason
from tests.models.conftest import QUICK
from tests.models.faults import ROWS, Then
from tests.models.runs import FIRST, SECOND, StrictService, running
from tests.responses_server import running_responses_server

TRIES = {Then.RETRIED: 1 + QUICK.retries, Then.ANEW: 2, Then.OFFERED: 1, Then.ENDS: 1}
GOES_ON = {name: row for name, row in ROWS.items() if row.then in (Then.RETRIED, Then.ANEW)}
MODES = pytest.mark.parametrize("stateless", [False, True], ids=["chained", "stateless"])


@pytest.fixture(scope="module")
def server():
    """One for all: to begin and end one takes longer than a fault."""
    with running_responses_server() as server:
        yield server


@pytest.fixture
def service(server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    strict = StrictService()
    server.will_ask(strict)
    return strict


@MODES
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_fault_that_stays_ends_the_run_and_a_reply_goes_on(
    server, service, caplog, tmp_path, row, stateless
):
    caplog.set_level(logging.DEBUG, "cua_desktop")

    async def fail_and_go_on():
        async with running(server.base_url, tmp_path, stateless=stateless, quick=row.quick) as run:
            service.will_fail(row.answer)
            failed = await run.says("Do it.")
            asked = len(service.asked)
            run.assert_record_is_whole()
            service.faults_left = 0
            return run, failed, asked, await run.says("Go on.")

    run, failed, asked, ended = asyncio.run(fail_and_go_on())
    assert failed.reason is EndReason.ERROR
    (told,) = run.of_type("error")
    assert row.says in told.message
    assert row.hints in told.hint
    assert asked == 1 + TRIES[row.then]
    assert (told.change is not None) == (row.then is Then.OFFERED or "keeps no data" in row.says)
    assert bool(run.of_type("waiting")) == (row.then is Then.RETRIED or row.quick)
    assert (ended.reason, ended.message) == (EndReason.FINISHED, "Done.")
    assert run.input.performed == [FIRST, SECOND]
    assert "Go on." in json.dumps(service.asked[asked])
    assert service.wrongs == []
    run.assert_record_is_whole()
    run.assert_key_is_nowhere(caplog)


@MODES
@pytest.mark.parametrize("row", GOES_ON.values(), ids=GOES_ON)
def test_a_fault_that_passes_ends_no_run_and_nothing_is_done_twice(server, service, tmp_path, row, stateless):
    async def fail_once():
        async with running(server.base_url, tmp_path, stateless=stateless) as run:
            service.will_fail(row.answer, times=1)
            return run, await run.says("Do it.")

    run, ended = asyncio.run(fail_once())
    assert (ended.reason, ended.message) == (EndReason.FINISHED, "Done.")
    assert run.input.performed == [FIRST, SECOND]
    assert len(service.asked) == 4
    assert service.wrongs == []
