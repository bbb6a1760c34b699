import json
import stat

from cua_desktop.agent.events import RunStarted, StepStarted
from cua_desktop.journal.recorder import RunRecorder

STARTED = RunStarted(time=1_700_000_000.25, task="Grüße", model="m", max_steps=5)


def the_file(tmp_path):
    (file,) = tmp_path.rglob("events.jsonl")
    return file


def recorded(tmp_path):
    return [json.loads(line) for line in the_file(tmp_path).read_text("utf-8").splitlines()]


def test_an_event_is_on_disk_when_record_returns(tmp_path):
    recorder = RunRecorder(tmp_path)
    recorder.record(STARTED)
    recorder.record(StepStarted(time=1.0, step=1))
    assert [line["type"] for line in recorded(tmp_path)] == ["run_started", "step_started"]
    recorder.close()


def test_every_run_has_a_file_of_its_own(tmp_path):
    recorder = RunRecorder(tmp_path)
    recorder.record(STARTED)
    recorder.record(RunStarted(time=1_700_000_009.5, task="b", model="m", max_steps=5))
    recorder.close()
    assert len(list(tmp_path.rglob("events.jsonl"))) == 2


def test_only_the_owner_can_read_a_run(tmp_path):
    recorder = RunRecorder(tmp_path)
    recorder.record(STARTED)
    recorder.close()
    (file,) = tmp_path.rglob("events.jsonl")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_ends_the_recording_and_not_the_run(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    recorder = RunRecorder(blocked / "runs")
    recorder.record(STARTED)
    recorder.record(StepStarted(time=1.0, step=1))


def test_a_full_disk_ends_the_recording_and_not_the_run(tmp_path):
    recorder = RunRecorder(tmp_path)
    recorder.record(STARTED)
    recorder._file.close()
    with open("/dev/full", "w") as full:
        recorder._file = full
        recorder.record(StepStarted(time=1.0, step=1))
        assert recorder._file is None
