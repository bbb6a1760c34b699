import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input import key_tables, keys
from cua_desktop.input.x11 import keysyms

MODULES = {"linux": "_pyautogui_x11", "windows": "_pyautogui_win", "mac": "_pyautogui_osx"}


def pyautogui_keys(system):
    """The names that pyautogui's module for a system gives a code to, read from its source."""
    folder = Path(find_spec("pyautogui").origin).parent
    tree = ast.parse((folder / f"{MODULES[system]}.py").read_text("utf-8").replace("'\\e'", "'esc'"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            names |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
    return names


@pytest.mark.parametrize("system", MODULES)
def test_every_name_in_a_table_means_a_key_to_pyautogui_on_that_system(system):
    missing = set(key_tables.TABLES[system].values()) - pyautogui_keys(system)
    assert not missing


@pytest.mark.parametrize("system", ["linux", "windows"])
def test_linux_and_windows_have_every_key(system):
    assert set(key_tables.TABLES[system]) == set(keys.NAMED)


def test_a_mac_lacks_exactly_the_keys_it_has_not_got():
    lacking = set(keys.NAMED) - set(key_tables.MAC)
    keypad = {f"num{digit}" for digit in range(10)} | {"add", "subtract", "multiply", "divide", "decimal"}
    pc_only = {"insert", "numlock", "scrolllock", "printscreen", "pause", "menu", "f21", "f22", "f23", "f24"}
    assert lacking == keypad | pc_only


@pytest.mark.parametrize(
    ("system", "name"), [("linux", "winleft"), ("windows", "winleft"), ("mac", "command")]
)
def test_meta_is_the_systems_own_key(system, name):
    assert key_tables.pyautogui_name(system, "meta") == name


def test_a_key_that_a_system_lacks_is_refused_with_its_name():
    with pytest.raises(ActionRefusedError, match="macOS has no key “insert”"):
        key_tables.pyautogui_name("mac", "insert")


def test_a_character_is_its_own_name():
    assert key_tables.pyautogui_name("mac", "ä") == "ä"


def test_x11_has_a_keysym_for_every_named_key():
    assert set(keysyms.NAMED) == set(keys.NAMED)


def test_keysyms_of_named_keys_are_xlibs():
    from Xlib import XK

    XK.load_keysym_group("xkb")
    names = {
        "ctrl": "Control_L",
        "meta": "Super_L",
        "altgr": "ISO_Level3_Shift",
        "pagedown": "Page_Down",
        "f24": "F24",
        "num7": "KP_7",
        "divide": "KP_Divide",
        "printscreen": "Print",
        "menu": "Menu",
    }
    for key, name in names.items():
        assert keysyms.NAMED[key] == XK.string_to_keysym(name)
