import asyncio
import json
from argparse import Namespace

import pytest

from cua_desktop import cli
from cua_desktop.agent.events import EndReason, RunEnded
from cua_desktop.paths import Profile
from cua_desktop.settings import Settings, options
from cua_desktop.wiring import opening, stop_keys


@pytest.fixture
def profile(tmp_path):
    return str(tmp_path / "profile")


def ended(*words):
    try:
        return cli.main(words)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "a task", "--task-file", "f"),
        ("fly",),
        ("run", "x", "--approve", "never"),
        ("run", "x", "--max-steps", "0"),
        ("run", "x", "--max-steps", "many"),
        ("run", "x", "--monitor", "0"),
        ("run", "   "),
    ],
)
def test_a_call_that_can_not_be_meant_is_a_usage_error(words, profile, capsys):
    assert ended(*words, *(["--profile", profile] if words[0] == "run" else [])) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_there_is_no_option_to_approve_automatically():
    approve = next(option for name, *_, option in options() if name == "approve")
    assert approve.choices == ("every", "changes", "checks")


@pytest.mark.parametrize("word", ["replay", "export"])
def test_what_is_not_there_yet_says_so(word, profile, capsys):
    assert ended(word, "some-run", "--profile", profile) == 1
    assert "can't do that yet" in capsys.readouterr().err


def test_an_error_is_a_json_object_with_json(profile, capsys):
    assert ended("run", "x", "--json", "--max-steps", "0", "--profile", profile) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["type"] == "error"
    assert told["hint"]


def test_a_broken_settings_file_is_named(tmp_path, capsys):
    (tmp_path / "settings.toml").write_text("model = \n")
    assert ended("run", "x", "--profile", str(tmp_path)) == 2
    assert "settings.toml" in capsys.readouterr().err


def test_a_task_file_that_is_not_there_is_named(profile, capsys):
    assert ended("run", "--task-file", "/no/such/file", "--profile", profile) == 1
    assert "/no/such/file" in capsys.readouterr().err


def test_options_may_stand_before_and_after_the_command(profile, capsys):
    assert ended("--profile", profile, "replay", "x") == 1
    assert profile in capsys.readouterr().err


def test_every_flag_of_the_settings_is_in_the_help(capsys):
    assert ended("run", "--help") == 0
    shown = capsys.readouterr().out
    assert all(option.flag in shown for *_, option in options() if option.flag)


class SessionThatIsDone:
    def __init__(self, *_arguments, **_options):
        pass

    async def open(self):
        pass

    async def run(self, task):
        return RunEnded(time=0, reason=EndReason.FINISHED)

    async def close(self):
        pass

    def stop(self, by):
        pass


def test_a_run_says_that_its_stop_keys_were_never_tried(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(opening, "open_session", SessionThatIsDone)
    profile = Profile(tmp_path)

    def said(*, as_json):
        call = cli._Call(Namespace(json=as_json), profile, Settings(provider="offline"))
        asyncio.run(cli._run_on_terminal(call, "x"))
        return capsys.readouterr().out

    assert "Nobody has tried the stop keys CTRL+ALT+Q" in said(as_json=False)
    assert said(as_json=True) == ""
    stop_keys.remember(profile, "ctrl+alt+q")
    assert said(as_json=False) == ""
