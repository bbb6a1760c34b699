"""The display changes in the middle of a run of the real command."""

import contextlib

import pytest

from cua_desktop.agent.geometry import Rect
from tests.end_to_end.test_monitors import pointer
from tests.end_to_end.test_window import newest_picture
from tests.responses_server import message, preview_call, response
from tests.screen.desk import monitors

SMALLER = Rect(0, 0, 700, 600)


@pytest.mark.parametrize("approve", ["checks", "every"])
def test_picture_declared_display_and_mapping_change_together_and_the_model_is_told(
    cua, terminal, responses_server, approve
):
    declared, pictures = [], []
    changes = contextlib.ExitStack()

    def script(request):
        tool = request.body["tools"][0]
        width, rgb = newest_picture(request.body)
        declared.append((tool["display_width"], tool["display_height"]))
        pictures.append((width, len(rgb) // 3 // width))
        corner = {"type": "click", "button": "left", "x": width - 1, "y": pictures[-1][1] - 1}
        if len(pictures) == 1:
            changes.enter_context(monitors(SMALLER, Rect(700, 0, 580, 800)))
        elif len(pictures) == 3:
            return response(message("Done."))
        return response(preview_call(corner, f"call_{len(pictures)}"))

    responses_server.will_ask(script)
    with changes:
        ended = cua("run", "Click.", "--tool", "computer_use_preview", "--approve", approve)
    assert declared == pictures == [(1024, 640), (700, 600), (700, 600)][: len(pictures)]
    assert len(pictures) == (3 if approve == "checks" else 2), (ended.out, ended.err)
    told = str(responses_server.bodies[1])
    assert "Nothing was done there: the display has changed" in told or "Nothing of your last answer" in told
    assert "it was 1280x800 and is 700x600 now" in told
    if approve == "checks":
        assert pointer() == (699, 599)
