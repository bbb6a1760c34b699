"""The key tables of pyautogui and pynput, read from their source: neither is imported, on any system."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PYAUTOGUI = {"linux": "_pyautogui_x11", "windows": "_pyautogui_win", "mac": "_pyautogui_osx"}
PYNPUT = {"linux": "_xorg", "windows": "_win32", "mac": "_darwin"}


@cache
def tree_of(package, *steps):
    path = Path(find_spec(package).origin).parent.joinpath(*steps)
    return ast.parse(path.read_text("utf-8").replace("'\\e'", "'\\x1b'"))


def pyautogui_names():
    """KEY_NAMES: all names that pyautogui says it knows."""
    for node in ast.walk(tree_of("pyautogui", "__init__.py")):
        match node:
            case ast.Assign(targets=[ast.Name("KEY_NAMES")], value=value):
                return [*filter(None, ast.literal_eval(value))]
    raise AssertionError("KEY_NAMES is gone")


@cache
def pyautogui_codes(system):
    """What the table of a system gives for each name: a number, or on X11 the name of a keysym."""
    codes = {}
    for node in ast.walk(tree_of("pyautogui", f"{PYAUTOGUI[system]}.py")):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("keyboardMapping"), attr="update"), args=[table]):
                for key, value in zip(table.keys, table.values, strict=True):
                    codes[key.value] = _constant(value)
    return codes


@cache
def pynput_codes(system):
    """The same of pynput's `Key`."""
    codes = {}
    for node in ast.walk(tree_of("pynput", "keyboard", f"{PYNPUT[system]}.py")):
        if isinstance(node, ast.ClassDef) and node.name == "Key":
            for each in node.body:
                match each:
                    case ast.Assign(targets=[ast.Name(name)], value=ast.Call(args=[code, *_])):
                        codes[name] = _constant(code)
    return codes


@cache
def windows_keys():
    """pynput's names of virtual keys, e.g. LWIN."""
    return {
        node.targets[0].id: node.value.value
        for node in ast.walk(tree_of("pynput", "_util", "win32_vks.py"))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }


def _constant(node):
    """A literal; the argument of the innermost call; or the last name of `VK.LWIN`."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Call(args=[argument, *_]):
            return _constant(argument)
        case ast.Attribute(attr=name):
            return name
    return None
