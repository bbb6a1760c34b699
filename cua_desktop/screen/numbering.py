"""Which number a monitor has. Pure: what the system lists comes from outside.

The system lists the monitors that are there, and the place of one in that list changes when another
goes. Whoever chose monitor 2, or hides a part of it, means that monitor: so each keeps the number that
it had first, and the number of one that is gone is nobody else's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Place = Mapping[str, Any]
"""A monitor as mss tells it: `left`, `top`, `width`, `height`, and mostly `output` or `unique_id`."""


class Numbering:
    """Numbers from 1, for as long as it lives."""

    def __init__(self) -> None:
        self._known: list[Place] = []  # the newest of each number, from 1, there or not

    def follow(self, listed: Sequence[Place]) -> dict[int, Place]:
        """The monitors that are there now, by number.

        The same output is the same monitor. Where outputs have no names (macOS, parts of one screen),
        the one at the same place is, else one of the same size, else the next in the list.
        """
        names, were = _names(listed), _names(self._known)
        found: dict[int, int] = {}  # index in `listed` -> index in what is known

        def pair(alike: Callable[[int, int], bool]) -> None:
            for now in range(len(listed)):
                for before in range(len(self._known)):
                    if now not in found and before not in found.values() and alike(now, before):
                        found[now] = before

        def maybe(now: int, before: int) -> bool:
            return not (names[now] and were[before])

        pair(lambda now, before: bool(names[now]) and names[now] == were[before])
        pair(lambda now, before: maybe(now, before) and _rect(listed[now]) == _rect(self._known[before]))
        pair(lambda now, before: maybe(now, before) and _size(listed[now]) == _size(self._known[before]))
        pair(maybe)
        numbers: dict[int, Place] = {}
        for now, place in enumerate(listed):
            if now in found:
                self._known[found[now]] = place
            else:
                found[now] = len(self._known)
                self._known.append(place)
            numbers[found[now] + 1] = place
        return numbers


def _names(places: Sequence[Place]) -> list[str]:
    """What tells each from all others; empty where nothing does."""
    names = [str(place.get("output") or place.get("unique_id") or "") for place in places]
    return [name if names.count(name) == 1 else "" for name in names]


def _size(place: Place) -> tuple[int, int]:
    return place["width"], place["height"]


def _rect(place: Place) -> tuple[int, int, int, int]:
    return place["left"], place["top"], place["width"], place["height"]
