"""A conversation that goes along with every request, kept small: few pictures, and not too many turns.

An old picture is replaced, an old turn is left out; what the user and the app said is always kept. A call
and its answer stand in neighbouring turns, so a turn never goes without the answer in the next one.
"""

from dataclasses import replace

from cua_desktop.agent.exchange import CallOutput, Frame, Received, Request, Turn

MOST_BYTES = 8_000_000
MOST_PICTURES = 3
"""Before the newest one; the model works from that."""

MOST_TURNS = 60
KEPT_TURNS = 40
"""As many stay when there are too many: cutting seldom lets the service reuse what it has read before."""

_MOST_MESSAGES = 40
_LEFT_OUT = "Earlier steps are left out here."
_ON_THE_WIRE = 4 / 3
"""Base64."""


def shortened(turns: tuple[Turn, ...], most_bytes: int = MOST_BYTES) -> tuple[Turn, ...]:
    """The turns with few enough pictures, within the bytes together with one more picture."""
    if len(turns) > MOST_TURNS:
        turns = _without_oldest(turns, len(turns) - KEPT_TURNS)
    left = most_bytes - _newest_picture(turns)
    left -= sum(turn.received.size + _length(turn.request) for turn in turns)
    while left < 0 and len(turns) > 2:  # noqa: PLR2004 - the opening and the newest
        before = sum(turn.received.size for turn in turns)
        turns = _without_oldest(turns, 2)
        left += before - sum(turn.received.size for turn in turns)
    return _with_few_pictures(turns, left)


def _with_few_pictures(turns: tuple[Turn, ...], left: int) -> tuple[Turn, ...]:
    pictures = 0
    newest_first = []
    for turn in reversed(turns):
        weight = _weight(turn.request)
        if weight:
            pictures += 1
            left -= weight
        keeps = pictures <= MOST_PICTURES and left >= 0
        newest_first.append(
            turn if keeps or not weight else Turn(_without_pictures(turn.request), turn.received)
        )
    return tuple(reversed(newest_first))


def _without_oldest(turns: tuple[Turn, ...], number: int) -> tuple[Turn, ...]:
    """In place of the oldest turns stands what was said in them."""
    oldest, first, rest = turns[:number], turns[number], turns[number + 1 :]
    said = [text for turn in oldest for text in turn.request.messages if text != _LEFT_OUT]
    words = (*said[:1], *said[1:][-_MOST_MESSAGES:], _LEFT_OUT)
    opening = Turn(Request(first.request.declared, messages=words), Received())
    return (opening, Turn(replace(first.request, outputs=()), first.received), *rest)


def _newest_picture(turns: tuple[Turn, ...]) -> int:
    return next((weight for turn in reversed(turns) if (weight := _weight(turn.request))), 0)


def _weight(request: Request) -> int:
    """The bytes of its pictures on the wire."""
    frames = [output.frame for output in request.outputs]
    frames += [request.frame] if request.frame is not None else []
    return int(sum(len(frame.data) for frame in frames) * _ON_THE_WIRE)


def _length(request: Request) -> int:
    return sum(len(text) for text in request.messages)


def _without_pictures(request: Request) -> Request:
    outputs = tuple(
        CallOutput(output.call_id, _let_go(output.frame), output.acknowledged) for output in request.outputs
    )
    frame = None if request.frame is None or request.messages else _let_go(request.frame)
    return replace(request, outputs=outputs, frame=frame)


def _let_go(frame: Frame) -> Frame:
    return Frame(b"", frame.mime, frame.size)
