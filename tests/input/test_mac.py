"""What the macOS hands would post, event by event, with pyautogui's real table on a stand-in of Quartz."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cua_desktop.agent.actions import BUTTONS, Click, DoubleClick, Drag, Keypress, Move, Scroll, Type
from cua_desktop.agent.errors import ActionRefusedError, StoppedError
from cua_desktop.agent.geometry import Point
from cua_desktop.input import key_tables
from cua_desktop.input.events import ButtonDown, ButtonUp, KeyDown, MoveTo, Text
from cua_desktop.input.mac.hands import MacHands
from cua_desktop.input.mac.sending import Sender, parts_of, units_in
from cua_desktop.input.plan import typeable
from tests.input.fakes import mac as fake
from tests.input.fakes.hands import perform, started_brake, stop_after
from tests.input.fakes.libraries import module, pyautogui_on

CMD, ALT, CTRL, SHIFT = 1 << 20, 1 << 19, 1 << 18, 1 << 17
FN, PAD = 1 << 23, 1 << 21
PLACE = Point(-10, 20)
AT = (-10, 20)
COMMAND_KEY, SHIFT_KEY, CONTROL_KEY = 0x37, 0x38, 0x3B


@pytest.fixture
def quartz():
    return fake.Quartz()


@pytest.fixture
def gui(quartz, monkeypatch):
    return pyautogui_on("darwin", monkeypatch, {"Quartz": quartz, "AppKit": module("AppKit")})


@pytest.fixture
def brake():
    return started_brake()


@pytest.fixture
def hands(brake, quartz, gui, monkeypatch):
    monkeypatch.setattr("cua_desktop.input.mac.hands._KEY_SECONDS", 0)
    return MacHands(brake, Sender(quartz), gui.platformModule.keyboardMapping)


def motion(at, kind="MouseMoved", button=0, flags=0):
    """A motion, whatever way it is told to have come."""
    return {"kind": kind, "place": at, "button": button, "flags": flags}


def click(kind, button=0, clicks=1, flags=0, at=AT):
    return {"kind": kind, "place": at, "button": button, "clicks": clicks, "flags": flags}


def key(keycode, flags=0, *, down=True):
    return {"kind": "KeyDown" if down else "KeyUp", "keycode": keycode, "flags": flags}


def posted(quartz):
    return [{name: value for name, value in event.items() if name not in "dx dy"} for event in quartz.posted]


@pytest.mark.parametrize(
    ("button", "kind", "number"),
    [
        ("left", "LeftMouse", 0),
        ("right", "RightMouse", 1),
        ("wheel", "OtherMouse", 2),
        ("back", "OtherMouse", 3),
        ("forward", "OtherMouse", 4),
    ],
)
def test_a_click_is_a_motion_a_press_and_a_release(hands, brake, quartz, button, kind, number):
    perform(hands, brake, Click(PLACE, button))
    assert posted(quartz) == [motion(AT), click(f"{kind}Down", number), click(f"{kind}Up", number)]


def test_a_click_with_keys_holds_them_and_carries_their_flags(hands, brake, quartz):
    perform(hands, brake, Click(PLACE, "left", ("CMD", "SHIFT")))
    both = CMD | SHIFT
    assert posted(quartz) == [
        key(COMMAND_KEY, CMD),
        key(SHIFT_KEY, both),
        motion(AT, flags=both),
        click("LeftMouseDown", flags=both),
        click("LeftMouseUp", flags=both),
        key(SHIFT_KEY, CMD, down=False),
        key(COMMAND_KEY, 0, down=False),
    ]


def test_a_double_click_is_two_clicks_and_the_second_says_so(hands, brake, quartz):
    perform(hands, brake, DoubleClick(PLACE))
    assert posted(quartz) == [
        motion(AT),
        click("LeftMouseDown"),
        click("LeftMouseUp"),
        click("LeftMouseDown", clicks=2),
        click("LeftMouseUp", clicks=2),
    ]


def test_a_drag_is_dragged_motions_of_the_button_that_is_held(hands, brake, quartz):
    places = perform(hands, brake, Drag((Point(0, 0), Point(60, 0), Point(60, 40)), ("OPTION",)))
    start, *way = places
    assert posted(quartz) == [
        key(0x3A, ALT),
        motion(start, flags=ALT),
        click("LeftMouseDown", flags=ALT, at=start),
        *[motion(place, "LeftMouseDragged", flags=ALT) for place in way],
        click("LeftMouseUp", flags=ALT, at=way[-1]),
        key(0x3A, 0, down=False),
    ]
    dragged = [event for event in quartz.posted if event["kind"] == "LeftMouseDragged"]
    assert (sum(event["dx"] for event in dragged), sum(event["dy"] for event in dragged)) == (60, 40)


def test_motions_with_other_buttons_held_are_dragged_by_their_number(hands, quartz):
    hands.prepare()
    for event in (MoveTo(PLACE), ButtonDown("forward"), MoveTo(Point(5, 5))):
        hands.carry_out(event)
    assert posted(quartz)[-1] == motion((5, 5), "OtherMouseDragged", 4)


def test_a_move_is_one_motion(hands, brake, quartz):
    perform(hands, brake, Move(PLACE))
    assert posted(quartz) == [motion(AT)]


def test_a_move_after_a_release_is_no_drag(hands, quartz):
    hands.prepare()
    for event in (ButtonDown("left"), ButtonUp("left"), MoveTo(Point(1, 2))):
        hands.carry_out(event)
    assert posted(quartz)[-1] == motion((1, 2))


def test_scrolling_is_in_pixels_up_and_left_are_positive_and_each_notch_stands_alone(hands, brake, quartz):
    perform(hands, brake, Scroll(PLACE, 100, 200), Scroll(PLACE, -100, -100))

    def wheel(up, left):
        return {"kind": "ScrollWheel", "up": up, "left": left, "flags": 0}

    first = [motion(AT), wheel(0, -100), wheel(-100, 0), wheel(-100, 0)]
    assert posted(quartz) == [*first, motion(AT), wheel(0, 100), wheel(100, 0)]


def test_meta_is_command_and_flags_are_those_of_the_held_keys_alone(hands, brake, quartz):
    perform(hands, brake, Keypress(("CMD", "C")))
    assert posted(quartz) == [
        key(COMMAND_KEY, CMD),
        key(0x08, CMD),
        key(0x08, CMD, down=False),
        key(COMMAND_KEY, down=False),
    ]


def test_the_fn_flag_of_an_arrow_does_not_stay_behind_for_the_letter_after_it(hands, brake, quartz):
    perform(hands, brake, Keypress(("ARROWLEFT",)), Keypress(("F5",)), Keypress(("A",)), Type("a"))
    assert [event["flags"] for event in quartz.posted] == [FN | PAD, FN | PAD, FN, FN, 0, 0, 0, 0]


def test_control_and_an_arrow_looks_like_a_keyboards(hands, brake, quartz):
    perform(hands, brake, Keypress(("CTRL", "RIGHT")))
    assert posted(quartz)[1] == key(0x7C, CTRL | FN | PAD)


@pytest.mark.parametrize(
    ("name", "code"), [("KP_0", 0x52), ("KP_8", 0x5B), ("KP_Add", 0x45), ("KP_Decimal", 0x41)]
)
def test_the_keypad_that_pyautogui_lacks_is_there(hands, brake, quartz, name, code):
    perform(hands, brake, Keypress((name,)))
    assert posted(quartz) == [key(code, PAD), key(code, PAD, down=False)]


def test_a_shifted_character_carries_the_shift_flag(hands, brake, quartz):
    perform(hands, brake, Keypress(("+",)))
    assert posted(quartz) == [key(0x18, SHIFT), key(0x18, SHIFT, down=False)]


@pytest.mark.parametrize("name", sorted(key_tables.MAC))
def test_every_named_key_has_a_code_and_goes_up_again(hands, brake, quartz, name):
    perform(hands, brake, Keypress((name,)))
    down, up = quartz.posted
    assert (down["kind"], up["kind"]) == ("KeyDown", "KeyUp")
    assert down["keycode"] == up["keycode"] in range(0x80)


@pytest.mark.parametrize("name", ["insert", "capslock", "numlock", "printscreen", "pause", "menu", "f21"])
def test_a_key_a_mac_lacks_is_refused_by_name(hands, brake, quartz, name):
    with pytest.raises(ActionRefusedError, match=f"macOS has no key “{name}”"):
        perform(hands, brake, Keypress(("CMD", name)))
    assert quartz.posted == []


def test_a_character_without_a_key_is_refused(hands, brake, quartz):
    with pytest.raises(ActionRefusedError, match="no key “漢”"):
        perform(hands, brake, Keypress(("CMD", "漢")))
    assert quartz.posted == []


def test_text_counts_utf16_units_and_line_breaks_and_tabs_are_keys(hands, brake, quartz):
    perform(hands, brake, Type("a😀\n\té"))
    text = [{"kind": kind, "keycode": 0, "text": "a😀", "flags": 0} for kind in ("KeyDown", "KeyUp")]
    assert posted(quartz) == [
        *text,
        key(0x24),
        key(0x24, down=False),
        key(0x30),
        key(0x30, down=False),
        *[{**event, "text": "é"} for event in text],
    ]


def text_of(events):
    """What a program makes of them."""
    keys = {0x24: "\n", 0x30: "\t"}
    return "".join(
        event.get("text") or keys[event["keycode"]] for event in events if event["kind"] == "KeyDown"
    )


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_whatever_is_typed_arrives(hands, brake, quartz, text):
    try:
        typeable(text)
    except ActionRefusedError:
        return
    quartz.posted.clear()
    perform(hands, brake, Type(text))
    assert text_of(quartz.posted) == typeable(text)


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("😀\n\ta"), max_size=100))
def test_text_is_cut_into_parts_that_fit_and_never_through_a_character(text):
    parts = list(parts_of(text))
    assert "".join(parts) == text
    assert all(units_in(part) <= 20 for part in parts)
    assert all(part in "\n\t" or not set(part) & set("\n\t") for part in parts)


@pytest.mark.parametrize("sendings", range(1, 8))
def test_a_stop_in_the_middle_releases_everything_there_and_nothing_follows(hands, brake, quartz, sendings):
    brake.inject = stop_after(brake, sendings)
    with pytest.raises(StoppedError):
        perform(hands, brake, Drag((Point(0, 0), Point(300, 0)), ("CTRL", "SHIFT")))
    here = quartz.pointer
    where = (int(here[0]), int(here[1]))
    ups = [key(SHIFT_KEY, down=False)] * (sendings >= 2) + [key(CONTROL_KEY, down=False)]
    if sendings >= 4:
        ups.insert(0, click("LeftMouseUp", at=where))
    assert posted(quartz)[-len(ups) :] == ups
    before = len(quartz.posted)
    for event in (Text("x"), KeyDown("a"), MoveTo(PLACE), ButtonDown("left")):
        with pytest.raises(StoppedError):
            hands.carry_out(event)
    assert len(quartz.posted) == before


@pytest.mark.parametrize("button", BUTTONS)
def test_a_stop_releases_a_button_where_the_pointer_is_and_not_where_it_was_pressed(
    hands, brake, quartz, button
):
    for event in (MoveTo(PLACE), ButtonDown(button)):
        hands.carry_out(event)
    quartz.pointer = (77.8, 88.2)  # the user has moved it
    brake.stop("the test")
    down, up = posted(quartz)[1:]
    assert up == {**down, "kind": down["kind"].replace("Down", "Up"), "place": (77, 88)}
