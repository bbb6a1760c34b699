"""pyautogui and pynput as the input process loads them: tamed, and none of their imports ends it."""

import os
import subprocess
import sys
import textwrap
import tomllib
from importlib.metadata import distributions, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def ran(code, **variables):
    """What a fresh Python prints that runs this."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "XAUTHORITY")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


LOAD = """
    import sys
    from cua_desktop.agent.errors import InputError
    from cua_desktop.input import third_party
    try:
        gui = third_party.pyautogui()
    except InputError as error:
        print("refused:", error.message)
"""


@pytest.mark.parametrize("variables", [{}, {"DISPLAY": ":4711"}, {"DISPLAY": "nonsense"}])
def test_no_display_and_a_bad_one_are_errors_of_ours(variables):
    done = ran(LOAD, **variables)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("refused: The mouse and keyboard could not be reached")


def test_an_import_that_ends_the_process_is_an_error_of_ours(tmp_path):
    (tmp_path / "pyautogui.py").write_text("import sys\nsys.exit('no tkinter')\n")
    done = ran(LOAD, PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout.split(":")[0]) == (0, "refused"), done.stderr


LOOK = """
    print(gui.PAUSE, gui.FAILSAFE, gui.DARWIN_CATCH_UP_TIME)
    dragged = "tkinter", "pyscreeze", "PIL", "pymsgbox", "pygetwindow"
    print([name for name in dragged if sys.modules.get(name)], sys.modules["mouseinfo"].__spec__)
"""


def test_pyautogui_is_loaded_without_pauses_fail_safe_and_what_it_drags_along(display):
    done = ran(LOAD + LOOK, DISPLAY=os.environ["DISPLAY"])
    assert done.stdout == "0 False 0\n[] None\n", done.stderr


def test_a_missing_authority_file_is_no_error(display, tmp_path):
    """The Xlib of 2014 raises XauthError then: this is how the right one is told from it."""
    done = ran(LOAD, DISPLAY=os.environ["DISPLAY"], XAUTHORITY=str(tmp_path / "none"), HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_only_the_living_xlib_is_installed():
    names = {(each.metadata["Name"] or "").lower() for each in distributions()}
    assert not names & {"python3-xlib", "mouseinfo", "evdev"}
    assert tuple(int(part) for part in version("python-xlib").split(".")) >= (0, 33)


def test_the_lock_file_never_brings_the_other_xlib_back():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert {"python3-xlib", "mouseinfo", "evdev"} <= set(settings["tool"]["uv"]["exclude-dependencies"])
    locked = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    assert not {"python3-xlib", "mouseinfo"} & {package["name"] for package in locked["package"]}
