"""The rules of the house (ARCHITECTURE.md), read from the source. To change a rule, edit a table here."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "cua_desktop"
FILES = sorted(ROOT.rglob("*.py"))

LEAVES = {"environment", "paths", "ending"}
TEXTS = {"profile_text", "instructions"}
SETTINGS = {"settings", "settings_values", "settings_file"}
FOUNDATION = {"agent", "credentials", *SETTINGS, *TEXTS, *LEAVES}
CAPABILITIES = {"models", "screen", "input", "safety", "journal"}
ON_TOP = {*FOUNDATION, *CAPABILITIES, "self_check", "practice", "wiring", "terminal", "ui"}

PARTS = {
    # A part, and the parts it may import. What isn't here may not exist.
    "__init__": set(),
    "environment": set(),
    "ending": set(),
    "paths": {"environment"},
    "agent": set(),
    **{part: {"agent", *LEAVES} for part in sorted(CAPABILITIES)},
    "practice": {"agent", *LEAVES},
    "settings": set(),
    "settings_values": {"agent", "settings"},
    "settings_file": {"agent", "settings", "settings_values"},
    "profile_text": {"agent"},
    "instructions": {"agent", "paths", "profile_text"},
    "self_check": set(),
    "credentials": {"agent", *LEAVES},
    "wiring": {*FOUNDATION, *CAPABILITIES, "practice"},
    "terminal": {"agent", *LEAVES},
    "ui": {*FOUNDATION, "self_check", "wiring"},
    "demo": ON_TOP,
    "doctor": ON_TOP,
    "cli": {*ON_TOP, "demo", "doctor"},
    "__main__": {"cli"},
}

THIRD_PARTIES = {
    # Third party, and the parts that may import it.
    "PySide6": {"ui", "practice", "screen", "doctor"},  # doctor looks whether it is a sound one
    "qasync": {"ui", "practice"},
    "openai": {"models"},
    "azure": {"models"},
    "httpx2": {"models"},
    "pyautogui": {"input"},
    "pynput": {"input"},
    "Xlib": {"input"},
    "Quartz": {"input"},
    "AppKit": {"input"},
    "mss": {"screen"},
    "jeepney": {"screen"},
    "keyring": {"credentials"},
    "platformdirs": {"paths"},
}

_QT_PICTURES = "Image ImageWriter Painter PainterPath PolygonF Color Pen Font TextOption GuiApplication"
OF_QT_FOR_THE_SCREEN = {"PySide6.QtCore", *(f"PySide6.QtGui.Q{name}" for name in _QT_PICTURES.split())}
"""QImage is the fastest good scaler there is. Pictures are painted and written here, and no more."""

NOT_IN_PURE_PARTS = {"socket", "ssl", "http", "urllib", "subprocess", "multiprocessing", "ctypes"}
"""agent and safety decide; they reach neither the network nor another process."""

WRITE_ON_STANDARD_OUTPUT = {
    *(f"cua_desktop.{name}" for name in ("cli", "demo", "doctor", "terminal")),
    "cua_desktop.practice.window",  # a process of its own, which reports so to the one that started it
}

ENVIRONMENT = {
    *(f"os.{name}" for name in ("environ", "environb", "getenv", "getenvb", "putenv", "unsetenv")),
    *("os.path.expandvars", "posix.environ"),
}

STARTS_A_PROCESS = {
    *(f"subprocess.{name}" for name in ("Popen", "run", "call", "check_call", "check_output")),
    *("asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"),
}
STARTS_A_PROCESS_WITH_OUR_ENVIRONMENT = {
    *("subprocess.getoutput", "subprocess.getstatusoutput", "os.system", "os.popen", "os.startfile"),
    *(f"os.{call}{kind}" for call in ("exec", "spawn") for kind in ("l", "le", "lp", "v", "ve", "vp", "vpe")),
    *("os.fork", "os.forkpty", "os.posix_spawn", "os.posix_spawnp"),
    *("multiprocessing.Process", "multiprocessing.Pool", "concurrent.futures.ProcessPoolExecutor"),
    *("PySide6.QtCore.QProcess", "webbrowser.open"),
}

MAY_FORK = "cua_desktop.input.guardian"
"""It forks the input process, which was given an environment without secrets."""


IMPORTERS = {"importlib.import_module", "importlib.__import__", "__import__"}
MADE_UP = "<made up at run time"


@dataclass(frozen=True)
class Module:
    """A module's source, and the names it uses, spelled out in full whatever they are called here."""

    name: str
    tree: ast.Module
    is_package: bool = False

    @property
    def part(self) -> str:
        return [*self.name.split("."), "__init__"][1]

    def imports(self) -> Iterator[str]:
        """Everything imported, anywhere in the module: `a.b` for `import a.b` and for `from a import b`."""
        named = set()
        for node in ast.walk(self.tree):
            match node:
                case ast.Import():
                    yield from (alias.name for alias in node.names)
                case ast.ImportFrom():
                    yield from (f"{self._origin(node)}.{alias.name}" for alias in node.names)
                case ast.Call() if self.full_name(node.func) in IMPORTERS:
                    yield self._named_in(node)
                    named.add(node.func)
                case ast.Name() | ast.Attribute() if self.full_name(node) in IMPORTERS and node not in named:
                    yield made_up(node)  # handed on, to be called by someone else

    def uses(self) -> Iterator[tuple[str, ast.expr]]:
        """Every name used, in full."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and (name := self.full_name(node)):
                yield name, node

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call of something that has a name, in full."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (name := self.full_name(node.func)):
                yield name, node

    def full_name(self, node: ast.expr) -> str | None:
        match node:
            case ast.Name():
                return self._bindings.get(node.id, node.id)
            case ast.Attribute():
                base = self.full_name(node.value)
                return f"{base}.{node.attr}" if base else None
        return None

    @cached_property
    def _bindings(self) -> dict[str, str]:
        bound = {}
        for node in ast.walk(self.tree):
            match node:
                case ast.Import():
                    bound |= {alias.asname: alias.name for alias in node.names if alias.asname}
                case ast.ImportFrom():
                    origin = self._origin(node)
                    bound |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in node.names}
        return bound

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        steps = self.name.split(".")
        package = steps[: len(steps) - node.level + self.is_package]
        return ".".join([*package, *filter(None, [node.module])])

    @staticmethod
    def _named_in(call: ast.Call) -> str:
        first = call.args[0] if call.args else None
        if (
            isinstance(first, ast.Constant)
            and isinstance(first.value, str)
            and not first.value.startswith(".")
        ):
            return first.value
        return made_up(call)


def made_up(node: ast.expr) -> str:
    return f"{MADE_UP}, line {node.lineno}>"


def module_at(path: Path) -> Module:
    steps = ["cua_desktop", *path.relative_to(ROOT).with_suffix("").parts]
    is_package = steps[-1] == "__init__" and len(steps) > 2
    return Module(".".join(steps[:-1] if is_package else steps), ast.parse(path.read_bytes()), is_package)


def offences(module: Module) -> list[str]:
    """Every breach of a rule of the house, in words."""
    if module.part not in PARTS:
        return [f"{module.part} is not a part of the house"]
    found = [why for name in module.imports() for why in import_offences(module.part, name)]
    found += [why for name, _ in module.uses() for why in use_offences(module, name)]
    found += [why for name, call in module.calls() for why in call_offences(module, name, call)]
    return sorted(set(found))


def import_offences(part: str, name: str) -> Iterator[str]:
    top, _, rest = name.partition(".")
    if top == "cua_desktop":
        other = rest.split(".")[0]
        if other not in {part, "__version__", *PARTS[part]}:
            yield f"{part} must not import {name}"
    elif top in THIRD_PARTIES:
        too_much_qt = top == "PySide6" and part == "screen" and not is_below(name, OF_QT_FOR_THE_SCREEN)
        if part not in THIRD_PARTIES[top] or too_much_qt:
            yield f"{part} must not import {name}"
    elif name.startswith(MADE_UP) and part == "cli":
        return  # a table of the processes that are started by name; cli may import them all
    elif top not in sys.stdlib_module_names:
        yield f"{name} is not a third party of ours"
    elif part in {"agent", "safety"} and top in NOT_IN_PURE_PARTS:
        yield f"{part} must not import {name}"


def use_offences(module: Module, name: str) -> Iterator[str]:
    part = module.part
    if name == "os.fork" and module.name == MAY_FORK:
        return
    if part != "environment" and is_below(name, ENVIRONMENT):
        yield f"{part} must not use {name}"
    if part in {"agent", "ui"} and name == "time.sleep":
        yield f"{part} must not use {name}"
    if name == "asyncio.wait_for":
        yield f"{part} must not use {name}: before Python 3.12 it may swallow a cancellation, so a stop"
    if is_below(name, STARTS_A_PROCESS_WITH_OUR_ENVIRONMENT):
        yield f"{part} must not use {name}: its child would inherit our secrets"


def call_offences(module: Module, name: str, call: ast.Call) -> Iterator[str]:
    if name == "print" and module.name not in WRITE_ON_STANDARD_OUTPUT:
        yield f"{module.part} must not print"
    if name in STARTS_A_PROCESS and "env" not in {keyword.arg for keyword in call.keywords}:
        yield f"{module.part} must give {name} an environment without secrets, line {call.lineno}"


def is_below(name: str, names: set[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_module_keeps_the_rules_of_the_house(path):
    assert offences(module_at(path)) == []


def test_every_file_is_looked_at():
    assert {"agent", "cli", "environment", "input", "ui", "wiring"} <= {
        module_at(path).part for path in FILES
    }


BREACHES = [
    ("agent.loop", "import cua_desktop.screen.capture", "agent must not import cua_desktop.screen.capture"),
    ("agent.loop", "from cua_desktop import paths", "agent must not import cua_desktop.paths"),
    ("agent.loop", "from ..screen import capture", "agent must not import cua_desktop.screen.capture"),
    ("agent.loop", "from .. import input", "agent must not import cua_desktop.input"),
    (
        "models.client",
        "def f():\n  from cua_desktop.input import x",
        "models must not import cua_desktop.input.x",
    ),
    ("screen.capture", "try: import pyautogui\nexcept ImportError: pass", "screen must not import pyautogui"),
    ("screen.encode", "from PySide6.QtGui import QPixmap", "screen must not import PySide6.QtGui.QPixmap"),
    ("screen.encode", "import PySide6.QtWidgets", "screen must not import PySide6.QtWidgets"),
    ("ui.app", "import importlib; importlib.import_module('openai')", "ui must not import openai"),
    ("ui.app", "from importlib import import_module as get; get('mss')", "ui must not import mss"),
    ("ui.app", "__import__('keyring')", "ui must not import keyring"),
    ("ui.app", "__import__(name)", "<made up at run time, line 1> is not a third party of ours"),
    ("ui.app", "import importlib; run(importlib.import_module, 'x')", "<made up at run time, line 1>"),
    ("ui.app", "from cua_desktop.models import client", "ui must not import cua_desktop.models.client"),
    ("wiring.opening", "import cua_desktop.ui", "wiring must not import cua_desktop.ui"),
    ("practice.player", "import cua_desktop.models", "practice must not import cua_desktop.models"),
    ("models.client", "import requests", "requests is not a third party of ours"),
    ("safety.gate", "import socket", "safety must not import socket"),
    ("attic", "", "attic is not a part of the house"),
    ("ui.app", "import os; os.environ['HOME']", "ui must not use os.environ"),
    ("ui.app", "import os as o; o.environ.get('A')", "ui must not use os.environ"),
    ("ui.app", "from os import getenv as g; g('A')", "ui must not use os.getenv"),
    ("ui.app", "from time import sleep; sleep(1)", "ui must not use time.sleep"),
    ("agent.loop", "import time; time.sleep(1)", "agent must not use time.sleep"),
    ("models.client", "print(1)", "models must not print"),
    ("input.client", "import asyncio; asyncio.wait_for(x, 1)", "it may swallow a cancellation"),
    ("input.child", "import subprocess; subprocess.run([])", "an environment without secrets"),
    ("input.child", "import os; os.system('x')", "its child would inherit our secrets"),
]


@pytest.mark.parametrize(("name", "source", "expected"), BREACHES, ids=[f"{b[0]}: {b[1]}" for b in BREACHES])
def test_a_breach_is_found(name, source, expected):
    assert expected in "; ".join(offences(Module(f"cua_desktop.{name}", ast.parse(source))))


KEPT = [
    ("agent.loop", "from . import actions; from .events import Event; import cua_desktop.agent.exchange"),
    (
        "models.client",
        "import cua_desktop.agent.events, openai, asyncio; from cua_desktop import environment",
    ),
    ("screen.encode", "from PySide6.QtGui import QImage; from PySide6.QtCore import Qt"),
    ("ui.app", "from cua_desktop import wiring, __version__; import asyncio; asyncio.sleep(1)"),
    ("environment", "import os; os.environ.get('A')"),
    ("cli", "print(1)"),
    ("input.child", "import subprocess; subprocess.run([], env=environment.for_children())"),
    ("screen.settle", "import time; time.sleep(1)"),
]


@pytest.mark.parametrize(("name", "source"), KEPT, ids=[f"{kept[0]}: {kept[1]}" for kept in KEPT])
def test_what_is_allowed_is_let_pass(name, source):
    assert offences(Module(f"cua_desktop.{name}", ast.parse(source))) == []


def test_a_relative_import_in_a_package_starts_at_the_package():
    package = Module("cua_desktop.agent", ast.parse("from . import actions"), is_package=True)
    assert list(package.imports()) == ["cua_desktop.agent.actions"]


HEAVY = ("PySide6", "openai", "pyautogui", "pynput", "Xlib", "mss", "keyring")


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("cua_desktop.cli", set()),
        ("cua_desktop.wiring.opening", {"PySide6", "openai", "mss"}),
        ("cua_desktop.input.client", set()),
    ],
)
def test_third_parties_are_loaded_only_where_they_work(module, allowed):
    """Above all, the window's process never loads pyautogui, whose import needs a display and may exit."""
    code = f"import sys, {module}; print(*(set(sys.modules) & {set(HEAVY)}))"
    variables = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) <= allowed
