"""What the model is told of the system, and how its keys are translated, are one table and agree."""

import ast
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import cua_desktop
from cua_desktop.agent.exchange import Request
from cua_desktop.agent.geometry import Size
from cua_desktop.agent.systems import SYSTEMS, of_environment, running_on
from cua_desktop.input import key_tables, keys, systems
from cua_desktop.models.dialects import Dialect, request_body
from cua_desktop.paths import Profile
from cua_desktop.settings import Settings
from cua_desktop.wiring import service

OWN_KEYS = {"linux": "winleft", "windows": "winleft", "mac": "command"}
"""pyautogui's names of Super, Windows and ⌘."""


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.environment)
def test_the_tool_the_instructions_and_the_keys_speak_of_one_system(system, monkeypatch, tmp_path):
    request = Request(Size(100, 100))
    body = request_body(Dialect.PREVIEW, request, model="m", instructions="", system=system.platform)
    monkeypatch.setattr(service, "running_on", lambda: running_on(system.platform))
    instructions = service.instructions_for(Settings(), Profile(tmp_path))

    assert body["tools"][0]["environment"] == system.environment
    assert f"The system is {system.desktop}." in instructions
    assert f"The system's own key is {system.own_key}." in instructions
    assert "{" not in instructions
    assert system.environment in key_tables.TABLES
    (own_key,) = keys.chord([system.own_key])
    assert key_tables.pyautogui_name(system.environment, own_key) == OWN_KEYS[system.environment]


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.environment)
@pytest.mark.parametrize("name", ["CMD", "WIN", "SUPER", "META", "Command", "Windows", "Super_L", "os", "⌘"])
def test_every_name_of_a_systems_own_key_is_the_own_key_of_each(system, name):
    (key,) = keys.chord([name])
    assert key_tables.pyautogui_name(system.environment, key) == OWN_KEYS[system.environment]


@pytest.mark.parametrize(
    ("platform", "environment"),
    [("linux", "linux"), ("win32", "windows"), ("darwin", "mac"), ("freebsd14", "linux")],
)
def test_a_platform_is_told_as_the_system_it_is(platform, environment):
    assert running_on(platform).environment == environment
    assert of_environment(environment).environment == environment


@pytest.mark.parametrize(("platform", "part"), [("linux", "x11"), ("win32", "windows"), ("darwin", "mac")])
def test_hands_and_ears_are_those_of_the_system(platform, part, monkeypatch):
    body = SimpleNamespace(open_body=lambda *given: (part, given))
    package = SimpleNamespace(body=body)
    monkeypatch.setitem(sys.modules, f"cua_desktop.input.{part}", package)
    monkeypatch.setitem(sys.modules, f"cua_desktop.input.{part}.body", body)
    monkeypatch.setattr(sys, "platform", platform)
    assert systems.open_body(1, 2, 3) == (part, (1, 2, 3))


def test_the_name_of_a_system_stands_in_one_table_only():
    """Another table of `darwin` and `win32` is one that can disagree with the first."""
    root = Path(cua_desktop.__file__).parent
    tables = []
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Dict):
                names = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                if names & {"darwin", "win32"}:
                    tables.append(path.name)
    assert tables == []
