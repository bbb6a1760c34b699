"""Bugs of pyautogui, pynput and python-xlib that need a display or our source to show that they can't bite.

All of them are listed in LIBRARY_BUGS.md beside this, each with its test.
"""

import ast
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import cua_desktop.input

FOLDER = Path(cua_desktop.input.__file__).parent
TESTS = Path(__file__).parent.parent


def ran(display, code):
    """Runs this against the display; a connection that hangs fails here."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


def test_a_key_that_the_server_refuses_does_not_wedge_the_connection(display):
    """Keycode 0 is what pyautogui sends for a name whose keysym is on no key."""
    done = ran(
        display,
        """
        from cua_desktop.input.x11.connection import connected
        from Xlib import X
        from Xlib.ext import xtest
        display = connected()
        for _ in range(3):
            xtest.fake_input(display, X.KeyPress, 0)
            display.sync()
            print(display.screen().root.query_pointer().same_screen)
        """,
    )
    assert done.stdout == "1\n" * 3, done.stderr


def test_pyautoguis_own_connection_is_mended_too(display):
    done = ran(
        display,
        """
        from cua_desktop.input import third_party
        from cua_desktop.input.x11.connection import cured
        from Xlib import X
        from Xlib.ext import xtest
        gui = third_party.pyautogui()
        its = gui.platformModule._display
        cured(its)
        xtest.fake_input(its, X.KeyPress, 0)
        its.sync()
        print(gui.position() == gui.position())
        """,
    )
    assert done.stdout == "True\n", done.stderr


def test_two_threads_on_one_connection_do_not_deadlock(display):
    done = ran(
        display,
        """
        import threading
        from cua_desktop.input.x11.connection import connected
        display = connected()
        def work():
            for _ in range(1500):
                display.screen().root.query_pointer()
        threads = [threading.Thread(target=work, daemon=True) for _ in range(2)]
        for thread in threads: thread.start()
        for thread in threads: thread.join(15)
        print([thread.is_alive() for thread in threads])
        """,
    )
    assert done.stdout == "[False, False]\n", done.stderr


def test_an_xlib_that_was_overwritten_by_its_old_twin_is_refused(display):
    done = ran(
        display,
        """
        import Xlib
        Xlib.__version__ = (0, 15)
        from cua_desktop.agent.errors import InputError
        from cua_desktop.input.x11.connection import connected
        try:
            connected()
        except InputError as error:
            print(error.hint)
        """,
    )
    assert "remove it and install python-xlib" in done.stdout, done.stderr


UNUSABLE = {
    **dict.fromkeys(
        ("hotkey", "write", "typewrite", "press"), "types the letter of a chord it does not know"
    ),
    **dict.fromkeys(("dragTo", "drag", "dragRel"), "jumps, and on macOS leaves the button down"),
    **dict.fromkeys(("doubleClick", "tripleClick", "click"), "have no click state on macOS"),
    **dict.fromkeys(("screenshot", "locateOnScreen", "pixel"), "start a process"),
    **dict.fromkeys(("sleep", "confirm", "alert", "prompt"), "block"),
}


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.stem)
def test_none_of_pyautoguis_functions_that_are_wrong_is_called(path):
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Attribute) and "gui" in ast.unparse(node.value).split(".")[-1]:
            assert node.attr not in UNUSABLE, f"{node.attr}: {UNUSABLE[node.attr]}"


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.stem)
def test_of_pynput_no_listener_is_used_on_any_system(path):
    """It dies of an error in a callback and of the display, is deaf under Shift, and can't be joined."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names}
            module = getattr(node, "module", None) or ""
            from_pynput = module.startswith("pynput") or any(name.startswith("pynput") for name in names)
            assert not from_pynput or names <= {"mouse", "SYMBOLS"}, ast.unparse(node)
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"Listener", "GlobalHotKeys", "HotKey", "Events"} or "hot" in path.stem


def test_every_bug_in_the_list_has_a_test_that_is_there():
    text = (Path(__file__).parent / "LIBRARY_BUGS.md").read_text("utf-8")
    named = set(re.findall(r"`([\w/]+\.py)::(\w+)`", text))
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| bug")]
    assert len(rows) > 40
    assert [row for row in rows if "::" not in row] == []
    missing = []
    for file, name in sorted(named):
        source = (TESTS / file).read_text("utf-8") if (TESTS / file).exists() else ""
        if f"def {name}(" not in source:
            missing.append(f"{file}::{name}")
    assert missing == []
