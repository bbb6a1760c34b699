"""The user takes over on a real display: what other programs inject stands for a person on VNC."""

import sys
import time

import pytest

from cua_desktop.agent.actions import Click, Drag, Keypress, Move, Scroll, Type, Wait
from cua_desktop.agent.errors import StoppedError, UserActiveError
from cua_desktop.agent.geometry import Point, Rect
from cua_desktop.input.client import Stopped, UserActive
from cua_desktop.input.user_watch import LEAVING_SECONDS, REST_SECONDS
from tests.input.support import NOTHING, Desk, keys_down, run, until

HERE = Point(640, 400)


@pytest.fixture
def opened(display):
    desk = Desk(interruptible=True)
    desk.do(desk.input.open())
    yield desk
    desk.close()
    assert keys_down() == NOTHING


@pytest.fixture
def desk(opened):
    run("xdotool", "mousemove", "640", "400")
    opened.do(opened.input.start_run())
    return opened


def told(desk):
    return [report.what for report in list(desk.reports) if isinstance(report, UserActive)]


def wait_until_told(desk):
    desk.wait_for(lambda: told(desk))
    return told(desk)[0]


def has_let_pass(desk, kind, *words):
    """Whether nothing was told before this: the listener hears in order, and tells of this for sure."""
    run("xdotool", *words)
    return wait_until_told(desk).kind == kind


def hears_motions(desk):
    """Whether a deliberate motion is told of: the hand counts no more as the one that started the run."""
    desk.do(desk.input.resume())
    desk.reports.clear()
    run("xdotool", "mousemove_relative", "20", "0")
    return wait_until_told(desk).kind == "motion"


def under_way(action, field):
    """Whether something of it has arrived; of a wait nothing can."""
    match action:
        case Type():
            return until(lambda: field.text)
        case Drag():
            return until(lambda: keys_down() != NOTHING)
    return True


@pytest.mark.parametrize(
    "action",
    [Wait(), Type("long " * 4000), Drag(tuple([HERE, Point(700, 450)] * 300))],
    ids=["wait", "type", "drag"],
)
def test_a_key_of_the_user_ends_the_action_under_way(desk, qt_field, action):
    task = desk.begin(action)
    assert under_way(action, qt_field)
    run("xdotool", "key", "Shift_L")
    assert isinstance(desk.outcome(task), UserActiveError)
    assert keys_down() == NOTHING
    assert wait_until_told(desk).kind == "key"


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("key", ["key", "Shift_L"]),
        ("button", ["click", "1"]),
        ("wheel", ["click", "5"]),
        ("motion", ["mousemove_relative", "20", "0"]),
    ],
)
def test_the_user_is_told_of_with_kind_source_and_time(desk, kind, command):
    before = time.time()

    def is_told():
        run("xdotool", *command)
        # The hand that started the run may move on; one that has rested begins another motion.
        return until(lambda: told(desk), REST_SECONDS * 1.2)

    what = until(is_told)[0]
    assert (what.kind, what.physical) == (kind, False)
    assert before <= what.time <= time.time()


def test_every_action_is_refused_until_resume(desk):
    run("xdotool", "key", "Shift_L")
    wait_until_told(desk)
    for action in (Move(HERE), Keypress(("A",)), Wait()):
        with pytest.raises(UserActiveError):
            desk.perform(action)
    desk.do(desk.input.resume())
    desk.perform(Move(HERE))


def test_stop_still_works_while_the_user_has_the_computer(desk):
    run("xdotool", "key", "Shift_L")
    wait_until_told(desk)
    run("xdotool", "key", "ctrl+alt+q")
    desk.wait_for(lambda: Stopped("the stop keys") in desk.reports)
    desk.do(desk.input.resume())
    with pytest.raises(StoppedError):
        desk.perform(Move(HERE))


def test_the_app_can_interrupt_as_the_user_does(desk):
    drag = Drag(tuple([HERE, Point(700, 450)] * 300))
    task = desk.begin(drag)
    assert under_way(drag, None)
    desk.input.interrupt()
    assert isinstance(desk.outcome(task), UserActiveError)


def test_a_bumped_desk_interrupts_nothing(desk):
    time.sleep(LEAVING_SECONDS)
    for step in ("3", "-3", "2"):
        run("xdotool", "mousemove_relative", "--", step, "0")
    desk.perform(Move(HERE))
    assert has_let_pass(desk, "key", "key", "Shift_L")
    assert hears_motions(desk)


def test_the_agents_moves_do_not_add_to_the_users(desk):
    time.sleep(LEAVING_SECONDS)
    for x in (200, 1000, 300, 900, 400, 800):
        desk.perform(Move(Point(x, 300)))
        run("xdotool", "mousemove_relative", "1", "0")
    desk.perform(Move(HERE))
    assert has_let_pass(desk, "key", "key", "Shift_L")
    assert hears_motions(desk)


def test_what_the_user_does_in_an_own_window_interrupts_nothing(desk):
    desk.input.tell_own_windows([Rect(600, 300, 200, 200)], focused=True)
    desk.perform(Move(Point(300, 300)))  # the order before has arrived
    run("xdotool", "mousemove", "640", "400", "click", "1", "click", "5", "key", "Shift_L")
    run("xdotool", "mousemove_relative", "30", "0")
    desk.perform(Move(HERE))
    assert has_let_pass(desk, "button", "mousemove", "300", "300", "click", "8")


def test_a_click_on_an_own_window_takes_the_keyboard_from_an_agent_that_types(desk, qt_field):
    desk.input.tell_own_windows([Rect(0, 0, 1280, 800)], focused=False)
    action = Type("long " * 4000)
    task = desk.begin(action)
    assert under_way(action, qt_field)
    run("xdotool", "click", "8")
    assert isinstance(desk.outcome(task), UserActiveError)
    desk.do(desk.input.resume())
    run("xdotool", "click", "8")
    desk.perform(Move(HERE))  # for which the keyboard does not matter


def test_no_run_no_interruption(opened):
    run("xdotool", "key", "Shift_L", "key", "ctrl+alt+q")
    opened.wait_for(lambda: Stopped("the stop keys") in opened.reports)  # all has been heard
    assert not told(opened)
    opened.do(opened.input.start_run())
    opened.perform(Move(HERE))
    assert has_let_pass(opened, "button", "click", "8")


def test_a_run_that_ignores_the_user_goes_on_but_tells(display):
    desk = Desk()
    try:
        desk.do(desk.input.open())
        desk.do(desk.input.start_run())
        run("xdotool", "key", "Shift_L")
        wait_until_told(desk)
        desk.perform(Move(HERE))
    finally:
        desk.close()


def test_the_agents_own_input_is_never_taken_for_the_users(desk, qt_field):
    path = (HERE, Point(700, 420), Point(660, 480), Point(600, 410))
    for _ in range(5):
        desk.perform(Click(HERE, keys=("SHIFT",)), Drag(path), Scroll(HERE, 0, 600), Keypress(("CTRL", "A")))
    desk.perform(Type("Gru\u0308ße, Ελλάδα 🙂 <tag>\n" * 20))
    assert has_let_pass(desk, "button", "click", "8")


def test_a_listener_that_was_held_up_takes_nothing_of_ours_for_the_users(display):
    before, after = run(sys.executable, "-m", "tests.input.stalled_listener").split()
    assert before == "1"
    assert after == "2"  # and nothing of ours is left to hide what is the user's
