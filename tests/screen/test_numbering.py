"""Monitors come and go; each keeps its number."""

from cua_desktop.screen.numbering import Numbering


def monitor(left, width=100, **more):
    return {"left": left, "top": 0, "width": width, "height": 80, **more}


def named(left, output, width=100):
    return monitor(left, width, output=output)


def numbers(numbering, *listed):
    """The numbers, in the order in which the monitors were listed."""
    found = numbering.follow(listed)
    return [next(number for number, place in found.items() if place is each) for each in listed]


def test_the_first_list_gives_the_numbers():
    assert numbers(Numbering(), named(0, "A"), named(100, "B"), named(200, "C")) == [1, 2, 3]


def test_when_one_goes_the_others_keep_their_numbers():
    numbering = Numbering()
    numbers(numbering, named(0, "A"), named(100, "B"), named(200, "C"))
    assert numbers(numbering, named(0, "B"), named(100, "C")) == [2, 3]


def test_one_that_comes_back_has_its_number_again():
    numbering = Numbering()
    numbers(numbering, named(0, "A"), named(100, "B"))
    numbers(numbering, named(0, "A"))
    assert numbers(numbering, named(500, "B", 300), named(0, "A")) == [2, 1]


def test_another_one_does_not_get_the_number_of_one_that_is_gone():
    numbering = Numbering()
    numbers(numbering, named(0, "A"), named(100, "B"))
    assert numbers(numbering, named(0, "A"), named(100, "C")) == [1, 3]
    assert numbers(numbering, named(100, "B"), named(0, "A"), named(200, "C")) == [2, 1, 3]


def test_on_windows_the_unique_id_is_the_name():
    numbering = Numbering()
    numbers(numbering, monitor(0, unique_id="A"), monitor(100, unique_id="B"))
    assert numbers(numbering, monitor(0, unique_id="B")) == [2]


def test_without_names_the_same_place_is_the_same_monitor():
    numbering = Numbering()
    numbers(numbering, monitor(0), monitor(100), monitor(200))
    assert numbers(numbering, monitor(100), monitor(200)) == [2, 3]


def test_without_names_and_at_another_place_it_is_known_by_its_size():
    numbering = Numbering()
    numbers(numbering, monitor(0, 100), monitor(100, 150))
    assert numbers(numbering, monitor(0, 150)) == [2]


def test_without_names_one_that_changes_its_size_keeps_its_number():
    numbering = Numbering()
    numbers(numbering, monitor(0), monitor(100))
    assert numbers(numbering, monitor(0), monitor(100, 150)) == [1, 2]


def test_parts_of_one_screen_that_share_a_name_are_told_apart_by_their_places():
    numbering = Numbering()
    numbers(numbering, named(0, "A", 60), named(60, "A", 40), named(100, "B"))
    assert numbers(numbering, named(100, "B"), named(60, "A", 40), named(0, "A", 60)) == [3, 2, 1]
