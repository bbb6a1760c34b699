"""What a run has used so far."""

from cua_desktop.agent.events import Phases
from cua_desktop.agent.exchange import Usage
from cua_desktop.agent.interfaces.screen import View


class Tally:
    """Counts steps, tokens, seconds per phase, and answers in a row of which nothing could be done."""

    def __init__(self) -> None:
        self.steps = 0
        self.fruitless = 0
        self.usage = Usage()
        self.model = self.act = self.settle = self.capture = self.encode = 0.0

    def saw(self, view: View) -> None:
        """Adds what a look at the screen cost."""
        self.settle += view.settle_seconds
        self.capture += view.capture_seconds
        self.encode += view.encode_seconds

    def phases(self) -> Phases:
        """The seconds of every phase so far."""
        return Phases(self.model, self.act, self.settle, self.capture, self.encode)
