"""pyautogui's real modules for other systems, imported here against stand-ins of their libraries."""

import collections.abc  # noqa: F401 - these are pyautogui's: none may first be imported under a false name
import contextlib  # noqa: F401
import ctypes.wintypes
import datetime as dt  # noqa: F401
import functools  # noqa: F401
import platform  # noqa: F401
import random  # noqa: F401
import subprocess  # noqa: F401
import sys
import types

import pytweening  # noqa: F401

from cua_desktop.input import third_party

_LOADED = ("pyautogui", "mouseinfo", "pymsgbox", "pyscreeze", "pygetwindow")


def pyautogui_on(platform_name, monkeypatch, modules=None, windll=None):
    """pyautogui as our app loads it on that system; everything is as before when the test ends."""
    for name in [name for name in sys.modules if name.split(".")[0] in _LOADED]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("pyautogui", f"pyautogui.{_PARTS[platform_name]}", *_LOADED[1:]):
        # Undone at the end, whatever the import puts there.
        monkeypatch.setitem(sys.modules, name, None)
        del sys.modules[name]
    for name, module in (modules or {}).items():
        monkeypatch.setitem(sys.modules, name, module)
    if windll is not None:
        monkeypatch.setattr(ctypes, "windll", windll, raising=False)
    with monkeypatch.context() as lie:
        lie.setattr(sys, "platform", platform_name)
        module = third_party.pyautogui()
    assert module.platformModule.__name__.endswith(_PARTS[platform_name])
    return module


_PARTS = {"win32": "_pyautogui_win", "darwin": "_pyautogui_osx"}


def module(name, **contents):
    """A module made up."""
    made = types.ModuleType(name)
    vars(made).update(contents)
    return made
