"""What the Windows hands would send, event by event, with pyautogui's real table on a stand-in of user32."""

import ctypes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cua_desktop.agent.actions import BUTTONS, Click, DoubleClick, Drag, Keypress, Move, Scroll, Type
from cua_desktop.agent.errors import ActionRefusedError, InputError, StoppedError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input import key_names
from cua_desktop.input.events import ButtonDown, KeyDown, MoveTo, Text
from cua_desktop.input.plan import typeable
from cua_desktop.input.windows import inputs
from cua_desktop.input.windows.hands import WindowsHands
from cua_desktop.input.windows.user32 import User32, typed
from tests.input.fakes import windows as fake
from tests.input.fakes.hands import perform, started_brake, stop_after
from tests.input.fakes.libraries import pyautogui_on

UP, EXTENDED, UNICODE = 2, 1, 4
PLACE = Point(-100, 20)
MOTION = ("motion", (-100, 20))


@pytest.fixture
def desk():
    return fake.User32()


@pytest.fixture
def gui(desk, monkeypatch):
    return pyautogui_on("win32", monkeypatch, windll=fake.windll(desk))


@pytest.fixture
def brake():
    return started_brake()


@pytest.fixture
def hands(brake, desk, gui):
    made = WindowsHands(brake, User32(typed(desk)), gui.platformModule.keyboardMapping, gui.moveTo)
    desk.calls.clear()
    return made


def key(vk, flags=0, scan=None):
    return ("key", vk, vk % 0x7F + 1 if scan is None else scan, flags)


def pressed(*keys):
    """Presses in order, releases in reverse; a key is its code, or code and flags."""
    keys = [each if isinstance(each, tuple) else (each, 0) for each in keys]
    return [key(vk, flags) for vk, flags in keys], [key(vk, flags | UP) for vk, flags in reversed(keys)]


CTRL, SHIFT, ALT, WIN = 0x11, 0x10, 0x12, 0x5B


@pytest.mark.parametrize(
    ("button", "down", "up", "data"),
    [
        ("left", "left down", "left up", 0),
        ("right", "right down", "right up", 0),
        ("wheel", "middle down", "middle up", 0),
        ("back", "side down", "side up", 1),
        ("forward", "side down", "side up", 2),
    ],
)
def test_a_click_is_a_motion_a_press_and_a_release(hands, brake, desk, button, down, up, data):
    perform(hands, brake, Click(PLACE, button))
    assert desk.sent == [MOTION, (down, data), (up, data)]


def test_a_click_with_keys_holds_them_around_it(hands, brake, desk):
    perform(hands, brake, Click(PLACE, "left", ("CTRL", "SHIFT")))
    downs, ups = pressed(CTRL, SHIFT)
    assert desk.sent == [*downs, MOTION, ("left down", 0), ("left up", 0), *ups]


def test_a_double_click_is_two_clicks_and_never_three(hands, brake, desk):
    perform(hands, brake, DoubleClick(PLACE))
    assert desk.sent == [MOTION, *[("left down", 0), ("left up", 0)] * 2]


def test_swapped_buttons_of_the_user_are_swapped_back(hands, brake, desk):
    desk.swapped = True
    perform(hands, brake, Click(PLACE, "left"), Click(PLACE, "right"))
    assert desk.sent == [MOTION, ("right down", 0), ("right up", 0), MOTION, ("left down", 0), ("left up", 0)]


def test_a_drag_moves_along_its_path_between_press_and_release(hands, brake, desk):
    path = (Point(0, 0), Point(60, 0), Point(60, 40))
    places = perform(hands, brake, Drag(path, ("ALT",)))
    downs, ups = pressed(ALT)
    motions = [("motion", place) for place in places]
    assert desk.sent == [*downs, motions[0], ("left down", 0), *motions[1:], ("left up", 0), *ups]
    assert {("motion", (point.x, point.y)) for point in path} <= set(motions)


def test_a_move_is_one_motion(hands, brake, desk):
    perform(hands, brake, Move(PLACE))
    assert desk.sent == [MOTION]


def test_scrolling_moves_the_pointer_first_and_turns_the_right_wheel_by_whole_notches(hands, brake, desk):
    perform(hands, brake, Scroll(PLACE, 100, 200), Scroll(PLACE, -200, -100))
    assert desk.sent == [
        MOTION,
        ("sideways wheel", 120),
        *[("wheel", -120)] * 2,
        MOTION,
        *[("sideways wheel", -120)] * 2,
        ("wheel", 120),
    ]


