"""Nobody and nothing says yes in a person's place: there is no option for it, and no terminal means no."""

import ast
import os
import re
import subprocess
import sys

import pytest

from cua_desktop.settings import options
from tests.red_team.scene import risky, typed
from tests.responses_server import response
from tests.test_import_rule import FILES, ROOT, module_at

AUTOMATIC = re.compile(
    r"--yes\b|--force\b|-y\b|auto(matic(ally)?)?[ -]?(approv|allow|acknowledg|confirm|accept)|yolo|"
    r"unattended|(never|don't|no) (ask|confirm|prompt)|"
    r"skip[ -]?(check|approv|confirm|question|safety)|dangerous",
    re.IGNORECASE,
)

WORDS_AS_OPTIONS = ["--yes", "-y", "--auto-approve", "--approve=never", "--approve=none", "--no-confirm"]


def cua_help(*command):
    words = [sys.executable, "-m", "cua_desktop", *command, "--help"]
    wide = {**os.environ, "COLUMNS": "1000"}
    return subprocess.run(words, env=wide, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("command", [(), ("run",), ("demo",)], ids=str)
def test_no_option_of_the_command_line_says_yes(command):
    told = cua_help(*command)
    assert "--approve every|changes|checks" in told
    assert AUTOMATIC.search(told) is None


def test_no_setting_says_yes():
    for name, _, _, option in options():
        words = " ".join((name, option.label, option.help, option.flag or "", *option.choices))
        assert AUTOMATIC.search(words) is None, words
    (approve,) = [option for name, *_, option in options() if name == "approve"]
    assert approve.choices == ("every", "changes", "checks")


@pytest.mark.parametrize("option", WORDS_AS_OPTIONS)
def test_such_an_option_is_a_usage_error(option, tmp_path):
    words = [sys.executable, "-m", "cua_desktop", "run", "Go.", "--profile", str(tmp_path), option]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 2


def test_only_the_dialog_and_the_terminal_can_make_a_yes():
    """Read from the source: `Decided.ALLOWED` is handed on by nobody else."""
    makers = set()
    for path in FILES:
        module = module_at(path)
        for name, found in module.calls():
            allowed = any("Decided.ALLOWED" in ast.unparse(each) for each in found.args + found.keywords)
            if name.endswith("Answer") and allowed:
                makers.add(str(path.relative_to(ROOT)))
    assert makers == {"ui/approval_dialog.py", "terminal.py"}


@pytest.mark.parametrize("said", ["allow\n", "yes\nyes\nallow\n", ""])
def test_a_run_without_a_terminal_denies_whatever_is_piped_into_it(cua, shell, server, said):
    server.requests.clear()
    server.will_answer(response(risky(typed("x"))))
    words = [sys.executable, "-m", "cua_desktop", "run", "Go.", "--json", "--profile", str(cua.profile)]
    done = subprocess.run(
        words, env=cua.environment, input=said, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 3
    assert '"decision": "denied"' in done.stdout
    assert len(server.requests) == 1
