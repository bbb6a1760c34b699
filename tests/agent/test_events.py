import json

from cua_desktop.agent.actions import Click
from cua_desktop.agent.events import ActionStarted, EndReason, RunEnded, ScreenshotTaken, as_json_object
from cua_desktop.agent.exchange import Frame
from cua_desktop.agent.geometry import Point, Size


def test_an_event_is_one_json_object_with_its_type_time_and_step():
    event = ActionStarted(time=1.5, step=3, action=Click(Point(4, 5)))
    assert json.loads(json.dumps(as_json_object(event))) == {
        "type": "action_started",
        "time": 1.5,
        "step": 3,
        "action": {
            "type": "click",
            "words": "Click at (4, 5)",
            "point": {"x": 4, "y": 5},
            "button": "left",
            "keys": [],
        },
    }


def test_a_screenshot_is_told_by_its_size_and_never_by_its_pixels():
    event = ScreenshotTaken(time=0, frame=Frame(b"PIXELS", "image/png", Size(8, 9)), seconds=0.1)
    assert as_json_object(event)["frame"] == {"mime": "image/png", "width": 8, "height": 9, "bytes": 6}


def test_the_end_has_its_reason_and_the_seconds_per_phase():
    ended = as_json_object(RunEnded(time=0, reason=EndReason.LIMIT))
    assert ended["reason"] == "limit"
    assert set(ended["phases"]) == {"model", "act", "settle", "capture", "encode"}
