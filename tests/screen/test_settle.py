"""Scripted pictures on a scripted clock: when does the wait end, and does it say so?"""

import asyncio

import pytest

from cua_desktop.agent.actions import Click, DoubleClick, Drag, Keypress, Move, Screenshot, Scroll, Type, Wait
from cua_desktop.agent.geometry import Point, Rect, Size
from cua_desktop.screen.settle import TIMINGS, Sample, Settler, Timing, timing_after, timings_with
from cua_desktop.settings import Settings

SIZE = Size(240, 135)
TIMING = Timing(floor=0.08, reaction=0.3, quiet=0.12, ceiling=3.0)
AT = Point(1, 1)


def picture(*painted, hidden=(), size=SIZE):
    """A sample with rectangles of cells painted: (rect, value)."""
    cells = bytearray(4 * size.width * size.height)
    for rect, value in painted:
        for y in range(rect.y, rect.bottom):
            start = 4 * (y * size.width + rect.x)
            cells[start : start + 4 * rect.width] = value.to_bytes(4, "little") * rect.width
    return Sample(size, bytes(cells), tuple(hidden))


class Desk:
    """A settler in front of a picture that is a function of the time since the action."""

    def __init__(self):
        self.settler = Settler()
        self.now = 0.0

    def settle(self, picture_at, timing=TIMING):
        """How long the wait took in seconds, and whether it settled."""
        begun = self.now

        async def take():
            self.now += 0.005
            return picture_at(self.now - begun)

        async def sleep(seconds):
            self.now += seconds

        settled = asyncio.run(self.settler.wait(timing, take, lambda: self.now, sleep))
        return self.now - begun, settled


MENU = Rect(20, 20, 30, 40)
CARET = Rect(100, 50, 1, 3)
CLOCK = Rect(220, 0, 9, 3)
SPINNER = Rect(120, 60, 8, 8)


def still(_):
    return picture()


def test_a_picture_that_does_not_react_is_taken_after_the_reaction_time():
    seconds, settled = Desk().settle(still)
    assert settled
    assert 0.3 <= seconds < 0.34


def test_the_wait_ends_when_it_is_due_and_not_a_whole_interval_later():
    timing = Timing(floor=0.08, reaction=0.32, quiet=0.12, ceiling=3.0)
    seconds, _ = Desk().settle(still, timing)
    assert 0.32 <= seconds < 0.33


def test_a_reaction_ends_the_wait_as_soon_as_it_is_quiet():
    seconds, settled = Desk().settle(lambda t: picture((MENU, 9)) if t > 0.04 else picture())
    assert settled
    assert 0.04 + 0.12 <= seconds < 0.22


def test_a_reaction_that_was_over_before_the_first_sample_counts():
    desk = Desk()
    desk.settle(still)
    seconds, settled = desk.settle(lambda _: picture((MENU, 9)))
    assert settled
    assert seconds < 0.2


def test_a_menu_that_opens_in_stages_is_waited_for_to_its_last():
    def menu(t):
        return picture((Rect(20, 20, 30, 8 * min(int(t / 0.1), 5)), 9))

    seconds, settled = Desk().settle(menu)
    assert settled
    assert 0.5 + 0.12 <= seconds < 0.7


def test_a_fade_in_small_steps_is_waited_for():
    seconds, settled = Desk().settle(lambda t: picture((MENU, min(int(t * 200), 100))))
    assert settled
    assert 0.5 + 0.12 <= seconds < 0.7


@pytest.mark.parametrize("first", [Rect(0, 0, 90, 60), Rect(5, 10, 150, 20)], ids=["much", "wide"])
def test_a_window_or_page_that_comes_in_pieces_is_waited_for(first):
    def window(t):
        return picture(*[(first, 5)] * (t > 0.05), *[(MENU, 9)] * (t > 0.05 + 0.25))

    seconds, settled = Desk().settle(window)
    assert settled
    assert seconds >= 0.3 + 0.12


def test_a_menu_is_not_waited_for_as_long_as_a_page():
    seconds, settled = Desk().settle(lambda t: picture(*[(Rect(20, 20, 60, 40), 5)] * (t > 0.02)))
    assert settled
    assert seconds < 0.25


def test_a_button_that_shows_it_is_pressed_is_not_the_reaction():
    def late(t):
        return picture(*[(Rect(20, 20, 30, 8), 5)] * (t > 0.02), *[(MENU, 9)] * (t > 0.27))

    seconds, settled = Desk().settle(late)
    assert settled
    assert seconds >= 0.27 + 0.12


@pytest.mark.parametrize("period", [0.06, 0.1, 0.5])
def test_a_blinking_caret_does_not_hold_up_the_wait(period):
    def caret(t):
        return picture((CARET, 7 * (int(t / period) % 2)))

    seconds, settled = Desk().settle(caret)
    assert settled
    assert seconds < 0.6


def test_a_blinking_caret_is_not_taken_for_the_reaction():
    def late(t):
        return picture((CARET, 7 * (t > 0.02)), *[(MENU, 9)] * (t > 0.25))

    seconds, settled = Desk().settle(late)
    assert settled
    assert seconds >= 0.25 + 0.12


def test_a_ticking_clock_does_not_hold_up_the_wait():
    seconds, settled = Desk().settle(lambda t: picture((CLOCK, int(t + 0.8))))
    assert settled
    assert seconds < 0.5


