import pytest
from hypothesis import given
from hypothesis import strategies as st

from cua_desktop.agent.errors import ActionRefusedError
from cua_desktop.input import key_names, keys

# Every spelling that models were seen to use, by the key it means.
SEEN = {
    "ctrl": "CTRL CONTROL CTL Control_L Control_R ctrl Ctrl",
    "shift": "SHIFT Shift_L Shift_R",
    "alt": "ALT OPTION OPT Alt_L Alt_R",
    "meta": "META CMD COMMAND WIN WINDOWS SUPER Super_L Meta_L",
    "enter": "ENTER RETURN KP_Enter",
    "escape": "ESC ESCAPE",
    "tab": "TAB",
    "space": "SPACE SPACEBAR",
    "backspace": "BACKSPACE Back_Space",
    "delete": "DELETE DEL",
    "insert": "INSERT INS",
    "home": "HOME",
    "end": "END",
    "pageup": "PAGEUP PAGE_UP PGUP PRIOR Page-Up",
    "pagedown": "PAGEDOWN PAGE_DOWN PGDN NEXT",
    "up": "ARROWUP ARROW_UP UP ArrowUp",
    "down": "ARROWDOWN ARROW_DOWN DOWN",
    "left": "ARROWLEFT ARROW_LEFT LEFT",
    "right": "ARROWRIGHT ARROW_RIGHT RIGHT",
    "capslock": "CAPSLOCK Caps_Lock",
    "numlock": "NUMLOCK Num_Lock",
    "scrolllock": "SCROLLLOCK Scroll_Lock",
    "printscreen": "PRINTSCREEN PRTSCR",
    "pause": "PAUSE",
    "menu": "MENU",
    "add": "KP_Add NumpadAdd",
    "subtract": "KP_Subtract",
    "multiply": "KP_Multiply",
    "divide": "KP_Divide",
    "decimal": "KP_Decimal",
    "a": "A a KeyA",
    "7": "7 Digit7",
    "+": "+ PLUS plus",
    "-": "- MINUS",
    "/": "/ slash",
    "\\": "\\ BackSlash",
    ",": ", COMMA",
    "ä": "ä Ä",
    **{f"num{digit}": f"KP_{digit} NUMPAD{digit} Numpad_{digit}" for digit in range(10)},
    **{f"f{number}": f"F{number} f{number}" for number in range(1, 25)},
}


@pytest.mark.parametrize(
    ("spelling", "key"), [(spelling, key) for key, listed in SEEN.items() for spelling in listed.split()]
)
def test_every_spelling_that_models_use_is_known(spelling, key):
    assert keys.chord([spelling]) == (key,)


def test_a_blank_is_the_space_key():
    assert keys.chord([" "]) == ("space",)


def spelled(name, draw):
    """A name as someone else would write it: any case, its parts joined by what people join them with."""
    joined = name[0]
    for character in name[1:]:
        joined += draw(st.sampled_from(["", "", "", "_", "-", " "])) + character
    return "".join(draw(st.sampled_from([one.upper(), one.lower()])) for one in joined)


@given(st.data(), st.sampled_from(sorted(key_names.ALIASES)))
def test_no_spelling_of_a_known_name_means_another_key(data, name):
    written = spelled(name, data.draw)
    assert keys.chord([written]) == (key_names.ALIASES[name],), written


@pytest.mark.parametrize(
    ("sign", "key"),
    [("⌘", "meta"), ("⌥", "alt"), ("⇧", "shift"), ("⌃", "ctrl"), ("⌫", "backspace"), ("←", "left")],
)
def test_the_signs_printed_on_keys_mean_the_keys(sign, key):
    assert keys.chord([sign]) == (key,)


@pytest.mark.parametrize(
    "name",
    ["VolumeUp", "XF86AudioMute", "MediaPlayPause", "media_play_pause", "BrowserBack", "FN", "Hyper_L"],
)
def test_a_key_that_no_program_presses_everywhere_is_refused_in_words_of_its_own(name):
    with pytest.raises(ActionRefusedError, match=f"The key “{name}” is not supported"):
        keys.chord([name])


def test_no_name_is_both_known_and_unsupported():
    assert not key_names.NOT_SUPPORTED & set(key_names.ALIASES)


@pytest.mark.parametrize(
    ("written", "chord"),
    [
        (["CTRL+A"], ("ctrl", "a")),
        (["CTRL", "A"], ("ctrl", "a")),
        (["ctrl-shift-t"], ("ctrl", "shift", "t")),
        (["CTRL++"], ("ctrl", "+")),
        (["+"], ("+",)),
        (["CTRL", "-"], ("ctrl", "-")),
        (["CTRL+-"], ("ctrl", "-")),
        (["CTRL + ALT + DEL"], ("ctrl", "alt", "delete")),
        (["CTRL", "Control_R", "C"], ("ctrl", "c")),
        (["Ctrl A"], ("ctrl", "a")),
        (["ctrl_shift_PageUp"], ("ctrl", "shift", "pageup")),
        (["CTRL--"], ("ctrl", "-")),
        (["ctrl-_"], ("ctrl", "_")),
        (["CTRL + +"], ("ctrl", "+")),
        (["cmd+shift+4"], ("meta", "shift", "4")),
        (["A+B"], ("a", "b")),
    ],
)
def test_chords_are_understood_in_one_word_or_several(written, chord):
    assert keys.chord(written) == chord


@pytest.mark.parametrize(
    "name",
    [
        "",
        "FOO",
        "CTRL+FOO",
        "+A",
        "CTRL+",
        "\u202eA",
        "\x00",
        "F25",
        "AB",
        "C-x",
        "a b",
        "++",
        "CTRL-",
        "_CTRL",
    ],
)
def test_unknown_names_are_refused(name):
    with pytest.raises(ActionRefusedError):
        keys.chord([name])


@pytest.mark.parametrize("names", [["FOO", "C"], ["FOO+C"], ["C-c"], ["Mod4", "Q"], ["CTRL", "FOO", "C"]])
def test_an_unknown_modifier_never_leaves_its_letter_to_be_typed_alone(names):
    with pytest.raises(ActionRefusedError):
        keys.chord(names)


def test_a_refusal_shows_what_the_model_wrote_without_its_control_characters():
    with pytest.raises(ActionRefusedError) as refused:
        keys.chord(["\u202eFOO"])
    assert refused.value.message == "There is no key “\\u{202e}FOO”."


def test_no_key_is_refused_as_a_keypress_but_fine_to_hold():
    with pytest.raises(ActionRefusedError):
        keys.chord([])
    assert keys.held([]) == ()


def test_too_many_keys_are_refused():
    with pytest.raises(ActionRefusedError):
        keys.chord("abcdefghijklm")


@given(st.lists(st.text(max_size=12), max_size=4))
def test_whatever_a_model_writes_is_known_keys_or_a_refusal(names):
    try:
        chord = keys.chord(names)
    except ActionRefusedError:
        return
    assert all(key in key_names.NAMED or len(key) == 1 for key in chord)