@pytest.mark.parametrize(
    ("keys", "codes"),
    [
        (("ENTER",), (0x0D,)),
        (("CTRL", "A"), (CTRL, ord("A"))),
        (("CTRL", "SHIFT", "ESC"), (CTRL, SHIFT, 0x1B)),
        (("CMD", "R"), ((WIN, EXTENDED), ord("R"))),
        (("WIN",), ((WIN, EXTENDED),)),
        (("SHIFT", "HOME"), (SHIFT, (0x24, EXTENDED))),
        (("ALTGR", "TAB"), ((0xA5, EXTENDED), 0x09)),
        (("KP_5",), (0x65,)),
        (("KP_Divide",), ((0x6F, EXTENDED),)),
        (("F24",), (0x87,)),
        (("+",), (SHIFT, 0xBB)),
        (("SHIFT", "+"), (SHIFT, 0xBB)),
    ],
)
def test_a_chord_is_pressed_in_order_and_released_in_reverse(hands, brake, desk, keys, codes):
    perform(hands, brake, Keypress(keys))
    downs, ups = pressed(*codes)
    assert desk.sent == [*downs, *ups]


def test_arrows_have_the_extended_flag_and_a_scan_code_so_that_shift_works_with_them(hands, brake, desk):
    perform(hands, brake, Keypress(("SHIFT", "ARROWLEFT")))
    left = 0x25 % 0x7F + 1
    assert desk.sent == [
        key(SHIFT),
        ("key", 0x25, left, EXTENDED),
        ("key", 0x25, left, EXTENDED | UP),
        key(SHIFT, UP),
    ]


def test_a_character_beside_altgr_is_pressed_with_it(hands, brake, desk):
    desk.layout = fake.GERMAN
    perform(hands, brake, Keypress(("@",)))
    downs, ups = pressed(0xA2, (0xA5, EXTENDED), ord("Q"))
    assert desk.sent == [*downs, *ups]


def test_the_layout_is_that_of_the_window_in_front(hands, brake, desk):
    desk.layout = fake.GERMAN
    perform(hands, brake, Keypress(("CTRL", "ü")))
    assert desk.sent[1] == key(0xBA)


def test_a_layout_without_latin_letters_has_their_keys_all_the_same(hands, brake, desk):
    desk.layout = fake.RUSSIAN
    perform(hands, brake, Keypress(("CTRL", "c")))
    downs, ups = pressed(CTRL, ord("C"))
    assert desk.sent == [*downs, *ups]


@pytest.mark.parametrize("character", ["漢", "~", "😀"])
def test_a_key_that_the_layout_lacks_is_refused_and_nothing_is_sent(hands, brake, desk, character):
    desk.layout = fake.GERMAN
    with pytest.raises(ActionRefusedError, match=f"The keyboard layout has no key “{character}”"):
        perform(hands, brake, Keypress(("CTRL", character)))
    assert desk.sent == []


@pytest.mark.parametrize("name", key_names.NAMED)
def test_every_named_key_is_a_virtual_key_and_goes_up_again(hands, brake, desk, name):
    perform(hands, brake, Keypress((name,)))
    assert [vk for _, vk, _, _ in desk.sent] == [desk.sent[0][1]] * 2
    assert 0 < desk.sent[0][1] < 0xFF
    assert [flags & UP for *_, flags in desk.sent] == [0, UP]


def test_text_is_one_array_of_unicode_units_with_both_halves_of_a_character_together(hands, brake, desk):
    perform(hands, brake, Type("é😀\n\t"))
    assert desk.sent == [
        ("key", 0, 0xE9, UNICODE),
        ("key", 0, 0xE9, UNICODE | UP),
        ("key", 0, 0xD83D, UNICODE),
        ("key", 0, 0xDE00, UNICODE),
        ("key", 0, 0xD83D, UNICODE | UP),
        ("key", 0, 0xDE00, UNICODE | UP),
        key(0x0D),
        key(0x0D, UP),
        key(0x09),
        key(0x09, UP),
    ]
    assert desk.arrays == [10]


def text_of(sent):
    """What a program makes of the events: the units of the presses put together again."""
    units = b""
    for _, vk, scan, flags in sent:
        if not flags & UP:
            unit = {0x0D: 0x0A, 0x09: 0x09}.get(vk, scan)
            units += unit.to_bytes(2, "little")
    return units.decode("utf-16-le")


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_whatever_is_typed_arrives_unit_by_unit(hands, brake, desk, text):
    try:
        typeable(text)
    except ActionRefusedError:
        return
    desk.sent.clear()
    perform(hands, brake, Type(text))
    assert text_of(desk.sent) == typeable(text)