def test_small_text_that_keeps_coming_is_waited_for():
    def typing(t):
        return picture(*[(Rect(10 + 2 * n, 10, 2, 2), n + 1) for n in range(min(int(t / 0.05), 20))])

    seconds, settled = Desk().settle(typing)
    assert settled
    assert seconds >= 1.0 + 0.12


def test_what_never_ends_ends_the_wait_at_the_ceiling_and_says_so():
    seconds, settled = Desk().settle(lambda t: picture((SPINNER, int(t * 50))))
    assert not settled
    assert 3.0 <= seconds < 3.1


def test_what_never_ends_costs_the_full_wait_only_once():
    desk = Desk()

    def spinning(t):
        return picture((SPINNER, int((desk.now + t) * 50)))

    desk.settle(spinning)
    for _ in range(3):
        seconds, settled = desk.settle(spinning)
        assert settled
        assert seconds < 0.5


def test_beside_what_never_ends_a_reaction_is_still_waited_for():
    desk = Desk()

    def spinning(t, *more):
        return picture((SPINNER, int((desk.now + t) * 50)), *more)

    desk.settle(spinning)
    seconds, settled = desk.settle(lambda t: spinning(t, *[(MENU, 9)] * (t > 0.2)))
    assert settled
    assert seconds >= 0.2 + 0.12


def test_what_has_come_to_rest_counts_again():
    desk = Desk()
    desk.settle(lambda t: picture((SPINNER, int((desk.now + t) * 50))))
    for _ in range(4):
        desk.settle(still)
    seconds, settled = desk.settle(lambda t: picture((SPINNER, int(t * 50))))
    assert not settled
    assert seconds >= 3.0


def test_a_video_over_most_of_the_picture_is_never_ignored():
    desk = Desk()
    whole = Rect(0, 0, 240, 120)

    def video(t):
        return picture((whole, int((desk.now + t) * 50)))

    desk.settle(video)
    assert desk.settle(video)[1] is False


def test_what_is_hidden_does_not_count():
    own = Rect(150, 90, 60, 40)

    def transcript(t):
        return picture((Rect(155, 95, 50, 30), int(t * 50)), hidden=[own])

    seconds, settled = Desk().settle(transcript)
    assert settled
    assert seconds < 0.34


def test_an_own_window_that_moves_does_not_count_where_it_was_nor_where_it_is():
    def moving(t):
        place = Rect(150, 90, 60, 40) if t < 0.2 else Rect(10, 10, 60, 40)
        return picture((place, 9), hidden=[place])

    seconds, settled = Desk().settle(moving)
    assert settled
    assert seconds < 0.34


def test_a_change_of_resolution_counts_as_a_change():
    def resized(t):
        return picture(size=SIZE if t < 0.1 else Size(240, 180))

    seconds, settled = Desk().settle(resized)
    assert settled
    assert 0.1 + 3 * 0.12 <= seconds < 0.55


def test_every_kind_of_action_has_a_floor_and_a_ceiling():
    every = [
        Click(AT),
        DoubleClick(AT),
        Drag((AT, AT)),
        Keypress(("A",)),
        Move(AT),
        Screenshot(),
        Scroll(AT, 0, 1),
        Type("a"),
        Wait(),
    ]
    for action in every:
        timing = timing_after([action])
        assert 0.05 <= timing.floor <= 0.5
        assert timing.floor < timing.ceiling <= 3.0


def test_after_a_wait_there_is_only_the_floor():
    seconds, settled = Desk().settle(
        lambda t: picture((MENU, int(t * 50))), timing_after([Click(AT), Wait()])
    )
    assert settled
    assert seconds < 0.1


def test_what_follows_a_wait_counts():
    assert timing_after([Wait(), Click(AT)]) == timing_after([Click(AT)])


def test_of_several_actions_the_most_demanding_counts():
    assert timing_after([Keypress(("ENTER",)), Move(AT)]) == timing_after([Keypress(("ENTER",))])


def test_typing_a_line_break_is_as_demanding_as_a_keypress():
    assert timing_after([Type("ls\n")]) == timing_after([Keypress(("ENTER",))])
    assert timing_after([Type("ls")]).reaction < timing_after([Type("ls\n")]).reaction


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (("ENTER",), "start"),
        (("CTRL", "O"), "shortcut"),
        (("F5",), "shortcut"),
        (("SUPER",), "shortcut"),
        (("F",), "key"),
        (("TAB",), "key"),
    ],
    ids=str,
)
def test_keys_are_waited_for_by_what_they_may_bring_about(keys, kind):
    assert timing_after([Keypress(keys)]) == TIMINGS[kind]


def test_floors_and_ceilings_can_be_set_for_each_kind():
    timings = timings_with("click=0.4 type=2.5", "move=9")
    assert timing_after([Click(AT)], timings).floor == 0.4
    assert timing_after([Move(AT)], timings).ceiling == 9
    assert timings["type"].ceiling == timings["type"].floor == 2.5
    assert timings["scroll"] == TIMINGS["scroll"]


def test_the_settings_defaults_are_the_timings():
    settings = Settings()
    assert timings_with(settings.settle_floors, settings.settle_ceilings) == TIMINGS
    named = {each.partition("=")[0] for each in settings.settle_floors.split()}
    assert named == TIMINGS.keys() - {"look"}
