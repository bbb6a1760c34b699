"""The Windows hands with the real pyautogui module for Windows, against a recording user32."""

import json
import os
import subprocess
import sys
import textwrap

import pytest

# Runs in a process of its own: it makes Python believe that this is Windows.
STAND_IN = """
import ctypes, json, sys, types
calls = []
class Function:
    def __init__(self, name):
        self.name = name
    def __call__(self, *arguments):
        if self.name == "SendInput":
            for each in arguments[1]:
                keyboard = each.of.keyboard
                calls.append(["key", keyboard.vk, keyboard.scan, keyboard.flags])
        elif self.name == "VkKeyScanW":
            character = chr(arguments[0])
            return (ord(character.upper()) if character.isascii() and character.isalnum()
                    else 0x1BB if character == "+" else -1)
        elif self.name == "GetSystemMetrics":
            return {0: 1920, 1: 1080}.get(arguments[0], 0)
        elif self.name in ("SetCursorPos", "mouse_event"):
            calls.append([self.name, *[getattr(a, "value", a) for a in arguments]])
        return 1 if self.name != "MapVirtualKeyW" else 0x1C
class Library:
    def __getattr__(self, name):
        self.__dict__[name] = Function(name)
        return self.__dict__[name]
ctypes.windll = types.SimpleNamespace(user32=Library(), kernel32=Library(), gdi32=Library(), shcore=Library())
class Side:
    def press(self, button): calls.append(["pynput press", button])
    def release(self, button): calls.append(["pynput release", button])
    def scroll(self, dx, dy): calls.append(["pynput scroll", dx, dy])
mouse = types.SimpleNamespace(Controller=Side, Button={"x1": "x1", "x2": "x2"})
sys.modules["pynput"] = types.SimpleNamespace(mouse=mouse)
sys.platform = "win32"
from cua_desktop.agent.errors import CuaError
from cua_desktop.agent.geometry import Point
from cua_desktop.input.brake import Brake
from cua_desktop.input.plan import *
from cua_desktop.input.windows.hands import WindowsHands
brake = Brake()
brake.start_run()
brake.act_for(brake.run)
hands = WindowsHands(brake)
calls.clear()
def do(*events):
    hands.check(events)
    for event in events:
        hands.carry_out(event)
try:
    BODY
except CuaError as error:
    calls.append(["refused", error.message])
print(json.dumps(calls))
"""
UP, EXTENDED, UNICODE = 2, 1, 4


def recorded(body):
    program = STAND_IN.replace("BODY", textwrap.dedent(body).strip())
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_arrows_have_the_extended_flag_so_that_shift_works_with_them():
    calls = recorded('do(KeyDown("shift"), KeyDown("left"), KeyUp("left"), KeyUp("shift"))')
    assert [(vk, flags) for _, vk, _, flags in calls] == [
        (0x10, 0),
        (0x25, EXTENDED),
        (0x25, EXTENDED | UP),
        (0x10, UP),
    ]


def test_meta_is_the_windows_key():
    assert recorded('do(KeyDown("meta"), KeyUp("meta"))')[0][1] == 0x5B


def test_text_goes_as_unicode_units_and_return():
    calls = recorded('do(Text("é😀\\n"))')
    assert calls[:2] == [["key", 0, 0xE9, UNICODE], ["key", 0, 0xE9, UNICODE | UP]]
    assert [scan for _, _, scan, _ in calls[2:6]] == [0xD83D, 0xD83D, 0xDE00, 0xDE00]
    assert [vk for _, vk, _, _ in calls[6:]] == [0x0D, 0x0D]


def test_a_shifted_character_is_pressed_with_shift():
    calls = recorded('do(KeyDown("+"), KeyUp("+"))')
    assert [(vk, flags) for _, vk, _, flags in calls] == [(0x10, 0), (0xBB, 0), (0xBB, UP), (0x10, UP)]


def test_a_character_that_the_layout_lacks_is_refused_as_a_key():
    assert recorded('do(KeyDown("漢"))') == [["refused", "The keyboard layout has no key “漢”."]]


def test_a_notch_is_120_units_and_sideways_goes_through_pynput():
    calls = recorded("do(Notches(1, 2))")
    assert calls[0] == ["pynput scroll", 1, 0]
    wheel = [call for call in calls if call[0] == "mouse_event"]
    assert [call[4] for call in wheel] == [-120, -120]


@pytest.mark.parametrize(("button", "side"), [("back", "x1"), ("forward", "x2")])
def test_side_buttons_go_through_pynput(button, side):
    calls = recorded(f'do(ButtonDown("{button}"), ButtonUp("{button}"))')
    assert calls == [["pynput press", side], ["pynput release", side]]


def test_negative_places_are_reached():
    assert ["SetCursorPos", -100, 20] in recorded("do(MoveTo(Point(-100, 20)))")


def test_a_stop_releases_what_is_held():
    calls = recorded("""do(KeyDown("ctrl"), ButtonDown("back")); calls.clear(); brake.stop("the test")""")
    assert calls == [["pynput release", "x1"], ["key", 0x11, 0x1C, UP]]
