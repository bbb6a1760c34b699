"""Our tables against pyautogui's and pynput's own, read from their source: no name means nothing anywhere."""

import pytest

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.agent.systems import SYSTEMS
from cua_desktop.input import key_names, key_tables, keys
from cua_desktop.input.mac import keycodes
from cua_desktop.input.x11 import keysyms
from tests.input.fakes import sources

ENVIRONMENTS = [system.environment for system in SYSTEMS]
KEYPAD = {*(f"num{digit}" for digit in range(10)), "add", "subtract", "multiply", "divide", "decimal"}


def meaning(system, key):
    """The code that is pressed for a named key, in the numbers of that system."""
    name = key_tables.pyautogui_name(system, key)
    match system:
        case "linux":
            return keysyms.NAMED[key]
        case "windows":
            return sources.pyautogui_codes("windows")[name]
        case "mac":
            return keycodes.code_of(key, sources.pyautogui_codes("mac"))


@pytest.mark.parametrize("system", ENVIRONMENTS)
def test_every_name_in_a_table_means_a_key_to_pyautogui_on_that_system(system):
    known = {name for name, code in sources.pyautogui_codes(system).items() if code is not None}
    ours = {name for key, name in key_tables.TABLES[system].items() if (system, key) not in OUR_OWN}
    assert ours <= known


OUR_OWN = {("mac", key) for key in KEYPAD}
"""Where pyautogui has no code, and we do."""


@pytest.mark.parametrize(("system", "key"), sorted(OUR_OWN))
def test_what_pyautogui_has_no_code_for_has_one_of_ours(system, key):
    assert sources.pyautogui_codes(system).get(key) is None
    assert meaning(system, key) == keycodes.KEYPAD[key]


def test_no_two_keys_of_a_mac_share_a_code():
    """A code of zero is a letter there: a name that means nothing would type an A."""
    codes = {key: meaning("mac", key) for key in key_tables.MAC}
    assert len(set(codes.values())) == len(codes)
    assert all(codes.values())


@pytest.mark.parametrize("key", sorted(key_tables.LINUX))
def test_pyautogui_means_the_same_keysym_on_x11(key):
    from Xlib import XK

    XK.load_keysym_group("xkb")
    theirs = sources.pyautogui_codes("linux")[key_tables.LINUX[key]]
    # pyautogui takes the right Alt key for AltGr; the level shift is what layouts have on it.
    name = {"altgr": "ISO_Level3_Shift"}.get(key, theirs)
    assert keysyms.NAMED[key] == XK.string_to_keysym(name) != 0


PYNPUTS = {
    "ctrl": "ctrl_l",
    "meta": "cmd",
    "altgr": "alt_gr",
    "escape": "esc",
    "pageup": "page_up",
    "pagedown": "page_down",
    "capslock": "caps_lock",
    "numlock": "num_lock",
    "scrolllock": "scroll_lock",
    "printscreen": "print_screen",
}
"""What pynput calls a key, where it is not our name."""

MEANT_OTHERWISE = {
    ("windows", "ctrl"),  # theirs is the left one, ours is either
    ("windows", "shift"),
    ("linux", "altgr"),  # theirs is Mode_switch, of the time before XKB
}


def pynput_code(system, key):
    """pynput's code in the numbers of the system; None if it has no such key."""
    from Xlib import XK

    code = sources.pynput_codes(system).get(PYNPUTS.get(key, key))
    match system:
        case "linux":
            return code and XK.string_to_keysym(code)
        case "windows":
            return code and sources.windows_keys()[code]
        case "mac":
            return code


@pytest.mark.parametrize("system", ENVIRONMENTS)
def test_pynput_means_the_same_key_wherever_it_has_one(system):
    compared = {key: pynput_code(system, key) for key in key_tables.TABLES[system]}
    same = {key for key, code in compared.items() if code and (system, key) not in MEANT_OTHERWISE}
    assert len(same) > 30
    assert {key: hex(compared[key]) for key in same} == {key: hex(meaning(system, key)) for key in same}


def key_of(name, system=None):
    """The canonical key of a name, and whether that system has it; or the refusal."""
    try:
        (key,) = keys.chord([name])
        if system:
            key_tables.pyautogui_name(system, key)
    except ActionRefusedError as refused:
        return None, refused.message
    return key, None


@pytest.mark.parametrize("system", ENVIRONMENTS)
def test_no_name_of_pyautogui_means_nothing_it_is_a_key_or_a_refusal(system):
    """Among them all that its own tables give no code, or keycode 0, which wedges its display for ever."""
    for name in sources.pyautogui_names():
        key, refusal = key_of(name, system)
        assert refusal or len(key) == 1 or meaning(system, key) > 0, name


def test_the_names_that_pyautogui_has_no_code_for_are_refused_or_have_one_of_ours():
    for system in ("windows", "mac"):
        codes = sources.pyautogui_codes(system)
        for name in sources.pyautogui_names():
            if codes.get(name) is None and len(name) > 1:
                key, refusal = key_of(name, system)
                assert refusal or meaning(system, key), (system, name)


@pytest.mark.parametrize(
    "name", ["execute", "select", "separator", "yen", "fn", "volumeup", "browserback", "stop"]
)
def test_names_that_do_nothing_in_pyautogui_are_refused(name):
    assert key_of(name) == (None, f"The key “{name}” is not supported.")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *[(name, "meta") for name in ("cmd", "meta", "windows", "command", "win", "super")],
        *[("control", "ctrl"), ("arrowleft", "left"), ("page_up", "pageup"), ("plus", "+"), ("minus", "-")],
        *[
            ("kp_enter", "enter"),
            ("altgr", "altgr"),
            ("menu", "menu"),
            ("shift_l", "shift"),
            ("option", "alt"),
        ],
    ],
)
def test_names_of_models_that_pyautogui_never_knew_are_translated(name, key):
    assert key_of(name) == (key, None)


def test_no_name_of_pynput_means_nothing_it_is_a_key_or_said_to_be_unsupported():
    for name in {*sources.pynput_codes("linux"), *sources.pynput_codes("mac")}:
        key, refusal = key_of(name)
        assert key in key_names.NAMED or "is not supported" in refusal, name


@pytest.mark.parametrize("system", ["linux", "windows"])
def test_linux_and_windows_have_every_key(system):
    assert set(key_tables.TABLES[system]) == set(key_names.NAMED)


def test_a_mac_lacks_exactly_the_keys_it_has_not_got():
    lacking = set(key_names.NAMED) - set(key_tables.MAC)
    locks = {"capslock", "numlock", "scrolllock"}
    assert lacking == locks | {"insert", "printscreen", "pause", "menu", "f21", "f22", "f23", "f24"}


def test_a_key_that_a_system_lacks_is_refused_with_its_name():
    with pytest.raises(ActionRefusedError, match="macOS has no key “insert”"):
        key_tables.pyautogui_name("mac", "insert")


def test_a_character_is_its_own_name():
    assert key_tables.pyautogui_name("mac", "ä") == "ä"


def test_x11_has_a_keysym_for_every_named_key():
    assert set(keysyms.NAMED) == set(key_names.NAMED)