def test_long_text_goes_in_arrays_that_a_stop_can_come_between(hands, brake, desk):
    brake.inject = stop_after(brake, 2)
    with pytest.raises(StoppedError):
        perform(hands, brake, Type("a" * 500))
    assert 0 < len(desk.sent) < 200


def test_the_users_modifiers_are_up_before_anything_is_pressed_and_open_no_menu(hands, brake, desk):
    desk.down = {0xA0, 0xA4}
    perform(hands, brake, Type("a"))
    mask = [key(0xE8), key(0xE8, UP)]
    assert desk.sent[:4] == [*mask, key(0xA0, UP), key(0xA4, UP)]
    assert text_of(desk.sent[4:]) == "a"


@pytest.mark.parametrize("sendings", range(1, 8))
def test_a_stop_in_the_middle_releases_everything_there_and_nothing_follows(hands, brake, desk, sendings):
    brake.inject = stop_after(brake, sendings)
    with pytest.raises(StoppedError):
        perform(hands, brake, Drag((Point(0, 0), Point(300, 0)), ("CTRL", "SHIFT")))
    ups = [*[("left up", 0)] * (sendings >= 4), *[key(SHIFT, UP)] * (sendings >= 2), key(CTRL, UP)]
    assert desk.sent[-len(ups) :] == ups
    assert desk.down == set()
    before = list(desk.sent)
    for event in (Text("x"), KeyDown("a"), MoveTo(PLACE), ButtonDown("left")):
        with pytest.raises(StoppedError):
            hands.carry_out(event)
    assert desk.sent == before


@pytest.mark.parametrize("button", BUTTONS)
def test_a_stop_releases_each_kind_of_button(hands, brake, desk, button):
    hands.carry_out(ButtonDown(button))
    brake.stop("the test")
    (down, data), (up, its_data) = desk.sent
    assert (up, its_data) == (down.replace("down", "up"), data)


def test_a_release_that_windows_refuses_keeps_none_of_the_others_back(hands, brake, desk, monkeypatch):
    for event in (KeyDown("ctrl"), KeyDown("shift"), ButtonDown("left")):
        hands.carry_out(event)
    monkeypatch.setattr(hands, "_release_button", _refuse)
    with pytest.raises(InputError):
        brake.stop("the test")
    assert desk.sent[-2:] == [key(SHIFT, UP), key(CTRL, UP)]


def _refuse(code):
    raise InputError("Windows did not take the input.")


def test_input_that_windows_refuses_is_an_error_and_not_silence(hands, brake, desk):
    desk.refuses = True
    with pytest.raises(InputError, match="did not take the input"):
        perform(hands, brake, Click(PLACE))


def test_a_place_that_windows_rounds_wrongly_is_put_right_by_pyautogui(hands, brake, desk):
    desk.rounds_badly = 1
    perform(hands, brake, Move(PLACE))
    assert desk.calls == [("SetCursorPos", -100, 20)]
    assert desk.pointer == (-100, 20)


@given(st.data(), st.integers(-4000, 4000), st.integers(-4000, 4000), *[st.integers(1, 9000)] * 2)
def test_each_point_of_the_virtual_screen_is_told_as_itself_however_it_is_rounded(data, x, y, width, height):
    screen = Rect(x, y, width, height)
    point = Point(data.draw(st.integers(x, screen.right - 1)), data.draw(st.integers(y, screen.bottom - 1)))
    told = inputs.motion(point, screen).of.mouse
    assert (x + told.dx * width // 65536, y + told.dy * height // 65536) == (point.x, point.y)
    assert abs(x + told.dx * (width - 1) / 65535 - point.x) <= 0.51


def test_the_records_have_the_size_and_the_places_of_64_bit_windows():
    assert ctypes.sizeof(inputs.Input) == 40
    assert inputs.Input.of.offset == 8
    assert [
        getattr(inputs.KeyboardInput, name).offset for name in ("vk", "scan", "flags", "time", "extra")
    ] == [*(0, 2, 4, 8, 16)]
    assert [getattr(inputs.MouseInput, name).offset for name in ("dx", "dy", "data", "flags", "extra")] == [
        *(0, 4, 8, 12, 24)
    ]
