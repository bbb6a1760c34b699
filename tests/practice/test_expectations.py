import copy

import pytest

from cua_desktop.practice.expectations import all_ok, judged
from cua_desktop.practice.stations import TEXT, Station, stations_for

PLACE = {"button": "left", "modifiers": [], "x": 1, "y": 1, "distance": 0.7}


def told(what, station, **facts):
    return {"what": what, "station": station, **facts}


def all_right():
    """What a faultless run makes the window report."""
    reports = [
        {"what": "ready"},
        told("press", "click", **PLACE),
        told("press", "double_click", **PLACE),
        told("double_click", "double_click", **PLACE),
        told("hover", "move", **PLACE, pressed=False),
        told("drag", "drag", **PLACE, from_distance=0.7, motions=7, dropped=True),
        told("press", "type", **PLACE),
        told("text", "type", text=TEXT[:-1]),
        told("text", "type", text=TEXT),
        told("press", "keypress", **PLACE),
        told("chord", "keypress", keys=["CTRL", "SHIFT", "K"], repeated=False),
        *[told("scroll", "scroll", notches_x=0, notches_y=1, pixels=100) for _ in range(3)],
        told("press", "scroll", **PLACE, shows=True),
        told("press", "held_click", **{**PLACE, "modifiers": ["CTRL"]}),
        told("press", "wait", **PLACE, busy=False),
        told("busy", "wait"),
        told("ready", "wait"),
    ]
    reports += [told("done", station.value) for station in Station]
    return [*reports, {"what": "finished"}, summary()]


def summary(**other):
    return {"what": "summary", "done": [each.value for each in Station], "text": TEXT, "held": [], **other}


def bad(reports, stations=tuple(Station)):
    return [finding.what for finding in judged(reports, stations) if not finding.ok]


def test_a_faultless_run_is_ok():
    assert all_ok(judged(all_right(), tuple(Station)))


def test_the_preview_dialect_has_no_exercise_with_a_key_held():
    stations = stations_for(held_keys=False)
    assert Station.HELD_CLICK not in stations
    assert bad([r for r in all_right() if r.get("station") != "held_click"], stations) == []


def test_nothing_at_all_is_not_ok():
    assert len(bad([])) == len(Station) + 1
    assert not all_ok([])


def test_every_finding_says_what_was_expected_and_what_came():
    for finding in judged(all_right(), tuple(Station)):
        assert finding.what
        assert finding.expected
        assert finding.received


NOT_COUNTED = {"busy", "finished", "scroll"}
"""How often these come depends on the machine, or is told by another report."""


def places(*left_out):
    """Where in a faultless run the reports are that count, each exactly once."""
    return [
        place
        for place, report in enumerate(all_right())
        if report["what"] not in {*NOT_COUNTED, *left_out}
        and report != {"what": "ready"}
        and report.get("text") != TEXT[:-1]
    ]


@pytest.mark.parametrize("place", places())
def test_whatever_is_missing_is_found(place):
    reports = all_right()
    del reports[place]
    assert bad(reports)


@pytest.mark.parametrize("place", places("text", "summary", "ready"))
def test_whatever_comes_twice_is_found(place):
    reports = all_right()
    reports.insert(place, copy.deepcopy(reports[place]))
    assert bad(reports)


@pytest.mark.parametrize(
    ("what", "station", "change", "finding"),
    [
        ("press", "click", {"distance": 5.0}, "Click"),
        ("press", "click", {"button": "right"}, "Click"),
        ("press", "click", {"modifiers": ["CTRL"]}, "Click"),
        ("double_click", "double_click", {"distance": 5.0}, "Double-click"),
        ("hover", "move", {"distance": 5.0}, "Move"),
        ("hover", "move", {"pressed": True}, "Move"),
        ("drag", "drag", {"dropped": False}, "Drag"),
        ("drag", "drag", {"from_distance": 5.0}, "Drag"),
        ("drag", "drag", {"modifiers": ["SHIFT"]}, "Drag"),
        ("chord", "keypress", {"keys": ["CTRL", "K"]}, "Keypress"),
        ("scroll", "scroll", {"notches_y": -1, "pixels": -100}, "Scroll"),
        ("scroll", "scroll", {"notches_x": 1}, "Scroll"),
        ("press", "scroll", {"distance": 5.0}, "Scroll"),
        ("press", "held_click", {"modifiers": []}, "Click with a key held"),
        ("press", "held_click", {"modifiers": ["CTRL", "SHIFT"]}, "Click with a key held"),
        ("press", "wait", {"distance": 5.0}, "Wait"),
    ],
)
def test_whatever_is_wrong_is_found(what, station, change, finding):
    reports = all_right()
    wrong = next(r for r in reports if r["what"] == what and r.get("station") == station)
    wrong.update(change)
    assert bad(reports) == [finding]


@pytest.mark.parametrize("station", [station.value for station in Station])
@pytest.mark.parametrize("what", ["press", "double_click"])
def test_a_press_too_many_is_found_at_every_exercise(station, what):
    reports = all_right()
    reports.insert(-1, told(what, station, **PLACE))
    assert len(bad(reports)) == 1


def test_a_text_that_is_almost_right_is_found():
    reports = all_right()
    for report in reports:
        if report.get("text") == TEXT:
            report["text"] = TEXT.replace("Å", "å")
    assert bad(reports) == ["Type", "At the end"]


def test_what_went_astray_is_found():
    reports = [*all_right(), {"what": "stray", "kind": "key", "keys": ["X"]}]
    assert bad(reports) == ["Anywhere else"]


def test_a_key_that_stays_held_is_found():
    assert bad([*all_right(), summary(held=["SHIFT"])]) == ["At the end"]


def test_control_characters_are_shown_and_never_printed():
    reports = [*all_right()[:-1], told("text", "type", text="\x1b[2J"), summary(text="\x1b[2J")]
    assert all("\x1b" not in finding.received for finding in judged(reports, tuple(Station)))
