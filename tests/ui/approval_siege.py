"""Tries to approve, many of them, each against an open question; and what came of them."""

import json
import random
import time
from collections import Counter

from tests.ui.approval_attacks import AT_ANY_TIME, SENT, UNTIMELY, Attacker
from tests.ui.processes import Program

AFTERWARDS_SECONDS = 0.7
"""A press waits so long, at most, for the other process to have heard it; with some to spare."""

WAYS = {
    "physical": (*AT_ANY_TIME, *UNTIMELY, *SENT),
    "injected": (*UNTIMELY, *SENT),
}


class Siege:
    """One asker, which asks again and again; `counting` is which presses count for it."""

    def __init__(self, counting, seed):
        self.chance = random.Random(seed)  # noqa: S311 - a seed makes a failure come again
        self.asker = Program(
            "tests.ui.asker", "--counting", counting, "--questions", "1000000", "--settle", "0.1"
        )
        self.ways = WAYS[counting]
        self.tried = Counter()
        self.answers = Counter()
        self.approved_by = []
        self.attacker = Attacker(self.asker.said("shown"), self.chance)

    def go_on(self, tries):
        """Chooses ways at random; each is tried once before any is tried again."""
        ways = []
        for _ in range(tries):
            ways = ways or self.chance.sample(self.ways, len(self.ways))
            self.attempt(ways.pop())

    def attempt(self, way):
        way(self.attacker)
        self.tried[way.__name__] += 1
        until = time.monotonic() + AFTERWARDS_SECONDS
        while said := self.said(until - time.monotonic()):
            if "answer" in said:
                self.answers[said["answer"]] += 1
                if said["answer"] == "allowed":
                    self.approved_by.append(way.__name__)
                self.attacker.asked(self.asker.said("shown"))
                until = time.monotonic() + AFTERWARDS_SECONDS

    def said(self, seconds):
        """The next line within this time."""
        try:
            return json.loads(self.asker.line(lambda _line: True, seconds)) if seconds > 0 else None
        except AssertionError:
            assert self.asker.process.poll() is None, self.asker.errors()
            return None

    def end(self):
        self.attacker.close()
        self.asker.end()
