"""Our own injected events, so that a listener can tell them from others'.

No clock decides: on a machine that is busy an event may be heard seconds after it was sent, and
must not be taken for the user's. What is never heard, because the system swallowed it, is
forgotten once the listener has caught up with everything that was sent with it.
"""

import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cua_desktop.input.brake import Injected, Kind


class OwnEvents:
    """Injected events that the listener has not heard yet. Keeps none before `begin`.

    Counted, not ordered: when someone injects the same event at the same moment, it does not
    matter whose is taken for whose.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept = False
        self._expected: deque[tuple[int, Kind, int | str]] = deque()
        self._counts: Counter[tuple[Kind, int | str]] = Counter()
        self._begun = self._sent = self._under_way = 0

    def begin(self) -> None:
        """There is a listener, which takes out what it hears."""
        self._kept = True

    @contextmanager
    def sending(self, events: "Sequence[Injected]") -> Iterator[None]:
        """These are sent within; when it ends, the system has taken them in."""
        self._expect(events)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                if not self._under_way:  # a release does not wait for ever for a sending that hangs
                    self._sent = self._begun

    def take(self, kind: "Kind", code: int | str) -> bool:
        """Whether an event that was heard is one of ours; each is taken once."""
        with self._lock:
            if self._counts[kind, code] <= 0:
                return False
            self._counts[kind, code] -= 1
            for index, (_, its_kind, its_code) in enumerate(self._expected):
                if (its_kind, its_code) == (kind, code):
                    del self._expected[index]
                    break
            return True

    @property
    def unheard(self) -> int:
        """How many events the listener has still to hear, of those it will."""
        return len(self._expected)

    @property
    def begun(self) -> int:
        """How many events were sent, or are about to be."""
        return self._begun

    @property
    def sent(self) -> int:
        """How many events the system has taken in for certain."""
        return self._sent

    def forget(self, sent: int) -> None:
        """The listener has heard all it will ever hear of the first `sent` events.

        The system may swallow an event, e.g. a second press; it must not hide another's later.
        """
        with self._lock:
            while self._expected and self._expected[0][0] <= sent:
                _, kind, code = self._expected.popleft()
                self._counts[kind, code] -= 1

    def _expect(self, events: "Sequence[Injected]") -> None:
        with self._lock:
            self._under_way += 1
            for event in events:
                self._begun += 1
                if self._kept:
                    self._expected.append((self._begun, event.kind, event.code))
                    self._counts[event.kind, event.code] += 1
