import pytest

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.practice.player import CHECK, MOST_SCROLLS, MOST_TRIES, Player
from cua_desktop.practice.stations import CHORD, HELD_KEY, TEXT, Mark
from tests.practice.pictures import SIZE, centre, picture

DECLINED = "The user declined this, and it was not done: Click at (1, 1)."
TOUR = [
    Mark.CLICK,
    Mark.DOUBLE_CLICK,
    Mark.MOVE,
    Mark.DRAG,
    Mark.TEXT,
    Mark.CHORD,
    Mark.SCROLL,
    Mark.HELD_CLICK,
    Mark.JOB,
]


class Table:
    """A player and who plays against it; the first picture, which it only looks at, is over."""

    def __init__(self, *, batches=True, raises_check=False):
        self.player = Player(raises_check=raises_check)
        self.batches = batches
        self.begin()

    def begin(self):
        return self.turn(begins=True)

    def turn(self, *marks, said=(), acknowledged=(), begins=False):
        return self.player.decide(
            picture(*marks), SIZE, said=said, acknowledged=acknowledged, begins=begins, batches=self.batches
        )

    def actions(self, *marks, **more):
        decision = self.turn(*marks, **more)
        return [action for call in decision.calls for action in call.actions]


def test_first_it_looks():
    first = Table().begin()
    assert first.calls[0].actions == (Screenshot(),)


@pytest.mark.parametrize(("left", "top"), [(3, 3), (100, 90), (290, 170)])
def test_it_acts_in_the_middle_of_the_marker_wherever_that_is(left, top):
    assert Table().actions((Mark.CLICK, left, top)) == [Click(centre(left, top))]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (Mark.DOUBLE_CLICK, [DoubleClick(centre(50, 60))]),
        (Mark.MOVE, [Move(centre(50, 60))]),
        (Mark.TEXT, [Click(centre(50, 60)), Type(TEXT)]),
        (Mark.TEXT_READY, [Type(TEXT)]),
        (Mark.CHORD, [Click(centre(50, 60)), Keypress(CHORD)]),
        (Mark.CHORD_READY, [Keypress(CHORD)]),
        (Mark.SCROLL, [Scroll(centre(50, 60), 0, 70)]),
        (Mark.HELD_CLICK, [Click(centre(50, 60), keys=(HELD_KEY,))]),
        (Mark.JOB, [Click(centre(50, 60)), Wait(), Screenshot()]),
        (Mark.BUSY, [Wait()]),
    ],
)
def test_the_colour_says_what_is_done(mark, expected):
    assert Table().actions((mark, 50, 60)) == expected


def test_it_drags_from_marker_to_marker_through_many_points():
    [drag] = Table().actions((Mark.DRAG, 30, 100), (Mark.SLOT, 200, 100))
    assert isinstance(drag, Drag)
    assert (drag.path[0], drag.path[-1]) == (centre(30, 100), centre(200, 100))
    assert len(set(drag.path)) >= 5
    assert all(100 <= point.y <= 120 for point in drag.path)


@pytest.mark.parametrize("mark", [Mark.TEXT, Mark.CHORD, Mark.JOB])
def test_without_batches_it_does_one_thing_at_a_time(mark):
    assert Table(batches=False).actions((mark, 50, 60)) == [Click(centre(50, 60))]


def test_without_batches_it_waits_after_starting_the_job_whatever_it_sees():
    table = Table(batches=False)
    table.turn((Mark.JOB, 50, 60))
    assert table.actions((Mark.FINISHED, 10, 10)) == [Wait()]
    assert table.turn((Mark.FINISHED, 10, 10)).messages


def test_it_says_when_all_is_done():
    decision = Table().turn((Mark.FINISHED, 10, 10))
    assert not decision.calls
    assert decision.messages[0].phase == "final_answer"


@pytest.mark.parametrize("mark", [Mark.CLICK, Mark.DOUBLE_CLICK, Mark.MOVE, Mark.TEXT_READY, Mark.HELD_CLICK])
def test_after_three_tries_at_the_same_marker_it_gives_up_and_says_at_what(mark):
    table = Table()
    for _ in range(3):
        assert table.actions((mark, 50, 60))
    decision = table.turn((mark, 50, 60))
    assert not decision.calls
    assert "3 times" in decision.messages[0].text


def test_a_list_may_take_more_scrolls_than_that_but_not_for_ever():
    table = Table()
    for _ in range(MOST_SCROLLS):
        assert table.actions((Mark.SCROLL, 50, 60))
    assert table.turn((Mark.SCROLL, 50, 60)).messages


def test_a_new_marker_gets_new_tries():
    table = Table()
    for mark in TOUR[:3] * 3:
        assert table.actions((mark, 50, 60))


def test_two_markers_that_take_turns_do_not_go_on_for_ever():
    table = Table()
    turns = 0
    while not table.turn(([Mark.TEXT, Mark.TEXT_READY][turns % 2], 50, 60)).messages:
        turns += 1
        assert turns < 100


def test_without_a_practice_window_it_looks_again_and_then_says_so():
    table = Table()
    for _ in range(MOST_TRIES):
        assert table.actions() == [Wait()]
    assert "can't see the practice window" in table.turn().messages[0].text


def test_it_raises_no_check_unasked():
    table = Table()
    assert not any(call.safety_checks for mark in TOUR for call in table.turn((mark, 50, 60)).calls)


@pytest.mark.parametrize("batches", [True, False])
def test_it_raises_exactly_one_check_on_one_click(batches):
    table = Table(raises_check=True, batches=batches)
    checked = []
    for mark in TOUR:
        marks = [(mark, 50, 60), (Mark.SLOT, 150, 60)] if mark is Mark.DRAG else [(mark, 50, 60)]
        checked += [call for call in table.turn(*marks).calls if call.safety_checks]
    assert [call.safety_checks for call in checked] == [(CHECK,)]
    assert checked[0].actions[0] == Click(centre(50, 60))
    assert "practice check" in CHECK.message


def test_once_approved_it_does_not_raise_the_check_again():
    table = Table(raises_check=True)
    table.turn((Mark.JOB, 50, 60))
    decision = table.turn((Mark.JOB, 50, 60), acknowledged=(CHECK,))
    assert decision.calls[0].safety_checks == ()


def test_what_could_not_be_done_is_asked_for_again_with_its_check():
    table = Table(raises_check=True)
    table.turn((Mark.JOB, 50, 60))
    decision = table.turn((Mark.JOB, 50, 60), said=("Nothing of your last answer was done.",))
    assert decision.calls[0].safety_checks == (CHECK,)


def test_declined_it_ends_with_a_message():
    table = Table(raises_check=True)
    table.turn((Mark.JOB, 50, 60))
    decision = table.turn((Mark.JOB, 50, 60), said=("The task", DECLINED))
    assert not decision.calls
    assert "declined" in decision.messages[0].text


def test_a_new_conversation_starts_from_the_beginning():
    table = Table()
    for _ in range(MOST_TRIES):
        table.turn((Mark.CLICK, 50, 60))
    table.begin()
    assert table.actions((Mark.CLICK, 50, 60))


def test_after_its_last_message_a_reply_starts_it_again():
    table = Table()
    table.turn((Mark.FINISHED, 10, 10))
    assert table.actions((Mark.CLICK, 50, 60), said=("Again.",)) == [Screenshot()]
    assert table.actions((Mark.CLICK, 50, 60)) == [Click(centre(50, 60))]
