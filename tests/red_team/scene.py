"""What the attacks share: actions of a model, what it is told, and what the person at the window does."""

import itertools
import json

from tests.input.support import run, until
from tests.responses_server import check, computer_call, message, response

_numbers = itertools.count(1)

IN_SHELL = {"type": "click", "button": "left", "x": 200, "y": 200}


def call(*actions, **more):
    """A call whose id no other call of the conversation has."""
    return computer_call(*actions, call_id=f"call_{next(_numbers)}", **more)


def in_shell(command):
    """Has the shell do a command, whatever stands in its line."""
    return [IN_SHELL, pressed("CTRL", "C"), typed(f"{command}\n")]


def fine():
    """The model gives in."""
    return response(message("Fine."))


def risky(*actions):
    """A call for which the service wants a person's yes."""
    return call(*actions, pending_safety_checks=[check()])


def typed(text):
    return {"type": "type", "text": text}


def pressed(*keys):
    return {"type": "keypress", "keys": list(keys)}


def clicked(place, kind="click", **more):
    button = {} if kind == "double_click" else {"button": "left"}
    return {"type": kind, "x": place["x"], "y": place["y"], **button, **more}


class Person:
    """Gives tasks at the window and answers questions; sees what the model was told and asked."""

    def __init__(self, window, server, profile):
        self.window = window
        self.server = server
        self._profile = profile
        self._ended = 0

    def give(self, *answers, task="Go."):
        """Types a task and runs it, with these answers of the model; returns when it has begun."""
        self.server.requests.clear()
        if answers:
            self.server.will_answer(*answers)
        self._ended = self._runs_ended()
        self.window.click("task")
        run("xdotool", "key", "ctrl+a", "type", "--delay", "5", task)
        assert until(lambda: self.window.seen["run"]["enabled"])
        self.window.click("run")
        assert until(lambda: self.server.requests)

    def answer(self, button):
        """Clicks into the question, waits until it may be answered, and clicks the button."""
        question = self.window.wait_for("question")
        run("xdotool", "mousemove", str(question["x"]), str(question["y"]), "click", "1")
        self.window.click(button)

    def sees_end(self, status="Done"):
        """Whether the run ends, and in this state."""
        return until(lambda: self._runs_ended() > self._ended) and self.window.status(status)

    def events(self, kind):
        """What the journal of the newest run has of this kind."""
        return [event for event in self._journal() if event["type"] == kind]

    @property
    def told(self):
        """What the model was told since the task was given."""
        return " ".join(
            part["text"]
            for body in self.server.bodies
            for item in body["input"]
            if item.get("role") == "user"
            for part in item["content"]
            if part["type"] == "input_text"
        )

    @property
    def acknowledged(self):
        """The checks that were acknowledged since the task was given."""
        return [
            item["acknowledged_safety_checks"]
            for body in self.server.bodies
            for item in body["input"]
            if "acknowledged_safety_checks" in item
        ]

    def _journals(self):
        return sorted(self._profile.rglob("events.jsonl"), key=lambda file: file.stat().st_mtime)

    def _journal(self):
        return [json.loads(line) for line in self._journals()[-1].read_text("utf-8").splitlines()]

    def _runs_ended(self):
        return sum(file.read_text("utf-8").count('"run_ended"') for file in self._journals())
